"""The frame of a page, and the only two places where text becomes HTML: escaped text and escaped links."""

from html import escape
from urllib.parse import quote

# Nothing runs and nothing is loaded but the style sheet, whatever a document says.
HEADERS = {"Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'", "Vary": "Accept"}


def text(value: str) -> str:
    """``value`` as text of a page or of an attribute."""
    return escape(value, quote=True)


def link(href: str, label: str) -> str:
    """A link; the characters of ``href`` that an address may not hold are percent-encoded."""
    return f'<a href="{text(quote(href, safe=_ADDRESS))}">{text(label)}</a>'


def page(root: str, title: str, body: str) -> str:
    """A whole page. ``body`` is HTML; ``root`` is the path that the application is mounted at."""
    return f"""<!doctype html>
<html lang="zh">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{text(title)} · 责任</title>
<link rel="stylesheet" href="{text(root)}/static/linked.css">
<link rel="icon" href="{text(root)}/static/icon.svg">
</head>
<body>
<nav>{link(f"{root}/", "责任")} {link(f"{root}/ontology", "本体")}</nav>
<main>
{body}
</main>
</body>
</html>
"""


_ADDRESS = "/:#?=&,;%~+@!$'()*"
