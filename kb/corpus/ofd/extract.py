"""The text of an OFD file: its own characters, and of scanned pages the recognised ones."""

from dataclasses import dataclass, replace
from typing import Any

from kb.corpus.archive import open_archive
from kb.corpus.layout.model import Extract, Page
from kb.corpus.layout.reading import text_of
from kb.corpus.layout.scans import check_scanned, covers, scanned_pages
from kb.corpus.ofd.drawing import Drawing, Picture
from kb.corpus.ofd.package import OfdPackage
from kb.corpus.ofd.pages import PageParts, page_locations, page_parts
from kb.corpus.ofd.resources import Resources, document_resources, page_resources
from kb.corpus.readers.base import Limits
from kb.errors import InputError

_AS_PDF = "请用阅读软件转成 PDF，再读 PDF。"


@dataclass(frozen=True)
class _OfdPage:
    page: Page
    pictures: tuple[Picture, ...]
    resources: Resources


def extract(data: bytes, limits: Limits) -> Extract:
    """The text of the file's own characters, see :mod:`kb.corpus.layout.reading`, unless there are pages to be recognised.

    :raises InputError: see :func:`open_archive`; a part is missing or no XML; too many pages; characters without meaning.
    """
    pages = [found.page for found in _pages(OfdPackage(open_archive(data, limits)), limits)]
    scanned = scanned_pages(pages)
    for number in scanned:
        if not pages[number - 1].has_picture:
            raise InputError(f"OFD 文件的第 {number} 页的字体没有说明各字是什么字，读不出来；{_AS_PDF}")
    return Extract("", scanned) if scanned else Extract(text_of(pages))


def recognise(data: bytes, limits: Limits) -> Extract:
    """The text of the file, the pictures of its scanned pages recognised.

    :raises InputError: as :func:`extract`; more than ``limits.scanned_pages``; a picture cannot be read.
    :raises ImportError: the extra ``ocr`` is not installed.
    """
    # Loads OpenCV and the models, which files with characters of their own do without.
    from kb.corpus.layout.recognition import Recogniser

    package = OfdPackage(open_archive(data, limits))
    pages = _pages(package, limits)
    scanned = scanned_pages([found.page for found in pages])
    check_scanned(scanned, "OFD", limits)
    recogniser = Recogniser()
    for number in scanned:
        found = pages[number - 1]
        glyphs = list(found.page.glyphs)
        for picture in found.pictures:
            dots = _dots(package, found.resources.pictures.get(picture.resource, ""), number)
            glyphs += recogniser.glyphs(dots, picture.left, picture.top, picture.width, picture.height)
        pages[number - 1] = replace(found, page=replace(found.page, glyphs=tuple(glyphs)))
    return Extract(text_of([found.page for found in pages]))


def _pages(package: OfdPackage, limits: Limits) -> list[_OfdPage]:
    locations = page_locations(package)
    if len(locations) > limits.pages:
        raise InputError(f"OFD 文件有 {len(locations)} 页，超过 {limits.pages} 页的上限；请拆分，只留要读的那份文件。")
    shared = {document: document_resources(package, document) for document in {document for document, _ in locations}}
    return [
        _page(page_parts(package, document, location), shared[document] | page_resources(package, location))
        for document, location in locations
    ]


def _page(parts: PageParts, resources: Resources) -> _OfdPage:
    drawing = Drawing(resources.units)
    for content in parts.contents:
        drawing.add(content)
    area = sum(picture.width * picture.height for picture in drawing.pictures)
    has_scan = bool(drawing.pictures) and covers(area, parts.width * parts.height)
    page = Page(parts.width, parts.height, tuple(drawing.glyphs), tuple(drawing.rulings), has_scan)
    return _OfdPage(page, tuple(drawing.pictures), resources)


def _dots(package: OfdPackage, path: str, number: int) -> Any:  # noqa: ANN401 - an array of NumPy
    """The picture as rows of dots in three colours. Pillow and NumPy come with the extra ``ocr``."""
    import io

    import numpy as np
    from PIL import Image

    try:
        return np.asarray(Image.open(io.BytesIO(package.archive.read(path))).convert("RGB"))
    except (KeyError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise InputError(f"OFD 文件的第 {number} 页的扫描图读不了（{path or '文件里没有'}）；{_AS_PDF}") from error
