"""What routes need, taken from the application's state."""

from collections.abc import Collection
from typing import Annotated

from fastapi import Depends, Request

from kb.audit.contract import Row
from kb.errors import InputError
from kb.exports.material import Material
from kb.graph.linked_data import LinkedData
from kb.listing import Lists
from kb.qa.answering import Answerer
from kb.qa.knowledge import Knowledge
from kb.search.index import SearchIndex
from kb.settings import Settings


def _answerer(request: Request) -> Answerer:
    answerer: Answerer = request.app.state.answerer
    return answerer


def _knowledge(request: Request) -> Knowledge:
    knowledge: Knowledge = request.app.state.knowledge
    return knowledge


def _search_index(request: Request) -> SearchIndex:
    index: SearchIndex = request.app.state.search_index
    return index


def _findings(request: Request) -> list[Row]:
    findings: list[Row] = request.app.state.findings
    return findings


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def _lists(request: Request) -> Lists:
    lists: Lists = request.app.state.lists
    return lists


def _material(request: Request) -> Material:
    material: Material = request.app.state.material
    return material


def _linked_data(request: Request) -> LinkedData:
    data: LinkedData = request.app.state.linked_data
    return data


def check_documents(ids: Collection[str], knowledge: Knowledge) -> None:
    """:raises InputError: an id is of no document of the snapshot."""
    unknown = set(ids) - {row["id"] for row in knowledge.documents}
    if unknown:
        raise InputError(f"没有标识为 {'、'.join(sorted(unknown))} 的文件；/api/documents 列出了全部文件。")


FindingsDep = Annotated[list[Row], Depends(_findings)]
AnswererDep = Annotated[Answerer, Depends(_answerer)]
KnowledgeDep = Annotated[Knowledge, Depends(_knowledge)]
SearchIndexDep = Annotated[SearchIndex, Depends(_search_index)]
SettingsDep = Annotated[Settings, Depends(_settings)]
ListsDep = Annotated[Lists, Depends(_lists)]
MaterialDep = Annotated[Material, Depends(_material)]
LinkedDataDep = Annotated[LinkedData, Depends(_linked_data)]
