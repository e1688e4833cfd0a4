"""OFD files (GB/T 33190)."""

from kb.corpus.archive import member_names
from kb.corpus.isolation import read_apart
from kb.corpus.ofd.pages import OFD_ROOT
from kb.corpus.readers.base import Content, Limits


class OfdReader:
    """Reader of OFD files, in another process, see :mod:`kb.corpus.ofd.extract`."""

    format = "ofd"

    def accepts(self, data: bytes) -> bool:
        """A zip archive with the root part of GB/T 33190 in it."""
        return OFD_ROOT in member_names(data)

    def read(self, data: bytes, limits: Limits) -> Content:
        """The text, see :mod:`kb.corpus.layout.reading`.

        :raises InputError: damaged, encrypted, a bomb, too many pages, pictures only, or it takes too long.
        """
        return Content(read_apart("ofd", data, limits, limits.seconds)["text"] + "\n", "utf-8")


READER = OfdReader()
