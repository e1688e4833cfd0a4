"""OFD files (GB/T 33190)."""

from kb.corpus.archive import member_names
from kb.corpus.ofd.pages import OFD_ROOT
from kb.corpus.readers.base import Content, Limits
from kb.corpus.readers.recognition import read_pages


class OfdReader:
    """Reader of OFD files, in another process, see :mod:`kb.corpus.ofd.extract`."""

    format = "ofd"

    def accepts(self, data: bytes) -> bool:
        """A zip archive with the root part of GB/T 33190 in it."""
        return OFD_ROOT in member_names(data)

    def read(self, data: bytes, limits: Limits) -> Content:
        """The text, see :mod:`kb.corpus.layout.reading`.

        :raises InputError: damaged, encrypted, a bomb, too many pages, or it takes too long; or it has scanned pages and
            the recogniser is not installed, or they are too many.
        """
        return Content(read_pages("ofd", data, limits), "utf-8")


READER = OfdReader()
