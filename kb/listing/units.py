"""The list of units, and one unit with its duties, partners and the documents that its tasks cite."""

from collections import Counter
from collections.abc import Sequence

from kb.listing.source import Source
from kb.listing.tables import Row
from kb.models import ROLES
from kb.units.registry import Unit


def unit_rows(source: Source, tasks: Sequence[Row]) -> list[Row]:
    """One row a unit, the busiest first; those without a task last."""
    given: dict[str, list[Row]] = {}
    for task in tasks:
        for iri in {unit["iri"] for unit in task["units"]}:
            given.setdefault(iri, []).append(task)
    rows = [_row(source, unit, given.get(unit.key, [])) for unit in source.knowledge.units.units]
    return sorted(rows, key=lambda row: (-row["tasks"], row["id"]))


def duties(tasks: Sequence[Row], unit: str) -> list[Row]:
    """The tasks of the unit (IRI), each with its ``role``: those it leads first, then in the order of the documents."""
    found = [{**task, "role": given["role"]} for task in tasks for given in task["units"] if given["iri"] == unit]
    return sorted(found, key=lambda row: ROLES.index(row["role"]))


def partners(tasks: Sequence[Row], unit: str) -> list[Row]:
    """The units that share tasks with the unit (IRI), and how many; most first."""
    shared: Counter[str] = Counter()
    heads: dict[str, Row] = {}
    for task in tasks:
        members = {given["iri"]: given for given in task["units"]}
        if unit in members:
            others = members.keys() - {unit}
            shared.update(others)
            heads.update({iri: members[iri] for iri in others})
    order = sorted(shared.items(), key=lambda pair: (-pair[1], pair[0]))
    keys = ("iri", "id", "name", "collective")
    return [{**{key: heads[iri][key] for key in keys}, "tasks": count} for iri, count in order]


def _row(source: Source, unit: Unit, tasks: Sequence[Row]) -> Row:
    """The row of a unit with its own tasks."""
    roles = [given["role"] for task in tasks for given in task["units"] if given["iri"] == unit.key]
    documents = [task["document"] for task in tasks]
    return {
        "iri": unit.key,
        "id": source.unit_id(unit.key),
        "name": unit.name,
        "place": unit.place,
        "level": unit.level,
        "collective": unit.collective,
        "aliases": sorted({alias.text for alias in unit.aliases if alias.kind != "slip"} - {unit.name}),
        "members": [
            {
                "iri": row.unit,
                "id": source.unit_id(row.unit),
                "name": row.name,
                "valid_from": row.valid_from,
                "source": row.source,
                "basis": "supplied",
            }
            for row in source.knowledge.members
            if row.collective == unit.key
        ],
        "documents": list(dict.fromkeys(documents)),
        **{role: roles.count(role) for role in ROLES},
        "tasks": len(documents),
    }
