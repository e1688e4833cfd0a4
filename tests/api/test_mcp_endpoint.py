"""The MCP server is made when something is asked of it; who asks is never left waiting."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from types import SimpleNamespace

import pytest

from api.channels.mcp.http import Endpoint
from kb.errors import OverloadError, RuleError

_PATIENCE_S = 30


class _Making:
    """Counts how often the server is made."""

    def __init__(self, make: Callable[[], object]) -> None:
        self.times, self._make = 0, make

    def __call__(self) -> object:
        self.times += 1
        return self._make()


def _cannot() -> object:
    raise RuleError("texts.yaml 读不到。")


def _ends_at_once() -> object:
    @asynccontextmanager
    async def run() -> AsyncIterator[None]:
        raise RuleError("起不来。")
        yield

    return SimpleNamespace(session_manager=SimpleNamespace(run=run))


def _serves() -> object:
    @asynccontextmanager
    async def run() -> AsyncIterator[None]:
        yield

    return SimpleNamespace(session_manager=SimpleNamespace(run=run, handle_request="handles"))


def _endpoint(making: _Making) -> Endpoint:
    return Endpoint(making)  # type: ignore[arg-type]  # as much of a server as is looked at


async def _asked(endpoint: Endpoint) -> object:
    return await asyncio.wait_for(endpoint.handling(), _PATIENCE_S)


def test_a_service_that_is_never_asked_does_not_make_it() -> None:
    making = _Making(_serves)

    async def run() -> None:
        async with _endpoint(making).open():
            pass

    asyncio.run(run())
    assert making.times == 0


def test_it_is_made_once_and_again_when_the_service_is_opened_again() -> None:
    making = _Making(_serves)
    endpoint = _endpoint(making)

    async def run() -> None:
        async with endpoint.open():
            assert [await _asked(endpoint) for _ in range(2)] == ["handles"] * 2

    asyncio.run(run())
    assert making.times == 1
    asyncio.run(run())
    assert making.times == 2


@pytest.mark.parametrize(("make", "told"), [(_cannot, "读不到"), (_ends_at_once, "起不来")])
def test_who_asks_is_told_why_there_is_none(make: Callable[[], object], told: str) -> None:
    making = _Making(make)

    async def run() -> None:
        endpoint = _endpoint(making)
        async with endpoint.open():
            for _ in range(2):
                with pytest.raises(RuleError, match=told):
                    await _asked(endpoint)

    asyncio.run(run())
    assert making.times == 1


def test_who_asks_as_the_service_ends_is_told_so() -> None:
    async def run() -> None:
        endpoint = _endpoint(_Making(_serves))
        async with endpoint.open():
            pass
        with pytest.raises(OverloadError, match="正在停止"):
            await _asked(endpoint)

    asyncio.run(run())
