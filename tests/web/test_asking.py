"""What the ask page does besides answering: opinions, refusals, the choice of a document, the keys."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from kb import pipeline
from kb.access.feedback import FEEDBACK_FILE
from kb.access.keys import KeyStore
from kb.access.roles import Role
from kb.settings import Settings
from kb.sources import sources
from tests.api.serving import served
from tests.web.conftest import PHONE, WIDE, Site

QUESTION = "谁负责消防领域整治"
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


def _said(built: Settings) -> dict[str, str]:
    """The last opinion that was kept."""
    lines = (built.data_dir / FEEDBACK_FILE).read_text(encoding="utf-8").splitlines()
    found: dict[str, str] = json.loads(lines[-1])
    return found


def test_an_opinion_with_a_word_of_why(site: Site, built: Settings) -> None:
    with site.page(PHONE) as page:
        page.goto("/?q=" + QUESTION)
        page.locator("[data-verdict=wrong_citation]").click()
        expect(page.locator("#comment")).to_be_focused()
        page.keyboard.type("不是这一句")
        page.keyboard.press("Enter")
        expect(page.locator("#feedback [role=status]")).to_have_text("已记下，谢谢。")
        expect(page.locator("[data-verdict=useful]")).to_be_disabled()
    said = _said(built)
    assert (said["question"], said["verdict"], said["comment"]) == (QUESTION, "wrong_citation", "不是这一句")
    assert said["intent"] == "who_responsible"
    assert said["snapshot"]


def test_useful_needs_one_click(site: Site, built: Settings) -> None:
    with site.page() as page:
        page.goto("/?q=" + QUESTION)
        page.locator("[data-verdict=useful]").click()
        expect(page.locator("#feedback [role=status]")).to_have_text("已记下，谢谢。")
    assert (_said(built)["verdict"], _said(built)["comment"]) == ("useful", "")


def test_an_opinion_that_is_not_taken(site: Site, built: Settings, tmp_path: Path) -> None:
    """More of them than the service takes, and a session that ended while the answer was read."""
    key = KeyStore(tmp_path).add("reader", Role.READ)
    strict = replace(built, data_dir=tmp_path, open_reading="false", changes_per_minute=1)
    with served(strict) as client, site.page() as page:
        address = str(client.base_url).rstrip("/")
        page.goto(f"{address}/?q={QUESTION}")
        page.locator("#key").fill(key)
        page.keyboard.press("Enter")
        expect(page.locator("#answer")).to_be_visible()
        status = page.locator("#feedback [role=status]")
        for words in ("已记下", "太频繁"):
            page.reload()
            page.locator("[data-verdict=useful]").click()
            expect(status).to_contain_text(words)
        page.context.clear_cookies()
        page.locator("[data-verdict=useful]").click()
        expect(status).to_have_text("提意见要先登录。")
        page.locator("#question").fill("谁负责特种设备")
        page.keyboard.press("Enter")  # led to where one signs in
        expect(page.locator("#key")).to_be_visible()
    site.forgive(address, "Failed to load resource")  # the browser tells of the statuses that are errors


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
        expect(page.locator("#question")).to_be_focused()
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
    pipeline.build(settings, sources(settings, [folder / f"{name}.txt" for name in TWO]))
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
    site.forgive(two)
