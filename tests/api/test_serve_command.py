"""``zeren serve`` as a process of its own: the application learns where it listens, and the log tells no key."""

from pathlib import Path

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
