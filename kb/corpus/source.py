"""One file to its canonical text, or one clear error; never half of it."""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from kb.corpus.canonical import canonical_text
from kb.corpus.readers import READERS
from kb.corpus.readers.base import Limits, Reader
from kb.corpus.signatures import refuse_by_start
from kb.errors import InputError, reason_of


@dataclass(frozen=True)
class SourceText:
    """The text of one file. ``format`` is the reader's (txt, docx, pdf …), ``sha256`` that of the bytes as received."""

    text: str
    format: str
    encoding: str
    sha256: str
    name: str


def read_file(path: Path, max_bytes: int, shown: str | None = None) -> SourceText:
    """The canonical text of the file, its format judged by content, not by extension.

    :param shown: what errors call the file, when its path means nothing to the reader.

    :raises InputError: missing, no regular file, unreadable, over ``max_bytes``, empty, without text, of no supported
        format, damaged, or beyond the :class:`Limits`.
    """
    data = read_bytes(path, max_bytes, shown)
    return replace(text_of(data, shown or str(path)), name=_printable(shown or path.name))


def read_bytes(path: Path, max_bytes: int, shown: str | None = None) -> bytes:
    """The bytes of the file. :raises InputError: as :func:`read_file`, but for what its bytes tell."""
    try:
        return _read_bytes(path, max_bytes)
    except InputError as error:
        raise InputError(f"读不了 {_printable(shown or str(path))}：{error}") from error


def text_of(data: bytes, shown: str) -> SourceText:
    """The canonical text of a file given by its bytes. :raises InputError: as :func:`read_file`."""
    try:
        reader = _reader_for(data)
        limits = Limits()
        content = reader.read(data, limits)
        limits.check_length(content.text)
        text = canonical_text(content.text)
        if not text.strip():
            raise InputError("文件里没有文字（只有空白，或只有图片）；请换成有正文的文件，扫描件须先做文字识别。")
    except InputError as error:
        raise InputError(f"读不了 {_printable(shown)}：{error}") from error
    return SourceText(text, reader.format, content.encoding, hashlib.sha256(data).hexdigest(), _printable(shown))


def _read_bytes(path: Path, max_bytes: int) -> bytes:
    try:
        if path.is_dir():
            raise InputError("这是目录，不是文件；请给出目录里的某个文件。")
        if not path.exists():
            raise InputError("没有这个文件；请检查路径和文件名。")
        if not path.is_file():
            raise InputError("这不是普通文件（是设备或管道）；请先把内容存成文件。")
        with path.open("rb") as handle:
            data = handle.read(max_bytes + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL character in the path
        raise InputError(
            f"文件打不开（{reason_of(error) if isinstance(error, OSError) else error}）；请检查路径和读取权限。"
        ) from error
    if len(data) > max_bytes:
        raise InputError(f"文件超过 {max_bytes} 字节的上限；请拆分文件，或调大设置 ZEREN_MAX_FILE_BYTES。")
    if not data:
        raise InputError("文件是空的（0 字节）；请重新取得文件。")
    return data


def _reader_for(data: bytes) -> Reader:
    refuse_by_start(data)
    for reader in READERS:
        if reader.accepts(data):
            return reader
    raise InputError(
        "这是二进制文件，不是能读的格式；请换成 .docx、.pdf、.ofd、.doc、.wps、网页或 UTF-8 文本"
        "（没有标记的 UTF-16 请另存为 UTF-8）。"
    )


def _printable(name: str) -> str:
    """``name`` on one line; bytes that are no UTF-8, as in names unpacked from an old zip, become question marks."""
    return " ".join(name.encode("utf-8", "replace").decode("utf-8").splitlines())
