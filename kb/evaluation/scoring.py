"""One answer against its question: is it right, is it proved, does it refuse.

What is compared depends on the type of question. Who is responsible: exactly the units with their roles, and the task
with at most one more. Lists of tasks: exactly the tasks. Is a unit responsible: yes or no, whatever units are named.
Everything else: at least what is required. Types not named here are of the last sort.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kb.evaluation.given import Given, comparable, given
from kb.evaluation.questions import EvalQuestion

_WHO = frozenset({"who_responsible", "who_leads", "who_participates"})
_LISTS = frozenset({"tasks_of_unit", "led_tasks_of_unit", "coordination", "chain"})
_YES_NO = "is_unit_responsible"
_BASIS = "regulation_basis"
_REFUSALS = frozenset({"not_stated", "out_of_scope", "invalid", "ambiguous"})
# One statement may stand over two tasks: naming both is no mistake.
_TASKS_TOO_MANY = 1
# A quote inside the required stretch proves something only from this length on.
_QUOTE_CHARS = 6


@dataclass(frozen=True)
class Outcome:
    """What became of one question.

    ``wrong``: what is not right, in words; empty for a right answer.
    ``verbatim``: every quote stands in the document it names.
    ``grounded``: a quote covers a stretch that proves the answer; None where the question requires none.
    ``abstained``: the question was refused. For an answerable question anything but an answer is a refusal; for an
    unanswerable one only a refusal of the ask contract is.
    """

    id: str
    type: str
    answerable: bool
    wrong: tuple[str, ...]
    verbatim: bool
    grounded: bool | None
    abstained: bool


def score(question: EvalQuestion, answer: Mapping[str, Any], texts: Mapping[str, str]) -> Outcome:
    """The outcome of one answer.

    :param answer: a JSON object of the ask contract.
    :param texts: document id → canonical text. A quote that names no document may stand in any of them.
    """
    have = given(answer)
    abstained = have.status != "answered" if question.answerable else have.status in _REFUSALS
    return Outcome(
        id=question.id,
        type=question.type,
        answerable=question.answerable,
        wrong=tuple(_wrong(question, have, abstained)),
        verbatim=all(_stands(document, quote, texts) for document, quote in have.quotes),
        grounded=_grounded(question.must_cite, have),
        abstained=abstained,
    )


def _wrong(question: EvalQuestion, have: Given, abstained: bool) -> list[str]:
    if not question.answerable:
        return [] if abstained else [f"应拒答，状态却是 {have.status or '空'}"]
    if abstained:
        return [f"应回答，状态却是 {have.status or '空'}"]
    checks = (_wrong_units, _wrong_tasks, _missing_values, _wrong_regulations, _wrong_verdict)
    return [fault for check in checks for fault in check(question, have)]


def _wrong_units(question: EvalQuestion, have: Given) -> Iterable[str]:
    want = {(comparable(unit.name), unit.role) for unit in question.gold.units}
    if question.type in _WHO:
        if want and want != have.units:
            yield _difference("单位", map(_unit_label, want - have.units), map(_unit_label, have.units - want))
    elif question.type != _YES_NO:
        missing = {name for name, _ in want} - {name for name, _ in have.units}
        if missing:
            yield _difference("单位", missing)


def _unit_label(unit: tuple[str, str]) -> str:
    return f"{unit[0]}（{unit[1]}）" if unit[1] else unit[0]


def _wrong_tasks(question: EvalQuestion, have: Given) -> Iterable[str]:
    want = frozenset(question.gold.tasks)
    missing, extra = want - have.tasks, have.tasks - want
    if question.type in _LISTS:
        too_many = bool(extra)
    else:
        too_many = bool(want) and question.type in _WHO and len(extra) > _TASKS_TOO_MANY
    if missing or too_many:
        yield _difference("任务", missing, extra if too_many else ())


def _missing_values(question: EvalQuestion, have: Given) -> Iterable[str]:
    return (f"没有说 {value}" for value in question.gold.values if comparable(value) not in have.said)


def _wrong_regulations(question: EvalQuestion, have: Given) -> Iterable[str]:
    want = {comparable(title) for title in question.gold.regulations}
    missing, extra = want - have.regulations, have.regulations - want
    too_many = bool(want and extra) and question.type == _BASIS
    if missing or too_many:
        yield _difference("依据", missing, extra if too_many else ())


def _wrong_verdict(question: EvalQuestion, have: Given) -> Iterable[str]:
    gold = question.gold
    if gold.yes_no is not None and have.yes_no != gold.yes_no:
        yield f"是否应为 {gold.yes_no}，答的是 {have.yes_no}"
    if gold.count is not None and have.count != gold.count:
        yield f"数量应为 {gold.count}，答的是 {have.count}"


def _difference(what: str, missing: Iterable[str], extra: Iterable[str] = ()) -> str:
    parts = (("缺", sorted(missing)), ("多", sorted(extra)))
    return what + "，".join(f"{label} {'、'.join(names)}" for label, names in parts if names)


def _stands(document: str, quote: str, texts: Mapping[str, str]) -> bool:
    if not quote:
        return False
    if document:
        return quote in texts.get(document, "")
    return any(quote in text for text in texts.values())


def _grounded(spans: tuple[str, ...], have: Given) -> bool | None:
    if not spans:
        return None
    quotes = [quote for _, quote in have.quotes]
    return any(span in quote or (len(quote) >= _QUOTE_CHARS and quote in span) for span in spans for quote in quotes)
