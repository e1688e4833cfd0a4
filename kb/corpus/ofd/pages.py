"""The pages of an OFD file: which part holds each, its size, and the templates behind it."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml.etree import _Element as Element

from kb.corpus.ofd.package import OfdPackage, children, numbers, resolve

OFD_ROOT = "OFD.xml"
_A4 = (0.0, 0.0, 210.0, 297.0)


@dataclass(frozen=True)
class PageParts:
    """A page: width and height in millimetres, and the parts that are drawn on it, the page's own last."""

    width: float
    height: float
    contents: tuple[Element, ...]


def page_locations(package: OfdPackage) -> list[tuple[str, str]]:
    """For each page of each document in the file, the part of the document and the part of the page.

    :raises InputError: a part is missing or no XML.
    """
    found = []
    for root in children(package.part(OFD_ROOT), "DocBody", "DocRoot"):
        document = resolve(OFD_ROOT, root.text)
        for page in children(package.part(document), "Pages", "Page"):
            found.append((document, resolve(document, page.get("BaseLoc"))))
    return found


def page_parts(package: OfdPackage, document: str, location: str) -> PageParts:
    """What is on the page of this location.

    :raises InputError: a part is missing or no XML.
    """
    page = package.part(location)
    common = next(children(package.part(document), "CommonData"), None)
    box = _box(next(children(page, "Area", "PhysicalBox"), None)) or _box(
        next(children(common, "PageArea", "PhysicalBox"), None)
    )
    _, _, width, height = box or _A4
    return PageParts(width, height, (*_templates(package, document, common, page), page))


def _templates(package: OfdPackage, document: str, common: Element | None, page: Element) -> Iterator[Element]:
    locations = {
        template.get("ID"): resolve(document, template.get("BaseLoc")) for template in children(common, "TemplatePage")
    }
    for template in children(page, "Template"):
        if template.get("TemplateID") in locations:
            yield package.part(locations[template.get("TemplateID")])


def _box(element: Element | None) -> tuple[float, float, float, float] | None:
    values = numbers(None if element is None else element.text)
    if len(values) < 4 or values[2] <= 0 or values[3] <= 0:
        return None
    return values[0], values[1], values[2], values[3]
