"""The pages of the administrator in Chromium: found from the foot of any page, read on a phone as well."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from kb.access.feedback import Opinion, save_opinion
from kb.access.keys import KeyStore
from kb.access.roles import Role
from tests.api.libraries import library_of_one
from tests.api.serving import served
from tests.web.conftest import PHONE, WIDE, Site


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_the_record_and_the_opinions(site: Site, tmp_path: Path, size: tuple[int, int]) -> None:
    settings, _ = library_of_one(tmp_path)
    secret = KeyStore(settings.data_dir).add("安委办-张三", Role.ADMIN)
    save_opinion(settings.data_dir, Opinion("", "wrong", "谁负责改造老旧小区", "少了一个单位", "", ""))
    with served(settings) as client, site.at(client), site.page(size) as page:
        page.goto("/signin")
        page.fill("#key", secret)
        page.get_by_role("button", name="登录").click()
        for name, words in (("审计记录", "登录"), ("收到的意见", "少了一个单位")):
            page.locator("footer").get_by_role("link", name=name).click()
            assert words in page.inner_text("tbody")
            page.evaluate(Axe().axe_script)
            assert page.evaluate("axe.run().then((found) => found.violations.map((rule) => rule.id))") == []
            assert page.evaluate("document.documentElement.scrollWidth") == size[0]
        page.get_by_role("link", name="谁负责改造老旧小区").click()
        assert "县住建局" in page.inner_text("#answer")
        page.get_by_role("button", name="退出").click()
        assert page.get_by_role("button", name="登录").is_visible()
        assert "张三" not in page.inner_text("body")
