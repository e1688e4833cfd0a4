"""Who is given tasks, and under which name."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from kb.audit.models import Spot
from kb.audit.plan import Plan, leads
from kb.models import Span, Task, UnitMention
from kb.units.identity import identify
from kb.units.lexicon import load_lexicon
from kb.units.reading import without_brackets
from kb.units.recognition import lacks_head, level_prefix

# A unit that leads this share of the led tasks, and this many, carries too much of the plan.
_SHARE, _LEAST = 0.7, 6
# So many names must bear the prefix, and so nearly all, before one without it stands out: 市工信局、发改委 is a custom.
_PREFIXED, _ENOUGH = 0.95, 20
_ENDS_A_NAME = "牵头负责，,。；;）)】"


def unit_spots(plan: Plan) -> Iterator[Spot]:
    """Slips and forms of names, and leads that gather in one hand."""
    if plan.assigned:
        yield from _slips(plan)
        yield from _without_prefix(plan)
        yield from _two_names(plan)
        yield from _concentrated(plan)


def _mentions(plan: Plan) -> dict[int, tuple[str, UnitMention]]:
    """Each printed mention once, with its section."""
    found = ((unit.span.start, (a.provision, unit)) for a in plan.document.assignments for unit in a.units)
    return dict(found)


def _slips(plan: Plan) -> Iterator[Spot]:
    """A name that lost its last character and was mended; in a list the next name may share it (市应急、公安局)."""
    for section, unit in _mentions(plan).values():
        after = plan.text[unit.span.end : unit.span.end + 1]
        if unit.printed != unit.name and lacks_head(unit.printed) and (not after or after in _ENDS_A_NAME):
            yield Spot("unit-slip", section, unit.span, {"printed": unit.printed, "name": unit.name})


def _without_prefix(plan: Plan) -> Iterator[Spot]:
    """A name printed without its level where nearly all others in later places of a list have it."""
    later = [
        (a.provision, unit, a.statement)
        for a in plan.document.assignments
        for unit in a.units[1:]
        if not unit.collective and (level_prefix(unit.name) or unit.printed != unit.name)
    ]
    bare = [
        (section, unit) for section, unit, _ in later if unit.printed != unit.name and not level_prefix(unit.printed)
    ]
    if len(later) >= _ENOUGH and len(bare) <= (1 - _PREFIXED) * len(later):
        for section, unit in bare:
            known = unit.name.endswith(unit.printed) or unit.printed in load_lexicon().words["bare"]
            if known and not lacks_head(unit.printed):
                yield Spot("unit-without-prefix", section, unit.span, {"printed": unit.printed, "name": unit.name})


def _two_names(plan: Plan) -> Iterator[Spot]:
    """One organisation under several names, a missing prefix aside."""
    info = plan.document.info
    forms: dict[str, dict[str, list[tuple[str, Span]]]] = defaultdict(lambda: defaultdict(list))
    for section, unit in _mentions(plan).values():
        name = without_brackets(unit.name)
        # A branch of a state body (东原金融监管局) is no other name of the local one.
        if not unit.collective and not lacks_head(unit.printed) and level_prefix(name):
            forms[identify(name, info.place, info.level).key][name].append((section, unit.span))
    for names in forms.values():
        if len(names) > 1:
            usual, *rare = sorted(names, key=lambda name: -len(names[name]))
            section, span = names[rare[0]][0]
            values = {"forms": "、".join(f"“{name}”{len(names[name])}处" for name in [usual, *rare])}
            yield Spot("unit-two-names", section, span, values, (names[usual][0],))


def _concentrated(plan: Plan) -> Iterator[Spot]:
    led = [task for task in plan.document.tasks if leads(task)]
    count = Counter(unit.name for task in led for unit in leads(task))
    for name, number in count.items():
        if number >= _LEAST and number >= _SHARE * len(led) and not _own_field(plan, name):
            first, *rest = [task for task in led if name in {unit.name for unit in leads(task)}]
            values = {"unit": name, "count": str(number), "all": str(len(led))}
            others = tuple((task.provision, _lead_span(task, name)) for task in rest)
            yield Spot("lead-concentrated", first.provision, _lead_span(first, name), values, others)


def _own_field(plan: Plan, name: str) -> bool:
    """Whether the plan is about what the unit is for: the education bureau leads most of a plan on education."""
    core = name.removeprefix(level_prefix(name))[:-1]
    return any(core[i : i + 2] in plan.document.info.title for i in range(len(core) - 1))


def _lead_span(task: Task, name: str) -> Span:
    return next(unit.span for unit in leads(task) if unit.name == name)
