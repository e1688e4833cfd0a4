"""Word files (.docx, .docm, .dotx): a zip package with WordprocessingML in it."""

from kb.corpus.archive import member_names
from kb.corpus.isolation import read_apart
from kb.corpus.ofd.pages import OFD_ROOT
from kb.corpus.readers.base import Content, Limits


class DocxReader:
    """Reader of Word files, in another process, see :mod:`kb.corpus.ooxml.extract`.

    It takes every zip, so that one that is no Word file is refused by name.
    """

    format = "docx"

    def accepts(self, data: bytes) -> bool:
        """A zip archive that is no OFD file: its first record is a file, or it is empty."""
        return data.startswith((b"PK\x03\x04", b"PK\x05\x06")) and OFD_ROOT not in member_names(data)

    def read(self, data: bytes, limits: Limits) -> Content:
        """The text.

        :raises InputError: damaged, encrypted, a bomb, nested beyond any real document, no Word file, or it takes too long.
        """
        answer = read_apart("docx", data, limits, limits.seconds)
        return Content(answer["text"] + "\n", answer["encoding"])


READER = DocxReader()
