"""Calls to a platform's own API: tried again where that cannot send anything twice, and never told of with secrets."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Collection
from functools import cached_property
from typing import Any

import httpx2

from kb.errors import ZerenError

_TIMEOUT_S = 10
_PAUSES_S = (0.5, 2.0)
_TOO_MANY, _FAULT = 429, 500
_OK = 0
# A token is got anew before the platform ends it.
_MARGIN_S = 300
# These tell of addresses, and addresses hold tokens.
for _name in ("httpx2", "httpcore2"):
    logging.getLogger(_name).setLevel(logging.WARNING)


class PlatformError(ZerenError):
    """A platform did not do what it was asked to; ``code`` is its own number for why, None where it gave none."""

    status = 502

    def __init__(self, message: str, code: int | None = None) -> None:
        super().__init__(message)
        self.code = code


class PlatformApi:
    """One platform's API at ``base_url``, whose answers say in ``code`` whether they did it."""

    def __init__(self, base_url: str, code: str = "errcode", busy: Collection[int] = ()) -> None:
        """:param busy: the platform's numbers for "not now"."""
        self._base_url = base_url
        self._code, self._busy = code, frozenset(busy)

    async def call(self, method: str, path: str, *, repeatable: bool = False, **given: Any) -> dict[str, Any]:  # noqa: ANN401 - httpx's arguments
        """What the platform answers.

        :param repeatable: the platform does the same call only once, or doing it twice does no harm.
        :raises PlatformError: it refused, or could not be reached after several tries.
        """
        for pause in _PAUSES_S:
            try:
                return await self._once(method, path, given)
            except _AgainError:
                pass
            except _UnclearError:
                if not repeatable:
                    raise
            await asyncio.sleep(pause)
        return await self._once(method, path, given)

    async def aclose(self) -> None:
        """Let go of its connections."""
        if "_client" in vars(self):
            await self._client.aclose()

    @cached_property
    def _client(self) -> httpx2.AsyncClient:
        # For who calls: reading the system's certificates would hold up every start.
        return httpx2.AsyncClient(base_url=self._base_url, timeout=_TIMEOUT_S)

    async def _once(self, method: str, path: str, given: dict[str, Any]) -> dict[str, Any]:
        try:
            response = await self._client.request(method, path, **given)
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout) as error:
            raise _AgainError(f"连不上平台（{type(error).__name__}）") from None
        except httpx2.HTTPError as error:
            # It may have been done: the answer alone was lost.
            raise _UnclearError(f"平台没有答复（{type(error).__name__}）") from None
        if response.status_code == _TOO_MANY or response.status_code >= _FAULT:
            raise _AgainError(f"平台答 HTTP {response.status_code}")
        return self._checked(response)

    def _checked(self, response: httpx2.Response) -> dict[str, Any]:
        try:
            answer = response.json()
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise PlatformError(f"平台答 HTTP {response.status_code}，不是 JSON")
        code = answer.get(self._code, _OK if response.is_success else response.status_code)
        if code != _OK:
            kind = _AgainError if code in self._busy else PlatformError
            raise kind(f"平台拒绝，代码 {code}", code if isinstance(code, int) else None)
        return answer


class _AgainError(PlatformError):
    """It was certainly not done, and may be tried again."""


class _UnclearError(PlatformError):
    """Whether it was done is not known."""


class Token:
    """An access token, got when it is needed and kept while it holds."""

    def __init__(self, fetch: Callable[[], Awaitable[tuple[str, float]]], stale: Collection[int]) -> None:
        """:param fetch: gets one, and for how many seconds it holds.
        :param stale: the platform's numbers for a token that no longer holds.
        """
        self._fetch, self._stale = fetch, frozenset(stale)
        self._lock = asyncio.Lock()
        self._token, self._until = "", 0.0

    async def used(self, call: Callable[[str], Awaitable[dict[str, Any]]]) -> dict[str, Any]:
        """What ``call`` answers with the token; with another one where the platform has ended it.

        :raises PlatformError: as ``call`` does.
        """
        token = await self._get("")
        try:
            return await call(token)
        except PlatformError as error:
            if error.code not in self._stale:
                raise
        return await call(await self._get(token))

    async def _get(self, refused: str) -> str:
        async with self._lock:
            if self._token in ("", refused) or time.monotonic() >= self._until:
                self._token, holds_s = await self._fetch()
                self._until = time.monotonic() + max(holds_s - _MARGIN_S, holds_s / 2)
            return self._token
