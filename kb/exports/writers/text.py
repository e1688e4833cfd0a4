"""Text that is safe in the files of spreadsheet and word processors."""

import re

# Control characters are no XML; the marks that turn the direction of writing make a cell read as what it is not.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
# What spreadsheets take for the beginning of a formula, in full width too (OWASP, CSV injection).
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")


def printable(text: str) -> str:
    """``text`` without control characters, line ends and tabs aside."""
    return _UNPRINTABLE.sub("", text)


def starts_formula(text: str) -> bool:
    """Whether a spreadsheet could take ``text`` for a formula.

    >>> starts_formula("=1+1"), starts_formula("－3"), starts_formula("—"), starts_formula(" =1")
    (True, True, False, True)
    """
    return bool(_FORMULA.match(text) or _FORMULA.match(text.lstrip()))
