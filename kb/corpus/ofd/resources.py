"""What pages refer to by id: pictures, and groups of objects that are drawn in several places."""

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from kb.corpus.ofd.package import OfdPackage, children, resolve


@dataclass(frozen=True)
class Resources:
    """By id the contents of the composite units, and the paths of the pictures (GB/T 33190, 7.9)."""

    units: Mapping[str, Element] = field(default_factory=dict)
    pictures: Mapping[str, str] = field(default_factory=dict)

    def __or__(self, other: "Resources") -> "Resources":
        return Resources({**self.units, **other.units}, {**self.pictures, **other.pictures})


def document_resources(package: OfdPackage, document: str) -> Resources:
    """The resources that every page of the document may refer to; a part that is not there has none.

    :raises InputError: a part is no XML.
    """
    common = [("CommonData", "PublicRes"), ("CommonData", "DocumentRes")]
    return _resources(package, [path for names in common for path in _referred(package, document, *names)])


def page_resources(package: OfdPackage, page: str) -> Resources:
    """The resources of one page; a part that is not there has none.

    :raises InputError: a part is no XML.
    """
    return _resources(package, _referred(package, page, "PageRes"))


def _referred(package: OfdPackage, part: str, *names: str) -> list[str]:
    return [resolve(part, reference.text) for reference in children(package.part(part), *names)]


def _resources(package: OfdPackage, paths: Sequence[str]) -> Resources:
    units: dict[str, Element] = {}
    pictures: dict[str, str] = {}
    for path in (path for path in paths if path in package.archive.names):
        part = package.part(path)
        for unit in children(part, "CompositeGraphicUnits", "CompositeGraphicUnit"):
            units |= {unit.get("ID", ""): content for content in children(unit, "Content")}
        for medium in children(part, "MultiMedias", "MultiMedia"):
            for file in children(medium, "MediaFile"):
                location = posixpath.join(part.get("BaseLoc") or "", (file.text or "").strip())
                pictures[medium.get("ID", "")] = resolve(path, location)
    return Resources(units, pictures)
