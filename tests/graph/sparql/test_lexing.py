"""The tokens of a query: nothing is lost, nothing moves, whatever the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.graph.sparql.lexing import lex, position

FRAGMENTS = [
    "'",
    '"',
    "'''",
    '"""',
    "\\",
    "<",
    ">",
    "#",
    "\n",
    "?",
    "e:",
    ".",
    "a",
    "SERVICE",
    "\\u0041",
    "{",
    "@",
    "_:",
    "责",
    " ",
]


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join))
def test_what_is_blanked_keeps_its_place(text: str) -> None:
    lexed = lex(text)
    assert len(lexed.bare) == len(text)
    assert all(bare in (" ", kept) for bare, kept in zip(lexed.bare, text, strict=True))
    assert [n for n, c in enumerate(text) if c == "\n"] == [n for n, c in enumerate(lexed.bare) if c == "\n"]
    for token in lexed.tokens:
        assert text[token.start : token.start + len(token.text)] == token.text


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("ASK { ?s e:p.q 'x' }", "ASK {    e: .q     }"),  # what follows a dot stays
        ("<http://e/#a> # <b>", " " * 19),
        ('\'it\'\'s\' """a\n"b"""', " " * 12 + "\n" + " " * 5),
        ("a.b.c:d true.SERVICE", "a.b.c:  true.SERVICE"),
        ("1 < 2 && ?a>3", "1 < 2 &&   >3"),
        ("(?a<abc>1)", "(  <abc>1)"),  # less than
        ("(<abc>+1)", "(     +1)"),
        ("{?a<abc>1}", "{       1}"),
    ],
)
def test_bare(text: str, bare: str) -> None:
    assert lex(text).bare == bare


@pytest.mark.parametrize(("offset", "place"), [(0, (1, 1)), (2, (1, 3)), (3, (2, 1)), (5, (2, 3))])
def test_position(offset: int, place: tuple[int, int]) -> None:
    assert position("ab\ncde", offset) == place
