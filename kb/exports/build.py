"""Material → one table: its rows chosen by document and unit, numbered, titled."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches

from kb.errors import InputError
from kb.exports.definitions import Definition, load_words
from kb.exports.material import Material, unit_id
from kb.exports.rows import ROWS
from kb.exports.table import Row, Table
from kb.facts import GraphRow


@dataclass(frozen=True)
class Choice:
    """What of a table is wanted: of one document (id) or all, of one unit (any of its names, its id
    place/name or IRI) or all."""

    document: str | None = None
    unit: str | None = None


def build_table(material: Material, definition: Definition, choice: Choice) -> Table:
    """The table over the chosen documents and unit.

    :raises InputError: no such document or unit, or several units of this name.
    """
    documents = _documents(material, choice.document)
    unit = None if choice.unit is None else _unit(material, choice.unit.strip())
    ids = {row["id"] for row in documents}
    rows = [
        row
        for row in ROWS[definition.rows](material)
        if row.reference.document in ids and (unit is None or unit in row.units)
    ]
    number, *rest = definition.columns
    columns = (number, definition.document, *rest) if len(documents) > 1 else definition.columns
    return Table(
        name=definition.title,
        title=_title(definition, documents, _named(material, choice.unit)),
        note=_note(documents, rows),
        columns=columns,
        rows=tuple(replace(row, cells={**row.cells, "number": str(nth)}) for nth, row in enumerate(rows, 1)),
        issued=max((date.fromisoformat(row["issued"]) for row in documents if row.get("issued")), default=None),
    )


def _documents(material: Material, chosen: str | None) -> tuple[GraphRow, ...]:
    found = tuple(row for row in material.documents if chosen in (None, row["id"]))
    if chosen is not None and not found:
        known = "、".join(row["id"] for row in material.documents)
        raise InputError(f"没有标识为 {chosen} 的文件；库中有：{known}。")
    return found


def _unit(material: Material, wanted: str) -> str:
    """The IRI of the unit of this IRI, id (place/name) or name: the one that is called so before those that also are."""
    found = [iri for iri in material.units if wanted in (iri, unit_id(iri))]
    found = found or [iri for iri, name in material.units.items() if wanted == name]
    found = found or sorted(material.unit_names.get(wanted, ()))
    if not found:
        near = get_close_matches(wanted, material.unit_names, n=3, cutoff=0.5)
        hint = f"是不是 {'、'.join(near)}？" if near else "请按文件里的写法给出全称或简称。"
        raise InputError(f"库中没有名为 {wanted} 的单位；{hint}")
    if len(found) > 1:
        raise InputError(f"叫“{wanted}”的单位有几个：{'、'.join(map(unit_id, found))}；请写出其中一个。")
    return found[0]


def _named(material: Material, unit: str | None) -> str:
    """The name that the title gives: as it was asked for, but no id."""
    wanted = (unit or "").strip()
    return next((name for iri, name in material.units.items() if wanted in (iri, unit_id(iri))), wanted)


def _title(definition: Definition, documents: Sequence[GraphRow], unit: str) -> str:
    plan = documents[0].get("title", "") if len(documents) == 1 else ""
    return f"{plan}{definition.title}" + (f"（{unit}）" if unit else "")


def _note(documents: Sequence[GraphRow], rows: Sequence[Row]) -> str:
    sources = "；".join(
        f"《{row.get('title', row['id'])}》" + (f"（{row['number']}）" if row.get("number") else "")
        for row in documents
    )
    said = f"依据：{sources}。由规则读出，以原文为准。"
    return said if rows else said + load_words().marks["no_rows"]
