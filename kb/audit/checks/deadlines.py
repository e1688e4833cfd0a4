"""Deadlines: missing, too close to the day of issue, doubtful, outside the plan's period."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from kb.audit.checks.building import ordered_to_be_built
from kb.audit.models import Spot
from kb.audit.plan import Plan
from kb.audit.wordings import fires, wording
from kb.graph.shapes import Departure
from kb.models import Deadline, Deliverable, Task

# A deadline this soon after the issue leaves no time to act on a plan of years.
_SOON = timedelta(days=31)
_YEARS = timedelta(days=366)
_LATE_ISSUE = timedelta(days=182)
# Where more of the tasks than this have no deadline, a document without a period means to hold from its issue on.
_USUALLY_UNDATED = 0.75


def deadline_spots(plan: Plan, departed: Iterable[Departure]) -> Iterator[Spot]:
    """``departed`` are the plan's departures, among them the tasks without a deadline of their own."""
    if not plan.assigned:
        return
    undated = {d.section for d in departed if d.rule == "no-deadline"}
    if plan.document.info.period or len(undated) <= _USUALLY_UNDATED * len(plan.document.tasks):
        built = tuple(ordered_to_be_built(plan))
        for task in plan.document.tasks:
            yield from _missing(plan, task, built, task.provision in undated)
    yield from _near_issue(plan)
    yield from _period(plan)
    yield from _shared_years(plan)
    yield from _yearless(plan)


def _printed(plan: Plan) -> list[Deadline]:
    return [d for d in plan.document.deadlines if not d.inherited]


def _missing(plan: Plan, task: Task, built: Sequence[Deliverable], undated: bool) -> Iterator[Spot]:
    """Things to be built without a day are one fault, any other task without a deadline is another."""
    ordered = [d for d in built if _of(plan, d, task) and not _dated(plan, d)]
    values = {"task": plan.name(task.provision)}
    if ordered:
        first, *rest = ordered
        names = list(dict.fromkeys(d.name for d in ordered))
        others = tuple((d.provision, d.span) for d in rest)
        listed = "、".join(names[:4]) + ("等" if len(names) > 4 else "")
        yield Spot("deliverable-no-deadline", first.provision, first.span, {**values, "names": listed}, others)
    elif undated and not plan.is_safeguard(task.provision):
        yield Spot("no-deadline", task.provision, plan.heading_span(task.provision), values)


def _of(plan: Plan, deliverable: Deliverable, task: Task) -> bool:
    around = plan.task_around(deliverable.provision)
    return around is not None and around.provision == task.provision


def _dated(plan: Plan, deliverable: Deliverable) -> bool:
    """Whether a deadline is printed in the sentence of the deliverable, or one in the statement of its task."""
    sentence = plan.sentence_at(deliverable.span.start)
    task = plan.task_around(deliverable.provision)
    stated = task is not None and task.provision in plan.dated_statements
    return stated or (sentence is not None and sentence.start in plan.dated_sentences)


def _near_issue(plan: Plan) -> Iterator[Spot]:
    """Deadlines before the issue, and soon after it in a plan that runs for longer than a year."""
    issued, deadlines = plan.document.info.issued, _printed(plan)
    if issued is None or not deadlines:
        return
    long = max(d.date for d in deadlines) - issued > _YEARS or (plan.document.info.period or (0, 0))[1] > issued.year
    for deadline in deadlines:
        if deadline.precision in ("range", "duration") or plan.purpose(deadline.provision) != "task":
            continue
        days = (deadline.date - issued).days
        values = {
            "text": deadline.text,
            "date": deadline.date.isoformat(),
            "issued": issued.isoformat(),
            "days": str(abs(days)),
        }
        if days < 0:
            yield Spot("deadline-before-issue", deadline.provision, deadline.span, values)
        elif long and timedelta(days=days) <= _SOON and not fires("preparation", deadline.span.quote):
            yield Spot("deadline-too-soon", deadline.provision, deadline.span, values)


def _period(plan: Plan) -> Iterator[Spot]:
    """Deadlines behind the plan's end, and a plan issued when a good part of its first year was over."""
    info = plan.document.info
    if info.period is None:
        return
    first, last = info.period
    for deadline in _printed(plan):
        if deadline.date.year > last and plan.purpose(deadline.provision) == "task":
            values = {"text": deadline.text, "end": str(last)}
            yield Spot("deadline-after-period", deadline.provision, deadline.span, values)
    if info.issued is not None and info.issued - date(first, 1, 1) > _LATE_ISSUE:
        values = {"issued": info.issued.isoformat(), "first": str(first)}
        at = plan.text.find(f"{info.issued.year}年{info.issued.month}月{info.issued.day}日")
        if at >= 0:
            end = plan.text.index("日", at) + 1
            yield Spot("issued-late", plan.section_at(at), plan.span(at, end), values)


def _shared_years(plan: Plan) -> Iterator[Spot]:
    for sentence in plan.sentences:
        if sentence.purpose == "task" and fires("ambiguous-years", sentence.masked):
            found = wording("ambiguous-years").search(sentence.masked)
            if found:
                span = plan.span(sentence.start + found.start(), sentence.start + found.end())
                yield Spot("deadline-ambiguous", sentence.section, span, {"text": found.group()})


def _yearless(plan: Plan) -> Iterator[Spot]:
    """6月底前, in a plan of several years and with no year in the sentence."""
    if plan.document.info.period is None:
        return
    for deadline in _printed(plan):
        sentence = plan.sentence_at(deadline.span.start)
        of_month = deadline.precision in ("month", "day", "ten_days", "quarter", "half_year")
        if of_month and sentence is not None and sentence.purpose == "task" and not fires("told-year", sentence.text):
            yield Spot("deadline-ambiguous", deadline.provision, deadline.span, {"text": deadline.text})
