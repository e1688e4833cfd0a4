"""PDF files."""

from kb.corpus.readers.base import Content, Limits
from kb.corpus.readers.recognition import read_pages

_HEAD_BYTES = 1024


class PdfReader:
    """Reader of PDF files; PDFium does it in another process, see :mod:`kb.corpus.pdf.extract`."""

    format = "pdf"

    def accepts(self, data: bytes) -> bool:
        """The header of ISO 32000, at the start but for a mark and white space."""
        return data[:_HEAD_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n\0").startswith(b"%PDF-")

    def read(self, data: bytes, limits: Limits) -> Content:
        """The text, see :mod:`kb.corpus.layout.reading`.

        :raises InputError: it needs a password, is damaged, has too many pages or takes too long; or it has scanned
            pages and the recogniser is not installed, or they are too many.
        """
        return Content(read_pages("pdf", data, limits), "utf-16")


READER = PdfReader()
