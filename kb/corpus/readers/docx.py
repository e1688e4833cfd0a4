"""Word files (.docx, .docm, .dotx): a zip package with WordprocessingML in it."""

from kb.corpus.archive import member_names
from kb.corpus.ofd.pages import OFD_ROOT
from kb.corpus.ooxml.body import document_lines
from kb.corpus.ooxml.package import open_package
from kb.corpus.readers.base import Content, Limits
from kb.errors import InputError


class DocxReader:
    """Reader of Word files; takes every zip, so that one that is no Word file is refused by name."""

    format = "docx"

    def accepts(self, data: bytes) -> bool:
        """A zip archive that is no OFD file: its first record is a file, or it is empty."""
        return data.startswith((b"PK\x03\x04", b"PK\x05\x06")) and OFD_ROOT not in member_names(data)

    def read(self, data: bytes, limits: Limits) -> Content:
        """Paragraphs and tables in document order, see :func:`kb.corpus.ooxml.body.document_lines`.

        :raises InputError: see :func:`kb.corpus.ooxml.package.open_package`; nested beyond any real document.
        """
        package = open_package(data, limits)
        try:
            lines = document_lines(package)
        except RecursionError as error:
            raise InputError("Word 文件里的表格或文本框嵌套太深，读不了；请在 Word 里拆开嵌套后另存。") from error
        return Content("\n".join(lines) + "\n", package.encoding)


READER = DocxReader()
