"""What routes need of the snapshot that is served, taken once for a request."""

from typing import Annotated

from fastapi import Depends, Request

from api.intake.running import Runner
from kb.audit.contract import Row
from kb.exports.material import Material
from kb.graph.linked_data import LinkedData
from kb.listing import Lists
from kb.opening import Opened
from kb.qa.answering import Answerer
from kb.qa.knowledge import Knowledge
from kb.search.index import SearchIndex
from kb.settings import Settings


async def opened(request: Request) -> Opened:
    """The snapshot that this request is answered from, to its end."""
    found: Opened = request.app.state.serving.current.opened
    return found


OpenedDep = Annotated[Opened, Depends(opened)]


# Coroutines, though they wait for nothing: FastAPI sends plain functions through a thread.
async def _answerer(opened: OpenedDep) -> Answerer:
    return opened.answerer


async def _knowledge(opened: OpenedDep) -> Knowledge:
    return opened.knowledge


async def _search_index(opened: OpenedDep) -> SearchIndex:
    return opened.search_index


async def _findings(opened: OpenedDep) -> list[Row]:
    return opened.findings


async def _lists(opened: OpenedDep) -> Lists:
    return opened.lists


async def _material(opened: OpenedDep) -> Material:
    return opened.material


async def _linked_data(opened: OpenedDep) -> LinkedData:
    return opened.linked_data


async def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.serving.settings
    return settings


async def _runner(request: Request) -> Runner:
    runner: Runner = request.app.state.runner
    return runner


FindingsDep = Annotated[list[Row], Depends(_findings)]
AnswererDep = Annotated[Answerer, Depends(_answerer)]
KnowledgeDep = Annotated[Knowledge, Depends(_knowledge)]
SearchIndexDep = Annotated[SearchIndex, Depends(_search_index)]
RunnerDep = Annotated[Runner, Depends(_runner)]
SettingsDep = Annotated[Settings, Depends(_settings)]
ListsDep = Annotated[Lists, Depends(_lists)]
MaterialDep = Annotated[Material, Depends(_material)]
LinkedDataDep = Annotated[LinkedData, Depends(_linked_data)]
