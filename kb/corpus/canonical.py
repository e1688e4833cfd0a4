"""The canonical text: what every offset in Zeren counts in."""

import re

# str.splitlines() ends a line at each of these; the rest of the code counts lines by LF alone.
_LINE_ENDS = "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_CONTROLS = "".join(map(chr, (*range(0x09), *range(0x0E, 0x1C), 0x1F, 0x7F)))
_REPLACEMENTS = {ord(char): "\n" for char in _LINE_ENDS} | {ord(char): " " for char in _CONTROLS}
_TO_REPLACE = re.compile(f"[{re.escape(_LINE_ENDS + _CONTROLS)}]")


def canonical_text(text: str) -> str:
    r"""``text`` in the one form that is parsed, quoted and counted in.

    Afterwards:

    1. no byte order mark (U+FEFF) stands at the start;
    2. LF is the only line end: CRLF became LF, and CR, VT, FF, FS, GS, RS, U+0085, U+2028 and U+2029 became LF
       one for one, so ``text.splitlines()`` and splitting at LF agree;
    3. no other C0 control and no DEL is left but the tab: each became one space, because RDF/XML, HTML and
       spreadsheets cannot hold them, and leaving them out would move every offset behind them.

    So only the mark and the CR of a CRLF are ever dropped: in a UTF-8 file without them every offset is the file's
    own, and in a file with LF line ends and no controls the text is the file. Canonical text stays as it is.

    Never touched, because a quotation is the original: full and half width, quotation marks, spaces of any kind and
    number, brackets, digits, HTML entities, variant characters, blank lines, white space at either end.

    >>> canonical_text("\ufeff一、总则\r\n（一）　目标")
    '一、总则\n（一）\u3000目标'
    """
    text = text.lstrip("\ufeff").replace("\r\n", "\n")
    return text.translate(_REPLACEMENTS) if _TO_REPLACE.search(text) else text
