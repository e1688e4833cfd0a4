"""What people say of answers, and what the service takes from whom."""

import json
from dataclasses import replace
from pathlib import Path

from kb.access.audit import AUDIT_FILE
from kb.access.feedback import FEEDBACK_FILE
from kb.access.keys import KeyStore
from kb.access.roles import Role
from kb.settings import Settings
from tests.api.serving import served

_SAID = {"question": "=谁负责消防", "verdict": "wrong", "comment": "应为县应急局", "intent": "who_responsible"}


def test_an_opinion_is_kept_and_listed(built: Settings, tmp_path: Path) -> None:
    admin = {"X-API-Key": KeyStore(tmp_path).add("admin", Role.ADMIN)}
    with served(replace(built, data_dir=tmp_path, changes_per_minute=3)) as client:
        assert client.post("/api/feedback", json=_SAID).status_code == 201
        assert client.post("/api/feedback", json={**_SAID, "verdict": "good"}).status_code == 422
        assert client.post("/api/feedback", json={**_SAID, "question": "长" * 501}).status_code == 422
        assert client.post("/api/feedback", json=_SAID).status_code == 429
        assert client.get("/api/feedback").status_code == 401
        listed = client.get("/api/feedback", headers=admin).json()
        assert listed["total"] == 1
        assert listed["items"][0].items() >= {**_SAID, "who": "", "snapshot": ""}.items()
        table = client.get("/api/feedback?format=csv", headers=admin).text
        assert "'=谁负责消防" in table  # no formula in the administrator's Excel
        audit = client.get("/api/audit?format=csv", headers=admin).text
        assert "feedback,wrong,done" in audit
    assert "消防" not in (tmp_path / AUDIT_FILE).read_text(encoding="utf-8")
    assert len((tmp_path / FEEDBACK_FILE).read_text(encoding="utf-8").splitlines()) == 1


def test_nobody_makes_the_service_read_what_they_may_not_send(built: Settings, tmp_path: Path) -> None:
    editor = {"X-API-Key": KeyStore(tmp_path).add("editor", Role.EDIT)}
    long = json.dumps({"question": "长" * 1_000_000}, ensure_ascii=False).encode()
    kind = {"Content-Type": "application/json"}
    with served(replace(built, data_dir=tmp_path)) as client:
        told = client.post("/api/ask", content=long, headers=kind)
        assert (told.status_code, told.headers["content-type"]) == (413, "application/problem+json")
        pieces = (long[at : at + 65_536] for at in range(0, len(long), 65_536))  # of a length that is not told
        assert client.post("/api/ask", content=pieces, headers=kind).status_code == 413
        assert client.post("/api/ask", content=long, headers={**kind, **editor}).json()["reason"] == "too_long"


def test_only_its_own_names_are_answered(built: Settings, tmp_path: Path) -> None:
    settings = replace(built, data_dir=tmp_path, public_url="https://zeren.example.cn", trusted_hosts="*.lan")
    with served(settings) as client:
        for host, status in (("zeren.example.cn", 200), ("a.lan:80", 200), ("localhost", 200), ("evil.example", 400)):
            assert (host, client.get("/health", headers={"Host": host}).status_code) == (host, status)
        refused = client.get("/health", headers={"Host": "evil.example"})
        assert "ZEREN_TRUSTED_HOSTS" in refused.json()["detail"]
