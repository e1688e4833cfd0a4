"""The level of administration of cited documents, and the levels that a question limits them to (省里的, 市级文件).

Levels are 国家, 省, 市 and 县; a district (区) counts as 县. Wordings are in levels.yaml, kinds of documents in
mentions/regulations.yaml.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from kb.facts import CitationRow
from kb.qa.mentions.regulation_titles import level_of_place, place_of, words
from kb.rules import Rule, load_rules

_DATA = Path(__file__).with_name("levels.yaml")
_ISSUER_CHARS = 16


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


def left_out(text: str) -> re.Match[str] | None:
    """What the question leaves out, as the group ``what``; None for nothing.

    >>> left_out("除了消防领域还负责什么")["what"], left_out("消除隐患，谁负责")
    ('消防领域', None)
    """
    return _rules()["left-out"].pattern.search(text)


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
    return next(_genres_after("which", text), "")


def genres_pointed_at(text: str) -> tuple[str, ...]:
    """The kinds of documents that a question points at.

    >>> genres_pointed_at("依据的那份纲要是哪年的"), genres_pointed_at("规划的编制依据是什么")
    (('纲要',), ())
    """
    return tuple(dict.fromkeys(_genres_after("pointed-at", text)))


def _genres_after(rule: str, text: str) -> Iterator[str]:
    """The kinds of documents that stand behind what a rule finds."""
    kinds = "|".join(word for word in words("genres") if len(word) > 1)
    found = re.finditer(f"(?:{_rules()[rule].pattern.pattern})(?P<genre>{kinds})", text)
    return (match["genre"] for match in found)


def of_levels(rows: Iterable[CitationRow], levels: Iterable[str], texts: Mapping[str, str]) -> list[CitationRow]:
    """The rows whose document is of one of the levels."""
    wanted = frozenset(levels)
    return [row for row in rows if level_of(row, texts[row.document]) in wanted]
