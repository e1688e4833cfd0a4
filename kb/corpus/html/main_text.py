"""Where the text of the document is on a web page."""

from collections.abc import Iterator
from pathlib import Path

from lxml.etree import _Element as Element

from kb.corpus.html.tree import seen_children, tag_of, weight
from kb.rules import load_rules

RULES_FILE = Path(__file__).with_name("surroundings.yaml")
# The text is in the smallest element that holds this share of the text of the page outside links.
_MAIN_SHARE = 0.75
# What surrounds it holds less than this share.
_SURROUNDING_SHARE = 0.3
_CONTAINERS = {"body", "div", "article", "main", "section", "td", "table", "tbody", "tr", "center", "form", "span"}
_TITLE_NAMES = ("articletitle", "og:title")


def main_element(root: Element) -> Element:
    """The element that holds the text: from the body down, as long as one child holds most of it."""
    found = next(iter(root.iter("body")), root)
    whole = weight(found)
    while True:
        inner = max(seen_children(found), key=weight, default=None)
        if inner is None or tag_of(inner) not in _CONTAINERS or weight(inner) < _MAIN_SHARE * whole:
            return found
        # A row of a table has its meaning beside the other rows.
        if tag_of(found) in ("table", "tbody", "tr") and len(list(seen_children(found))) > 1:
            return next((above for above in found.iterancestors("table")), found)
        found = inner


def surroundings(main: Element) -> frozenset[Element]:
    """The elements inside ``main`` that are no text of the document."""
    most = _SURROUNDING_SHARE * weight(main)
    return frozenset(element for element in main.iterdescendants() if _surrounds(element) and weight(element) < most)


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
