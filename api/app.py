"""The HTTP application: wiring only."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from api import problems
from api.channels.mcp.http import add_mcp
from api.pages.templates import WEB
from api.routers import ask, documents, exports, findings, health, linked, lists, pages, queries, search, sparql
from api.serving import open_serving
from kb.settings import Settings, load_settings


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application over the current snapshot of ``settings`` (the environment's when None)."""
    chosen = settings or load_settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_serving(chosen) as app.state.serving, mcp.session_manager.run():
            yield

    # The interactive docs would load scripts from a CDN; the description itself stays.
    app = FastAPI(title="责任 Zeren", version="0.1.0", lifespan=lifespan, docs_url=None, redoc_url=None)
    problems.install(app)
    # Routes are tried in this order: the one whose requests come by the thousand is first.
    for module in (sparql, ask, documents, exports, findings, health, linked, lists, queries, search):
        app.include_router(module.router)
    app.include_router(pages.router)
    mcp = add_mcp(app, lambda: app.state.serving.current, chosen)
    app.mount("/static", StaticFiles(directory=WEB / "static"), name="static")
    return app
