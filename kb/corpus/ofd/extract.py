"""The text of an OFD file."""

from kb.corpus.archive import open_archive
from kb.corpus.layout.model import Extract, Page
from kb.corpus.layout.reading import text_of
from kb.corpus.ofd.drawing import Drawing
from kb.corpus.ofd.package import OfdPackage
from kb.corpus.ofd.pages import page_locations, page_parts
from kb.corpus.readers.base import Limits
from kb.errors import InputError


def extract(data: bytes, limits: Limits) -> Extract:
    """The text, see :mod:`kb.corpus.layout.reading`.

    :raises InputError: see :func:`open_archive`; a part is missing or no XML; too many pages, or pictures of text only.
    """
    package = OfdPackage(open_archive(data, limits))
    locations = page_locations(package)
    if len(locations) > limits.pages:
        raise InputError(f"OFD 文件有 {len(locations)} 页，超过 {limits.pages} 页的上限；请拆分，只留要读的那份文件。")
    pages: list[Page] = []
    pictures = 0
    for document, location in locations:
        parts = page_parts(package, document, location)
        drawing = Drawing()
        for content in parts.contents:
            drawing.add(content)
        pictures += drawing.pictures
        pages.append(Page(parts.width, parts.height, tuple(drawing.glyphs), tuple(drawing.rulings)))
    if pictures and not any(page.glyphs for page in pages):
        raise InputError("OFD 文件里只有图片，没有文字（是扫描件）；请用阅读软件转成 PDF，再读 PDF。")
    return Extract(text_of(pages))
