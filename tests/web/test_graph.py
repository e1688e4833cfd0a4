"""The picture of chains: it draws what the table says, and a click adds to both."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kb.settings import Settings
from tests.api.serving import served
from tests.qa.test_members import ROSTER, answerer_of
from tests.web.conftest import PHONE, WIDE, Site

PLAN = "gaoqing-safety-14th-five-year-plan"
_PICTURE = "document.querySelector('.picture').picture"


def _drawn(page: Page) -> tuple[int, int]:
    """Nodes and links of the picture, once it is there."""
    expect(page.locator("#chosen")).to_contain_text("点一个节点")
    return _counts(page)


def _counts(page: Page) -> tuple[int, int]:
    nodes, links = page.evaluate(f"[{_PICTURE}.nodes().length, {_PICTURE}.edges().length]")
    return nodes, links


def _click(page: Page, node: str) -> None:
    """A real click at the place where the node is drawn."""
    page.locator("[data-do=fit]").click()
    # Scrolled there first, as people do: where a picture stands is known to it a frame later.
    page.locator("#picture").scroll_into_view_if_needed()
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    at = page.evaluate(f"{_PICTURE}.getElementById('{node}').renderedPosition()")
    page.locator("#picture").click(position=at)


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_a_click_expands_picture_and_table(site: Site, size: tuple[int, int]) -> None:
    with site.page(size) as page:
        page.goto(f"/graph?node={PLAN}/3.3.3")
        nodes, links = _drawn(page)
        expect(page.locator("#links tbody tr")).to_have_count(links)
        expect(page.locator("#count")).to_have_text(str(links))
        _click(page, "unit/高青县/县公安局")
        expect(page.locator("#chosen")).to_contain_text("县公安局。新画了 2 条关系")
        assert _counts(page) == (nodes + 2, links + 2)
        expect(page.locator("#links tbody tr")).to_have_count(links + 2)
        expect(page.locator("#links tbody tr").last).to_contain_text("民用爆炸物品安全")
        page.locator("#chosen a", has_text="打开它的一页").click()
        expect(page.locator("h1")).to_have_text("县公安局")


def test_links_that_the_text_does_not_state_are_marked_before_and_after_a_click(site: Site, tmp_path: Path) -> None:
    """Members that a roster supplies: in the rows that the page comes with, and in those that a click adds."""
    answerer_of(tmp_path, ROSTER)
    settings = Settings(corpus_dir=tmp_path / "corpus", snapshot_dir=tmp_path / "snapshots", encoder="none")
    unit = "柏河县/县直有关部门"
    with served(settings) as client:
        address = str(client.base_url).rstrip("/")
        drawn = client.get("/api/graph", params={"node": unit}).json()["links"]
        assert {(link["basis"], link["basis_label"]) for link in drawn} == {("stated", ""), ("supplied", "由人补充")}
        task = next(link["target"] for link in drawn if link["relation"] == "responsible")
        with Site(site.browser, address, site.complaints).page() as page:
            marked = page.locator("#links tbody tr", has=page.locator(".basis", has_text="由人补充"))
            page.goto(f"/graph?node={unit}")
            expect(marked).to_have_count(3)
            page.goto(f"/graph?node={task}")
            _drawn(page)
            expect(marked).to_have_count(0)
            _click(page, f"unit/{unit}")
            expect(page.locator("#chosen")).to_contain_text("新画了")
            expect(marked).to_have_count(3)
            expect(page.locator("#links .basis")).to_have_count(3)


def test_on_a_phone_what_is_next_to_the_middle_is_as_wide_as_the_screen(site: Site) -> None:
    with site.page(PHONE) as page:
        page.goto("/graph?node=县应急局")
        _drawn(page)
        box = page.evaluate(f"{_PICTURE}.$('.middle').closedNeighborhood().nodes().renderedBoundingBox()")
        assert box["x1"] >= 0
        assert box["x2"] <= page.locator("#picture").bounding_box()["width"]  # type: ignore[index]


def test_picture_is_saved_and_follows_the_theme(site: Site) -> None:
    with site.page() as page:
        page.goto("/graph?node=县公安局")
        _drawn(page)
        with page.expect_download() as saved:
            page.locator("[data-do=png]").click()
        assert saved.value.suggested_filename == "关系图 县公安局.png"
        assert saved.value.path().read_bytes().startswith(b"\x89PNG")
        light = page.evaluate(f"{_PICTURE}.nodes()[0].style('background-color')")
        page.locator("#theme").click()
        assert page.evaluate(f"{_PICTURE}.nodes()[0].style('background-color')") != light


def test_the_library_loads_on_this_page_only(site: Site) -> None:
    with site.page() as page:
        loaded: list[str] = []
        page.on("request", lambda request: loaded.append(request.url))
        for path in ("/", "/tasks", "/queries", "/graph?q=消防"):
            page.goto(path)
        assert not [url for url in loaded if "/vendor/" in url]
        page.goto("/graph?node=县公安局")
        _drawn(page)
        assert [url for url in loaded if "/vendor/cytoscape" in url]


def test_links_lead_there_and_it_works_without_script(site: Site) -> None:
    with site.page(PHONE, script=False) as page:
        for path in ("/units/高青县/县公安局", f"/tasks/{PLAN}/3.3.3", f"/documents/{PLAN}"):
            page.goto(path)
            page.locator("main > .note a, main > p a").filter(has_text="关系图").click()
            expect(page.locator("h1")).to_contain_text("关系图：")
            expect(page.locator("#links tbody tr").first).to_be_visible()
            expect(page.locator("#picture")).to_be_hidden()
        page.locator("#find").fill("消防")
        page.locator(".filters button").click()
        page.locator(".found a").first.click()
        expect(page.locator("h1")).to_have_text("关系图：县消防救援大队")
