"""People with a browser: signing in and out, and what other sites' pages cannot make their browser do."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from kb.access.audit import Actor, audit_of
from kb.access.keys import KeyStore
from kb.access.roles import Role
from kb.access.sessions import SESSIONS_FILE
from kb.settings import Settings
from tests.api.serving import served

_BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@contextmanager
def _office(built: Settings, data_dir: Path, **changes: object) -> Iterator[tuple[httpx.Client, str, KeyStore]]:
    """A client of a service that asks everybody for a key, an editor's key, and the keys."""
    store = KeyStore(data_dir)
    key = store.add("editor", Role.EDIT)
    settings = replace(built, data_dir=data_dir, **{"open_reading": "false", **changes})  # type: ignore[arg-type]
    with served(settings) as client:
        yield client, key, store


def _own(client: httpx.Client) -> dict[str, str]:
    """What a browser says of a request that a page of the service made."""
    return {"Origin": str(client.base_url).rstrip("/")}


def _kept(client: httpx.Client) -> dict[str, str]:
    """The cookie of the session, as somebody sends it who has kept it."""
    return {"Cookie": f"zeren_session={client.cookies['zeren_session']}"}


def _sign_in(client: httpx.Client, key: str, target: str = "/tasks") -> httpx.Response:
    return client.post("/signin", data={"key": key, "next": target}, headers=_own(client))


def test_in_and_out_and_an_old_cookie_is_worth_nothing(built: Settings, tmp_path: Path) -> None:
    with _office(built, tmp_path) as (client, key, _):
        sent = client.get("/tasks?q=消防", headers=_BROWSER)
        assert (sent.status_code, sent.headers["location"]) == (303, "/signin?next=%2Ftasks%3Fq%3D%25E6%25B6%2588%25E9%2598%25B2")  # fmt: skip
        assert 'name="key"' in client.get(sent.headers["location"]).text
        into = _sign_in(client, key)
        assert (into.status_code, into.headers["location"]) == (303, "/tasks")
        cookie = into.headers["set-cookie"]
        assert {"HttpOnly", "SameSite=strict", "Path=/", "Max-Age=43200"} <= set(cookie.split("; "))
        assert client.get("/tasks", headers=_BROWSER).status_code == 200
        assert client.get("/api/tasks").status_code == 200
        assert "“editor”登录" in client.get("/signin").text
        kept = _kept(client)
        assert client.post("/signout", headers=_own(client)).status_code == 303
        assert dict(client.cookies) == {}
        assert client.get("/api/tasks", headers=kept).status_code == 401
        assert kept["Cookie"].partition("=")[2] not in (tmp_path / SESSIONS_FILE).read_text(encoding="utf-8")


def test_a_session_outlives_a_restart_and_ends_with_its_key(built: Settings, tmp_path: Path) -> None:
    with _office(built, tmp_path) as (client, key, store):
        _sign_in(client, key)
        kept = _kept(client)
    with served(replace(built, data_dir=tmp_path, open_reading="false")) as client:
        assert client.get("/api/tasks", headers=kept).status_code == 200
    store.remove("editor")
    store.add("editor", Role.EDIT, timedelta(days=1))  # another key of the same name
    with served(replace(built, data_dir=tmp_path, open_reading="false")) as client:
        assert client.get("/api/tasks", headers=kept).status_code == 401


def test_a_wrong_key_is_said_counted_and_recorded(built: Settings, tmp_path: Path) -> None:
    with _office(built, tmp_path, failures_per_minute=2) as (client, key, _):
        tried = [_sign_in(client, "zr_wrong") for _ in range(3)]
        assert [answer.status_code for answer in tried] == [401, 401, 429]
        assert 'role="alert"' in tried[0].text
        assert tried[2].headers["retry-after"].isdecimal()
        assert _sign_in(client, key).status_code == 303  # who has a key is not locked out
    lines = [(row["action"], row["result"]) for row in audit_of(tmp_path, Actor("", "", "")).rows()]
    assert lines == [("signin", "done"), *[("signin", "refused")] * 2]


