"""How surely a text speaks of a word: by the word itself, an abbreviation of what it says, a part, or its topic."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate

import numpy as np
import rjieba
from numpy.typing import NDArray

from kb.numerals import chinese_to_int
from kb.qa.finding.topics import TopicFinder, TopicMention

Scores = NDArray[np.float64]

_EXACT, _SHORTENED, _SHORTENED_PAIR, _PART = 1.0, 0.85, 0.6, 0.6
# Characters that an abbreviation may leave out between two of its own (危化品 ← 危险化学品, 行刑 ← 行政执法与刑事).
_GAP, _PAIR_GAP = 3, 5
_LONGEST_SHORTENED = 6
_COUNTED_NAME = re.compile(r"([二两三四五六七八九十])([^二两三四五六七八九十\W]{1,2})")


class TextMatcher:
    """Some texts, with an index of their pairs of characters and their topics."""

    def __init__(self, texts: Sequence[str], topics: TopicFinder) -> None:
        self._texts = [text.casefold() for text in texts]
        self._topics = topics
        pairs: dict[str, set[int]] = defaultdict(set)
        chars: dict[str, set[int]] = defaultdict(set)
        self._by_topic: dict[int, set[int]] = defaultdict(set)
        for number, text in enumerate(self._texts):
            for char in text:
                chars[char].add(number)
            for i in range(len(text) - 1):
                pairs[text[i : i + 2]].add(number)
            for mention in topics.mentions(texts[number]):
                self._by_topic[mention.topic].add(number)
        self._pairs: Mapping[str, set[int]] = dict(pairs)
        self._chars: Mapping[str, set[int]] = dict(chars)
        self._starts: dict[int, list[int]] = {}

    def __len__(self) -> int:
        return len(self._texts)

    def holders(self, word: str) -> set[int]:
        """The texts in which the word stands as it is."""
        word = word.casefold()
        rows = [self._pairs.get(word[i : i + 2], set()) for i in range(len(word) - 1)] or [self._chars.get(word, set())]
        common = set.intersection(*rows) if rows else set()
        return common if len(word) <= 2 else {n for n in common if word in self._texts[n]}

    def scores(self, word: str) -> Scores:
        """For each text how surely it speaks of the word, 0..1, by the word's characters; where one text holds the word
        as it is, no other is taken to mean it by a part or an abbreviation."""
        found = np.zeros(len(self._texts))
        exact = [*self.holders(word), *self._counted(word)]
        found[exact] = _EXACT
        if not exact:
            self._add_less_sure(word.casefold(), found)
        return found

    def scores_alone(self, word: str) -> Scores:
        """For each text how surely it speaks of the word, as if it were the only text."""
        found = np.zeros(len(self._texts))
        self._add_less_sure(word.casefold(), found)
        found[[*self.holders(word), *self._counted(word)]] = _EXACT
        return found

    def _add_less_sure(self, word: str, found: Scores) -> None:
        found[self._shortened(word)] = _SHORTENED if len(word) > 2 else _SHORTENED_PAIR
        self._add_parts(word, found)

    def topic_scores(self, topic: int) -> Scores:
        """For each text how surely it speaks of the topic."""
        found = np.zeros(len(self._texts))
        for other, sure in self._topics.near(topic).items():
            rows = list(self._by_topic.get(other, ()))
            found[rows] = np.maximum(found[rows], sure)
        return found

    def _shortened(self, word: str) -> list[int]:
        """The texts that hold the word's characters in order, close together."""
        if not 2 <= len(word) <= _LONGEST_SHORTENED or not all("一" <= char <= "鿿" for char in word):
            return []
        common = set.intersection(*(self._chars.get(char, set()) for char in word))
        if len(word) == 2:
            return [n for n in common if self._opens_words(n, word)]
        return [n for n in common if _in_order(word, self._texts[n])]

    def _opens_words(self, number: int, pair: str) -> bool:
        """Whether the two characters open two words close together (行刑 ← 行政执法与刑事, not 统计 ← 系统设计), or begin
        and end one (老人 ← 老年人)."""
        text, starts = self._texts[number], self._word_starts(number)
        ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
        firsts = [start for start in starts if text[start] == pair[0]]
        seconds = [start for start in starts if text[start] == pair[1]]
        return any(0 < second - first <= _PAIR_GAP + 1 for first in firsts for second in seconds) or any(
            text[ends[first] - 1] == pair[1] for first in firsts
        )

    def _word_starts(self, number: int) -> list[int]:
        if number not in self._starts:
            lengths = [len(word) for word in rjieba.cut(self._texts[number])]
            self._starts[number] = list(accumulate([0, *lengths]))[:-1]
        return self._starts[number]

    def _counted(self, word: str) -> list[int]:
        """The texts that a counted name sums up: 五进 ← 进企业、进农村…, 三管三必须."""
        parts = _COUNTED_NAME.findall(word)
        if not parts or "".join(n + c for n, c in parts) != word:
            return []
        wanted = [(chinese_to_int(n) if n != "两" else 2, c) for n, c in parts]
        common = set.intersection(*(self.holders(c) for _, c in wanted))
        return [n for n in common if all(_listed(self._texts[n], c, count) for count, c in wanted)]

    def _add_parts(self, word: str, found: Scores) -> None:
        """Texts that hold pairs of the word's characters (保温板 ← 外墙保温材料)."""
        pairs = [word[i : i + 2] for i in range(len(word) - 1)]
        if len(pairs) < 2:
            return
        shares: dict[int, int] = defaultdict(int)
        for pair in pairs:
            for number in self._pairs.get(pair, ()):
                shares[number] += 1
        for number, share in shares.items():
            found[number] = max(found[number], _PART * share / len(pairs))


def _in_order(word: str, text: str) -> bool:
    """Whether the characters of the word stand in the text in their order, each at most ``_GAP`` Chinese ones after the
    other. A pattern would say it in a line, and be compiled anew for every word that is asked."""
    ends = [place for place, char in enumerate(text) if char == word[0]]
    for wanted in word[1:]:
        ends = [place for end in ends for place in _after(end, wanted, text)]
    return bool(ends)


def _after(end: int, wanted: str, text: str) -> Iterator[int]:
    for place in range(end + 1, min(end + _GAP + 2, len(text))):
        if text[place] == wanted:
            yield place
        if not "一" <= text[place] <= "鿿":
            return


def _listed(text: str, head: str, count: int | None) -> bool:
    """Whether ``head`` opens (or sits in) as many neighbouring clauses as counted."""
    clauses = re.split(r"[、，；和]", text)
    longest = run = 0
    for clause in clauses:
        run = run + 1 if head in clause else 0
        longest = max(longest, run)
    return count is not None and longest >= count


def covering(word_start: int, word_end: int, mentions: Iterable[TopicMention]) -> list[tuple[TopicMention, float]]:
    """The topic words that overlap a word of the question, and the share of the word that each is."""
    return [
        (m, (min(m.end, word_end) - max(m.start, word_start)) / (word_end - word_start))
        for m in mentions
        if m.start < word_end and word_start < m.end
    ]
