"""The parts of a Word file that hold its text.

Only these parts are read: python-docx's own package loader would follow every relation and stop at a dangling one,
which files written by other office programs often have. Parsing is python-docx's: no entity is expanded and nothing
is fetched. Elements are told apart by local name, so transitional and strict namespaces read alike.
"""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass

from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from kb.corpus.archive import Archive, open_archive
from kb.corpus.readers.base import Limits
from kb.corpus.signatures import refuse_by_members
from kb.errors import InputError

_DOCTYPES = tuple("<!DOCTYPE".encode(codec) for codec in ("ascii", "utf-16-le", "utf-16-be"))
_DAMAGED = "Word 文件内部已损坏（{part} 读不了）；请用 Word 或 WPS 打开修复，另存为 .docx。"


@dataclass(frozen=True)
class WordPackage:
    """Root elements of a Word file. ``notes`` maps (footnoteReference | endnoteReference, id) to the note."""

    document: Element
    numbering: Element | None
    styles: Element | None
    notes: Mapping[tuple[str, str], Element]
    encoding: str


def open_package(data: bytes, limits: Limits) -> WordPackage:
    """The parts of the Word file.

    :raises InputError: see :func:`open_archive`; a zip that is no Word file (named where it is known); a part that is
        missing, malformed, or declares a document type, which Office never does and entity bombs need.
    """
    archive = open_archive(data, limits)
    name = _related(archive, "").get("officeDocument", "")
    document = _parse(archive, name) if name else None
    if document is None or local_name(document) != "document" or "wordprocessingml" not in document.tag:
        refuse_by_members(archive.names)
        raise InputError("这是压缩包，但里面不是 Word 文件；请先解压，再读里面的 .docx 或 .txt。")
    if document.find("{*}body") is None:
        raise InputError(_DAMAGED.format(part=name))
    parts = _related(archive, name)
    return WordPackage(
        document=document,
        numbering=_optional(archive, parts.get("numbering")),
        styles=_optional(archive, parts.get("styles")),
        notes=_notes(archive, parts),
        encoding=(document.getroottree().docinfo.encoding or "utf-8").lower(),
    )


def local_name(element: Element) -> str:
    """The tag without its namespace; "" for comments and processing instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element | None, name: str) -> str | None:
    """The attribute of this local name, None where it or the element is missing."""
    if element is None:
        return None
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), None)


def _related(archive: Archive, source: str) -> dict[str, str]:
    """Member name by last word of the relation type, for what ``source`` ("" = the package) refers to inside."""
    folder, base = posixpath.split(source)
    name = posixpath.join(folder, "_rels", f"{base}.rels")
    if name not in archive.names:
        return {}
    related: dict[str, str] = {}
    for relation in _parse(archive, name):
        target = posixpath.normpath(posixpath.join("/", folder, attribute(relation, "Target") or ""))
        if attribute(relation, "TargetMode") != "External":
            related.setdefault((attribute(relation, "Type") or "").rpartition("/")[2], target.lstrip("/"))
    return related


def _notes(archive: Archive, parts: Mapping[str, str]) -> dict[tuple[str, str], Element]:
    notes: dict[tuple[str, str], Element] = {}
    for part, reference in (("footnotes", "footnoteReference"), ("endnotes", "endnoteReference")):
        root = _optional(archive, parts.get(part))
        for note in () if root is None else root:
            notes[reference, attribute(note, "id") or ""] = note
    return notes


def _optional(archive: Archive, name: str | None) -> Element | None:
    return _parse(archive, name) if name in archive.names and name else None


def _parse(archive: Archive, name: str) -> Element:
    try:
        xml = archive.read(name)
        if any(mark in xml for mark in _DOCTYPES):
            raise InputError(
                f"Word 文件的 {name} 里有 DOCTYPE 声明（正常文件没有，可能是恶意文件）；请用 Word 打开后另存。"
            )
        return parse_xml(xml)
    except (KeyError, SyntaxError, ValueError) as error:  # SyntaxError: lxml's XMLSyntaxError is one
        raise InputError(_DAMAGED.format(part=name)) from error
