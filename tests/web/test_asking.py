"""What the ask page does besides answering: opinions, refusals, the choice of a document, the keys."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Request, Route, expect

from kb import pipeline
from kb.settings import Settings
from tests.api.serving import served
from tests.web.conftest import PHONE, WIDE, Site

PLAN = "gaoqing-safety-14th-five-year-plan"
QUESTION = "谁负责消防领域整治"
# How the service may answer an opinion, and what the page then says.
TAKEN = [(201, "已记下，谢谢。"), (401, "要先登录"), (429, "过一会儿再提"), (404, "没有开通")]

TWO = {
    "grain": """示例县粮食安全“十四五”规划
一、主要任务
1.建设粮库。到2025年新建粮库5座。（责任单位：县粮食局）
""",
    "other": """邻县防汛“十四五”规划
一、主要任务
1.加固堤防。到2025年加固堤防50公里。（责任单位：邻县水利局牵头，县财政局配合）
""",
}


def _opinions(page: Page, status: int) -> list[Request]:
    """What the page posts as opinions, answered with ``status`` before it reaches the service."""
    posted: list[Request] = []

    def answer(route: Route) -> None:
        posted.append(route.request)
        route.fulfill(status=status, json={})

    page.route("**/api/feedback", answer)
    return posted


def _body(request: Request) -> dict[str, str]:
    found: dict[str, str] = json.loads(request.post_data or "")
    return found


@pytest.mark.parametrize(("status", "words"), TAKEN)
def test_opinion(site: Site, status: int, words: str) -> None:
    with site.page(PHONE) as page:
        posted = _opinions(page, status)
        page.goto("/?q=" + QUESTION)
        page.locator("[data-verdict=wrong_citation]").click()
        expect(page.locator("#comment")).to_be_focused()
        page.keyboard.type("不是这一句")
        page.keyboard.press("Enter")
        expect(page.locator("#feedback [role=status]")).to_contain_text(words)
        body = _body(posted[0])
        assert (body["question"], body["verdict"], body["comment"]) == (QUESTION, "wrong_citation", "不是这一句")
        assert body["snapshot"]
        assert body["intent"] == "who_responsible"
        expect(page.locator("[data-verdict=useful]")).to_be_enabled(enabled=status != 201)
    site.complaints.clear()  # the browser tells of the statuses that are errors


def test_useful_needs_one_click(site: Site) -> None:
    with site.page() as page:
        posted = _opinions(page, 201)
        page.goto("/?q=" + QUESTION)
        page.locator("[data-verdict=useful]").click()
        expect(page.locator("#feedback [role=status]")).to_have_text("已记下，谢谢。")
        assert "comment" not in _body(posted[0])


def test_a_refusal_says_what_was_searched(site: Site) -> None:
    with site.page() as page:
        page.goto("/?q=谁负责月球基地")
        expect(page.locator(".state")).to_contain_text("规划里没有写这件事")
        expect(page.locator(".searched")).to_contain_text("《高青县安全生产“十四五”规划》的全部条款")
        expect(page.locator("#result")).to_contain_text("提到的单位（不是回答）")


def test_a_citation_of_the_head_opens_the_document(site: Site) -> None:
    with site.page() as page:
        page.goto("/?q=文号是多少")
        expect(page.locator(".source")).to_contain_text("（文首）")
        page.locator(".source a").click()
        expect(page.locator("mark.cited")).to_have_text("高安委发〔2021〕7号")


def test_first_load_is_light(site: Site) -> None:
    with site.page() as page:
        received: list[float] = []
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        network.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
        page.goto("/", wait_until="networkidle")
        assert len(received) >= 4  # the page, its style, its two scripts
        assert sum(received) < 60_000


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_keys(site: Site, size: tuple[int, int]) -> None:
    with site.page(size) as page:
        page.goto("/")
        page.keyboard.press("ArrowDown")  # out of the box into the examples
        expect(page.locator(".examples a").nth(0)).to_be_focused()
        page.keyboard.press("ArrowRight")
        expect(page.locator(".examples a").nth(1)).to_be_focused()
        page.keyboard.press("?")
        expect(page.locator("#help")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#help")).to_be_hidden()
        page.keyboard.press("Enter")  # the example, which has the focus again
        expect(page.locator("#answer")).to_be_focused()
        page.keyboard.press("/")
        page.keyboard.type(QUESTION)
        page.keyboard.press("Control+Enter")
        expect(page.locator("#said")).to_contain_text("县消防救援大队牵头")  # what a reader of the screen says
        expect(page.locator("#question")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator("#question")).to_have_value("")
        page.goto("/units")
        page.locator("tbody a").first.focus()
        page.keyboard.press("ArrowDown")
        expect(page.locator("tbody a").nth(1)).to_be_focused()
        page.keyboard.press("End")
        expect(page.locator("tbody a").last).to_be_focused()


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Two plans of two places, served."""
    folder = tmp_path_factory.mktemp("two")
    for name, text in TWO.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    settings = Settings(snapshot_dir=folder / "snapshots", encoder="none")
    pipeline.build(settings, pipeline.sources(settings, [folder / f"{name}.txt" for name in TWO]))
    with served(settings) as client:
        yield str(client.base_url).rstrip("/")


def test_choice_of_a_document(site: Site, two: str) -> None:
    with site.page() as page:
        page.goto(f"{two}/")
        page.get_by_label("只看这份文件").select_option(label="邻县防汛“十四五”规划")
        page.locator("#question").fill("谁负责加固堤防")
        page.locator("#ask button").click()
        expect(page.locator("#answer")).to_contain_text("邻县水利局牵头")
        assert "documents=other" in page.url
        page.locator("#question").fill("谁负责建设粮库")  # the other plan says it
        page.locator("#ask button").click()
        expect(page.locator(".searched")).to_contain_text("查找的范围：《邻县防汛“十四五”规划》的全部条款")
        page.reload()
        expect(page.get_by_label("只看这份文件")).to_have_value("other")
    site.complaints[:] = [text for text in site.complaints if not text.startswith(two)]
