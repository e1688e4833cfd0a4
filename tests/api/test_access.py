"""Keys and roles over a real server on loopback: who may do what, and what is recorded of it."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from kb.access.keys import KEYS_FILE, KeyStore
from kb.access.roles import Role
from kb.settings import Settings
from tests.api.serving import served

_QUESTION = "谁负责消防领域整治"
# What is changed elsewhere is seen within a second.
_SEEN_S = 1.3


@dataclass(frozen=True)
class Office:
    """A service that asks everybody for a key, and a key of each role."""

    client: httpx.Client
    keys: dict[str, str]
    data_dir: Path

    def headers(self, who: str) -> dict[str, str]:
        """The headers of a request by ``who``; none for nobody."""
        return {"Authorization": f"Bearer {self.keys[who]}"} if who else {}

    def status(self, who: str, path: str) -> int:
        """Of a GET."""
        return self.client.get(path, headers=self.headers(who)).status_code


@pytest.fixture(scope="module")
def office(built: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    settings = replace(built, data_dir=tmp_path_factory.mktemp("data"), open_reading="false", failures_per_minute=0)
    store = KeyStore(settings.data_dir)
    keys = {role.word: store.add(role.word, role) for role in Role}
    keys |= {"expired": store.add("expired", Role.ADMIN, timedelta(seconds=-1)), "wrong": "zr_" + "A" * 43}
    with served(settings) as client:
        yield Office(client, keys, settings.data_dir)


# Path → the status for nobody, an expired key, a wrong one, and the keys of each role.
MATRIX = {
    "/health": (200, 200, 200, 200, 200, 200),
    "/ready": (200, 200, 200, 200, 200, 200),
    "/openapi.json": (200, 200, 200, 200, 200, 200),
    "/metrics": (200, 200, 200, 200, 200, 200),
    "/widget.js": (200, 200, 200, 200, 200, 200),
    "/static/site.css": (200, 200, 200, 200, 200, 200),
    "/api/tasks": (401, 401, 401, 200, 200, 200),
    "/api/search?q=消防": (401, 401, 401, 200, 200, 200),
    "/sparql?query=ASK{}": (401, 401, 401, 200, 200, 200),
    "/id/unit/高青县/县应急局": (401, 401, 401, 200, 200, 200),
    "/api/audit": (401, 401, 401, 403, 403, 200),
}


@pytest.mark.parametrize("path", MATRIX)
def test_roles(office: Office, path: str) -> None:
    who = ("", "expired", "wrong", "read", "edit", "admin")
    assert tuple(office.status(name, path) for name in who) == MATRIX[path]
    assert len(MATRIX) == 11


def test_a_refusal_says_what_to_do(office: Office) -> None:
    refused = office.client.post("/api/ask", json={"question": _QUESTION})
    assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
    assert refused.headers["content-type"] == "application/problem+json"
    assert "查看（read）角色的密钥" in refused.json()["detail"]
    low = office.client.get("/api/audit", headers=office.headers("edit")).json()
    assert "密钥 edit 的角色是编辑（edit）" in low["detail"]
    other_header = office.client.get("/api/tasks", headers={"X-API-Key": office.keys["read"]})
    assert other_header.status_code == 200


def test_refused_keys_are_recorded_without_the_keys(office: Office) -> None:
    assert office.status("wrong", "/api/tasks") == 401
    rows = office.client.get("/api/audit", headers=office.headers("admin")).json()["items"]
    assert rows[0] | {"time": ""} == {
        "time": "", "who": "", "role": "", "address": "127.0.0.1", "action": "key-refused",
        "target": "GET /api/tasks", "result": "refused", "detail": {},
    }  # fmt: skip
    kept = b"".join(path.read_bytes() for path in office.data_dir.iterdir())
    assert [name for name, key in office.keys.items() if key.encode() in kept] == []


def test_keys_made_and_removed_elsewhere_count_at_once(office: Office) -> None:
    other_process = KeyStore(office.data_dir)
    headers = {"X-API-Key": other_process.add("passing", Role.READ)}
    time.sleep(_SEEN_S)
    assert office.client.get("/api/tasks", headers=headers).status_code == 200
    other_process.remove("passing")
    time.sleep(_SEEN_S)
    assert office.client.get("/api/tasks", headers=headers).status_code == 401


def test_a_damaged_key_file_lets_nobody_in(built: Settings, tmp_path: Path) -> None:
    settings = replace(built, data_dir=tmp_path, open_reading="false")
    key = KeyStore(tmp_path).add("one", Role.ADMIN)
    with served(settings) as client:
        headers = {"X-API-Key": key}
        assert client.get("/api/audit", headers=headers).status_code == 200
        (tmp_path / KEYS_FILE).write_text("{", encoding="utf-8")
        time.sleep(_SEEN_S)
        assert client.get("/api/audit", headers=headers).status_code == 401


def test_on_loopback_reading_is_open_and_the_rest_says_how_to_make_a_key(built: Settings, tmp_path: Path) -> None:
    with served(replace(built, data_dir=tmp_path)) as client:
        # Clients of other services' making send something as a key because they must.
        asked = client.post("/api/ask", json={"question": _QUESTION}, headers={"Authorization": "Bearer none"})
        assert asked.json()["status"] == "answered"
        refused = client.get("/api/audit")
        assert (refused.status_code, "zeren keys add" in refused.json()["detail"]) == (401, True)


def test_too_much_is_429_and_says_when_to_come_back(built: Settings, tmp_path: Path) -> None:
    settings = replace(built, data_dir=tmp_path, answers_per_minute=2, failures_per_minute=2)
    with served(settings) as client:
        asked = [client.post("/api/ask", json={"question": _QUESTION}) for _ in range(3)]
        assert [answer.status_code for answer in asked] == [200, 200, 429]
        assert 1 <= int(asked[-1].headers["retry-after"]) <= 120
        assert asked[-1].json()["title"] == "用量已满"
        # Of a proxy on this machine the client behind it is counted.
        behind = client.post("/api/ask", json={"question": _QUESTION}, headers={"X-Forwarded-For": "192.0.2.7"})
        assert behind.status_code == 200
        tried = [client.get("/api/audit", headers={"X-API-Key": "zr_x"}).status_code for _ in range(3)]
        assert tried == [401, 401, 429]
