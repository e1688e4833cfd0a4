"""What needs an editor: a route that changes something, added to the real application."""

from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import Depends
from fastapi.testclient import TestClient

from api.access.checks import AuditDep, PrincipalDep, require
from api.app import create_app
from kb.access.audit import Actor, audit_of
from kb.access.keys import KeyStore
from kb.access.roles import Role
from kb.settings import Settings


@pytest.fixture
def settings(built: Settings, tmp_path: Path) -> Settings:
    return replace(built, data_dir=tmp_path)


def _client(settings: Settings) -> TestClient:
    app = create_app(settings)

    @app.post("/change", dependencies=[Depends(require(Role.EDIT))])
    def change(principal: PrincipalDep, audit: AuditDep) -> str:
        audit.record("upload", "a.docx", sha256="00")
        return principal.name

    return TestClient(app)


def test_only_editors_change_and_it_is_recorded_who(settings: Settings) -> None:
    store = KeyStore(settings.data_dir)
    keys = {role.word: {"X-API-Key": store.add(role.word, role)} for role in Role}
    client = _client(settings)
    assert client.post("/change").status_code == 401  # reading is open here, changes are not
    assert [client.post("/change", headers=headers).status_code for headers in keys.values()] == [403, 200, 200]
    changes = [row for row in audit_of(settings.data_dir, Actor("", "", "")).rows() if row["action"] == "upload"]
    assert [(row["who"], row["role"], row["result"]) for row in changes] == [
        ("admin", "admin", "done"),
        ("edit", "edit", "done"),
    ]
    assert changes[0]["detail"] == {"sha256": "00"}


def test_without_any_key_it_says_how_to_make_one(settings: Settings) -> None:
    refused = _client(settings).post("/change")
    assert refused.status_code == 401
    assert "zeren keys add 名称 --role edit" in refused.json()["detail"]


def test_a_session_changes_only_from_pages_of_this_service(settings: Settings) -> None:
    key = KeyStore(settings.data_dir).add("editor", Role.EDIT)
    client = _client(settings)
    assert client.post("/signin", data={"key": key}, follow_redirects=False).status_code == 303
    made = [{}, {"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://testserver"}]
    assert [client.post("/change", headers=headers).status_code for headers in made] == [403, 403, 403, 200]


@pytest.mark.parametrize(
    ("kind", "word"),
    [("multipart/form-data", "表单"), ("multipart/form-data; boundary=x", "表单"), ("application/json", "JSON")],
)
def test_a_body_that_cannot_be_read_is_called_what_it_is(settings: Settings, kind: str, word: str) -> None:
    key = KeyStore(settings.data_dir).add("editor", Role.EDIT)
    # Uploads are forms, the reports of opinions are JSON; neither is told of the other.
    path = "/api/feedback" if "json" in kind else "/api/documents"
    with TestClient(create_app(settings)) as client:
        refused = client.post(path, content=b"\xff\xfe", headers={"X-API-Key": key, "Content-Type": kind})
    assert (refused.status_code, word in refused.json()["detail"]) == (422, True)


def test_changes_are_limited_for_each_key(settings: Settings) -> None:
    store = KeyStore(settings.data_dir)
    one, other = ({"X-API-Key": store.add(name, Role.EDIT)} for name in ("one", "other"))
    client = _client(replace(settings, changes_per_minute=2))
    assert [client.post("/change", headers=one).status_code for _ in range(3)] == [200, 200, 429]
    assert client.post("/change", headers=other).status_code == 200
