"""Word 97-2003, WPS Writer and RTF files, by way of LibreOffice."""

from kb.corpus.office import to_docx
from kb.corpus.readers.base import Content, Limits
from kb.corpus.readers.docx import READER as DOCX
from kb.corpus.signatures import refuse_by_streams
from kb.errors import InputError

# Compound File Binary (MS-CFB), which .wps is too, and Rich Text Format.
_COMPOUND, _RTF = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf"
# The stream of Word's text (MS-DOC, 2.1.1). Other programs' streams beside it are of objects placed in the text.
_WORD_STREAM = "WordDocument\0".encode("utf-16-le")


class Word97Reader:
    """Reader of .doc, .wps and .rtf."""

    format = "doc"

    def accepts(self, data: bytes) -> bool:
        """A compound file, whatever is in it, or RTF."""
        return data.startswith((_COMPOUND, _RTF))

    def read(self, data: bytes, limits: Limits) -> Content:
        """The text as of a Word file, see :class:`kb.corpus.readers.docx.DocxReader`.

        :raises InputError: a compound file of another program, or with a password; see :func:`kb.corpus.office.to_docx`.
        """
        is_rtf = data.startswith(_RTF)
        if not is_rtf and _WORD_STREAM not in data:
            refuse_by_streams(data)
            raise InputError(
                "文件里没有 Word 的正文（不是 .doc 或 .wps，或已损坏）；请用原来的软件打开，另存为 .docx。"
            )
        return DOCX.read(to_docx(data, ".rtf" if is_rtf else ".doc", limits.seconds), limits)


READER = Word97Reader()
