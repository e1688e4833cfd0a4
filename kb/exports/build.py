"""Material → one table: its rows chosen by document and unit, numbered, titled."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches

from kb.errors import InputError
from kb.exports.definitions import Definition, load_words
from kb.exports.material import Material
from kb.exports.rows import ROWS
from kb.exports.table import Row, Table
from kb.facts import GraphRow


@dataclass(frozen=True)
class Choice:
    """What of a table is wanted: of one document (id) or all, of one unit (any of its names) or all."""

    document: str | None = None
    unit: str | None = None


def build_table(material: Material, definition: Definition, choice: Choice) -> Table:
    """The table over the chosen documents and unit.

    :raises InputError: no such document or unit.
    """
    documents = _documents(material, choice.document)
    units = _units(material, choice.unit)
    ids = {row["id"] for row in documents}
    rows = [
        row
        for row in ROWS[definition.rows](material)
        if row.reference.document in ids and (units is None or units & row.units)
    ]
    number, *rest = definition.columns
    columns = (number, definition.document, *rest) if len(documents) > 1 else definition.columns
    return Table(
        name=definition.title,
        title=_title(definition, documents, choice.unit),
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


def _units(material: Material, name: str | None) -> frozenset[str] | None:
    if name is None:
        return None
    if (found := material.unit_names.get(name.strip())) is None:
        near = get_close_matches(name, material.unit_names, n=3, cutoff=0.5)
        hint = f"是不是 {'、'.join(near)}？" if near else "请按文件里的写法给出全称或简称。"
        raise InputError(f"库中没有名为 {name} 的单位；{hint}")
    return found


def _title(definition: Definition, documents: Sequence[GraphRow], unit: str | None) -> str:
    plan = documents[0].get("title", "") if len(documents) == 1 else ""
    return f"{plan}{definition.title}" + (f"（{unit.strip()}）" if unit else "")


def _note(documents: Sequence[GraphRow], rows: Sequence[Row]) -> str:
    sources = "；".join(
        f"《{row.get('title', row['id'])}》" + (f"（{row['number']}）" if row.get("number") else "")
        for row in documents
    )
    said = f"依据：{sources}。由规则读出，以原文为准。"
    return said if rows else said + load_words().marks["no_rows"]
