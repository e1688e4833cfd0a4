"""The text of a PDF file: its own characters, and of scanned pages the recognised ones."""

from kb.corpus.layout.model import Extract, Page
from kb.corpus.layout.reading import text_of
from kb.corpus.pdf.pages import open_pdf, page_of
from kb.corpus.readers.base import Limits
from kb.errors import InputError

# Fewer characters than this beside a picture of the page are a stamp or a page number.
_LEAST_CHARACTERS = 20
# Characters that a font without a table of its meanings comes out as: control, private use, replacement.
_MOST_MEANINGLESS = 0.2


def extract(data: bytes, limits: Limits) -> Extract:
    """The text of the file's own characters, unless there are pages to be recognised.

    :raises InputError: see :func:`kb.corpus.pdf.pages.open_pdf`; a page is damaged; a font does not say its characters.
    """
    document = open_pdf(data, limits)
    pages = [page_of(document, index) for index in range(len(document))]
    scanned = tuple(number for number, page in enumerate(pages, 1) if is_scanned(page))
    return Extract("", scanned) if scanned else Extract(text_of(pages))


def is_scanned(page: Page) -> bool:
    """Whether what the page says must be recognised: a picture with next to no characters, or characters without meaning."""
    count = len(page.glyphs)
    meaningless = sum(_is_meaningless(glyph.text) for glyph in page.glyphs)
    return (page.has_picture and count < _LEAST_CHARACTERS) or meaningless > _MOST_MEANINGLESS * count


def recognise(data: bytes, limits: Limits) -> Extract:
    """The text of the file, its scanned pages recognised.

    :raises InputError: as :func:`extract`; more than ``limits.scanned_pages``.
    :raises ImportError: the extra ``ocr`` is not installed.
    """
    # Loads OpenCV and the models, which files with characters of their own do without.
    from kb.corpus.pdf.recognition import Recogniser

    document = open_pdf(data, limits)
    pages = [page_of(document, index) for index in range(len(document))]
    scanned = [index for index, page in enumerate(pages) if is_scanned(page)]
    if len(scanned) > limits.scanned_pages:
        raise InputError(
            f"PDF 文件里有 {len(scanned)} 页扫描图，超过 {limits.scanned_pages} 页的上限；请拆分，或先用别的软件做文字识别。"
        )
    recogniser = Recogniser()
    for index in scanned:
        pages[index] = recogniser.page_of(document[index])
    return Extract(text_of(pages))


def _is_meaningless(char: str) -> bool:
    return char < " " or char == "\ufffd" or "\ue000" <= char <= "\uf8ff"
