"""The application with nothing but its SPARQL service started: the factory that `bench.sparql` serves."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

from api.app import create_app
from kb.graph.sparql.service import open_service
from kb.settings import Settings

GRAPH_VARIABLE = "BENCH_GRAPH"
# One client asks without pause for the whole measurement: the budget is not what is measured.
_BUDGET_S = 100_000


def create() -> FastAPI:
    """The application over the N-Quads file that the environment names."""
    settings = Settings(sparql_budget_s=_BUDGET_S)
    app = create_app(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_service(Path(os.environ[GRAPH_VARIABLE]).read_bytes(), settings) as app.state.sparql:
            yield

    app.router.lifespan_context = lifespan
    return app
