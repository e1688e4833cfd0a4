"""Where the endpoint is and how it is reached; what its answers and silences mean."""

import logging
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field

import httpx2

from kb.errors import EndpointError
from kb.settings import Settings

# Their lines name what is asked of whom.
for _name in ("httpx2", "httpcore2"):
    logging.getLogger(_name).setLevel(logging.WARNING)

_LIMITS = httpx2.Limits(max_connections=32, max_keepalive_connections=32)
_REFUSED = {401, 403}
_LONGEST_WORDS = 200


@dataclass(frozen=True)
class Endpoint:
    """A SPARQL 1.1 endpoint: the URL that queries go to, the one that graphs are written to ("" where none is set)."""

    query_url: str
    store_url: str = ""
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def auth(self) -> httpx2.Auth | None:
        """Who asks, None where no user is set."""
        return AskedFor(self.user, self.password) if self.user else None


def endpoint_of(settings: Settings) -> Endpoint | None:
    """The endpoint of the settings, None where the graph is read from the snapshot."""
    if not settings.sparql_endpoint:
        return None
    return Endpoint(
        settings.sparql_endpoint, settings.sparql_graph_store, settings.sparql_user, settings.sparql_password
    )


class AskedFor(httpx2.Auth):
    """User and password in the way that the server asks for: Digest (Virtuoso) or Basic; never before it asks."""

    def __init__(self, user: str, password: str) -> None:
        self._digest = httpx2.DigestAuth(user, password)
        self._basic = httpx2.BasicAuth(user, password)
        self._scheme = ""

    def auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
        """The request, and the same again when the server wants to know who asks."""
        if self._scheme == "basic":
            yield from self._basic.auth_flow(request)
            return
        # It repeats what it was last asked for, so that a big graph is not sent twice.
        digest = self._digest.auth_flow(request)
        response = yield next(digest)
        if response.status_code != 401:
            return
        if "digest" in response.headers.get("www-authenticate", "").lower():
            try:
                yield digest.send(response)
            except StopIteration:
                return
        else:
            self._scheme = "basic"
            yield from self._basic.auth_flow(request)


def client_options(endpoint: Endpoint, seconds: float) -> Mapping[str, object]:
    """Options of an HTTP client for the endpoint, which answers within ``seconds``. The environment's proxies are for
    the internet; the endpoint is where the settings say."""
    return {"auth": endpoint.auth, "timeout": timeout_of(seconds), "limits": _LIMITS, "trust_env": False}


def timeout_of(seconds: float) -> httpx2.Timeout:
    """How long is waited for an answer, or the next part of it; for a connection no longer than a few seconds."""
    return httpx2.Timeout(seconds, connect=min(seconds, 5.0))


def away(url: str, error: Exception) -> EndpointError:
    """The error for an endpoint that does not answer."""
    reason = "超时" if isinstance(error, httpx2.TimeoutException) else "连不上，或连接中断"
    return EndpointError(
        f"SPARQL 端点 {url} 没有应答（{reason}）；请确认它在运行，并检查 ZEREN_SPARQL_ENDPOINT 和 ZEREN_SPARQL_GRAPH_STORE。"
    )


def refused(url: str, status: int, words: str) -> EndpointError:
    """The error for an endpoint that answers with an error of its own."""
    if status in _REFUSED:
        return EndpointError(
            f"SPARQL 端点 {url} 不准访问（{status}）；请检查 ZEREN_SPARQL_USER 和 ZEREN_SPARQL_PASSWORD。"
        )
    said = " ".join(words.split())[:_LONGEST_WORDS]
    return EndpointError(f"SPARQL 端点 {url} 答 {status}：{said or '没有说明'}；请检查地址，看端点的日志。")
