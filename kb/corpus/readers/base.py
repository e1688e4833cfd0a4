"""What a reader of one file format is."""

from dataclasses import dataclass
from typing import Protocol

from kb.errors import InputError


@dataclass(frozen=True)
class Limits:
    """Bounds on the work one file may make.

    ``unpacked_bytes`` and ``ratio``: what a packed file may unpack to, in all and per byte of the file. ``pages`` and
    ``scanned_pages``: of files with pages, and of those whose characters must be recognised. ``seconds`` and
    ``recognition_seconds``: how long another process may work at it, without and with recognition. ``memory_bytes`` and
    ``recognition_memory_bytes``: the address space of that process. ``characters``: of the text that comes out.
    """

    unpacked_bytes: int = 200_000_000
    ratio: int = 200
    pages: int = 300
    scanned_pages: int = 60
    seconds: int = 60
    recognition_seconds: int = 900
    memory_bytes: int = 2_000_000_000
    recognition_memory_bytes: int = 8_000_000_000
    characters: int = 5_000_000

    def check_length(self, text: str) -> None:
        """:raises InputError: the text is longer than any document."""
        if len(text) > self.characters:
            raise InputError(f"文件有 {len(text)} 字，超过 {self.characters} 字的上限；请拆分，只留要读的那份文件。")


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
