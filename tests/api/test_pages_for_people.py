"""What somebody with a browser is shown where a program gets a problem document, and who the pages say is signed in."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from api.pages.paging import PAGE_ROWS
from api.pages.templates import WORDS
from kb.access.audit import Actor, audit_of
from kb.access.feedback import Opinion, save_opinion
from kb.access.keys import KeyStore
from kb.access.roles import Role
from kb.settings import ROOT
from tests.api.libraries import FIRE, library_of_one
from tests.api.serving import served

_HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
_MOST = 2_000_000


@pytest.fixture
def office(tmp_path: Path) -> Iterator[tuple[httpx.Client, str]]:
    """A browser that is not signed in, and the key of an editor; files may have 2 MB."""
    settings, secret = library_of_one(tmp_path)
    with served(replace(settings, max_file_bytes=_MOST)) as client:
        client.headers.update({**_HTML, "Origin": str(client.base_url).rstrip("/")})
        yield client, secret


def _sign_in(client: httpx.Client, secret: str) -> None:
    assert client.post("/signin", data={"key": secret, "next": "/"}).status_code == 303


def _from(client: httpx.Client, path: str) -> dict[str, str]:
    return {"Referer": f"{client.headers['Origin']}{path}"}


def _send(client: httpx.Client, data: bytes, **headers: str) -> httpx.Response:
    return client.post("/changes", files={"file": ("plan.txt", data)}, headers={**_from(client, "/changes"), **headers})


def test_a_form_of_somebody_not_signed_in_leads_to_the_sign_in(office: tuple[httpx.Client, str]) -> None:
    client, _ = office
    sent = client.post("/documents/fire/remove", headers=_from(client, "/documents/fire/remove"))
    assert (sent.status_code, sent.headers["location"]) == (303, "/signin?next=%2Fdocuments%2Ffire%2Fremove&role=edit")
    # Browsers that do not say, pages elsewhere, and what is no address: to the first page.
    for headers in ({}, {"Referer": "http://evil.example/documents"}, {"Referer": "http://[/documents"}):
        assert (
            client.post("/documents/fire/remove", headers=headers).headers["location"] == "/signin?next=%2F&role=edit"
        )
    refused = client.post("/documents/fire/remove", headers={"Accept": "*/*"})
    assert (refused.status_code, refused.headers["content-type"]) == (401, "application/problem+json")
    page = client.get(sent.headers["location"]).text
    assert "添加、替换、移除文件要有编辑（edit）角色的密钥" in page
    assert "别的网站" not in page


def test_who_comes_from_elsewhere_is_told_why_the_session_is_missing(office: tuple[httpx.Client, str]) -> None:
    client, _ = office
    elsewhere = [{"Sec-Fetch-Site": "cross-site"}, {"Referer": "http://oa.example/"}]
    assert ["直接打开" in client.get("/signin?next=/changes", headers=made).text for made in elsewhere] == [True, True]
    assert "直接打开" not in client.get("/signin", headers=elsewhere[0]).text
    assert client.get("/signin?next=/changes", headers={"Referer": "http://["}).status_code == 200
    assert "直接打开" not in client.get("/signin?next=/changes", headers=_from(client, "/documents")).text


def test_without_any_key_the_sign_in_says_how_one_is_made(tmp_path: Path) -> None:
    settings, _ = library_of_one(tmp_path)
    with served(replace(settings, data_dir=tmp_path / "none")) as client:
        page = client.get("/signin?next=%2Fchanges&role=edit").text
    assert "zeren keys add 名称 --role edit" in page
    assert 'name="key"' not in page


def test_a_file_over_the_limit_is_refused_by_a_page(office: tuple[httpx.Client, str]) -> None:
    client, secret = office
    # A session that has ended while the file was chosen.
    assert _send(client, bytes(_MOST)).headers["location"] == "/signin?next=%2Fchanges&role=edit"
    _sign_in(client, secret)
    page = _send(client, bytes(2 * _MOST))
    assert (page.status_code, page.headers["content-type"]) == (413, "text/html; charset=utf-8")
    assert "文件超过 2 MB" in page.text
    assert 'href="/changes">回到刚才的页面' in page.text
    told = _send(client, bytes(2 * _MOST), Accept="*/*")
    assert (told.status_code, told.headers["content-type"]) == (413, "application/problem+json")


def test_a_file_that_is_held_already_leads_to_its_page(office: tuple[httpx.Client, str]) -> None:
    client, secret = office
    _sign_in(client, secret)
    page = _send(client, FIRE.encode())
    assert page.status_code == 409
    assert 'href="/documents/fire">看库中的这份文件' in page.text
    assert 'href="/changes">回到刚才的页面' in page.text


def test_every_page_says_who_is_signed_in_and_is_kept_by_nobody(office: tuple[httpx.Client, str]) -> None:
    client, secret = office
    paths = ["/", "/tasks", "/ontology", "/documents/none"]
    before = [client.get(path) for path in paths]
    _sign_in(client, secret)
    after = [client.get(path) for path in paths]
    assert ["编辑（编辑）" in page.text for page in (*before, *after)] == [False] * 4 + [True] * 4
    assert [page.headers["cache-control"] for page in (*before, *after)] == ["private, no-cache"] * 4 + ["no-store"] * 4
    assert all("Cookie" in page.headers["vary"] for page in after)
    assert "退出" in after[0].text


def test_the_administrator_sees_what_was_done_and_what_people_say(tmp_path: Path) -> None:
    settings, secret = library_of_one(tmp_path)
    admin = KeyStore(settings.data_dir).add("管理员", Role.ADMIN)
    record = audit_of(settings.data_dir, Actor("编辑", "edit", "192.0.2.7")).record
    record("remove", "fire", "failed", error="磁盘已满")
    for number in range(PAGE_ROWS):
        save_opinion(settings.data_dir, Opinion("编辑", "wrong_citation", f"谁负责第{number}项", "<b>", "", ""))
    with served(settings) as client:
        client.headers.update({**_HTML, "Origin": str(client.base_url).rstrip("/")})
        assert client.get("/audit").headers["location"] == "/signin?next=%2Faudit&role=admin"
        _sign_in(client, secret)
        assert client.get("/audit").status_code == 403
        assert "审计记录" not in client.get("/").text
        client.post("/signout")
        _sign_in(client, admin)
        assert "审计记录" in client.get("/").text
        page = client.get("/audit").text
        assert [word in page for word in ("移除文件", "没有做成", "差错 磁盘已满", "角色不够", "北京时间")] == [
            True
        ] * 5
        client.post("/api/feedback", json={"question": "谁负责最后一项", "verdict": "useful"})
        first, last = client.get("/feedback").text, client.get(f"/feedback?offset={PAGE_ROWS}").text
    assert "谁负责最后一项" in first
    assert "&lt;b&gt;" in first
    assert (last.count("出处有误</b>"), "谁负责第0项" in last) == (1, True)


def test_every_action_of_the_record_has_a_word() -> None:
    """A new action would stand on the page in English."""
    written = set()
    for path in (*(ROOT / "api").rglob("*.py"), *(ROOT / "kb").rglob("*.py")):
        written |= set(re.findall(r'(?:record\(|refuse_key\(request, |_record\(|run_in_threadpool\(record, )"([a-z-]+)"', path.read_text(encoding="utf-8")))  # fmt: skip
    assert written | {"add", "replace", "remove", "read"} == set(WORDS["action"])


def test_every_step_of_a_publication_has_plain_words() -> None:
    pipeline = (ROOT / "kb" / "pipeline.py").read_text(encoding="utf-8")
    steps = set(re.findall(r'progress\([^()]*(?:\([^()]*\)[^()]*)?, "([^"]+)"\)', pipeline))
    assert len(steps) == 6
    assert steps == set(WORDS["doing"])
