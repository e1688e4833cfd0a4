"""The server: tools, resources and prompts over whatever snapshot is served."""

import logging
from typing import Any

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError, UnexpectedToolError
from mcp_types import CallToolResult, InputRequiredResult, Resource, ToolAnnotations
from pydantic import ValidationError

from api.access.checks import count_answer
from api.channels.mcp.completion import add_completion
from api.channels.mcp.prompts import add_prompts
from api.channels.mcp.resources import add_resources, texts_of_documents
from api.channels.mcp.texts import texts
from api.channels.mcp.tools import Current, Tools
from api.pressure import Answering
from api.problems import places_of
from kb import __version__
from kb.errors import OverloadError, ZerenError
from kb.settings import Settings

_READ_ONLY = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)


class ZerenServer(MCPServer[Any]):
    """A server whose tools fail in Chinese sentences and whose list of resources follows the snapshot."""

    def __init__(self, current: Current, answering: Answering, **options: Any) -> None:  # noqa: ANN401 - handed on
        super().__init__(**options)
        self._current, self._answering = current, answering

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """:raises ToolError: in Chinese: what is wrong and what to do."""
        request = context.request_context.request if context else None
        try:
            if request is not None:
                count_answer(request)
            with self._answering.place():
                return await super().call_tool(name, arguments, context)
        except OverloadError as error:
            raise ToolError(str(error)) from error
        except ToolError as error:
            raise _in_chinese(error) from error.__cause__

    async def list_resources(self) -> list[Resource]:
        """The resources that are always there, and the texts of the documents there are now."""
        return [*await super().list_resources(), *texts_of_documents(self._current)]


def make_server(current: Current, settings: Settings, answering: Answering) -> ZerenServer:
    """The server over the snapshot that ``current`` gives at each call; calls take their places of ``answering``."""
    # The SDK tells of each call what was asked; what people ask stands in no log.
    logging.getLogger("mcp").setLevel(logging.WARNING)
    worded = texts()
    server = ZerenServer(
        current,
        answering,
        name="zeren",
        title=worded["server"]["title"],
        instructions=worded["server"]["instructions"],
        website_url=settings.public_url,
        version=__version__,
        log_level="WARNING",
        subscriptions=False,
    )
    tools = Tools(current, settings.public_url)
    for name, entry in worded["tools"].items():
        server.add_tool(
            getattr(tools, name),
            name=name,
            title=entry["title"],
            description=entry["description"].strip(),
            annotations=_READ_ONLY.model_copy(update={"title": entry["title"]}),
        )
    add_resources(server, current, settings.public_url)
    add_prompts(server)
    add_completion(server, current)
    return server


def _in_chinese(error: ToolError) -> ToolError:
    cause = error.__cause__
    if isinstance(cause, ValidationError):
        return ToolError(f"参数不合要求（{places_of(cause.errors())}）；请按参数说明改正后再调用。")
    if isinstance(cause, ZerenError):
        return ToolError(str(cause))
    if isinstance(error, UnexpectedToolError):
        return UnexpectedToolError("服务内部出错，已记入日志；请稍后重试，或换一个工具。")
    return ToolError("没有这个工具；可用的工具见 tools/list。")
