"""What an answer's text says that its fields do not hold: units, titles and numbers outside its quotations.

The asker's own words are no facts: what the question says, and the unit that a name in it was read as (国土局).
Of what comes nearest to a refused question, and of passages outside tasks, the title stands in the citation.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kb.qa.knowledge import Knowledge
from kb.qa.models import Answer

_SHORTEST_QUOTE, _SHORTEST_NAME = 5, 3
_TITLE = re.compile(r"《([^》]+)》")
_SECTION = re.compile(r"[A-Z]?\d+(?:\.\d+)*")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Names:
    """What may be named over one snapshot: the names of units (longest first), the titles of tasks, units by IRI;
    and what figures are of, whose numbers (10万人死亡率) are no values."""

    units: re.Pattern[str]
    tasks: frozenset[str]
    by_iri: Mapping[str, str]
    indicators: tuple[str, ...]


def names_of(knowledge: Knowledge) -> Names:
    """The names of a snapshot."""
    units = {unit.name for unit in knowledge.units.units if len(unit.name) >= _SHORTEST_NAME}
    pattern = re.compile("|".join(map(re.escape, sorted(units, key=lambda name: (-len(name), name)))))
    tasks = frozenset(task.title for task in knowledge.tasks if task.title)
    indicators = sorted({row.indicator for row in knowledge.figures if row.indicator}, key=len, reverse=True)
    return Names(pattern, tasks, {unit.key: unit.name for unit in knowledge.units.units}, tuple(indicators))


def unbacked(answer: Answer, said: Sequence[str], names: Names) -> list[str]:
    """The names, titles and numbers of the text that neither a field nor the asker (``said``: all turns) gives."""
    asked = "。".join((*said, *(names.by_iri.get(entity.iri, "") for entity in answer.entities)))
    text = _without_quotations(answer)
    return [
        *(f"单位 {name}" for name in _units(text, answer, names) if name not in asked),
        *(f"标题 {title}" for title in _titles(text, answer, names) if title not in asked),
        *(f"数 {number}" for number in _numbers(_without(text, names.indicators), answer) if number not in asked),
    ]


def _without_quotations(answer: Answer) -> str:
    """The text without what is quoted, whole document titles, and marks."""
    quotes = {cited.quote.rstrip("。；").strip() for cited in answer.citations}
    held = [f"“{quote}”" for quote in quotes if len(quote) >= _SHORTEST_QUOTE]
    held += [f"《{cited.document_title}》" for cited in answer.citations]
    held += [cited.document_title for cited in answer.citations if cited.document_title]
    text = re.sub(r"\[\d+\]", "", answer.answer)
    return _without(text, sorted(held, key=len, reverse=True))


def _without(text: str, parts: Iterable[str]) -> str:
    for part in parts:
        text = text.replace(part, "〔〕")
    return text


def _units(text: str, answer: Answer, names: Names) -> Iterator[str]:
    held = {unit.name for unit in answer.units}
    told = "。".join((*(value.text for value in answer.values), *(task.title for task in answer.tasks)))
    told += "。".join(deadline.due for deadline in answer.deadlines)
    return (name for name in names.units.findall(text) if name not in held and name not in told)


def _titles(text: str, answer: Answer, names: Names) -> Iterator[str]:
    tasks = {task.title for task in answer.tasks} | {value.text for value in answer.values}
    # What comes nearest to a question that is not answered is no task of the answer: its citation names it.
    nearest = "".join(cited.heading for cited in answer.citations) if answer.status == "not_stated" else ""
    for title in re.findall(r"“([^”]+)”", text):
        if title in names.tasks and title not in tasks and title not in nearest:
            yield title
    cited = {regulation.title for regulation in answer.regulations} | {value.text for value in answer.values}
    due = "".join(deadline.due for deadline in answer.deadlines)
    yield from (title for title in _TITLE.findall(text) if title not in cited and title not in due)


def _numbers(text: str, answer: Answer) -> Iterator[str]:
    told = [text for value in answer.values for text in (value.text, value.value)]
    told += [text for deadline in answer.deadlines for text in (deadline.text, deadline.date, deadline.due)]
    told += [unit.name for unit in answer.units] + [deliverable.name for deliverable in answer.deliverables]
    told += [task.title for task in answer.tasks] + [regulation.title for regulation in answer.regulations]
    sections = {cited.section for cited in answer.citations} | {task.id for task in answer.tasks}
    held = {str(answer.count), *(number for one in told for number in _NUMBER.findall(one))}
    for found in _SECTION.findall(text):
        if found not in sections:
            yield from (number for number in _NUMBER.findall(found) if number not in held)
