"""The text of a web page."""

from kb.corpus.html.lines import lines_of
from kb.corpus.html.main_text import main_text, titles
from kb.corpus.html.tree import parse_page
from kb.corpus.layout.model import Extract
from kb.corpus.readers.base import Limits
from kb.corpus.readers.decoding import decode
from kb.errors import InputError


def extract(data: bytes, limits: Limits) -> Extract:  # noqa: ARG001 - pages do not unpack
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
    return Extract("\n".join([title, *lines] if title and lines else lines), encoding=encoding)
