"""What a reader of one file format is."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Limits:
    """Bounds on what a packed file may unpack to: bytes in all, and bytes per byte of the file."""

    unpacked_bytes: int = 200_000_000
    ratio: int = 200


@dataclass(frozen=True)
class Content:
    """The text of a file, not yet canonical, and the encoding its characters were read with."""

    text: str
    encoding: str


class Reader(Protocol):
    """Reads one format. Readers exclude one another: at most one accepts a given file, so their order is of no effect."""

    format: str

    def accepts(self, data: bytes) -> bool:
        """Whether the bytes are of this format, judged by the bytes alone."""

    def read(self, data: bytes, limits: Limits) -> Content:
        """The whole text.

        :raises InputError: it cannot be read in full; the message says what is wrong and what to do, without the name.
        """
