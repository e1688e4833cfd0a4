"""Which pages are pictures of text, whose characters must be recognised."""

from collections.abc import Sequence

from kb.corpus.layout.model import Page
from kb.corpus.readers.base import Limits
from kb.errors import InputError

# A scan covers most of its page; a letterhead or a stamp does not.
_SHARE = 0.5
# Fewer characters than this beside a picture of the page are a stamp or a page number.
_LEAST_CHARACTERS = 20
# Characters that a font without a table of its meanings comes out as: control, private use, replacement.
_MOST_MEANINGLESS = 0.2


def covers(pictures: float, page: float) -> bool:
    """Whether pictures of this area cover a page of this area as a scan does."""
    return pictures >= _SHARE * page


def is_scanned(page: Page) -> bool:
    """Whether what the page says must be recognised: a picture with next to no characters, or characters without meaning."""
    count = len(page.glyphs)
    meaningless = sum(_is_meaningless(glyph.text) for glyph in page.glyphs)
    return (page.has_picture and count < _LEAST_CHARACTERS) or meaningless > _MOST_MEANINGLESS * count


def scanned_pages(pages: Sequence[Page]) -> tuple[int, ...]:
    """The numbers of the scanned pages, from 1."""
    return tuple(number for number, page in enumerate(pages, 1) if is_scanned(page))


def check_scanned(numbers: Sequence[int], name: str, limits: Limits) -> None:
    """:raises InputError: a file of the format ``name`` has more scanned pages than ``limits.scanned_pages``."""
    if len(numbers) > limits.scanned_pages:
        raise InputError(
            f"{name} 文件里有 {len(numbers)} 页扫描图，超过 {limits.scanned_pages} 页的上限；请拆分，或先用别的软件做文字识别。"
        )


def _is_meaningless(char: str) -> bool:
    return char < " " or char == "\ufffd" or "\ue000" <= char <= "\uf8ff"
