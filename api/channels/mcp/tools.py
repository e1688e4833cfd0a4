"""The tools: what each takes and gives. Each call reads the snapshot that is served when it begins."""

import asyncio
from collections.abc import Callable
from typing import Annotated

from mcp.server.mcpserver import Context
from mcp_types import CallToolResult

from api.access.checks import payer_of
from api.channels.mcp import answering, duties, graph
from api.channels.mcp import arguments as args
from api.channels.mcp.models import Answered, Clause, Passages, Responsible, Schema, Table, Tasks
from api.channels.mcp.rendering import rendered
from api.serving import Served
from kb.opening import Opened

Current = Callable[[], Served]
# The name that the queries of the one client of a pipe are paid under.
_PIPE = "stdio"


class Tools:
    """The tools over whatever ``current`` serves; a plain method runs in a thread.

    :param public_url: where others open this service, without / at its end.
    """

    def __init__(self, current: Current, public_url: str) -> None:
        self._current, self._url = current, public_url

    @property
    def _opened(self) -> Opened:
        return self._current().opened

    def ask(
        self, question: args.Question, history: args.History = (), documents: args.Documents = (), limit: args.Limit = 20
    ) -> Annotated[CallToolResult, Answered]:  # fmt: skip
        """One question, one answer with its quotations."""
        return rendered(answering.ask(self._opened, self._url, question, documents, history, limit), "answer.md")

    def search_clauses(
        self, query: args.Query, documents: args.Documents = (), limit: args.Limit = 5
    ) -> Annotated[CallToolResult, Passages]:  # fmt: skip
        """The passages nearest to a phrase."""
        return rendered(answering.search(self._opened, self._url, query, documents, limit), "passages.md")

    def find_responsible(
        self, matter: args.Matter, documents: args.Documents = (), limit: args.Limit = 10
    ) -> Annotated[CallToolResult, Responsible]:  # fmt: skip
        """Who is responsible for a matter."""
        return rendered(duties.responsible(self._opened, self._url, matter, documents, limit), "responsible.md")

    def list_tasks_of_unit(
        self,
        unit: args.Unit = None,
        role: args.Roles = None,
        due_after: args.After = None,
        due_before: args.Before = None,
        documents: args.Documents = (),
        with_text: args.WithText = False,
        limit: args.Limit = 20,
        offset: args.Offset = 0,
    ) -> Annotated[CallToolResult, Tasks]:
        """The tasks of a unit, or of all."""
        wanted = duties.TaskFilter(unit or None, role, documents, due_after, due_before)
        return rendered(
            duties.tasks(self._opened, self._url, wanted, duties.Page(limit, offset, with_text)), "tasks.md"
        )

    def get_clause(self, clause_id: args.ClauseId) -> Annotated[CallToolResult, Clause]:
        """A clause with what was read in it."""
        return rendered(duties.clause(self._opened, self._url, clause_id), "clause.md")

    async def sparql_query(
        self, query: args.Sparql, context: Context, max_rows: args.MaxRows = 50
    ) -> Annotated[CallToolResult, Table]:
        """A query on the graph."""
        request = context.request_context.request
        served = self._current()
        with served.sparql() as service:
            result = await graph.run_query(service, query, payer_of(request) if request else _PIPE)
        table = await asyncio.to_thread(graph.table_of, result, served.opened, self._url, max_rows)
        return rendered(table, "table.md")

    def describe_schema(self, words: args.Words = None) -> Annotated[CallToolResult, Schema]:
        """The words of the graph and queries to learn from."""
        return rendered(graph.schema(self._opened, words), "schema.md")
