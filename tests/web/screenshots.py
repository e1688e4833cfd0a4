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
from kb.access.keys import KeyStore
from kb.access.roles import Role
from kb.settings import ROOT, Settings
from kb.sources import sources
from tests.api.serving import served
from tests.web.conftest import ARGUMENTS, CHROMIUM, PHONE

DOCS = ROOT / "docs"
PLAN = "gaoqing-safety-14th-five-year-plan"
_COLOURS = 96
_FLOOD = """示例县防汛“十四五”规划
示例县人民政府
一、主要任务
（一）工程建设
1.加固堤防。2023年底前加固县内主要河道堤防40公里。（责任单位：县水利局牵头，县财政局、县自然资源局配合）
2.改造泵站。到2025年改造泵站12座。（责任单位：县水利局、各镇（街道））
（二）防汛准备
1.储备物资。按《防汛物资储备定额编制规程》储备物资，定期检查更换。（责任单位：县应急局牵头，县发展改革局按职责分工负责）
2.开展巡查。汛期每日巡查水库大坝。（责任单位：县水利局）
3.演练。请有关单位做好。责任人另行通知
"""


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
    Shot("ask", "/?q=谁负责消防领域整治", (1120, 820)),
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
        settings = Settings(snapshot_dir=Path(folder, "snapshots"), data_dir=Path(folder, "data"), encoder="none")
        pipeline.build(settings, sources(settings))
        secret = KeyStore(settings.data_dir).add("张三", Role.EDIT)
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
            page = browser.new_page(base_url=str(client.base_url), viewport={"width": 1120, "height": 900})
            _take_upload(page, secret, Path(folder, "示例县防汛规划.txt"))
        browser.close()


def _take(page: Page, shot: Shot) -> None:
    page.goto(shot.path, wait_until="networkidle")
    page.get_by_text(shot.ready).first.wait_for()
    if shot.press:
        page.locator(shot.press).click()
    _save(page, shot.name)


def _take_upload(page: Page, secret: str, file: Path) -> None:
    """The pages of a key holder who adds a plan: where it is chosen, and the preview."""
    file.write_text(_FLOOD, encoding="utf-8")
    page.goto("/changes")
    page.fill("#key", secret)
    page.get_by_role("button", name="登录").click()
    page.set_input_files("#file", file)
    _save(page, "changes")
    page.get_by_role("button", name="上传").click()
    page.get_by_text("读出了什么").wait_for(timeout=90_000)
    _save(page, "change")


def _save(page: Page, name: str) -> None:
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    few = picture.quantize(_COLOURS, method=Image.Quantize.MEDIANCUT, kmeans=2, dither=Image.Dither.NONE)
    few.save(DOCS / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
