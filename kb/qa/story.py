"""What a long question is about, without the story around it."""

import re
from dataclasses import replace

from kb.qa.finding.finder import Matter
from kb.qa.library import Library
from kb.qa.thresholds import ENOUGH, SURE
from kb.qa.words import Word

# A longer question tells a story; of it only what the documents speak of is kept.
_STORY = 7
_CLAUSE = re.compile(r"[^，,。；;：:]+")
_QUOTED = re.compile(r"[“‘「][^”’」]{4,40}[”’」]")
_ASKING = re.compile(
    r"谁|哪|什么|啥|多少|几|吗|么|是否|是不是|有没有|怎|何|还是|责任|牵头|时间|期限|依据|配合|参与|负责"
)


def without_story(library: Library, matter: Matter) -> Matter:
    """A long matter without the clauses that no sentence of the documents speaks of."""
    clauses = [m for m in _CLAUSE.finditer(matter.text) if _words_in(matter, m)]
    if len(clauses) > 1:
        asking = [m for m in clauses if _ASKING.search(m[0])]
        for clause in asking:
            part = replace(matter, words=_words_in(matter, clause))
            if len(part.words) > 1 and _best(library, part) >= SURE:
                return part
    quoted = _quoted_part(matter)
    if quoted and _best(library, quoted) >= SURE:
        return quoted
    if len(matter.words) < _STORY:
        return matter
    kept: list[Word] = []
    for clause in _CLAUSE.finditer(matter.text):
        words = _words_in(matter, clause)
        if words and _best(library, replace(matter, words=words)) >= ENOUGH:
            kept.extend(words)
    return replace(matter, words=tuple(kept)) if kept else matter


def _quoted_part(matter: Matter) -> Matter | None:
    """The words in quotation marks, when a question quotes what it is about."""
    spans = [match.span() for match in _QUOTED.finditer(matter.text)]
    words = tuple(w for w in matter.words if any(s <= w.start < e for s, e in spans))
    return replace(matter, words=words) if len(words) > 1 else None


def _words_in(matter: Matter, clause: re.Match[str]) -> tuple[Word, ...]:
    return tuple(w for w in matter.words if clause.start() <= w.start < clause.end())


def _best(library: Library, matter: Matter) -> float:
    scores = library.finder.coverage(matter)
    return float(scores.max()) if len(scores) else 0.0
