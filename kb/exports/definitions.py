"""``tables.yaml``: which tables there are, with which columns, and what cells say where the text says nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kb.errors import NotFoundError, RuleError
from kb.exports.table import Column
from kb.rules import load_yaml

DATA = Path(__file__).with_name("tables.yaml")


@dataclass(frozen=True)
class Definition:
    """One table: ``rows`` is the kind of its rows, ``document`` the column that several documents add."""

    id: str
    name: str
    title: str
    comment: str
    rows: str
    columns: tuple[Column, ...]
    document: Column
    formats: tuple[str, ...]


@dataclass(frozen=True)
class Words:
    """The fixed wordings of cells, each group by its keys."""

    marks: Mapping[str, str]
    roles: Mapping[str, str]
    role_suffixes: Mapping[str, str]
    remarks: Mapping[str, str]
    figure_kinds: Mapping[str, str]


@cache
def load_words() -> Words:
    """The wordings.

    :raises RuleError: the file is missing or no YAML.
    """
    data = load_yaml(DATA)
    return Words(*(data[name] for name in Words.__dataclass_fields__))


@cache
def load_definitions() -> tuple[Definition, ...]:
    """All tables, in the order of the file.

    :raises RuleError: the file is missing or no YAML, or a table names an unknown column.
    """
    data = load_yaml(DATA)
    columns = {
        key: Column(key, entry["label"], entry["width"], entry.get("centred", False), tuple(entry.get("choices", ())))
        for key, entry in data["columns"].items()
    }
    for entry in data["tables"]:
        if unknown := set(entry["columns"]) - columns.keys():
            raise RuleError(f"{DATA}：表 {entry['id']} 用了没有定义的列 {'、'.join(sorted(unknown))}。")
    return tuple(
        Definition(
            entry["id"],
            entry["name"],
            entry["title"],
            entry["comment"],
            entry["rows"],
            tuple(columns[key] for key in entry["columns"]),
            columns["document"],
            tuple(entry["formats"]),
        )
        for entry in data["tables"]
    )


def definition_of(name: str) -> Definition:
    """The table with this id or Chinese name.

    :raises NotFoundError: there is none; the message lists what there is.
    """
    for definition in load_definitions():
        if name in (definition.id, definition.name, definition.title):
            return definition
    known = "、".join(f"{d.name}（{d.id}）" for d in load_definitions())
    raise NotFoundError(f"没有名为 {name} 的表；可用：{known}。")
