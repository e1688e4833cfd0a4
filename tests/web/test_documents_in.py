"""From a file on the desk to the table and the answer, by the pages alone; with scripts and without, wide and on a phone."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.api.libraries import library_of_one
from tests.api.serving import served
from tests.web.conftest import PHONE, WIDE, Site

_PATIENCE_MS = 90_000
_FLOOD = """示例县防汛“十四五”规划
一、主要任务
1.加固堤防。加固县内主要河道堤防。（责任单位：县水利局牵头，县财政局配合）
2.储备物资。按标准储备防汛物资。（责任单位：县应急局）
"""


@pytest.fixture
def library(site: Site, tmp_path: Path) -> Iterator[tuple[Site, str]]:
    """Pages over a library that may be changed, and the key of an editor."""
    settings, secret = library_of_one(tmp_path)
    with served(settings) as client, site.at(client):
        yield site, secret


def _upload(page: Page, secret: str, file: Path, path: str = "/changes") -> None:
    """Sign in on the way to the page, choose the file, send it and wait until it is read."""
    page.goto(path)
    page.fill("#key", secret)
    page.get_by_role("button", name="登录").click()
    page.set_input_files("#file", file)
    page.get_by_role("button", name="上传").click()
    _wait(page, "读出了什么")


def _wait(page: Page, text: str) -> None:
    page.wait_for_function("(text) => document.body.innerText.includes(text)", arg=text, timeout=_PATIENCE_MS)


def _wait_without_script(page: Page, text: str) -> None:
    page.set_default_timeout(_PATIENCE_MS)
    deadline = time.monotonic() + _PATIENCE_MS / 1000
    while not page.get_by_text(text).count():
        assert time.monotonic() < deadline, page.inner_text("main")
        page.reload()


def _accessible(page: Page) -> list[str]:
    page.evaluate(Axe().axe_script)
    return list(page.evaluate("axe.run().then((found) => found.violations.map((rule) => rule.id))"))


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_from_the_file_to_the_table_and_the_answer(
    library: tuple[Site, str], tmp_path: Path, size: tuple[int, int]
) -> None:
    site, secret = library
    file = tmp_path / "某县防汛规划.txt"
    file.write_text(_FLOOD, encoding="utf-8")
    with site.page(size) as page:
        _upload(page, secret, file)
        assert "读懂 2 条，共见 2 条" in page.inner_text("main")
        # Beside the sentence what was made of it: a lead that was taken for another is seen here, before it counts.
        first = page.locator("#assigned ~ table tbody tr").first
        assert first.locator(".units").all_inner_texts() == ["牵头 县水利局", "参与 县财政局"]
        assert page.locator("#found ~ ol > li .severity").count() == page.locator("#found ~ ol > li").count() > 0
        assert page.get_by_role("link", name="时限表（日历）").count() == 1
        assert _accessible(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == size[0]
        with page.expect_download() as download:
            page.get_by_role("link", name="分工表（Excel）").click()
        table = tmp_path / "table.xlsx"
        download.value.save_as(table)
        assert "县水利局" in [cell.value for row in load_workbook(table).active.iter_rows() for cell in row]
        page.fill("[name=title]", "示例县人民政府办公室关于印发《示例县防汛抗旱“十四五”规划及三年行动方案》的通知")
        page.get_by_role("button", name="发布", exact=True).click()
        _wait(page, "已发布，正在用它作答")
        page.goto("/?q=加固堤防由谁牵头")
        assert "县水利局" in page.inner_text("#answer")
        assert page.evaluate("document.documentElement.scrollWidth") == size[0]  # however long a title is
        page.goto("/documents/fire/remove")
        assert _accessible(page) == []
        page.goto("/changes")
        assert "已发布" in page.inner_text("main")
        assert _accessible(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == size[0]


def test_a_new_version_replaces_the_old_one_and_the_changes_are_shown(
    library: tuple[Site, str], tmp_path: Path
) -> None:
    site, secret = library
    file = tmp_path / "new.txt"
    file.write_text(
        "示例县消防“十五五”规划\n一、主要任务\n1.改造老旧小区。（责任单位：县应急局牵头）\n", encoding="utf-8"
    )
    with site.page() as page:
        _upload(page, secret, file, "/changes?replaces=fire")
        rows = page.locator("table.differences tbody tr").all_inner_texts()
        assert [row.split()[:2] for row in rows] == [
            ["县应急局", "新增"],
            ["县住建局", "不再承担"],
            ["县消防救援大队", "不再承担"],
        ]
        page.get_by_role("button", name="发布", exact=True).click()
        _wait(page, "已发布，正在用它作答")
        page.get_by_role("link", name="看责任变化").click()
        assert "县住建局" in page.inner_text("table.differences")
        assert _accessible(page) == []


def test_without_scripts_the_forms_do_the_same(library: tuple[Site, str], tmp_path: Path) -> None:
    site, secret = library
    file = tmp_path / "flood.txt"
    file.write_text(_FLOOD, encoding="utf-8")
    with site.page(script=False) as page:
        page.goto("/changes")
        page.fill("#key", secret)
        page.get_by_role("button", name="登录").click()
        page.set_input_files("#file", file)
        page.get_by_role("button", name="上传").click()
        _wait_without_script(page, "读出了什么")
        page.get_by_role("button", name="发布", exact=True).click()
        _wait_without_script(page, "已发布")
        page.goto("/documents")
        page.get_by_text("替换、移除、原件").last.click()
        page.get_by_role("link", name="从库中移除").last.click()
        # One click takes nothing out: first it is said what is lost.
        assert "移除《示例县防汛“十四五”规划》？" in page.inner_text("h1")
        assert "任务 2 项" in page.inner_text("main")
        page.get_by_role("link", name="不移除").click()
        page.goto("/documents/flood/remove")
        page.get_by_role("button", name="从库中移除").click()
        assert page.inner_text("h1") == "移除《示例县防汛“十四五”规划》"
        _wait_without_script(page, "已移除")
        page.goto("/changes")
        # Who published it gave it its title, which is known still.
        assert page.locator("td[data-label=文件]").all_inner_texts() == ["《示例县防汛“十四五”规划》"] * 2
        page.goto("/documents/fire/remove")
        assert "最后一份文件，不能移除" in page.inner_text("main")
        assert page.get_by_role("button", name="从库中移除").count() == 0


def test_a_file_over_the_limit_is_not_sent(library: tuple[Site, str], tmp_path: Path) -> None:
    """Nor is it with scripts off, where the service refuses it: with a page, from which one comes back."""
    site, secret = library
    file = tmp_path / "large.pdf"
    with file.open("wb") as large:
        large.truncate(60_000_000)
    for script in (True, False):
        with site.page(script=script) as page:
            page.goto("/changes")
            page.fill("#key", secret)
            page.get_by_role("button", name="登录").click()
            page.set_input_files("#file", file)
            if script:
                expect(page.locator("#upload-state")).to_contain_text("有 60 MB，超过 50 MB")
            page.get_by_role("button", name="上传").click()
            if script:
                expect(page.get_by_role("button", name="上传")).to_be_enabled()
            else:
                expect(page.locator("main")).to_contain_text("文件超过 50 MB")
                page.get_by_role("link", name="回到刚才的页面").click()
            expect(page.locator("h1")).to_have_text("添加和替换文件")
    site.forgive("Failed to load resource")  # how the browser tells of 413


def test_a_file_that_cannot_be_read_says_so_on_its_page(library: tuple[Site, str], tmp_path: Path) -> None:
    site, secret = library
    file = tmp_path / "规划.docx"
    file.write_bytes(b"MZ\x90\x00" + bytes(200))
    with site.page() as page:
        page.goto("/changes")
        page.fill("#key", secret)
        page.get_by_role("button", name="登录").click()
        page.set_input_files("#file", file)
        page.get_by_role("button", name="上传").click()
        _wait(page, "这是程序文件")
        page.get_by_role("button", name="放弃这一项").click()
        _wait(page, "还没有添加、替换或移除过文件")
