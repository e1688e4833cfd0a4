"""The list definitions of a Word file (ISO/IEC 29500-1, 17.9): levels, lists, and the styles that use them."""

from collections.abc import Mapping
from dataclasses import dataclass

from docx.oxml.xmlchemy import BaseOxmlElement as Element

from kb.corpus.ooxml.package import attribute, local_name

_LONGEST_NUMBER = 9


@dataclass(frozen=True)
class Level:
    """One level of a list. ``restart``: 0 never; n after a paragraph of level n or above; None after any above it.

    ``suffix`` after the number is tab, space or nothing; ``style`` is the paragraph style linked to the level.
    """

    start: int
    format: str
    text: str
    restart: int | None
    legal: bool
    suffix: str
    style: str | None


@dataclass(frozen=True)
class WordList:
    """A list (w:num): the counters it shares with others of the same ``abstract``, its levels, its own start values."""

    abstract: str
    levels: Mapping[int, Level]
    starts: Mapping[int, int]


@dataclass(frozen=True)
class Style:
    """What a paragraph style says of numbering."""

    list_id: str | None
    level: int | None
    based_on: str | None


def read_lists(numbering: Element | None) -> dict[str, WordList]:
    """The lists of ``numbering.xml`` by numId."""
    if numbering is None:
        return {}
    abstracts = {attribute(element, "abstractNumId"): element for element in numbering.findall("{*}abstractNum")}
    linked = {attribute(element.find("{*}styleLink"), "val"): key for key, element in abstracts.items()}
    lists: dict[str, WordList] = {}
    for element in numbering.findall("{*}num"):
        key = attribute(element.find("{*}abstractNumId"), "val")
        if key in abstracts:
            style = attribute(abstracts[key].find("{*}numStyleLink"), "val")
            key = linked.get(style, key) if style else key
            lists[attribute(element, "numId") or ""] = _word_list(key or "", abstracts[key], element)
    return lists


def read_styles(styles: Element | None) -> dict[str | None, Style]:
    """Paragraph styles by id; under None the default one, which paragraphs without style have."""
    found: dict[str | None, Style] = {}
    for element in () if styles is None else styles.findall("{*}style"):
        list_id, level = list_and_level(element.find("{*}pPr"))
        style = Style(list_id, level, attribute(element.find("{*}basedOn"), "val"))
        found[attribute(element, "styleId")] = style
        if attribute(element, "type") == "paragraph" and is_on(element, "default"):
            found[None] = style
    return found


def list_and_level(properties: Element | None) -> tuple[str | None, int | None]:
    """numId and level that paragraph properties state themselves."""
    numbering = None if properties is None else properties.find("{*}numPr")
    if numbering is None:
        return None, None
    return attribute(numbering.find("{*}numId"), "val"), _whole(numbering.find("{*}ilvl"))


def is_on(element: Element | None, name: str = "val", missing: bool = False) -> bool:
    """The on-off value of an attribute; ``missing`` where it is not given. False for no element."""
    value = attribute(element, name)
    return element is not None and (missing if value is None else value not in ("0", "false", "off"))


def _word_list(key: str, abstract: Element, element: Element) -> WordList:
    levels = _read_levels(abstract)
    starts: dict[int, int] = {}
    for override in element.findall("{*}lvlOverride"):
        levels |= _read_levels(override)
        start, level = _whole(override.find("{*}startOverride")), _whole(override, "ilvl")
        if start is not None and level is not None:
            starts[level] = start
    return WordList(key, levels, starts)


def _read_levels(parent: Element) -> dict[int, Level]:
    return {_whole(element, "ilvl") or 0: _read_level(element) for element in parent.findall("{*}lvl")}


def _read_level(element: Element) -> Level:
    children = {local_name(child): child for child in element}
    # A custom format stands in AlternateContent, and its fallback is not what is printed.
    stated = "custom" if "AlternateContent" in children else attribute(children.get("numFmt"), "val")
    return Level(
        start=_whole(children.get("start")) or 0,
        format=stated or "decimal",
        text=attribute(children.get("lvlText"), "val") or "",
        restart=_whole(children.get("lvlRestart")),
        legal=is_on(children.get("isLgl"), missing=True),
        suffix=attribute(children.get("suff"), "val") or "tab",
        style=attribute(children.get("pStyle"), "val"),
    )


def _whole(element: Element | None, name: str = "val") -> int | None:
    value = attribute(element, name) or ""
    return int(value) if value.isdecimal() and len(value) <= _LONGEST_NUMBER else None
