"""The only two places where text of linked data becomes HTML: escaped text and escaped links."""

from html import escape
from urllib.parse import quote


def text(value: str) -> str:
    """``value`` as text of a page or of an attribute."""
    return escape(value, quote=True)


def link(href: str, label: str) -> str:
    """A link; the characters of ``href`` that an address may not hold are percent-encoded."""
    return f'<a href="{text(quote(href, safe=_ADDRESS))}">{text(label)}</a>'


_ADDRESS = "/:#?=&,;%~+@!$'()*"
