"""Rosters → units of the registry, and the supplied triples: who is a member, since when, by which source."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rdflib import Literal, URIRef

from kb.corpus.rosters import Roster
from kb.errors import InputError
from kb.graph.literals import date_literal
from kb.graph.namespaces import DCTERMS, RDF, ZR, Triple
from kb.graph.view import unit_iri
from kb.identifiers import Identifiers
from kb.units.identity import identify
from kb.units.registry import Registry, Seed, Unit, registry_of

# Towns are in no lexicon; their names have a form.
_TOWN = re.compile(r"[一-龥]{2,8}(?:镇|乡|街道|街道办事处)")


@dataclass(frozen=True)
class Membership:
    """A roster whose names are units of the registry."""

    roster: Roster
    collective: Unit
    members: tuple[Unit, ...]


def with_rosters(registry: Registry, rosters: Sequence[Roster]) -> tuple[Registry, tuple[Membership, ...]]:
    """The registry with the members that no document names, and the rosters in its units.

    :raises InputError: a collective that no document names; a member that is neither a unit of the documents, nor one
        of the standard departments, nor a town; a member that is a collective itself.
    """
    for roster in rosters:
        collective = _collective(registry, roster)
        seeds = [_seed(registry, roster, name, collective.level) for name in roster.members]
        new = registry_of(seed for seed in seeds if seed is not None)
        known = {unit.key for unit in registry.units}
        registry = Registry((*registry.units, *(unit for unit in new.units if unit.key not in known)))
    return registry, tuple(_membership(registry, roster) for roster in rosters)


def roster_triples(ids: Identifiers, memberships: Iterable[Membership]) -> Iterator[Triple]:
    """The members, and the roster that names them; the units themselves are described with the registry."""
    for membership in memberships:
        roster, collective = membership.roster, membership.collective
        owner = unit_iri(ids, collective)
        iri = URIRef(ids.roster(collective.place, collective.name, roster.valid_from.isoformat()))
        yield iri, RDF.type, ZR.Roster
        yield iri, ZR.rosterOf, owner
        yield iri, ZR.validFrom, date_literal(roster.valid_from)
        yield iri, DCTERMS.source, Literal(roster.source)
        for member in membership.members:
            yield owner, ZR.member, unit_iri(ids, member)


def _collective(registry: Registry, roster: Roster) -> Unit:
    # A place has one level; the collective is looked up as a document of that place names it.
    level = next((unit.level for unit in registry.units if unit.place == roster.place and unit.level), "state")
    unit = registry.resolve(roster.collective, roster.place, level)
    if unit is None or not unit.collective:
        known = "、".join(f"{u.name}（{u.place or '国家'}）" for u in registry.units if u.collective) or "没有"
        raise InputError(
            f"{roster.where}：库中的文件没有给{roster.place or '国家机关'}的统称“{roster.collective}”任务；"
            f"请按原文写法填写 collective 和 place，现有统称：{known}。"
        )
    return unit


def _seed(registry: Registry, roster: Roster, name: str, level: str) -> Seed | None:
    """What a member not yet in the registry is made from; None for one that is.

    :raises InputError: the name is no unit's, or a collective's.
    """
    found = registry.resolve(name, roster.place, level)
    identity = identify(name, roster.place, level)
    if found.collective if found else identity.collective:
        raise InputError(f"{roster.where}：成员“{name}”也是统称；请写具体单位。")
    if found is not None:
        return None
    if not identity.ids and not _TOWN.fullmatch(name):
        raise InputError(
            f"{roster.where}：不认识成员“{name}”，它既不在库中的文件里，也不是常设部门或镇街；请按文件的写法或规范简称填写。"
        )
    return Seed(name, name, False, roster.place, level)


def _membership(registry: Registry, roster: Roster) -> Membership:
    collective = _collective(registry, roster)
    found = (registry.resolve(name, roster.place, collective.level) for name in roster.members)
    members = {unit.key: unit for unit in found if unit is not None}
    return Membership(roster, collective, tuple(members[key] for key in sorted(members)))
