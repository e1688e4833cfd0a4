"""A zip archive that is checked in full before anything in it is parsed."""

import io
import zlib
from dataclasses import dataclass
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from kb.corpus.readers.base import Limits
from kb.errors import InputError

_CHUNK = 1 << 16
_MOST_MEMBERS = 10_000
_DIRECTORY_RECORD = b"PK\x01\x02"
_ENCRYPTED = 0x1
_DAMAGE = (BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


@dataclass(frozen=True)
class Archive:
    """The members of a zip that passed :func:`open_archive`."""

    zip: ZipFile
    names: frozenset[str]

    def read(self, name: str) -> bytes:
        """The bytes of one member. :raises KeyError: there is none of this name."""
        return self.zip.read(name)


def member_names(data: bytes) -> frozenset[str]:
    """What the directory of the zip names, nothing unpacked; none where the bytes are no zip or name too many."""
    if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")) or data.count(_DIRECTORY_RECORD) > _MOST_MEMBERS:
        return frozenset()
    try:
        return frozenset(ZipFile(io.BytesIO(data)).namelist())
    except _DAMAGE:
        return frozenset()


def open_archive(data: bytes, limits: Limits) -> Archive:
    """The archive, once every member was unpacked to its end and its checksum agreed; at no time more than 64 KiB of it.

    :raises InputError: damaged or cut off, encrypted, packed in a way office programs do not use, or a bomb: more members,
        more bytes or more bytes a packed byte, declared or actual, than ``limits`` allows.
    """
    if data.count(_DIRECTORY_RECORD) > _MOST_MEMBERS:
        raise InputError(f"压缩包里的文件超过 {_MOST_MEMBERS} 个，不像正常的文件；请用原来的软件打开，另存为 .docx。")
    try:
        archive = ZipFile(io.BytesIO(data))
        members = archive.infolist()
        allowed = min(limits.unpacked_bytes, limits.ratio * len(data))
        check_declared(members, allowed)
        check_actual(archive, members, allowed)
    except _DAMAGE as error:
        raise InputError(
            "文件不完整或已损坏（压缩包校验不通过）；请重新取得文件，或用原来的软件修复后另存为 .docx。"
        ) from error
    return Archive(archive, frozenset(archive.namelist()))


def check_declared(members: list[ZipInfo], allowed: int) -> None:
    """What the directory of the zip says. :raises InputError: encrypted, packed in another way, over ``allowed`` bytes."""
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise InputError("压缩包加了密码；请去掉密码后另存为 .docx。")
    # The other methods unpack a whole chunk at once, however much that is.
    if any(member.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for member in members):
        raise InputError("压缩方式不是办公软件所用的（只支持存储和 deflate）；请用原来的软件打开，另存为 .docx。")
    if sum(member.file_size for member in members) > allowed:
        raise _bomb(allowed)


def check_actual(archive: ZipFile, members: list[ZipInfo], allowed: int) -> None:
    """What comes out, whatever was declared. :raises InputError: over ``allowed`` bytes. :raises BadZipFile: damaged."""
    total = 0
    for member in members:
        with archive.open(member) as stream:
            while chunk := stream.read(_CHUNK):
                total += len(chunk)
                if total > allowed:
                    raise _bomb(allowed)


def _bomb(allowed: int) -> InputError:
    return InputError(
        f"解压后超过 {allowed} 字节的上限，疑似压缩炸弹；若是正常文件，请删去大图片或拆分后另存为 .docx。"
    )
