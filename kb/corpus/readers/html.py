"""Web pages: the text of the document on them."""

import codecs
import re

from kb.corpus.html.lines import lines_of
from kb.corpus.html.main_text import main_text, titles
from kb.corpus.html.tree import parse_page
from kb.corpus.readers.base import Content, Limits
from kb.corpus.readers.decoding import decode
from kb.errors import InputError

_HEAD_BYTES = 1024
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# What stands before the first tag is taken once and never given back: where no tag of HTML follows, there is none.
_START = re.compile(
    r"(?><\?xml[^>]*>\s*|<!--.*?-->\s*)*+<(!doctype\s+html|html|head|body|meta|title|div|p|table|span|h[1-6])\b",
    re.IGNORECASE | re.DOTALL,
)


class HtmlReader:
    """Reader of .html, .htm, .xhtml and of pages saved under another name."""

    format = "html"

    def accepts(self, data: bytes) -> bool:
        """A tag of HTML at the start, behind white space and comments."""
        return is_html(data)

    def read(self, data: bytes, limits: Limits) -> Content:  # noqa: ARG002 - pages do not unpack
        """The text of the document; its title first, where the page has it outside the text.

        :raises InputError: no supported encoding fits, nothing in it, or nested beyond any real page.
        """
        text, encoding = decode(data)
        try:
            root = parse_page(text)
            main = main_text(root)
            lines = lines_of(main.element, main.left_out)
        except RecursionError as error:
            raise InputError("网页嵌套太深，读不了；请在浏览器里复制正文，另存为 .docx 或 .txt。") from error
        packed = "".join("".join(lines).split())
        title = next((title for title in titles(root) if "".join(title.split()) not in packed), "")
        return Content("\n".join([title, *lines] if title and lines else lines) + "\n", encoding)


READER = HtmlReader()


def is_html(data: bytes) -> bool:
    """Whether the bytes start as a web page does; in UTF-16 only with its mark."""
    head = data[:_HEAD_BYTES]
    text = head.decode("utf-16" if head.startswith(_UTF16) else "latin-1", "ignore").removeprefix("ï»¿")
    return bool(_START.match(text.lstrip()))
