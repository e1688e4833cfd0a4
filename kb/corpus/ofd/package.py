"""The parts of an OFD file. Elements are told apart by local name: files in use have several namespaces."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from lxml.etree import _Element as Element

from kb.corpus.archive import Archive
from kb.errors import InputError

# No entity is expanded and nothing is fetched; a tree deeper than 256 is refused by the parser itself.
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)


@dataclass(frozen=True)
class OfdPackage:
    """The members of the file; paths in it are relative to the part that names them, or from the root."""

    archive: Archive

    def part(self, path: str) -> Element:
        """The root element of a part.

        :raises InputError: it is missing or no XML.
        """
        try:
            return etree.fromstring(self.archive.read(path), _PARSER)
        except (KeyError, ValueError, etree.XMLSyntaxError) as error:
            raise InputError(
                f"OFD 文件内部已损坏（{path} 读不了）；请用阅读软件打开，重新导出，或转成 .docx。"
            ) from error


def resolve(part: str, reference: str | None) -> str:
    """The path of what ``part`` refers to."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), (reference or "").strip())).lstrip("/")


def local_name(element: Element) -> str:
    """The tag without its namespace."""
    return str(element.tag).rpartition("}")[2]


def children(element: Element | None, *names: str) -> Iterator[Element]:
    """The descendants at the end of this path of names."""
    for child in () if element is None else element:
        if local_name(child) == names[0]:
            if len(names) == 1:
                yield child
            else:
                yield from children(child, *names[1:])


def numbers(text: str | None) -> list[float]:
    """The numbers of an attribute; none where one is no finite number."""
    try:
        values = [float(word) for word in (text or "").replace(",", " ").split()]
    except ValueError:
        return []
    return values if all(abs(value) < 1e9 for value in values) else []
