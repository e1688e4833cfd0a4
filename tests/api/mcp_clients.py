"""Clients of MCP as tests use them: the SDK's, and one that speaks JSON-RPC itself."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters
from mcp_types import CallToolResult, TextContent

PLAN = "gaoqing-safety-14th-five-year-plan"
QUESTION = "谁负责消防领域整治"
PREFIX = "PREFIX zr: <https://w3id.org/zeren/ontology#> "
Use = Callable[[Client], Awaitable[None]]


def address_of(service: httpx.Client) -> str:
    return f"{str(service.base_url).rstrip('/')}/mcp/"


def run_with(target: str | StdioServerParameters, use: Use, mode: str = "auto") -> None:
    """Whatever ``use`` does with a client of ``target``: an address, or a command whose standard streams are spoken to."""

    async def run() -> None:
        async with Client(target, mode=mode) as client:
            await use(client)

    asyncio.run(run())


def text_of(result: CallToolResult) -> str:
    assert isinstance(result.content[0], TextContent)
    return result.content[0].text


def fields_of(result: CallToolResult, plan_text: str) -> dict[str, Any]:
    """The structured part of a result, every quotation of which stands in the plan where its address says."""
    assert not result.is_error, text_of(result)
    fields: dict[str, Any] = result.structured_content
    for nth, cited in enumerate(fields["citations"], 1):
        address = urlsplit(cited["url"])
        place = parse_qs(address.query)
        assert cited["n"] == nth
        assert (address.netloc, address.path) == ("127.0.0.1:8000", f"/documents/{PLAN}")
        assert plan_text[int(place["start"][0]) : int(place["end"][0])] == cited["quote"]
        assert cited["quote"] in text_of(result)
    return fields


def post(service: httpx.Client, method: str, params: dict[str, Any], **headers: str) -> httpx.Response:
    """One call as a program makes it that has no client."""
    body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    return service.post("/mcp", json=body, headers={"Accept": "application/json, text/event-stream", **headers})
