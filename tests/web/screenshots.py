"""The pictures of the user guide: ``python -m tests.web.screenshots`` writes docs/*.png from the corpus, look at each.

Quantised: the pages have few colours, and the files stay small.
"""

import io
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from kb import pipeline
from kb.settings import ROOT, Settings
from kb.sources import sources
from tests.api.serving import served
from tests.web.conftest import ARGUMENTS, CHROMIUM, PHONE

DOCS = ROOT / "docs"
PLAN = "gaoqing-safety-14th-five-year-plan"
_COLOURS = 96


@dataclass(frozen=True)
class Shot:
    """The picture ``name`` of ``path``, once it shows the text ``ready``, after a click on ``press``."""

    name: str
    path: str
    size: tuple[int, int] = (1120, 760)
    dark: bool = False
    ready: str = ""
    press: str = ""


SHOTS = (
    Shot("home", "/", (1120, 420)),
    Shot("ask", "/?q=谁负责消防领域整治", (1120, 700)),
    Shot("documents", "/documents", (1120, 320)),
    Shot("document", f"/documents/{PLAN}#p-3.3.3", press="[id='p-3.3.3'] .more summary"),
    Shot("tasks", "/tasks?view=matrix"),
    Shot("task", f"/tasks/{PLAN}/3.3.3", (1120, 900)),
    Shot("units", "/units", (1120, 620)),
    Shot("unit", "/units/高青县/县应急局"),
    Shot("deadlines", "/deadlines"),
    Shot("targets", "/targets"),
    Shot("findings", "/findings"),
    Shot("graph", "/graph?node=县公安局", (1120, 960), ready="点一个节点"),
    Shot("queries", "/queries?example=unit_leads", (1120, 900)),
    Shot("ontology", "/ontology"),
    Shot("resource", "/id/unit/高青县/县应急局"),
    Shot("phone", "/?q=气瓶归谁管", (PHONE[0], 1000), dark=True),
)


def main() -> None:
    """Take every picture."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        settings = Settings(snapshot_dir=Path(folder), encoder="none")
        pipeline.build(settings, sources(settings))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        with served(settings) as client:
            for shot in SHOTS:
                page = browser.new_page(
                    base_url=str(client.base_url),
                    viewport={"width": shot.size[0], "height": shot.size[1]},
                    color_scheme="dark" if shot.dark else "light",
                )
                _take(page, shot)
                page.close()
        browser.close()


def _take(page: Page, shot: Shot) -> None:
    page.goto(shot.path, wait_until="networkidle")
    page.get_by_text(shot.ready).first.wait_for()
    if shot.press:
        page.locator(shot.press).click()
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    few = picture.quantize(_COLOURS, method=Image.Quantize.MEDIANCUT, kmeans=2, dither=Image.Dither.NONE)
    few.save(DOCS / f"{shot.name}.png", optimize=True)


if __name__ == "__main__":
    main()
