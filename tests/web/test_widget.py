"""The widget on the page of another site: a page with a strict policy, from another port of loopback."""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from kb.errors import InputError
from kb.settings import Settings
from tests.api.serving import served
from tests.web.conftest import PHONE, WIDE, Site

QUESTION = "消防领域由谁牵头"


class _Intranet(ThreadingHTTPServer):
    """A site with one page, which lets scripts and requests go to the service and has no inline anything."""

    service = ""


class _Handler(BaseHTTPRequestHandler):
    server: _Intranet

    def do_GET(self) -> None:  # noqa: N802 - the library's name
        service = self.server.service
        page = (
            '<!doctype html><html lang="zh-CN"><title>内网</title><link rel="icon" href="data:,"><main><h1>内网首页</h1>'
            f'<input aria-label="站内检索"></main><script src="{service}/widget.js" data-title="问责任"></script></html>'
        ).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header(
            "Content-Security-Policy", f"default-src 'none'; script-src {service}; connect-src {service}; img-src data:"
        )
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def _intranet() -> Iterator[_Intranet]:
    with _Intranet(("127.0.0.1", 0), _Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()


@pytest.fixture(scope="module")
def intranet(built: Settings) -> Iterator[tuple[str, httpx.Client]]:
    """The address of the other site, and a client of the service that allows it."""
    with _intranet() as server:
        address = f"http://127.0.0.1:{server.server_port}"
        with served(replace(built, widget_origins=f"http://oa.example, {address}")) as client:
            server.service = str(client.base_url).rstrip("/")
            yield address, client


@contextmanager
def _opened(site: Site, address: str, size: tuple[int, int] = WIDE) -> Iterator[tuple[Page, list[str]]]:
    """The other site's page, with what went wrong in it."""
    context = site.browser.new_context(viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    with closing(context):
        page.goto(address)
        yield page, complaints


def test_ask_on_another_sites_page_with_the_keyboard(site: Site, intranet: tuple[str, httpx.Client]) -> None:
    with _opened(site, intranet[0]) as (page, complaints):
        page.get_by_label("站内检索").focus()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog", name="问责任")).to_be_visible()
        page.keyboard.type(QUESTION)
        page.keyboard.press("Enter")
        reply = page.locator(".reply").last
        expect(reply).to_contain_text("县消防救援大队牵头")
        expect(reply.locator("blockquote")).to_contain_text("（责任单位：县消防救援大队牵头")
        assert "#cited" in str(reply.get_by_role("link", name="[1]", exact=True).get_attribute("href"))
        page.keyboard.type("那工贸行业呢")
        page.keyboard.press("Enter")
        expect(page.locator(".reply").last).to_contain_text("“工贸行业”由县应急局牵头")
        page.locator(".reply").last.get_by_role("button").first.click()
        expect(page.locator(".reply").last).to_contain_text("县应急局承担16项任务")
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
        expect(page.get_by_role("button", name="问责任")).to_be_focused()
        assert complaints == []


def test_a_new_topic_forgets_what_was_said(site: Site, intranet: tuple[str, httpx.Client]) -> None:
    with _opened(site, intranet[0]) as (page, _):
        page.get_by_role("button", name="问责任").click()
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.post_data or ""))
        for question in (QUESTION, "那工贸行业呢"):
            page.get_by_label("问题", exact=True).fill(question)
            page.keyboard.press("Enter")
            expect(page.locator(".asked").last).to_have_text(question)
            expect(page.get_by_role("log")).not_to_have_attribute("aria-busy", "true")
        page.get_by_role("button", name="新话题").click()
        expect(page.locator(".asked")).to_have_count(0)
        page.get_by_label("问题", exact=True).fill(QUESTION)
        page.keyboard.press("Enter")
        expect(page.locator(".reply").last).to_contain_text("县消防救援大队牵头")
        assert [QUESTION in body.partition('"history"')[2] for body in sent] == [False, True, False]


def test_on_a_phone_the_panel_is_the_screen_and_accessible(site: Site, intranet: tuple[str, httpx.Client]) -> None:
    with _opened(site, intranet[0], PHONE) as (page, _):
        page.get_by_role("button", name="问责任").click()
        page.get_by_label("问题", exact=True).fill("县应急局承担哪些任务")
        page.keyboard.press("Enter")
        expect(page.locator(".reply").last).to_contain_text("承担16项任务")
        box = page.get_by_role("dialog").bounding_box()
        assert box is not None
        assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, *PHONE)
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
        talk = page.get_by_role("log")
        assert talk.evaluate("log => log.scrollWidth === log.clientWidth")
        # The page's own policy keeps the script tag of the checks out.
        page.evaluate(Axe().axe_script)
        found = page.evaluate("axe.run(document.querySelector('zeren-widget'))")
        assert [violation["id"] for violation in found["violations"]] == []


def test_another_origin_is_refused(site: Site, intranet: tuple[str, httpx.Client]) -> None:
    # The same server by another name is another origin.
    with _opened(site, intranet[0].replace("127.0.0.1", "localhost")) as (page, complaints):
        page.get_by_role("button", name="问责任").click()
        page.get_by_label("问题", exact=True).fill(QUESTION)
        page.keyboard.press("Enter")
        expect(page.locator(".reply").last).to_contain_text("没有获准使用")
        assert any("CORS" in complaint for complaint in complaints)


def test_what_other_origins_may_do_is_no_more_than_the_widget_needs(intranet: tuple[str, httpx.Client]) -> None:
    address, client = intranet
    theirs, others = {"Origin": address}, {"Origin": "http://elsewhere.example"}
    asked = client.options("/channels/widget/ask", headers={**theirs, "Access-Control-Request-Method": "POST"})
    assert (asked.status_code, asked.headers["access-control-allow-origin"]) == (200, address)
    assert asked.headers["access-control-allow-methods"] == "POST"
    ahead = client.options("/channels/widget/ask", headers={**others, "Access-Control-Request-Method": "POST"})
    assert (ahead.status_code, "access-control-allow-origin" in ahead.headers) == (400, False)
    refused = client.post("/channels/widget/ask", json={"question": QUESTION}, headers=others)
    assert (refused.status_code, "ZEREN_WIDGET_ORIGINS" in refused.json()["detail"]) == (403, True)
    assert "access-control-allow-origin" not in refused.headers
    # A browser says where a page is also where it names no origin; behind a proxy the scheme is another than here.
    unnamed = client.post("/channels/widget/ask", json={"question": QUESTION}, headers={"Sec-Fetch-Site": "cross-site"})
    assert unnamed.status_code == 403
    own = str(client.base_url)
    for origin in (own, own.replace("http:", "https:")):
        same = client.post("/channels/widget/ask", json={"question": QUESTION}, headers={"Origin": origin})
        assert same.status_code == 200
    for path in ("/api/documents", "/v1/models", "/health"):
        assert "access-control-allow-origin" not in client.get(path, headers=theirs).headers


@pytest.mark.parametrize("origin", ["*", "oa.example", "http://oa.example/", "http://a, http://b/c"])
def test_an_origin_that_is_none_is_said_at_the_start(origin: str) -> None:
    with pytest.raises(InputError, match="ZEREN_WIDGET_ORIGINS"):
        Settings(widget_origins=origin)
