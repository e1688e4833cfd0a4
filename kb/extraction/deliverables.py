"""Text → deliverables: the platforms, systems, stations, projects … that a plan orders to be built."""

from collections.abc import Iterator

from kb.extraction.blotting import blotted
from kb.extraction.clauses import measures
from kb.extraction.deliverables_names import Named, Phrase
from kb.extraction.places import bodies, title_place
from kb.models import Deliverable, DocumentContext, Provision, span_of
from kb.parsing.purpose import purpose_of

_PURPOSES = ("task", "goal", "principle")


def extract_deliverables(context: DocumentContext) -> tuple[Deliverable, ...]:
    """What the tasks, goals and principles of ``context`` order to be built, improved or extended, in the order of
    the text, each name once in a provision. What a review reports as built is left out."""
    outline = context.outline
    blot = blotted(outline.text)
    parents = {provision.parent for provision in outline.provisions}
    found: list[Deliverable] = []
    for provision in outline.provisions:
        purpose = purpose_of(outline, provision)
        if purpose in _PURPOSES:
            names: list[Named] = []
            if purpose == "task" and provision.id not in parents:
                names += _in_title(outline.text, blot, provision)
            for start, end in bodies(context, provision):
                names += _in_body(outline.text, blot, start, end)
            found += _deliverables(outline.text, provision, names)
    return tuple(found)


def _in_title(text: str, blot: str, provision: Provision) -> Iterator[Named]:
    """A lowest task may be named after its project (消防救援能力提升工程), or order the building in its title."""
    start, end = title_place(provision)
    titled = list(Phrase(text, start, blot[start:end]).titled())
    yield from titled or _in_body(text, blot, start, end)


def _in_body(text: str, blot: str, start: int, end: int) -> Iterator[Named]:
    for measure in measures(blot, start, end):
        for part_start, part_end in measure.parts:
            yield from Phrase(text, part_start, blot[part_start:part_end]).named()


def _deliverables(text: str, provision: Provision, names: list[Named]) -> Iterator[Deliverable]:
    seen: set[str] = set()
    for named in sorted(names, key=lambda n: (n.start, -n.end)):
        span = span_of(text, named.start, named.end)
        name = "".join(span.quote.split())
        if name not in seen:
            seen.add(name)
            yield Deliverable(provision.id, name, named.category, span, named.rule)
