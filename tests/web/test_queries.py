"""The page of SPARQL: a form for everybody, YASGUI for who wants it."""

import pytest
from playwright.sync_api import expect

from tests.web.conftest import PHONE, WIDE, Site


def test_example_and_form_without_script(site: Site) -> None:
    with site.page(PHONE, script=False) as page:
        page.goto("/sparql")  # a browser is led to the page
        page.locator(".samples a", has_text="县应急局牵头哪些任务").click()
        expect(page.locator("#result h2")).to_have_text("结果：13 行")
        query = page.locator("#query").input_value()
        page.locator("#query").fill(query.replace("县应急局", "县大数据局"))
        page.get_by_role("button", name="执行").click()
        expect(page.locator("#result tbody tr")).to_have_count(1)
        page.locator("#query").fill("ASK { ?unit <https://w3id.org/zeren/ontology#leads> ?task }")
        page.get_by_role("button", name="执行").click()
        expect(page.locator("#result h2")).to_have_text("结果：是")
        page.locator("#query").fill("DESCRIBE <https://w3id.org/zeren/id/unit/高青县/县应急局>")
        page.get_by_role("button", name="执行").click()
        expect(page.locator("#result pre")).to_contain_text("县应急局")
        page.locator("#query").fill("SELECT ?s { ?s ?p ?o } LIMIT 300")
        page.get_by_role("button", name="执行").click()
        expect(page.locator("#result h2")).to_contain_text("300 行（列出前 200 行")
        with page.expect_download() as saved:
            page.get_by_role("button", name="下载结果").click()
        assert len(saved.value.path().read_text(encoding="utf-8").splitlines()) == 301


def test_an_empty_box_says_so_and_keeps_no_old_error(site: Site) -> None:
    with site.page() as page:
        page.goto("/queries?query=SELECT")
        expect(page.locator("#error")).to_contain_text("第 1 行")
        page.locator("#query").fill("")
        page.get_by_role("button", name="执行").click()
        expect(page.locator("#error")).to_have_text("没有执行：查询框是空的；请写一个查询，或点一个示例。")
        page.get_by_role("button", name="下载结果").click()
        expect(page.locator("#error")).to_contain_text("查询框是空的")
    site.forgive("Failed to load resource")


def test_a_wrong_query_is_explained_and_kept(site: Site) -> None:
    with site.page() as page:
        page.goto("/queries")
        page.keyboard.press("/")
        page.keyboard.type("SELECT ?x { ?x rdfs:lable ?y }")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#error")).to_contain_text("第 1 行")
        expect(page.locator("#query")).to_have_value("SELECT ?x { ?x rdfs:lable ?y }")
        expect(page.locator("#query")).to_be_focused()
    # The browser tells of every page whose status is an error.
    assert {text.partition(":")[0] for text in site.complaints} == {"Failed to load resource"}
    site.complaints.clear()


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_yasgui_asks_this_service_only(site: Site, size: tuple[int, int]) -> None:
    with site.page(size) as page:
        page.goto("/queries?example=unit_leads")
        page.locator("#open-editor").click()
        page.locator(".yasqe_queryButton").click()
        expect(page.locator(".yasr table tbody tr")).to_have_count(13)
        page.locator(".samples a").first.click()
        expect(page.locator(".yasqe .CodeMirror-code")).to_contain_text("2023年以前")
        assert page.evaluate("document.documentElement.scrollWidth") == size[0]
