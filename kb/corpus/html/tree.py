"""A web page as a tree of elements, and how much text is where in it."""

from collections.abc import Iterator

from lxml import etree, html
from lxml.etree import _Element as Element

from kb.errors import InputError

_UNSEEN = {
    "head", "script", "style", "noscript", "template", "iframe", "object", "svg", "math", "input", "textarea",
    "select", "audio", "video", "canvas", "rp", "rt",
}  # fmt: skip


def parse_page(text: str) -> Element:
    """The root element; the parser closes what is open and never fails on what is wrong.

    :raises InputError: there is no element at all, or they are nested beyond any real page.
    """
    try:
        # A declaration of an encoding no longer holds: the text is decoded.
        parser = html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, encoding="utf-8")
        return html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise InputError("网页里没有内容，或已损坏；请在浏览器里打开，复制正文，另存为 .docx 或 .txt。") from error


def tag_of(element: Element) -> str:
    """The tag; "" for what is no element."""
    return element.tag if isinstance(element.tag, str) else ""


def is_unseen(element: Element) -> bool:
    """Whether a browser shows nothing of it."""
    style = (element.get("style") or "").replace(" ", "").lower()
    return not tag_of(element) or tag_of(element) in _UNSEEN or "hidden" in element.attrib or "display:none" in style


def seen_children(element: Element) -> Iterator[Element]:
    """The children a browser shows."""
    return (child for child in element if not is_unseen(child))


def weight(element: Element) -> int:
    """How many characters it holds outside links."""
    if is_unseen(element) or tag_of(element) == "a":
        return 0
    own = len((element.text or "").strip())
    return own + sum(weight(child) + len((child.tail or "").strip()) for child in element)
