"""The page of a document: every kind of fact can be switched off, every provision linked, copied and exported."""

import pytest
from playwright.sync_api import expect

from tests.web.conftest import PHONE, WIDE, Site

PLAN = "gaoqing-safety-14th-five-year-plan"
KINDS = ["assignment", "deadline", "figure", "citation", "deliverable"]
_CLEAR = "rgba(0, 0, 0, 0)"


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_marked_and_can_be_hidden(site: Site, kind: str) -> None:
    others = "".join(f":not(.k-{other})" for other in KINDS if other != kind)
    with site.page(script=False) as page:
        page.goto(f"/documents/{PLAN}")
        fact = page.locator(f"article mark.k-{kind}{others}").first
        expect(fact).not_to_have_css("background-color", _CLEAR)
        page.locator(f"#show-{kind}").uncheck()
        expect(fact).to_have_css("background-color", _CLEAR)


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_a_provision_is_linked_copied_and_exported(site: Site, size: tuple[int, int]) -> None:
    with site.page(size) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto(f"/documents/{PLAN}")
        provision = page.locator("[id='p-3.3.3']")
        provision.locator(".more summary").click()
        provision.get_by_role("button").click()
        expect(provision.locator("[role=status]")).to_have_text("已复制")
        text = page.evaluate("navigator.clipboard.readText()")
        assert text.startswith("3.消防领域。\n聚焦老旧小区")
        assert "出处：《高青县安全生产“十四五”规划》 3.消防领域（3.3.3） http" in text
        assert text.endswith("#p-3.3.3")
        for name, words in (("Turtle", "zr:Provision"), ("JSON-LD", "@id")):
            address = provision.get_by_role("link", name=name).get_attribute("href")
            assert words in page.request.get(str(address)).text()
        provision.get_by_role("link", name="固定链接").click()
        assert page.url.endswith("#p-3.3.3")
        page.keyboard.press("Escape")
        expect(provision.locator(".more p")).to_be_hidden()


def test_every_provision_has_its_menu(site: Site) -> None:
    with site.page(script=False) as page:
        page.goto(f"/documents/{PLAN}")
        assert page.locator("article section[id] .more").count() == page.locator("article section[id]").count() > 30


def test_print_leaves_the_controls_out(site: Site) -> None:
    left_out = (".top", ".filters", ".tools", ".more", ".exports", "body > footer")
    seen: set[str] = set()
    with site.page() as page:

        def visible() -> set[str]:
            return {name for name in left_out if any(one.is_visible() for one in page.locator(name).all())}

        for path in (f"/documents/{PLAN}", "/tasks", "/queries?example=unit_leads", "/graph?node=县公安局"):
            page.emulate_media(media="screen")
            page.goto(path)
            seen |= visible()
            page.emulate_media(media="print")
            expect(page.locator("h1")).to_be_visible()
            assert visible() == set(), path
    # each of them stands on one of these pages, or nothing would be left out
    assert seen == set(left_out)
