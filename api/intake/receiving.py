"""An uploaded file, received piece by piece and never beyond its limit."""

import asyncio
import hashlib
import os
import re
import unicodedata
from dataclasses import replace

from fastapi import UploadFile

from api.pages.templates import megabytes
from kb.access.audit import Actor
from kb.corpus import document_id_for
from kb.errors import ConflictError, InputError, StorageError, TooLargeError, reason_of
from kb.holdings import Holdings
from kb.intake import changes
from kb.intake.changes import Change, Kind
from kb.settings import Settings

_PIECE = 1_048_576
_MOST_PENDING = 100
_LONGEST_NAME = 120
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')


async def receive(
    settings: Settings, holdings: Holdings, upload: UploadFile, kind: Kind, document: str, actor: Actor
) -> Change:
    """A new change with the file of ``upload`` in its folder, which counts once it is saved; ``document`` "" takes the id from the name of the file.

    :raises InputError: the file is empty.
    :raises TooLargeError: it is over its limit of bytes.
    :raises ConflictError: it is held already, or too many changes wait.
    :raises StorageError: it cannot be written.
    """
    await asyncio.to_thread(_check_pending, settings)
    name = file_name(upload.filename or "")
    change = changes.create(settings, kind, document or document_id_for(_stem(name)), actor.who, actor.address)
    try:
        sha256, size = await _store(settings, change, upload)
        if not size:
            raise InputError("文件是空的（0 字节）；请重新取得文件。")
        if held := holdings.with_hash(sha256):
            raise ConflictError(f"这份文件已在库中，标识为 {held.id}；不用再添加。", held.id)
    except BaseException:
        await asyncio.to_thread(changes.discard, settings, change.id)
        raise
    return replace(change, file=name, sha256=sha256, bytes=size)


def file_name(given: str) -> str:
    """The name of a file without folders and without what systems forbid.

    >>> file_name("C:\\\\我的文档\\\\某县规划.docx"), file_name("../../etc/passwd"), file_name("")
    ('某县规划.docx', 'passwd', '未命名文件')
    """
    last = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
    encodable = last.encode("utf-8", "replace").decode()
    return _FORBIDDEN.sub("_", encodable).strip(". ")[-_LONGEST_NAME:] or "未命名文件"


def _stem(name: str) -> str:
    return name.rpartition(".")[0] or name


def _check_pending(settings: Settings) -> None:
    changes.sweep(settings)
    if sum(change.state != "published" for change in changes.all_changes(settings)) >= _MOST_PENDING:
        raise ConflictError(f"已有 {_MOST_PENDING} 份文件等待发布；请先发布或放弃一些。")


async def _store(settings: Settings, change: Change, upload: UploadFile) -> tuple[str, int]:
    """Write the file; its hash and size in bytes."""
    digest, size = hashlib.sha256(), 0
    try:
        with changes.original_of(changes.folder_of(settings, change.id)).open("wb") as target:
            while piece := await upload.read(_PIECE):
                size += len(piece)
                if size > settings.max_file_bytes:
                    raise _too_large(settings.max_file_bytes)
                digest.update(piece)
                await asyncio.to_thread(target.write, piece)
            target.flush()
            await asyncio.to_thread(os.fsync, target.fileno())
    except OSError as error:
        raise StorageError(f"文件存不下来（{reason_of(error)}）；请管理员检查数据目录的磁盘空间后重试。") from error
    return digest.hexdigest(), size


def _too_large(most: int) -> TooLargeError:
    return TooLargeError(f"文件超过 {megabytes(most)} 的上限；请拆分文件，或请管理员调大设置 ZEREN_MAX_FILE_BYTES。")
