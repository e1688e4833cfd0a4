"""The text of a Word file."""

from kb.corpus.layout.model import Extract
from kb.corpus.ooxml.body import document_lines
from kb.corpus.ooxml.package import open_package
from kb.corpus.readers.base import Limits
from kb.errors import InputError


def extract(data: bytes, limits: Limits) -> Extract:
    """Paragraphs and tables in document order, see :func:`kb.corpus.ooxml.body.document_lines`.

    :raises InputError: see :func:`kb.corpus.ooxml.package.open_package`; nested beyond any real document.
    """
    package = open_package(data, limits)
    try:
        lines = document_lines(package)
    except RecursionError as error:
        raise InputError("Word 文件里的表格或文本框嵌套太深，读不了；请在 Word 里拆开嵌套后另存。") from error
    return Extract("\n".join(lines), encoding=package.encoding)
