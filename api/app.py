"""The HTTP application: wiring only."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from api import problems
from api.pages.templates import WEB
from api.routers import ask, documents, exports, findings, health, linked, lists, pages, queries, search, sparql
from kb import opening
from kb.exports.material import load_material
from kb.graph.linked_data import LinkedData
from kb.graph.ontology import ONTOLOGY_FILE, load_ontology
from kb.graph.sparql.service import open_service
from kb.listing import make_lists
from kb.qa.answering import Answerer
from kb.settings import Settings, load_settings


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application over the current snapshot of ``settings`` (the environment's when None)."""
    chosen = settings or load_settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.settings = chosen
        app.state.search_index = opening.open_search(chosen)
        # Beside the rest: most questions are answered without the search, and the first that is not shall not wait for it.
        threading.Thread(target=app.state.search_index.prepare, daemon=True).start()
        knowledge = opening.open_knowledge(chosen, app.state.search_index)
        app.state.knowledge = knowledge
        app.state.lists = make_lists(knowledge, chosen.base_iri)
        app.state.findings = opening.open_findings(chosen)
        app.state.material = load_material(knowledge.store, knowledge.texts)
        app.state.answerer = Answerer(knowledge, chosen.max_question_chars)
        app.state.linked_data = LinkedData(knowledge.store, load_ontology(ONTOLOGY_FILE))
        async with open_service(opening.read_graph(chosen), chosen) as app.state.sparql:
            yield

    # The interactive docs would load scripts from a CDN; the description itself stays.
    app = FastAPI(title="责任 Zeren", version="0.1.0", lifespan=lifespan, docs_url=None, redoc_url=None)
    problems.install(app)
    # Routes are tried in this order: the one whose requests come by the thousand is first.
    for module in (sparql, ask, documents, exports, findings, health, linked, lists, queries, search):
        app.include_router(module.router)
    app.include_router(pages.router)
    app.mount("/static", StaticFiles(directory=WEB / "static"), name="static")
    return app
