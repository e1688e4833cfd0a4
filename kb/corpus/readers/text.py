"""Plain text, in the encodings of :mod:`kb.corpus.readers.decoding`."""

import codecs
import re

from kb.corpus.readers.base import Content, Limits
from kb.corpus.readers.decoding import decode
from kb.corpus.readers.html import is_html

# Formats with readers of their own whose files may hold no NUL byte.
_OTHER = re.compile(rb"(\xef\xbb\xbf)?\s*%PDF-|\{\\rtf|PK\x03\x04|PK\x05\x06|\xd0\xcf\x11\xe0")


class TextReader:
    """Reader of .txt and everything else that is plain text."""

    format = "txt"

    def accepts(self, data: bytes) -> bool:
        """No web page, RTF or PDF, and no NUL byte, which plain text has only in UTF-16; that starts with its mark."""
        is_utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        return (is_utf16 or b"\0" not in data) and not is_html(data) and not _OTHER.match(data)

    def read(self, data: bytes, limits: Limits) -> Content:  # noqa: ARG002 - text does not unpack
        """The decoded text.

        :raises InputError: no supported encoding fits.
        """
        return Content(*decode(data))


READER = TextReader()
