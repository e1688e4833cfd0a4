"""The units of a set of documents: each organisation once, with every name it may be looked for by."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from kb.models import ParsedDocument, UnitMention
from kb.units.aliases import aliases_of
from kb.units.finding import Finder
from kb.units.identity import Identity, identify
from kb.units.lexicon import load_lexicon
from kb.units.recognition import looks_like_unit
from kb.units.unit import KINDS, Alias, Seed, Unit, UnitMatch

__all__ = ["Alias", "Registry", "Seed", "Unit", "UnitMatch", "build_registry", "registry_of"]

_WEAK = ("colloquial", "slip")


class Registry:
    """The units in the order of their keys, looked up by name, key, or in running text."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self.units = tuple(sorted(units, key=lambda unit: unit.key))
        self._by_key = {unit.key: unit for unit in self.units}

    def by_key(self, key: str) -> Unit | None:
        """The unit with this key."""
        return self._by_key.get(key)

    def resolve(self, name: str, place: str = "", level: str = "") -> Unit | None:
        """The unit that ``name`` means, in a document of this place and level when they are given.

        None when no unit or more than one has the name.
        """
        name = name.strip()
        if unit := self._by_key.get(identify(name, place, level).key):
            return unit
        if (unit := self._by_key.get(identify(name, place, level, collective=True).key)) and unit.collective:
            return unit
        candidates = self._by_alias.get(name, ())
        here = [(unit, alias) for unit, alias in candidates if not place or unit.place == place]
        return _strongest([(u, a) for u, a in here if u.level == level] or here) if here else None

    def mentions(self, text: str) -> list[UnitMatch]:
        """The units named in running text, in order; a name that several units have gives one match for each."""
        return self._finder.matches(text)

    @cached_property
    def _by_alias(self) -> Mapping[str, Sequence[tuple[Unit, Alias]]]:
        table: dict[str, list[tuple[Unit, Alias]]] = {}
        for unit in self.units:
            for alias in unit.aliases:
                table.setdefault(alias.text, []).append((unit, alias))
        return table

    @cached_property
    def _finder(self) -> Finder:
        return Finder(self._by_alias)


def build_registry(documents: Sequence[ParsedDocument]) -> Registry:
    """The units of all documents: those that statements name, and the issuers."""
    return registry_of(seed for document in documents for seed in _seeds(document))


def registry_of(seeds: Iterable[Seed]) -> Registry:
    """The units that the seeds name, each organisation once."""
    groups: dict[str, list[tuple[Identity, Seed]]] = {}
    for seed in seeds:
        identity = identify(seed.name, seed.place, seed.level, seed.collective)
        groups.setdefault(identity.key, []).append((identity, seed))
    units = [_unit(key, group, groups.keys()) for key, group in sorted(groups.items())]
    return Registry(_without_claimed_names(units))


def _seeds(document: ParsedDocument) -> Iterable[Seed]:
    info = document.info
    mentions = {(m.span.start, m.name): m for m in _mentions(document)}
    for unit in mentions.values():
        yield Seed(unit.printed, unit.name, unit.collective, info.place, info.level)
    for issuer in (info.issuer or "").split("、"):
        if looks_like_unit(issuer):
            yield Seed(issuer, issuer, False, info.place, info.level)


def _mentions(document: ParsedDocument) -> Iterator[UnitMention]:
    for task in document.tasks:
        yield from task.units
    for assignment in document.assignments:
        yield from assignment.units


def _unit(key: str, group: Sequence[tuple[Identity, Seed]], keys: Container[str | None]) -> Unit:
    names = Counter(seed.name for _, seed in group)
    printed = Counter(seed.printed for _, seed in group)
    preferred = _most_frequent(names)
    identity = min((i for i, seed in group if seed.name == preferred), key=lambda i: (not i.own, i.head, i.prefix))
    identity = replace(identity, own=any(i.own for i, _ in group))
    name = _bare_mass_name(identity, printed) or preferred
    forms = sorted(names | printed, key=lambda form: (form != name, -max(names[form], printed[form]), form))
    parent = _parent(identity)
    return Unit(
        key=key,
        name=name,
        place=identity.place,
        level=identity.level,
        kind=identity.kind,
        collective=identity.collective,
        aliases=aliases_of(identity, forms),
        parent=parent if parent in keys else None,
    )


def _most_frequent(names: Counter[str]) -> str:
    return max(names, key=lambda name: (names[name], len(name), name))


def _bare_mass_name(identity: Identity, printed: Counter[str]) -> str | None:
    """妇联, 共青团: mass organisations that are mostly printed without a prefix keep that name."""
    body = load_lexicon().bodies.get(identity.ids[0]) if identity.ids else None
    name = _most_frequent(printed)
    return name if body is not None and body.kind == "mass" and name in body.bare else None


def _parent(identity: Identity) -> str | None:
    body = load_lexicon().bodies.get(identity.ids[0]) if identity.ids else None
    return identity.key.replace(identity.core, body.parent) if body is not None and body.parent else None


def _without_claimed_names(units: Sequence[Unit]) -> list[Unit]:
    """A name that a unit of a place goes by in print or in short is no colloquial name of another unit there."""
    claimed: dict[tuple[str, str], int] = {}
    for unit in units:
        for alias in unit.aliases:
            rank = KINDS.index(alias.kind)
            slot = (unit.place, alias.text)
            claimed[slot] = min(rank, claimed.get(slot, rank))
    return [
        replace(unit, aliases=tuple(a for a in unit.aliases if _may_stay(a, claimed[unit.place, a.text])))
        for unit in units
    ]


def _may_stay(alias: Alias, best: int) -> bool:
    return alias.kind not in _WEAK or KINDS[best] in _WEAK


def _strongest(pairs: Sequence[tuple[Unit, Alias]]) -> Unit | None:
    best = min(KINDS.index(alias.kind) for _, alias in pairs)
    units = {unit.key: unit for unit, alias in pairs if KINDS.index(alias.kind) == best}
    return next(iter(units.values())) if len(units) == 1 else None
