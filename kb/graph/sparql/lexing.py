"""SPARQL text → the few kinds of tokens a guard has to tell apart (SPARQL 1.1 Query, §19.8).

Oxigraph reads its grammar without a tokenizer, so ``1SERVICE:x{…}`` and ``SERVICE:x{…}`` are a keyword and a name to
it. What is blanked here is therefore only what can hold no keyword for any reader: strings, comments, IRIs, variables,
language tags, blank node labels, and local names up to their first dot.

A ``<`` is the hard case: it begins an IRI, or says "less than", and ``?a<'>')…`` is an IRI to the one reading and the
beginning of a string to the other. SPARQL compares only in round brackets and only behind an operand, so an IRI is
taken for one where nothing is compared (:class:`_Place`). Elsewhere ``<`` is left alone and what follows it is read,
and shown, as any other text; where the two readings would not come together again behind the ``>``, because there is a
quote, a ``#`` or a bracket between, the place is handed out as ``unclear`` and the guard refuses it.
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
    r"|(?P<escape>\\.)"
    r"|(?P<mark>\S)",
    re.DOTALL,
)
# What makes the reading as an IRI and the one as "less than" part for good.
_PARTING = re.compile(r"['#()\[\]]")
# Behind these something begins that is compared; nothing has been said yet that could be less than anything.
_BEGINS = frozenset("(,=/|!&^")
_CLOSING = frozenset(")]}")


class Token(NamedTuple):
    """One token: its kind (a group of the pattern above), its text, and where it starts (characters)."""

    kind: str
    text: str
    start: int


@dataclass(frozen=True)
class Lexed:
    """A query read once: its tokens in order (punctuation and numbers left out); ``bare``, the text with everything
    that can hold no keyword replaced by blanks: same length, line ends kept; and the first ``<…>`` of which nobody can
    say whether it is an IRI."""

    text: str
    tokens: tuple[Token, ...]
    bare: str
    unclear: Token | None


class _Place:
    """Where in a query the reader is: what stands right before, and which brackets are open. A round bracket of terms
    (a row of VALUES, a list) is kept as ``L``."""

    def __init__(self) -> None:
        self._before = ""
        self._open: list[str] = []
        self._closed = ""

    def may_compare(self) -> bool:
        """Whether ``<`` could be something else than the beginning of an IRI."""
        # Behind another < it may be a quoted triple, whose second < is no IRI either.
        return self._before == "<" or (self._innermost() == "(" and self._before not in _BEGINS)

    def go_on(self, token: Token) -> None:
        """Past a token."""
        mark = token.text if token.kind == "mark" else ""
        if mark == "(":
            self._open.append("L" if self._begins_terms() else mark)
        elif mark in ("[", "{"):
            self._open.append(mark)
        elif mark in _CLOSING and self._open:
            self._closed = self._open.pop()
        if token.kind != "comment":
            self._before = mark

    def _innermost(self) -> str:
        return self._open[-1] if self._open else ""

    def _begins_terms(self) -> bool:
        # No expression begins right behind {; rows follow one another; lists hold lists.
        return self._before == "{" or self._innermost() == "L" or (self._before == ")" and self._closed == "L")


def lex(text: str) -> Lexed:
    """Read a query; any text has tokens, well-formed or not."""
    found: list[Token] = []
    pieces: list[str] = []
    place, unclear, end = _Place(), None, 0
    while match := _TOKEN.search(text, end):
        token = Token(str(match.lastgroup), match.group(), match.start())
        if token.kind == "iri" and place.may_compare():
            unclear = unclear or (token if _PARTING.search(token.text) else None)
            token = Token("mark", "<", token.start)
        place.go_on(token)
        if token.kind != "mark":
            found.append(token)
        pieces += (text[end : token.start], _bare(token))
        end = token.start + len(token.text)
    return Lexed(text, tuple(found), "".join((*pieces, text[end:])), unclear)


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column, from 1, of a character of ``text``."""
    line = text.count("\n", 0, offset) + 1
    return line, offset - (text.rfind("\n", 0, offset) + 1) + 1


def _bare(token: Token) -> str:
    text = token.text
    if token.kind in ("word", "mark"):
        return text
    if token.kind != "name":
        return " " * len(text) if "\n" not in text else "".join("\n" if c == "\n" else " " for c in text)
    # The prefix stays, and so does what follows a dot: a reader may end the name there.
    prefix, colon, local = text.partition(":")
    hidden, dot, rest = local.partition(".")
    return prefix + colon + " " * len(hidden) + dot + rest
