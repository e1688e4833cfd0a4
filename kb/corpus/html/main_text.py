"""Where the text of the document is on a web page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lxml.etree import _Element as Element

from kb.corpus.html.tree import seen_children, tag_of, weights
from kb.rules import load_rules

RULES_FILE = Path(__file__).with_name("surroundings.yaml")
# The text is in the smallest element that holds this share of the text of the page outside links.
_MAIN_SHARE = 0.75
# What surrounds it holds less than this share.
_SURROUNDING_SHARE = 0.3
_CONTAINERS = {"div", "article", "main", "section", "td", "table", "tbody", "tr", "center", "form", "span"}
_TEXT_TAGS = {"p", "pre", "blockquote", "ol", "dl", "table", "tr", "td", "h3", "h4", "h5", "h6"}
_SENTENCE_END = "。"
_TITLE_NAMES = ("articletitle", "og:title")


@dataclass(frozen=True)
class MainText:
    """The element that holds the text, and the elements inside it that are no text of the document."""

    element: Element
    left_out: frozenset[Element]


def main_text(root: Element) -> MainText:
    """Where the text is: from the body down, as long as one child holds most of it and no other holds any."""
    sizes = weights(root)
    found = body = next(iter(root.iter("body")), root)
    while (inner := _inner(found, sizes, sizes[body])) is not None:
        found = inner
    most = _SURROUNDING_SHARE * sizes[found]
    left_out = (element for element in found.iterdescendants() if _surrounds(element) and sizes[element] < most)
    return MainText(found, frozenset(left_out))


def _inner(element: Element, sizes: Mapping[Element, int], whole: int) -> Element | None:
    """The child that holds the text, None where the element itself does."""
    children = list(seen_children(element))
    inner = max(children, key=sizes.__getitem__, default=None)
    if inner is None or tag_of(inner) not in _CONTAINERS or sizes[inner] < _MAIN_SHARE * whole:
        return None
    beside = (child for child in children if child is not inner and sizes[child])
    return None if any(_is_text(child) for child in beside) else inner


def _is_text(element: Element) -> bool:
    """Whether an element beside the text belongs to it: a paragraph, a row, or anything with a sentence."""
    return not _surrounds(element) and (tag_of(element) in _TEXT_TAGS or _SENTENCE_END in "".join(element.itertext()))


def titles(root: Element) -> Iterator[str]:
    """What the page says its title is: its metadata, then a heading the title starts with."""
    for meta in root.iter("meta"):
        if (meta.get("name") or meta.get("property") or "").lower() in _TITLE_NAMES:
            yield (meta.get("content") or "").strip()
    page_title = "".join(text for title in root.iter("title") for text in title.itertext()).strip()
    for heading in root.iter("h1", "h2"):
        text = "".join("".join(heading.itertext()).split())
        if text and "".join(page_title.split()).startswith(text):
            yield text


def _surrounds(element: Element) -> bool:
    names = " ".join(element.get(key) or "" for key in ("id", "class", "role"))
    told = f"{tag_of(element)} {names}".strip()
    return bool(tag_of(element)) and any(rule.fires(told) for rule in load_rules(RULES_FILE))
