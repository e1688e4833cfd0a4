"""A web page as a tree of elements, and how much text is where in it."""

from collections.abc import Iterator

from lxml import etree, html
from lxml.etree import _Element as Element

from kb.errors import InputError

# What the parser reports when it leaves out elements nested deeper than 256.
_TOO_DEEP = "ERR_RESOURCE_LIMIT"
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
        root = html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise InputError("网页里没有内容，或已损坏；请在浏览器里打开，复制正文，另存为 .docx 或 .txt。") from error
    if any(entry.type_name == _TOO_DEEP for entry in parser.error_log):
        raise InputError("网页嵌套太深，读不全；请在浏览器里打开，复制正文，另存为 .docx 或 .txt。")
    return root


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


def weights(root: Element) -> dict[Element, int]:
    """For each element how many characters it holds outside links."""
    found: dict[Element, int] = {}
    for element in reversed(list(root.iter())):  # what is inside an element comes before it
        inside = sum(found[child] + len((child.tail or "").strip()) for child in element)
        is_text = not is_unseen(element) and tag_of(element) != "a"
        found[element] = len((element.text or "").strip()) + inside if is_text else 0
    return found
