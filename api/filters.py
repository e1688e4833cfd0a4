"""The filters that several lists share, as parameters of a route and as tests of a row."""

from collections.abc import Collection
from typing import Annotated, Literal

from fastapi import Query

from api.documents import check_documents
from kb.listing import Lists, Row
from kb.qa.knowledge import Knowledge

DocumentQuery = Annotated[list[str] | None, Query(description="只看这些文件（文件 id，可重复）")]
UnitQuery = Annotated[str | None, Query(description="单位：名称、别名、id（地名/名称）或 IRI", examples=["县应急局"])]
Role = Literal["lead", "participate", "responsible", "guide"]
RoleQuery = Annotated[list[Role] | None, Query(description="角色，可重复：lead 牵头，participate 参与，responsible 负责，guide 指导")]  # fmt: skip
WordsQuery = Annotated[str | None, Query(max_length=100, description="标题或名称里含有的字")]


def of_documents(rows: Collection[Row], documents: Collection[str] | None, knowledge: Knowledge) -> list[Row]:
    """The rows of ``documents`` (of all when none is given).

    :raises InputError: no such document.
    """
    check_documents(documents or (), knowledge)
    return [row for row in rows if not documents or row["document"] in documents]


def of_unit(rows: Collection[Row], unit: str | None, roles: Collection[str] | None, lists: Lists) -> list[Row]:
    """The rows with ``unit`` among their units in one of ``roles``; either may be left out.

    :raises InputError: no such unit.
    """
    iri = lists.unit(unit)["iri"] if unit else None
    return [
        row
        for row in rows
        if not (iri or roles)
        or any(iri in (None, given["iri"]) and (not roles or given["role"] in roles) for given in row["units"])
    ]
