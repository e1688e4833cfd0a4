"""What people do with the pages, done in Chromium."""

from playwright.sync_api import expect

from tests.web.conftest import PHONE, Site

PLAN = "gaoqing-safety-14th-five-year-plan"
QUESTION = "谁负责消防领域整治"


def test_ask_and_open_the_sentence(site: Site) -> None:
    with site.page() as page:
        page.goto("/")
        page.keyboard.press("Escape")
        page.keyboard.press("/")  # focuses the box, and is not typed into it
        page.keyboard.type(QUESTION)
        page.keyboard.press("Enter")
        expect(page.locator("#answer")).to_contain_text("县消防救援大队牵头")
        assert "q=" in page.url
        expect(page.locator("#result .chip.lead").first).to_contain_text("牵头")
        page.locator("#answer .cite").first.hover()
        expect(page.locator("#answer .peek").first).to_be_visible()
        quote = page.locator("#citations blockquote").first.inner_text()
        page.locator("#answer .cite > a").first.click()
        marked = page.locator("mark.cited")
        assert "".join(marked.all_inner_texts()) == quote
        expect(marked.first).to_be_in_viewport()
        expect(marked.first).to_have_css("background-color", "rgb(255, 224, 102)")  # over the colour of the fact


def test_follow_up_keeps_what_was_said(site: Site) -> None:
    with site.page() as page:
        page.goto("/?q=" + QUESTION)
        page.locator("#question").fill("它牵头哪些任务")
        page.locator("#ask button").click()
        expect(page.locator("#result")).to_contain_text("结合前面的提问")
        page.go_back()
        expect(page.locator("#answer")).to_contain_text("消防领域")
        expect(page.locator("#history")).to_contain_text("它牵头哪些任务")
        page.reload()
        expect(page.locator("#history li")).to_have_count(2)  # kept in the browser
        page.locator("#history summary").click()
        page.locator("#history button").click()
        expect(page.locator("#history")).to_be_hidden()


def test_copy_takes_the_sources_along(site: Site) -> None:
    with site.page() as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto("/?q=" + QUESTION)
        page.locator("#copy").click()
        expect(page.locator("#copied")).to_have_text("已复制")
        text = page.evaluate("navigator.clipboard.readText()")
        quote = page.locator("#citations blockquote").first.inner_text()
        assert QUESTION in text
        assert f"[1] 《高青县安全生产“十四五”规划》 3.消防领域（3.3.3）：{quote}" in text


def test_server_gone(site: Site) -> None:
    with site.page() as page:
        page.goto("/")
        page.context.set_offline(True)
        page.locator("#question").fill(QUESTION)
        page.locator("#ask button").click()
        expect(page.locator("#result")).to_contain_text("连不上服务")
    # The browser itself reports what it could not fetch; the page adds nothing to that.
    assert {text.rpartition("net::")[2] for text in site.complaints} == {"ERR_INTERNET_DISCONNECTED"}
    site.complaints.clear()


def test_without_script(site: Site) -> None:
    with site.page(PHONE, script=False) as page:
        page.goto("/")
        page.locator("#question").fill(QUESTION)
        page.locator("#ask button").click()
        expect(page.locator("#answer")).to_contain_text("县消防救援大队牵头")
        expect(page.get_by_role("button", name="有误")).to_be_hidden()  # it would do nothing
        page.goto("/tasks")
        page.locator("select[name=view]").select_option("matrix")
        page.locator(".filters button").click()
        expect(page.locator(".matrix .cell.lead").first).to_be_visible()


def test_facts_are_filtered(site: Site) -> None:
    with site.page(script=False) as page:
        page.goto(f"/documents/{PLAN}")
        fact = page.locator("article mark.k-deliverable:not(.k-deadline):not(.k-figure):not(.k-citation)").first
        expect(fact).not_to_have_css("background-color", "rgba(0, 0, 0, 0)")
        page.locator("#show-deliverable").uncheck()
        expect(fact).to_have_css("background-color", "rgba(0, 0, 0, 0)")


def test_filter_on_change_and_theme_kept(site: Site) -> None:
    with site.page() as page:
        page.goto("/tasks")
        page.locator("select[name=unit]").select_option("高青县/县公安局")
        expect(page.locator("main")).to_contain_text("共 3 项任务")
        page.locator("#theme").click()
        page.goto("/units")
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"
        page.keyboard.press("/")  # no question box here: to the page that has one
        expect(page.locator("#question")).to_be_focused()


def test_skip_link_comes_first(site: Site) -> None:
    with site.page() as page:
        page.goto("/findings")
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()
