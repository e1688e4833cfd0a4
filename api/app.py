"""The HTTP application: wiring only."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI
from fastapi.staticfiles import StaticFiles

from api import problems
from api.access.checks import require
from api.access.state import Access
from api.intake.running import Runner
from api.pages.templates import WEB
from api.routers import access as access_routes
from api.routers import (
    ask,
    changes,
    documents,
    exports,
    findings,
    health,
    linked,
    lists,
    pages,
    queries,
    search,
    sparql,
)
from api.serving import open_serving
from kb.access.roles import Role
from kb.settings import Settings, load_settings


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application over the current snapshot of ``settings`` (the environment's when None)."""
    chosen = settings or load_settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_serving(chosen) as app.state.serving:
            app.state.runner = Runner(chosen, app.state.serving)
            app.state.runner.resume()
            yield
            await app.state.runner.close()

    # The interactive docs would load scripts from a CDN; the description itself stays.
    app = FastAPI(title="责任 Zeren", version="0.1.0", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.state.access = Access.of(chosen)
    problems.install(app)
    reading = [Depends(require(Role.READ))]
    # Routes are tried in this order: the one whose requests come by the thousand is first.
    for module in (sparql, ask, documents, exports, findings, linked, lists, queries, search):
        app.include_router(module.router, dependencies=reading)
    app.include_router(pages.router, dependencies=reading)
    app.include_router(changes.router, dependencies=[Depends(require(Role.EDIT))])
    for router in (health.router, access_routes.router):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=WEB / "static"), name="static")
    return app
