"""The MCP server is made after the service has started: when something is asked of it, or soon."""

import asyncio

import pytest
from starlette.types import Message, Receive, Scope, Send

from api.channels.mcp import http
from api.channels.mcp.http import Endpoint
from api.channels.mcp.server import ZerenServer
from kb.errors import RuleError


class _Made:
    """Counts how often the server is made, which cannot be."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> ZerenServer:
        self.times += 1
        raise RuleError("texts.yaml 读不到。")


async def _nothing() -> Message:
    raise AssertionError("nothing is received")


async def _asked(endpoint: Endpoint) -> None:
    scope: Scope = {"type": "http"}
    receive: Receive = _nothing

    async def send(_message: Message) -> None:
        raise AssertionError("nothing is sent")

    sending: Send = send
    await endpoint(scope, receive, sending)


def test_a_service_that_ends_before_has_not_made_it() -> None:
    made = _Made()

    async def run() -> None:
        async with Endpoint(made).open():
            pass

    asyncio.run(run())
    assert made.times == 0


def test_who_asks_is_told_why_it_cannot_be_made(monkeypatch: pytest.MonkeyPatch) -> None:
    # Asked at once, long before it would be made unasked; the service itself goes on.
    monkeypatch.setattr(http, "SETTLED_S", 600)
    made = _Made()

    async def run() -> None:
        endpoint = Endpoint(made)
        async with endpoint.open():
            for _ in range(2):
                with pytest.raises(RuleError, match="读不到"):
                    await _asked(endpoint)

    asyncio.run(run())
    assert made.times == 1


def test_it_is_made_unasked_when_the_service_has_settled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "SETTLED_S", 0)
    made = _Made()

    async def run() -> None:
        endpoint = Endpoint(made)
        async with endpoint.open():
            with pytest.raises(RuleError):
                await asyncio.wait_for(asyncio.shield(endpoint._handling), 30)

    asyncio.run(run())
    assert made.times == 1
