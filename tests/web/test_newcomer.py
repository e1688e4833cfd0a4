"""What somebody who has only the page must find, each by clicking from the first page."""

import zipfile

import pytest
from playwright.sync_api import expect

from tests.web.conftest import PHONE, WIDE, Site

pytestmark = pytest.mark.parametrize("size", [WIDE, PHONE])


def test_who_handles_gas_cylinders(site: Site, size: tuple[int, int]) -> None:
    with site.page(size) as page:
        page.goto("/")
        page.locator("#question").fill("气瓶归谁管")
        page.get_by_role("button", name="提问").click()
        expect(page.locator("#result .chip.lead")).to_contain_text("县市场监管局")


def test_what_a_unit_must_do(site: Site, size: tuple[int, int]) -> None:
    with site.page(size) as page:
        page.goto("/")
        page.get_by_role("link", name="一个单位要做什么").click()
        page.get_by_role("link", name="县公安局").click()
        expect(page.locator("main")).to_contain_text("承担 3 项任务")
        expect(page.locator("tbody")).to_contain_text("民用爆炸物品安全")


def test_which_targets_are_looser(site: Site, size: tuple[int, int]) -> None:
    with site.page(size) as page:
        page.goto("/")
        page.get_by_role("link", name="哪些目标比原来松").click()
        expect(page.locator("tbody tr")).to_have_count(1)
        expect(page.locator("tbody")).to_contain_text("工矿商贸就业人员十万人生产安全事故死亡率")


def test_the_table_of_a_unit(site: Site, size: tuple[int, int]) -> None:
    with site.page(size) as page:
        page.goto("/")
        page.get_by_role("link", name="一个单位要做什么").click()
        page.get_by_role("link", name="县应急局").click()
        with page.expect_download() as saved:
            page.get_by_role("link", name="责任清单（Word）").click()
        assert "县应急局" in saved.value.suggested_filename
        assert "县应急局" in zipfile.ZipFile(saved.value.path()).read("word/document.xml").decode()
