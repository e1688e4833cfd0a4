"""On paper: dark letters on white from whatever screen, and a matrix of sixty units that is not cut."""

import pypdfium2
from playwright.sync_api import Page, expect

from api.pages.matrix import MOST_COLUMNS
from tests.web.conftest import Site

_SHEET_PX = 1046  # A4 on its side less its margins, 277 mm


def _on_paper(page: Page, path: str) -> None:
    page.goto(path)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.emulate_media(media="print", color_scheme="dark")


def test_a_dark_screen_prints_dark_letters(site: Site) -> None:
    with site.page(dark=True) as page:
        for path, spot in (("/tasks?view=matrix", ".matrix .cell.lead"), ("/units/高青县/县应急局", ".role.lead"), ("/findings", ".severity.high")):  # fmt: skip
            _on_paper(page, path)
            for element in (page.locator("h1"), page.locator(spot).first):
                expect(element).to_have_css("color", "rgb(28, 36, 48)")
        _on_paper(page, "/?q=谁负责消防领域整治")
        expect(page.locator("#result")).to_contain_text("问：谁负责消防领域整治")


def test_the_matrix_fits_a_sheet_on_its_side(site: Site) -> None:
    with site.page((_SHEET_PX, 700)) as page:
        _on_paper(page, "/tasks?view=matrix")
        printed = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
        assert {tuple(round(side) for side in sheet.get_size()) for sheet in printed} == {(842, 595)}
        page.evaluate(
            "(most) => { for (const row of document.querySelectorAll('.matrix tr'))"
            " while (row.cells.length <= most) row.append(row.cells[1].cloneNode(true)); }",
            MOST_COLUMNS,
        )
        assert page.evaluate("document.querySelector('.matrix').getBoundingClientRect().right") <= _SHEET_PX
