"""The pages that people open, one module a page or two."""

from fastapi import APIRouter

from api.routers.pages import ask, changes, documents, graph, lists, queries, records, tasks, units

router = APIRouter(include_in_schema=False)
for module in (ask, changes, documents, tasks, units, lists, graph, queries, records):
    router.include_router(module.router)
