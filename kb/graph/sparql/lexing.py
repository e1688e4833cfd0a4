"""SPARQL text → the few kinds of tokens a guard has to tell apart (SPARQL 1.1 Query, §19.8).

Oxigraph reads its grammar without a tokenizer, so ``1SERVICE:x{…}`` and ``SERVICE:x{…}`` are a keyword and a name to
it. What is blanked here is therefore only what can hold no keyword for any reader: strings, comments, IRIs, variables,
language tags, blank node labels, and local names up to their first dot.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

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
    # A run that no colon follows is taken whole: beginning again at each of its dots would cost the square of its length.
    r"|(?P<word>[^\W\d_][\w.-]*)"
    r"|(?P<escape>\\.)",
    re.DOTALL,
)


class Token(NamedTuple):
    """One token: its kind (a group of the pattern above), its text, and where it starts (characters)."""

    kind: str
    text: str
    start: int


@dataclass(frozen=True)
class Lexed:
    """A query read once: its tokens in order (punctuation and numbers left out), and ``bare``, the text with everything
    that can hold no keyword replaced by blanks: same length, line ends kept."""

    text: str
    tokens: tuple[Token, ...]
    bare: str


def lex(text: str) -> Lexed:
    """Read a query; any text has tokens, well-formed or not."""
    found: list[Token] = []
    pieces: list[str] = []
    end = 0
    for match in _TOKEN.finditer(text):
        token = Token(str(match.lastgroup), match.group(), match.start())
        found.append(token)
        pieces += (text[end : match.start()], _bare(token))
        end = match.end()
    return Lexed(text, tuple(found), "".join((*pieces, text[end:])))


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column, from 1, of a character of ``text``."""
    line = text.count("\n", 0, offset) + 1
    return line, offset - (text.rfind("\n", 0, offset) + 1) + 1


def _bare(token: Token) -> str:
    text = token.text
    if token.kind == "word":
        return text
    if token.kind != "name":
        return " " * len(text) if "\n" not in text else "".join("\n" if c == "\n" else " " for c in text)
    # The prefix stays, and so does what follows a dot: a reader may end the name there.
    prefix, colon, local = text.partition(":")
    hidden, dot, rest = local.partition(".")
    return prefix + colon + " " * len(hidden) + dot + rest
