"""The text of a PDF file: its own characters, and of scanned pages the recognised ones."""

from kb.corpus.layout.model import Extract, Page
from kb.corpus.layout.reading import text_of
from kb.corpus.layout.scans import check_scanned, scanned_pages
from kb.corpus.pdf.pages import open_pdf, page_of
from kb.corpus.readers.base import Limits

_POINTS_PER_INCH = 72


def extract(data: bytes, limits: Limits) -> Extract:
    """The text of the file's own characters, unless there are pages to be recognised.

    :raises InputError: see :func:`kb.corpus.pdf.pages.open_pdf`; a page is damaged.
    """
    document = open_pdf(data, limits)
    pages = [page_of(document, index) for index in range(len(document))]
    scanned = scanned_pages(pages)
    return Extract("", scanned) if scanned else Extract(text_of(pages))


def recognise(data: bytes, limits: Limits) -> Extract:
    """The text of the file, its scanned pages recognised.

    :raises InputError: as :func:`extract`; more than ``limits.scanned_pages``.
    :raises ImportError: the extra ``ocr`` is not installed.
    """
    # Loads OpenCV and the models, which files with characters of their own do without.
    from kb.corpus.layout.recognition import DOTS_PER_INCH, Recogniser

    document = open_pdf(data, limits)
    pages = [page_of(document, index) for index in range(len(document))]
    scanned = scanned_pages(pages)
    check_scanned(scanned, "PDF", limits)
    recogniser = Recogniser()
    for number in scanned:
        page = document[number - 1]
        picture = page.render(scale=DOTS_PER_INCH / _POINTS_PER_INCH).to_numpy()
        width, height = page.get_size()
        pages[number - 1] = Page(width, height, tuple(recogniser.glyphs(picture, 0, 0, width, height)))
    return Extract(text_of(pages))
