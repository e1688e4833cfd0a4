"""Each page in Chromium: no errors, nothing from elsewhere, no horizontal scroll, accessible."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.web.conftest import PHONE, WIDE, Site

PLAN = "gaoqing-safety-14th-five-year-plan"
PAGES = [
    "/",
    "/?q=谁负责消防领域整治",
    "/?q=谁负责月球基地",
    "/documents",
    f"/documents/{PLAN}?start=6700&end=6760#cited",
    "/tasks",
    "/tasks?view=matrix",
    f"/tasks/{PLAN}/3.3.3",
    "/units",
    "/units/高青县/县应急局",
    "/deadlines?basis=all",
    "/targets",
    "/findings?severity=high",
    "/graph?node=县公安局",
    f"/graph?node={PLAN}/3.3.3",
    "/graph?q=消防",
    "/queries",
    "/queries?example=task_basis_chain",
    "/signin",
    "/ontology",
    "/id/unit/高青县/县应急局",
]
# On a phone in dark only sizes and colours differ from the wide light page: the rules that look at them.
_OF_LOOKS = ["color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block"]
# The reference of the ontology has thousands of elements that all look alike: its beginning stands for the rest.
_ENOUGH = ["header", "h1", "main section:first-of-type", "footer"]


@pytest.mark.parametrize("path", PAGES)
def test_page(site: Site, path: str) -> None:
    with site.page() as page:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200
        page.evaluate(Axe().axe_script)
        context = _ENOUGH if path == "/ontology" else None
        assert _violations(page, context) == []
        page.emulate_media(color_scheme="dark")
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
        assert _violations(page, context, _OF_LOOKS) == []
        # A wide screen zoomed to 200 % is as wide as half of it; some people make only the letters larger.
        page.set_viewport_size({"width": WIDE[0] // 2, "height": WIDE[1] // 2})
        page.evaluate("document.documentElement.style.fontSize = '150%'")
        assert page.evaluate("document.documentElement.scrollWidth") == WIDE[0] // 2
    assert len(PAGES) == 21


def test_the_checks_can_fail(site: Site) -> None:
    with site.page() as page:
        page.goto("/units")
        page.evaluate(Axe().axe_script)
        page.evaluate(
            "for (const tag of ['img', 'select']) document.querySelector('main').append(document.createElement(tag))"
        )
        assert _violations(page) == ["image-alt", "select-name"]
        page.evaluate("fetch('http://127.0.0.2:9/').catch(() => 0)")
    assert len(site.complaints) >= 1
    site.complaints.clear()


def _violations(page: Page, context: list[str] | None = None, rules: list[str] | None = None) -> list[str]:
    """The ids of the rules of axe-core that the page breaks."""
    options = {"resultTypes": ["violations"], **({"runOnly": rules} if rules else {})}
    command = "([c, o]) => axe.run(c || document, o).then((found) => found.violations.map((rule) => rule.id))"
    found: list[str] = page.evaluate(command, [context, options])
    return found
