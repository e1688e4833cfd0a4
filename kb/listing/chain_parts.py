"""The nodes and links of all chains of a snapshot, made from the rows of its lists."""

from collections.abc import Iterator, Sequence

from kb.listing.chains import DOCUMENT, Chains, Link, Node, chains_of
from kb.listing.source import Source
from kb.listing.tables import Row


def make_chains(
    source: Source,
    tasks: Sequence[Row],
    units: Sequence[Row],
    regulations: Sequence[Row],
    targets: Sequence[Row],
    deadlines: Sequence[Row],
) -> Chains:
    """The chains. Deadlines that only a rule gives (the end of the plan's period) are no part of them."""
    made = [
        *_documents(source),
        *_tasks(tasks),
        *_units(units),
        *_regulations(regulations),
        *_facts(source, "deadline", "due", [row for row in deadlines if row["basis"] == "stated"]),
        *_facts(source, "target", "target", targets),
        *_facts(source, "deliverable", "builds", _deliverables(source)),
    ]
    nodes = [item for item in made if isinstance(item, Node)]
    return chains_of(nodes, [item for item in made if isinstance(item, Link)])


Parts = Iterator[Node | Link]


def _documents(source: Source) -> Parts:
    for document, title in source.knowledge.titles.items():
        yield Node(_document(document), DOCUMENT, title or document, document)


def _tasks(tasks: Sequence[Row]) -> Parts:
    for row in tasks:
        name = _task(row["document"], row["id"])
        yield Node(name, "task", row["title"] or row["id"], row["document"], row["id"])
        for unit in row["units"]:
            place = (row["document"], unit["start"], unit["end"])
            yield Link(_unit(unit["id"]), name, unit["role"], "stated", *place)
        # The heading stands for the task, whose text may be long.
        end = row["start"] + len(row["heading"]) if row["heading"] else row["end"]
        yield Link(_document(row["document"]), name, "part", "stated", row["document"], row["start"], end)


def _units(units: Sequence[Row]) -> Parts:
    for row in units:
        yield Node(_unit(row["id"]), "unit", row["name"], key=row["id"], aliases=tuple(row["aliases"]))
        for member in row["members"]:
            yield Link(_unit(row["id"]), _unit(member["id"]), "member", "supplied")


def _regulations(regulations: Sequence[Row]) -> Parts:
    for row in regulations:
        first = row["citations"][0]
        yield Node(row["id"], "regulation", f"《{row['title']}》", first["document"], "", first["start"], first["end"])
        for cited in row["citations"]:
            yield Link(_home(cited), row["id"], cited["relation"], "stated", *_place(cited))


def _facts(source: Source, kind: str, relation: str, rows: Sequence[Row]) -> Parts:
    """One node a place; of a quantity or a time that names nothing, its words."""
    for row in rows:
        name = f"{_document(row['document'])}/{_IRI_KIND.get(kind, kind)}/{row['start']}-{row['end']}"
        yield Node(name, kind, _label(kind, row), row["document"], "", row["start"], row["end"])
        yield Link(_home(row), name, relation, "stated", *_place(row))


# Node ids are what stands after the base in the IRI of the thing, whose kinds differ from those of the picture in this.
_IRI_KIND = {"target": "figure"}


def _label(kind: str, row: Row) -> str:
    if kind == "deadline":
        return f"{row['date'] or row['wording']} {row['due']}".strip()
    if kind == "target":
        return f"{row['indicator']} {row['printed']}".strip()
    return str(row["name"])


def _deliverables(source: Source) -> list[Row]:
    rows = source.knowledge.deliverables
    return [{"name": row.name, **source.task_of(row.task), **source.place(row)} for row in rows]


def _home(row: Row) -> str:
    """Where a fact hangs: its task, or the document outside tasks."""
    return _task(row["document"], row["task_id"]) if row["task"] else _document(row["document"])


def _place(row: Row) -> tuple[str, int, int]:
    return row["document"], row["start"], row["end"]


def _document(document: str) -> str:
    return f"document/{document}"


def _task(document: str, task_id: str) -> str:
    return f"document/{document}/task/{task_id}"


def _unit(unit_id: str) -> str:
    return f"unit/{unit_id}"
