"""What answers are made from: one snapshot's graph, texts, units and tasks, loaded once and read only."""

from collections.abc import Mapping
from dataclasses import dataclass

from kb.graph.store import GraphStore
from kb.units.registry import Alias, Registry, Unit


@dataclass(frozen=True)
class TaskEntry:
    """A task as the index of questions sees it; ``text`` is the task's whole provision."""

    iri: str
    id: str
    title: str
    document: str
    document_title: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Knowledge:
    """One snapshot, ready to answer."""

    snapshot: str
    store: GraphStore
    units: Registry
    tasks: tuple[TaskEntry, ...]
    texts: Mapping[str, str]
    documents: tuple[Mapping[str, str], ...]


def load_knowledge(snapshot: str, nquads: bytes, texts: Mapping[str, str]) -> Knowledge:
    """Knowledge from a snapshot's graph (N-Quads) and its canonical texts by document id."""
    store = GraphStore.from_nquads(nquads)
    tasks = tuple(_task(row, texts) for row in store.select("task_index"))
    return Knowledge(snapshot, store, _units(store), tasks, texts, tuple(store.select("documents")))


def _task(row: Mapping[str, str], texts: Mapping[str, str]) -> TaskEntry:
    start, end, document = int(row["start"]), int(row["end"]), row["document_id"]
    return TaskEntry(
        iri=row["task"],
        id=row["id"],
        title=row.get("title", ""),
        document=document,
        document_title=row.get("document_title", ""),
        text=texts[document][start:end],
        start=start,
        end=end,
    )


def _units(store: GraphStore) -> Registry:
    rows = store.select("unit_index")
    labels: dict[str, list[Alias]] = {}
    for row in rows:
        kind = "printed" if row["label_kind"] == "preferred" else row["label_kind"]
        labels.setdefault(row["unit"], []).append(Alias(row["label"], kind, row.get("valid_until")))
    heads = {row["unit"]: row for row in rows}
    return Registry(
        tuple(
            Unit(
                key=iri,
                name=row["name"],
                place=row.get("place", ""),
                level=row.get("level", ""),
                kind=row.get("kind", ""),
                collective=row["collective"] == "true",
                aliases=tuple(labels[iri]),
                parent=row.get("parent"),
            )
            for iri, row in heads.items()
        )
    )
