"""The level of administration of cited documents, and the levels that a question limits them to (省里的, 市级文件).

Levels are 国家, 省, 市 and 县; a district (区) counts as 县. Wordings are in levels.yaml, kinds of documents in
mentions/regulations.yaml.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from kb.facts import CitationRow
from kb.qa.mentions.regulation_titles import level_of_place, place_of, words
from kb.rules import Rule, load_rules

_DATA = Path(__file__).with_name("levels.yaml")
_ISSUER_CHARS = 16
# What may stand between 哪个 and the kind of document asked for: 哪个三年行动计划, but not 什么时候的方案.
_BETWEEN = "[^的时候单部门地，。？《》]{0,4}?"


@cache
def _rules() -> Mapping[str, Rule]:
    return {rule.id: rule for rule in load_rules(_DATA)}


def levels_asked(text: str) -> tuple[str, ...]:
    """The levels that a question limits documents to, in order; those before a question word (市里哪个规划) go first.

    >>> levels_asked("落实的是省里哪份文件"), levels_asked("国家和省级的办法有哪些"), levels_asked("全市的消防规划")
    (('省',), ('国家', '省'), ())
    """
    text = without_left_out(text)
    before = _rules()["level-asked-which"].pattern.search(text)
    found = _rules()["level-asked"].pattern.finditer(before[0] if before else text)
    return tuple(dict.fromkeys(level_named(match["level"]) for match in found))


def without_left_out(text: str) -> str:
    """The question without what it leaves out (除了省里的办法，)."""
    return _rules()["left-out"].pattern.sub("", text)


def level_named(word: str) -> str:
    """The level that a word stands for: 中央 -> 国家, 区 -> 县."""
    return str(_rules()["level-asked"].extra["same"].get(word, word))


def level_of(row: CitationRow, text: str) -> str:
    """The level of a cited document by its title, else by who is said to have issued it in ``text``, the text of the
    document that cites it; "" when neither says."""
    if _rules()["national"].fires(row.title):
        return "国家"
    if level := level_of_place(place_of(row.title)) or _level_before(row.title):
        return level
    at = text.find(f"《{row.title}》")
    before = text[max(0, at - _ISSUER_CHARS) : max(0, at)]
    issuers = list(_rules()["issuer-level"].pattern.finditer(re.split(r"[，。；、》]", before)[-1]))
    return level_named(issuers[-1]["level"]) if issuers else ""


def _level_before(title: str) -> str:
    match = _rules()["level-first"].pattern.search(title)
    return level_named(match["level"]) if match else ""


def genre_asked(text: str) -> str:
    """The kind of document that a question asks for (哪个办法, 什么行动计划), "" for none.

    >>> genre_asked("落实的是哪份三年行动计划"), genre_asked("按什么办法执行"), genre_asked("什么时候出方案")
    ('计划', '办法', '')
    """
    listed = "|".join(word for word in words("genres") if len(word) > 1)
    pattern = _rules()["which"].pattern.pattern
    match = re.search(f"{pattern}{_BETWEEN}(?P<genre>{listed})", text)
    return match["genre"] if match else ""


def genres_in(text: str) -> tuple[str, ...]:
    """The kinds of documents that a text names, 本规划 and 这份意见 not counted."""
    text = _rules()["own-document"].pattern.sub("", text)
    return tuple(genre for genre in words("genres") if len(genre) > 1 and genre in text)


def of_levels(rows: Iterable[CitationRow], levels: Iterable[str], texts: Mapping[str, str]) -> list[CitationRow]:
    """The rows whose document is of one of the levels."""
    wanted = frozenset(levels)
    return [row for row in rows if level_of(row, texts[row.document]) in wanted]
