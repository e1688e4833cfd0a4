"""The pages of linked data, and the only two places where their text becomes HTML: escaped text and escaped links."""

from html import escape
from urllib.parse import quote

from api.pages.templates import html_of


def text(value: str) -> str:
    """``value`` as text of a page or of an attribute."""
    return escape(value, quote=True)


def link(href: str, label: str) -> str:
    """A link; the characters of ``href`` that an address may not hold are percent-encoded."""
    return f'<a href="{text(quote(href, safe=_ADDRESS))}">{text(label)}</a>'


def page(root: str, title: str, body: str) -> str:
    """A whole page. ``body`` is HTML; ``root`` is the path that the application is mounted at."""
    return html_of("base.html", root, title=title, body=f'<div class="linked">{body}</div>')


_ADDRESS = "/:#?=&,;%~+@!$'()*"
