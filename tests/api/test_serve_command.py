"""``zeren serve`` as a process of its own: the application learns where it listens, and the log tells no key."""

import json
import re
import socket
from pathlib import Path

import pytest

from kb.access.keys import KeyStore
from kb.access.roles import Role
from kb.settings import Settings
from tests.api.serving import command


def test_what_listens_beyond_this_machine_asks_for_keys(built: Settings, tmp_path: Path) -> None:
    key = KeyStore(tmp_path / "data").add("reader", Role.READ)
    log = tmp_path / "log"
    with command(built, log, "--host", "0.0.0.0") as (_, client):
        assert client.get("/api/tasks").status_code == 401
        assert client.get("/api/tasks", headers={"X-API-Key": f"{key}x"}).status_code == 401
        assert client.get("/api/tasks", headers={"X-API-Key": key}).status_code == 200
    assert key not in log.read_text(encoding="utf-8")


def test_under_a_path_of_its_public_address_every_link_has_the_path(built: Settings, tmp_path: Path) -> None:
    """A proxy takes the path off what it passes on; what is sent back must have it."""
    key = KeyStore(tmp_path / "data").add("editor", Role.EDIT)
    public = {"ZEREN_PUBLIC_URL": "https://oa.example/zeren", "ZEREN_WIDGET_ORIGINS": "https://portal.example"}
    with command(built, tmp_path / "log", **public) as (_, client):
        for page in ("/", "/tasks", "/documents", "/graph", "/queries"):
            found = re.findall(r'(?:href|src|action)="(/[^"]*)"', client.get(page).text)
            assert len(found) > 5
            assert not [link for link in found if not link.startswith("/zeren/")]
            assert client.get(found[0].removeprefix("/zeren")).status_code == 200
        assert client.get("/sparql", headers={"Accept": "text/html"}).headers["location"] == "/zeren/queries"
        asking = {"Origin": "https://portal.example", "Access-Control-Request-Method": "POST"}
        assert client.options("/channels/widget/ask", headers=asking).status_code == 200
        sent = client.post("/api/documents", files={"file": ("plan.txt", b"x")}, headers={"X-API-Key": key})
        assert (sent.status_code, sent.headers["location"]) == (202, f"/zeren/api/changes/{sent.json()['id']}")


@pytest.mark.parametrize(
    ("begun", "more"),
    [
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n", b"X-A: b\r\n"),
        # Trailers: what may follow a body that is sent in pieces.
        (b"POST /api/ask HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"X-A: b\r\n"),
        (
            b"POST /api/ask HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n",
            b"X: b\r\n",
        ),
    ],
)
def test_headers_and_trailers_without_end_are_cut_off(
    built: Settings, tmp_path: Path, begun: bytes, more: bytes
) -> None:
    """Before any key is looked at, they would fill the memory."""
    with command(built, tmp_path / "log") as (_, client):
        with socket.create_connection(("127.0.0.1", client.base_url.port or 0), timeout=30) as connection:
            connection.sendall(begun)
            with pytest.raises(OSError, match="reset|Broken pipe"):
                connection.sendall(more * 5_000_000)
        assert client.get("/health").status_code == 200


def test_a_long_body_in_many_pieces_is_read(built: Settings, tmp_path: Path) -> None:
    """What is counted is what stands between two pieces; trailers of a few bytes are no harm."""
    question = json.dumps({"question": "谁负责消防领域整治"}).encode()
    pieces = b"".join(b"%x\r\n%s\r\n" % (1, b" ") for _ in range(100_000)) + b"%x\r\n%s\r\n0\r\nX-A: b\r\n\r\n" % (
        len(question),
        question,
    )
    head = b"POST /api/ask HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nConnection: close\r\n"
    with (
        command(built, tmp_path / "log") as (_, client),
        socket.create_connection(("127.0.0.1", client.base_url.port or 0), timeout=30) as connection,
    ):
        connection.sendall(head + b"Transfer-Encoding: chunked\r\n\r\n" + pieces)
        assert connection.recv(65_536).startswith(b"HTTP/1.1 200")
