"""What a plan promises in one part and does not take up in another."""

from collections import defaultdict
from collections.abc import Iterator

from kb.audit.checks.building import ordered_to_be_built
from kb.audit.models import Spot
from kb.audit.plan import Plan, Sentence
from kb.audit.wordings import fires, wording
from kb.models import Span

# A deliverable is taken up where a stretch of this share of its name stands in the tasks.
_TAKEN_UP = 0.7
# So many things to be built that the safeguards have to say who pays.
_MUCH_TO_BUILD = 3
_STRENGTH = {"杜绝": 3, "不发生": 3, "零发生": 3, "遏制": 2, "防范": 1, "减少": 1, "压减": 1}
_LADDER = ("一般", "较大", "重大", "特别重大")
_CLASSES = {"重特大": ("重大", "特别重大")}


def commitment_spots(plan: Plan) -> Iterator[Spot]:
    """Principles without a task, construction without money, aims of two strengths."""
    if plan.assigned:
        yield from _principles(plan)
        yield from _funding(plan)
    yield from _aims(plan)


def _principles(plan: Plan) -> Iterator[Spot]:
    """Things and campaigns that the principles name and no task takes up."""
    tasks = "".join(s.text for s in plan.sentences if s.purpose == "task")
    for deliverable in plan.document.deliverables:
        sentence = plan.sentence_at(deliverable.span.start)
        # A sentence with a year is a goal, wherever it stands.
        principle = sentence is not None and sentence.purpose == "principle" and not fires("year", sentence.text)
        if principle and not _stands_in(deliverable.name, tasks):
            yield Spot("principle-without-task", deliverable.provision, deliverable.span, {"name": deliverable.name})
    for sentence in plan.sentences:
        for found in wording("campaign").finditer(sentence.text) if sentence.purpose == "principle" else ():
            if found["name"] not in tasks:
                span = plan.span(sentence.start + found.start(), sentence.start + found.end())
                yield Spot("principle-without-task", sentence.section, span, {"name": found.group()})


def _stands_in(name: str, text: str) -> bool:
    """Whether a long enough stretch of ``name`` stands in ``text``."""
    size = max(2, round(len(name) * _TAKEN_UP))
    return any(name[i : i + size] in text for i in range(len(name) - size + 1))


def _funding(plan: Plan) -> Iterator[Spot]:
    """Safeguards without a word on money, in a plan that orders things to be built."""
    parts = [p for p in plan.document.outline.provisions if p.level == "part" and fires("safeguard-title", p.title)]
    built = tuple(ordered_to_be_built(plan))
    if parts and len(built) >= _MUCH_TO_BUILD:
        part = parts[-1]
        if not fires("funding", plan.text[part.start : part.end]):
            names = list(dict.fromkeys(d.name for d in built))
            values = {"part": part.title, "names": "、".join(names[:3]), "count": str(len(names))}
            yield Spot("no-funding", part.id, part.heading, values)


def _aims(plan: Plan) -> Iterator[Spot]:
    """Aims for classes of accidents: one class held to two strengths, and classes skipped in one list."""
    aims: dict[tuple[str, str], list[tuple[int, str, str, Span]]] = defaultdict(list)
    for sentence in plan.sentences:
        if sentence.purpose not in ("task", "goal", "principle"):
            continue
        found = list(wording("accident-class").finditer(sentence.masked))
        for match in found:
            span = plan.span(sentence.start + match.start(), sentence.start + match.end())
            for step in _CLASSES.get(match["class"], (match["class"],)):
                aims[step, match["what"]].append((_STRENGTH[match["aim"]], match["aim"], sentence.section, span))
        steps = {s for m in found for s in _CLASSES.get(m["class"], (m["class"],))}
        yield from _skipped(plan, sentence, steps)
    yielded: set[int] = set()
    for (step, what), places in aims.items():
        yield from _two_strengths(step + what, places, yielded)


def _skipped(plan: Plan, sentence: Sentence, steps: set[str]) -> Iterator[Spot]:
    order = sorted(_LADDER.index(step) for step in steps)
    gaps = [step for i, step in enumerate(_LADDER) if order and order[0] < i < order[-1] and step not in steps]
    if gaps and sentence.purpose == "goal":
        span = plan.span(sentence.start, sentence.end)
        yield Spot("aim-skips-class", sentence.section, span, {"skipped": "、".join(gaps)})


def _two_strengths(step: str, places: list[tuple[int, str, str, Span]], yielded: set[int]) -> Iterator[Spot]:
    """The weaker places of a class that is held to a stronger aim elsewhere."""
    strongest = max(places, key=lambda place: place[0])
    for strength, aim, section, span in places:
        if strength < strongest[0] and span.start not in yielded:
            yielded.add(span.start)
            values = {"accident": step, "weak": aim, "strong": strongest[1]}
            yield Spot("aim-two-strengths", section, span, values, ((strongest[2], strongest[3]),))
