"""The application with nothing but its SPARQL service started: the factory that `bench.sparql` serves."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

from fastapi import FastAPI

from api.app import create_app
from kb.graph.endpoint.address import endpoint_of
from kb.graph.endpoint.graph import graph_in
from kb.graph.sparql.service import open_service
from kb.settings import load_settings

GRAPH_VARIABLE, SNAPSHOT = "BENCH_GRAPH", "bench"
# One client asks without pause for the whole measurement: the budget is not what is measured.
_BUDGET_S = 100_000


def create() -> FastAPI:
    """The application over the N-Quads file, or the endpoint, that the environment names."""
    settings = replace(load_settings(), sparql_budget_s=_BUDGET_S)
    endpoint = endpoint_of(settings)
    source = graph_in(endpoint, SNAPSHOT) if endpoint else Path(os.environ[GRAPH_VARIABLE]).read_bytes()
    app = create_app(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_service(source, settings) as service:
            app.state.serving = SimpleNamespace(current=SimpleNamespace(sparql=lambda: nullcontext(service)))
            yield

    app.router.lifespan_context = lifespan
    return app
