"""The HTTP application: wiring only."""

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager

from fastapi import Depends, FastAPI
from fastapi.staticfiles import StaticFiles

from api import problems
from api.access import guards
from api.access.checks import limit_answers, require
from api.access.state import Access
from api.channels import fastgpt, widget
from api.channels.dify import router as dify
from api.channels.dingtalk import router as dingtalk
from api.channels.feishu import router as feishu
from api.channels.im.linking import check_platforms
from api.channels.mcp.http import add_mcp
from api.channels.openai import router as openai
from api.channels.platforms import open_platforms
from api.channels.wecom import router as wecom
from api.description import DescribedApp
from api.duty import on_duty
from api.intake.running import Runner
from api.metrics import Metrics
from api.observing import Observe
from api.pages.templates import WEB
from api.pressure import Answering, Place
from api.routers import (
    ask,
    audit,
    changes,
    documents,
    exports,
    feedback,
    findings,
    graph,
    health,
    linked,
    lists,
    metrics,
    pages,
    queries,
    search,
    sparql,
)
from api.routers.pages import signin
from api.serving import open_serving
from kb import __version__
from kb.access.roles import Role
from kb.settings import Settings, load_settings

_DESCRIPTION = (
    "政府规划、方案、意见里谁负责什么、何时完成、依据什么，每个结论附原文。"
    "提问用 POST /api/ask；查清单用 /api/tasks、/api/units、/api/deadlines 等。"
)


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application over the current snapshot of ``settings`` (the environment's when None)."""
    chosen = settings or load_settings()
    # Said before the snapshot is opened, rather than when a message comes or a connection is opened.
    check_platforms(chosen)

    # The interactive docs would load scripts from a CDN; the description itself stays.
    app = DescribedApp(
        title="责任 Zeren",
        version=__version__,
        description=_DESCRIPTION,
        # Programs that import the description as a tool call the address that it names.
        servers=[{"url": chosen.public_url}],
        root_path_in_servers=False,
        lifespan=lambda app: _at_work(app, chosen),
        docs_url=None,
        redoc_url=None,
    )
    app.state.access = Access.of(chosen)
    app.state.answering = Answering(chosen.max_answers_at_once)
    app.state.metrics = Metrics(app.state.answering)
    problems.install(app)
    _add_routes(app)
    app.state.mcp = add_mcp(app, lambda: app.state.serving.current, chosen, app.state.answering)
    guards.install(app, chosen)
    # The outermost: what the guards refuse is counted, too.
    app.add_middleware(Observe, metrics=app.state.metrics)
    app.mount("/static", StaticFiles(directory=WEB / "static"), name="static")
    return app


def _add_routes(app: FastAPI) -> None:
    """The routes of the API, the pages and the channels, each with who may call it."""
    reading = [Depends(require(Role.READ))]
    # Routes are tried in this order: the one whose requests come by the thousand is first.
    app.include_router(sparql.router, dependencies=reading)
    for module in (ask, search):
        app.include_router(module.router, dependencies=[*reading, Depends(limit_answers), Place])
    for module in (documents, exports, findings, graph, linked, lists, queries, pages):
        app.include_router(module.router, dependencies=reading)
    app.include_router(changes.router, dependencies=[Depends(require(Role.EDIT))])
    # Each says itself who may call it; the rest is for everybody.
    for module in (audit, feedback, health, metrics, signin):
        app.include_router(module.router)
    # Their own routes say so too, with refusals in the shape of their protocols.
    for channel in (openai, dify, fastgpt, widget, dingtalk, feishu, wecom):
        app.include_router(channel.router)


@asynccontextmanager
async def _at_work(app: FastAPI, settings: Settings) -> AsyncIterator[None]:
    """What the application holds open from its start to its end, in ``app.state``."""
    async with open_serving(settings, app.state.metrics) as app.state.serving, app.state.mcp.open():
        runner = app.state.runner = Runner(settings, app.state.serving)
        async with open_platforms(app.state, settings) as platforms:
            app.state.channels = platforms
            # Replies under way go out first, some of them on a connection.
            async with (
                on_duty(settings.data_dir, runner.attend, *platforms.links),
                aclosing(platforms.replies),
            ):
                yield
        await runner.close()
