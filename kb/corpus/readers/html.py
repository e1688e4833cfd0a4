"""Web pages: the text of the document on them."""

import codecs
import re

from kb.corpus.isolation import read_apart
from kb.corpus.readers.base import Content, Limits

_HEAD_BYTES = 1024
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# What stands before the first tag is taken once and never given back: where no tag of HTML follows, there is none.
_START = re.compile(
    r"(?><\?xml[^>]*>\s*|<!--.*?-->\s*)*+<(!doctype\s+html|html|head|body|meta|title|div|p|table|span|h[1-6])\b",
    re.IGNORECASE | re.DOTALL,
)


class HtmlReader:
    """Reader of .html, .htm, .xhtml and of pages saved under another name.

    It works in another process, see :mod:`kb.corpus.html.extract`.
    """

    format = "html"

    def accepts(self, data: bytes) -> bool:
        """A tag of HTML at the start, behind white space and comments."""
        return is_html(data)

    def read(self, data: bytes, limits: Limits) -> Content:
        """The text of the document.

        :raises InputError: no supported encoding fits, nothing in it, nested beyond any real page, or it takes too long.
        """
        answer = read_apart("html", data, limits, limits.seconds)
        return Content(answer["text"] + "\n", answer["encoding"])


READER = HtmlReader()


def is_html(data: bytes) -> bool:
    """Whether the bytes start as a web page does; in UTF-16 only with its mark."""
    head = data[:_HEAD_BYTES]
    text = head.decode("utf-16" if head.startswith(_UTF16) else "latin-1", "ignore").removeprefix("ï»¿")
    return bool(_START.match(text.lstrip()))
