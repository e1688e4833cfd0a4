"""SPARQL text → the few kinds of tokens a guard has to tell apart (SPARQL 1.1 Query, §19.8).

Oxigraph reads its grammar without a tokenizer, so ``1SERVICE:x{…}`` and ``SERVICE:x{…}`` are a keyword and a name to
it. What is blanked here is therefore only what can hold no keyword for any reader: strings, comments, IRIs, variables,
language tags, blank node labels, and local names up to their first dot.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_UCHAR = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_LOCAL = r"(?:[\w:-]|%[0-9A-Fa-f]{2}|\\.)"
_TOKEN = re.compile(
    r"(?P<string>'''(?:'{0,2}(?:[^'\\]|\\.))*'''|\"\"\"(?:\"{0,2}(?:[^\"\\]|\\.))*\"\"\""
    r"|'(?:[^'\\\r\n]|\\.)*'|\"(?:[^\"\\\r\n]|\\.)*\")"
    rf"|(?P<iri><(?:[^<>\"{{}}|^`\\\x00-\x20]|{_UCHAR})*>)"
    r"|(?P<comment>\#[^\r\n]*)"
    r"|(?P<variable>[?$]\w+)"
    r"|(?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)"
    r"|(?P<blank>_:[\w-]*)"
    rf"|(?P<name>(?:[^\W\d_](?:[\w.-]*[\w-])?)?:{_LOCAL}*(?:\.+{_LOCAL}+)*)"
    r"|(?P<word>[^\W\d_]\w*)"
    r"|(?P<escape>\\.)",
    re.DOTALL,
)


@dataclass(frozen=True)
class Token:
    """One token: its kind (a group of the pattern above), its text, and where it starts (characters)."""

    kind: str
    text: str
    start: int


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a query in order; punctuation and numbers are left out."""
    for found in _TOKEN.finditer(text):
        yield Token(str(found.lastgroup), found.group(), found.start())


def blanked(text: str) -> str:
    """``text`` with everything that can hold no keyword replaced by blanks: same length, line ends kept."""
    return _TOKEN.sub(_blank, text)


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column, from 1, of a character of ``text``."""
    line = text.count("\n", 0, offset) + 1
    return line, offset - (text.rfind("\n", 0, offset) + 1) + 1


def _blank(found: re.Match[str]) -> str:
    text = found.group()
    if found.lastgroup == "word":
        return text
    if found.lastgroup != "name":
        return re.sub(r"[^\r\n]", " ", text)
    # The prefix stays, and so does what follows a dot: a reader may end the name there.
    prefix, colon, local = text.partition(":")
    hidden = re.match(r"[^.]*", local)
    length = hidden.end() if hidden else 0
    return prefix + colon + " " * length + local[length:]
