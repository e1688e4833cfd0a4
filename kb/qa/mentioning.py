"""What a sentence mentions — units, documents, numbered places, dates, titles of tasks — and the sentence without it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import rjieba

from kb.numerals import DateMention, find_dates
from kb.qa.knowledge import Knowledge
from kb.qa.mentions.ordinals import Ordinal, find_ordinals
from kb.qa.mentions.own_documents import own_documents, without_documents
from kb.qa.mentions.regulations import RegulationMention, find_regulations, unknown_regulations
from kb.qa.mentions.unit_names import ASKER, abridged_unit, described_unit, misspellings, misspelt_unit, unknown_units
from kb.qa.models import Entity
from kb.units.identity import short_place
from kb.units.registry import UnitMatch

# What a description holds and a title does not.
_NO_TITLE = re.compile(r"的|上位|本规划|这|那|哪|什么")
_COINED = re.compile(r"“([^“”，。；、：]{2,12})”")
# 交通＋工信: units set side by side with a sign.
_JOINED = re.compile(r"[＋+&/／]")
_REFERS = re.compile(r"我们(?:局|厅|委|办|单位|部门)?|咱们|本局|我局|本单位|名字|咱(?:局|单位|大队|公司|办|名)")
# A unit that was named before.
_BACK = re.compile(r"该(?:局|单位|部门|办|委|中心|公司)|(?<=由)它|我局|(?:成立|组建|合并)(?:起来)?的(?:那|这)个局")
UNIT, REGULATION, PLACE, DATE, TASK = "〈单位〉", "〈文件〉", "〈条款〉", "〈时间〉", "〈标题〉"
_LONG_TITLE = 5


@dataclass(frozen=True)
class Mentions:
    """What a sentence mentions."""

    units: tuple[UnitMatch, ...] = ()
    unknown_units: tuple[str, ...] = ()
    regulations: tuple[RegulationMention, ...] = ()
    unknown_regulations: tuple[str, ...] = ()
    ordinals: tuple[Ordinal, ...] = ()
    dates: tuple[DateMention, ...] = ()
    task_titles: tuple[str, ...] = ()


class Spotter:
    """Finds mentions over one snapshot."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._units = knowledge.units
        self._slips = misspellings(knowledge.units)
        titles = {task.title for task in knowledge.tasks if len(task.title) > 2}
        self._task_titles = tuple(sorted(titles, key=lambda title: (-len(title), title)))
        cited = (row.title for row in knowledge.citations if row.title and row.relation != "self")
        self._titles = tuple(dict.fromkeys(cited))
        own = {row["title"] for row in knowledge.documents if row.get("title")}
        self._all = tuple(row["title"] for row in knowledge.documents if row.get("title"))
        self._own = tuple(sorted(own - set(self._titles)))
        self.names = _coined(knowledge)
        self.places = _places(knowledge)

    def regulations(self, text: str) -> tuple[RegulationMention, ...]:
        """The cited documents that a text names; what names a document of the base as well (安全生产规划) means that one."""
        own = [(m.start, m.end) for m in find_regulations(text, self._own)] if self._own else []
        found = find_regulations(text, self._titles)
        return tuple(m for m in found if not any(start < m.end and m.start < end for start, end in own))

    def _unknown_regulations(self, text: str) -> tuple[str, ...]:
        """Names of documents that the base neither cites nor, however loosely they name one, holds."""
        own = [text[named.start : named.end] for named in own_documents(text, self._all)]
        return tuple(
            name
            for name in unknown_regulations(text, self._titles)
            if (f"《{name}》" in text or not _NO_TITLE.search(name))
            and not any(name in said or said in name for said in own)
        )

    def mentions(self, text: str) -> Mentions:
        """What the sentence mentions."""
        regulations = self.regulations(text)
        taken = [(m.start, m.end) for m in regulations]
        units = tuple(
            match
            for match in self._units.mentions(_JOINED.sub("、", text))
            if not any(start < match.end and match.start < end for start, end in taken)
            and (_REFERS.search(text) or not ASKER.search(text[: match.start]))
        )
        own = {(m.start, m.end) for m in units if m.unit.name == m.text}
        units = tuple(m for m in units if (m.start, m.end) not in own or m.unit.name == m.text)
        units = units or abridged_unit(text, self._units) or described_unit(text, self._units)
        unknown_names = () if units else unknown_units(text)
        if not units and not unknown_names:
            units = misspelt_unit(text, self._slips)
        return Mentions(
            units=units,
            unknown_units=unknown_names,
            regulations=regulations,
            unknown_regulations=() if regulations else self._unknown_regulations(text),
            task_titles=tuple(title for title in self._task_titles if title in text),
            ordinals=tuple(find_ordinals(text)),
            dates=tuple(d for d in find_dates(text) if not any(s <= d.start < e for s, e in taken)),
        )


