"""Each postcondition of canonical_text, and what it never touches."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.corpus import canonical_text

# Characters that matter here far more often than chance would draw them.
_TEXTS = st.text(
    st.one_of(st.sampled_from("\ufeff\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029\0\x01\t\x7f 　一、（"), st.characters())
)

_CASES = (
    ("\ufeff总则", "总则"),  # a mark at the start
    ("\ufeff\ufeff总则", "总则"),  # two, as after joining files by hand
    ("总\ufeff则", "总\ufeff则"),  # inside it is a character of the text
    ("一\r\n二\r三\n四", "一\n二\n三\n四"),  # Windows, old Mac, Unix
    ("一\r\r\n二", "一\n\n二"),  # CR CR LF, from a double conversion
    ("一\u2028二\u2029三\x85四", "一\n二\n三\n四"),  # Unicode's own line ends
    ("一\v二\f三\x1c四", "一\n二\n三\n四"),  # Word's line break, a page break, a separator
    ("一\x07二\x00三\x7f", "一 二 三 "),  # Word's cell mark, NUL, DEL: one space each
    ("一\t二", "一\t二"),  # the tab stays
)
_UNTOUCHED = (
    "ＡＢ１２％，．：；！？（）",  # full width
    "AB12%,.:;!?()",  # half width
    "“规划”‘十四五’\"x\"'y'",  # quotation marks of both kinds
    " 　\u00a0\u2003一  二　　三 \n\n\n",  # spaces of any kind and number, blank lines, the end
    "〔2021〕7号 [2021] 【专栏】",  # brackets
    "&lt;b&gt; &amp; &nbsp; &#12289;",  # HTML entities
    "e\u0301 é ﬁ 説 说 \u200b",  # combining, ligature, variant, zero width
    "",
)


@pytest.mark.parametrize(("raw", "expected"), _CASES)
def test_what_is_normalised(raw: str, expected: str) -> None:
    assert canonical_text(raw) == expected


@pytest.mark.parametrize("text", _UNTOUCHED)
def test_what_is_never_touched(text: str) -> None:
    assert canonical_text(text) == text


@given(_TEXTS)
def test_postconditions(raw: str) -> None:
    text = canonical_text(raw)
    assert not text.startswith("\ufeff")
    assert text.splitlines() == text.removesuffix("\n").split("\n") or not text
    assert not any(char < " " and char not in "\t\n" or char == "\x7f" for char in text)


@given(_TEXTS)
def test_canonical_text_stays_as_it_is(raw: str) -> None:
    assert canonical_text(canonical_text(raw)) == canonical_text(raw)


@given(_TEXTS)
def test_only_the_mark_and_the_cr_of_crlf_move_offsets(raw: str) -> None:
    raw = raw.lstrip("\ufeff").replace("\r\n", "\n")
    text = canonical_text(raw)
    assert len(text) == len(raw)
    assert all(new == old or new in "\n " for old, new in zip(raw, text, strict=True))
