"""Units as a statement lists them → unit mentions: prefix restored, slip mended, role settled."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.extraction.assignments.statement import Named
from kb.extraction.assignments.unit_lists import is_group
from kb.models import UnitMention, span_of
from kb.units.naming import level_prefix, mend_slip, restore_prefix

# Organs of a level, whose offices share the level's name: 自治区党委组织部、政府督查室.
_ORGANS = ("政府", "党委", "人大", "政协", "纪委")


@dataclass(frozen=True)
class Standing:
    """What standing sentences made hold: the first unit leads; further units take part in every statement."""

    first_leads: bool = False
    added: tuple[UnitMention, ...] = ()


def mentions_of(text: str, named: Sequence[Named], standing: Standing, place: str = "") -> tuple[UnitMention, ...]:
    """The mentions in order, one for each unit and role."""
    prefix = ""
    mentions: list[UnitMention] = []
    for unit in named:
        name = unit.piece.name
        collective = is_group(name)
        prefix = level_prefix(name) or prefix
        if not collective:
            name = _restored(name, prefix, place)
            name = mend_slip(name) or name
        span = span_of(text, unit.piece.start, unit.piece.end)
        mentions.append(UnitMention(name, span.quote, unit.role or "", collective, span))
    settled = _with_roles(mentions, standing)
    known = {mention.name for mention in settled}
    added = tuple(_beside(unit, settled) for unit in standing.added if unit.name not in known)
    return _unique((*settled, *added))


def _restored(name: str, prefix: str, place: str) -> str:
    """The name with the list's prefix; a name that holds the document's place (青岭海关) has its own."""
    stem = place[:-1] if len(place) > 2 else place
    if not prefix or (stem and stem in name):
        return name
    if name.startswith(_ORGANS):
        return prefix + name
    restored = restore_prefix(name, prefix, place=place)
    # What is restored stands before or behind the printed name, it does not replace it.
    return restored if name in restored else prefix + name


def _with_roles(mentions: Sequence[UnitMention], standing: Standing) -> list[UnitMention]:
    """Without a verb or label a unit is responsible; beside a lead, responsible means taking part."""
    settled = [replace(mention, role=mention.role or "responsible") for mention in mentions]
    if standing.first_leads and settled and not any(mention.role == "lead" for mention in settled):
        settled[0] = replace(settled[0], role="lead")
    if any(mention.role == "lead" for mention in settled):
        settled = [replace(m, role="participate") if m.role == "responsible" else m for m in settled]
    return settled


def _beside(unit: UnitMention, others: Sequence[UnitMention]) -> UnitMention:
    led = any(mention.role == "lead" for mention in others)
    return replace(unit, role="participate" if led else "responsible")


def _unique(mentions: Sequence[UnitMention]) -> tuple[UnitMention, ...]:
    seen: set[tuple[str, str]] = set()
    unique = []
    for mention in mentions:
        if (mention.name, mention.role) not in seen:
            seen.add((mention.name, mention.role))
            unique.append(mention)
    return tuple(unique)