def _coined(knowledge: Knowledge) -> tuple[str, ...]:
    """The names that the documents put in quotation marks and no dictionary has (“四不两直”), longest first."""
    quoted = {name for text in knowledge.texts.values() for name in _COINED.findall(text)}
    return tuple(sorted((name for name in quoted if not rjieba.has_word(name)), key=lambda n: (-len(n), n)))


def _places(knowledge: Knowledge) -> tuple[str, ...]:
    """The places of the documents, with their level and without, longest first: 高青县, 高青."""
    names = {row["place"] for row in knowledge.documents if row.get("place")}
    names |= {short_place(name) for name in names}
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


def _spans(mentions: Mentions) -> list[tuple[int, int, str]]:
    spans: list[tuple[int, int, str]] = [(m.start, m.end, UNIT) for m in mentions.units]
    spans += [(m.start, m.end, REGULATION) for m in mentions.regulations]
    spans += [(o.start, o.end, PLACE) for o in mentions.ordinals]
    spans += [(d.start, d.end, DATE) for d in mentions.dates]
    return sorted(spans)


def masked(text: str, mentions: Mentions) -> str:
    """The text with each mention replaced by its kind: 〈单位〉, 〈文件〉, 〈条款〉, 〈时间〉."""
    pieces: list[str] = []
    last = 0
    for start, end, mask in _spans(mentions):
        if start >= last:
            pieces += [text[last:start], mask]
            last = end
    said = "".join(pieces) + text[last:]
    if mentions.units and ASKER.search(text[: mentions.units[0].start]):
        said = _REFERS.sub(UNIT, said, count=1)
    if mentions.units:
        said = _BACK.sub(UNIT, said)
    for names, mask in ((mentions.unknown_units, UNIT), (mentions.unknown_regulations, REGULATION)):
        for name in names:
            said = said.replace(f"《{name}》", mask).replace(name, mask)
    return said


def without_titles(masked: str, titles: Sequence[str]) -> str:
    """The masked text without the titles of tasks: their words (协同, 配合) ask for nothing."""
    for title in titles:
        if len(title) >= _LONG_TITLE:
            masked = masked.replace(title, TASK)
    return masked


def blanked(text: str, mentions: Mentions, places: Sequence[str] = (), titles: Sequence[str] = ()) -> str:
    """The text with units, numbered places, the documents' own ``places``, and what names the documents with these
    ``titles`` made blank, each character by one: words keep their offsets."""
    text = without_documents(text, tuple(titles))
    for place in places:
        text = text.replace(place, "，" * len(place))
    chars = list(text)
    blank = [(m.start, m.end) for m in mentions.units] + [(o.start, o.end) for o in mentions.ordinals]
    for name in mentions.unknown_units:
        start = text.find(name)
        blank.append((start, start + len(name)))
    for start, end in blank:
        chars[start:end] = "，" * (end - start)
    return "".join(chars)


def entities(mentions: Mentions) -> tuple[Entity, ...]:
    """The mentions as the answer's explanation lists them."""
    units = [Entity(m.text, m.unit.key, "unit", m.kind) for m in mentions.units]
    unknown = [Entity(name, "", "unknown_unit", "name") for name in mentions.unknown_units]
    regulations = [Entity(m.text, m.title, "regulation", m.matched_by) for m in mentions.regulations]
    places = [Entity(o.text, "", "provision", "number") for o in mentions.ordinals]
    dates = [Entity(d.text, "", "date", d.rule) for d in mentions.dates]
    return (*units, *unknown, *regulations, *places, *dates)
