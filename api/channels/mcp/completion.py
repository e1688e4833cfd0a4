"""What a host offers while a person fills in a prompt or a resource: names of units and ids of documents."""

from collections.abc import Iterable

from mcp.server.mcpserver import MCPServer
from mcp_types import Completion, CompletionArgument, CompletionContext, PromptReference, ResourceTemplateReference

from api.channels.mcp.tools import Current

# The protocol allows no more.
_MOST = 100


def add_completion(server: MCPServer, current: Current) -> None:
    """Register it; names that begin with what is typed come before those that have it within."""

    @server.completion()  # type: ignore[no-untyped-call, untyped-decorator]  # untyped in the SDK
    async def complete(
        reference: PromptReference | ResourceTemplateReference,
        argument: CompletionArgument,
        context: CompletionContext | None,
    ) -> Completion | None:
        opened = current().opened
        if argument.name == "unit":
            return _matching((row["name"] for row in opened.lists.units), argument.value)
        if argument.name == "document":
            return _matching((row["id"] for row in opened.knowledge.documents), argument.value)
        return None


def _matching(names: Iterable[str], typed: str) -> Completion:
    found = sorted((name for name in names if typed in name), key=lambda name: not name.startswith(typed))
    return Completion(values=found[:_MOST], total=len(found), has_more=len(found) > _MOST)
