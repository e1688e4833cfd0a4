"""The two things that a chat platform is made of, on loopback: an API that records its calls, and a gateway that holds
connections.
"""

import json
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve

Json = dict[str, Any]


def until(holds: Callable[[], Any], seconds: float = 30) -> Any:  # noqa: ANN401 - what the caller waits for
    """What ``holds`` gives once it is true."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := holds():
            return found
        time.sleep(0.02)
    raise AssertionError("等不到")


class Platform:
    """An API that records each call as (path, body) and answers what the test wants, then ``usual``."""

    def __init__(self, usual: Callable[[str], int | Json]) -> None:
        self.calls: list[tuple[str, Json]] = []
        # Answers to give first: a status, or a JSON body.
        self.trouble: list[int | Json] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:  # noqa: N802 - the name in the standard library
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                path = urlsplit(self.path).path
                outer.calls.append((path, json.loads(body) if body else {}))
                given = outer.trouble.pop(0) if outer.trouble and not path.endswith(QUIET) else usual(path)
                status, answer = (given, {}) if isinstance(given, int) else (200, given)
                data = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST  # noqa: N815

            def log_message(self, *_: Any) -> None:  # noqa: ANN401
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def pushed(self, path: str) -> list[Json]:
        """The bodies of the calls of ``path``."""
        return [body for called, body in list(self.calls) if called == path]


# Calls that trouble is not for: what gives tokens and connections.
QUIET = ("/open", "/endpoint", "/gettoken", "/tenant_access_token/internal", "/info")


class Gateway:
    """The platform's end of long connections: every connection that is open, and every frame that came."""

    def __init__(self, greet: Callable[[str | bytes], str | bytes | None] = lambda frame: None) -> None:
        """:param greet: what is sent back at once for a frame."""
        self.connections: list[ServerConnection] = []
        self.frames: list[str | bytes] = []
        self._greet = greet
        self.server: Server = serve(self._hold, "127.0.0.1", 0)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"ws://127.0.0.1:{self.server.socket.getsockname()[1]}"

    def _hold(self, connection: ServerConnection) -> None:
        self.connections.append(connection)
        with suppress(ConnectionClosed):
            for frame in connection:
                self.frames.append(frame)
                if (back := self._greet(frame)) is not None:
                    connection.send(back)
        self.connections.remove(connection)