@pytest.mark.parametrize("form", ["a=1&" * 200_000, "key=" + "%41" * 200_000], ids=["many", "long"])
def test_a_form_that_no_page_sends_is_refused_unread(built: Settings, tmp_path: Path, form: str) -> None:
    """Reading it would keep everybody else waiting."""
    with _office(built, tmp_path) as (client, _, _):
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        refused = client.post("/signin", content=form, headers={**kind, "Origin": str(client.base_url).rstrip("/")})
    assert (refused.status_code, "表单的内容太多" in refused.text) == (422, True)


@pytest.mark.parametrize("target", ["//evil.example/", "https://evil.example/", "/\\evil.example", "", "/a\r\nb"])
def test_signing_in_leads_to_no_other_site(built: Settings, tmp_path: Path, target: str) -> None:
    with _office(built, tmp_path) as (client, key, _):
        assert _sign_in(client, key, target).headers["location"] == "/"


# What a browser says of where a request was made → whether a session may say its opinion.
_MADE = [
    ({"Origin": "http://evil.example"}, 403),
    ({"Origin": "null"}, 403),
    ({"Origin": "http://["}, 403),
    ({"Sec-Fetch-Site": "cross-site"}, 403),
    ({"Sec-Fetch-Site": "same-site", "Origin": "http://other.office.example"}, 403),
    ({"Sec-Fetch-Site": "same-origin"}, 201),
    ({"Origin": "https://office.example"}, 201),  # its public name, behind a proxy that puts another Host
    ({"Sec-Fetch-Site": "cross-site", "Origin": "https://oa.example"}, 201),  # named in the settings
]


def test_pages_of_other_sites_change_nothing(built: Settings, tmp_path: Path) -> None:
    changes = {"public_url": "https://office.example", "cors_origins": "https://oa.example"}
    with _office(built, tmp_path, **changes) as (client, key, _):
        assert client.post("/signin", data={"key": key}, headers={"Origin": "http://evil.example"}).status_code == 403
        session = _sign_in(client, key).headers["set-cookie"]
        assert "Secure" in session.split("; ")
        headers = {"Cookie": session.split(";")[0]}
        body = {"question": "谁负责消防", "verdict": "useful"}
        for made, status in _MADE:
            said = client.post("/api/feedback", json=body, headers={**headers, **made})
            assert (made, said.status_code) == (made, status)
        assert client.post("/signout", headers={**headers, "Origin": "null"}).status_code == 403
        assert client.get("/api/tasks", headers=headers).status_code == 200


def test_a_page_without_an_origin_is_not_of_a_service_without_a_name(built: Settings, tmp_path: Path) -> None:
    # Frames that may do nothing send null; where every Host is trusted, an empty one is.
    with _office(built, tmp_path, trusted_hosts="*") as (client, key, _):
        _sign_in(client, key)
        made = {**_kept(client), "Origin": "null", "Host": ""}
        assert (
            client.post("/api/feedback", json={"question": "谁", "verdict": "useful"}, headers=made).status_code == 403
        )


def test_scripts_of_a_named_site_may_call(built: Settings, tmp_path: Path) -> None:
    with _office(built, tmp_path, cors_origins="https://oa.example") as (client, key, _):
        asks = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
        named = client.options("/api/ask", headers={"Origin": "https://oa.example", **asks})
        assert (named.status_code, named.headers["access-control-allow-origin"]) == (200, "https://oa.example")
        assert "access-control-allow-credentials" not in named.headers
        other = client.options("/api/ask", headers={"Origin": "https://evil.example", **asks})
        assert "access-control-allow-origin" not in other.headers
        got = client.get("/api/tasks", headers={"Origin": "https://oa.example", "X-API-Key": key})
        assert got.headers["access-control-allow-origin"] == "https://oa.example"
