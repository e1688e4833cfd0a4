"""Chromium over the real server. Skipped only where no Chromium is: `make programs` installs one."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from kb.settings import Settings
from tests.api.serving import served

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), ""
)
ARGUMENTS = (
    "--no-sandbox",  # a container's root may not use it
    *("--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
WIDE, PHONE = (1280, 900), (360, 740)
# A page shows what it should at once, but for a machine that has much else to do.
expect.set_options(timeout=30_000)


@dataclass
class Site:
    """The served pages, a browser, and what went wrong in it: console errors, and requests that left the host."""

    browser: Browser
    address: str
    complaints: list[str] = field(default_factory=list)

    @contextmanager
    def page(self, size: tuple[int, int] = WIDE, dark: bool = False, script: bool = True) -> Iterator[Page]:
        """A page in a context of its own: no storage from another test."""
        context: BrowserContext = self.browser.new_context(
            base_url=self.address,
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            bypass_csp=False,
        )
        page = context.new_page()
        page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: None if self._ours(request.url) else self.complaints.append(request.url))
        with closing(context):
            yield page

    @contextmanager
    def at(self, client: httpx.Client) -> Iterator[None]:
        """The pages of another service, meanwhile."""
        address, self.address = self.address, str(client.base_url).rstrip("/")
        try:
            yield
        finally:
            self.address = address

    def forgive(self, *beginnings: str) -> None:
        """Forget the complaints that begin so: what a test brought about on purpose."""
        self.complaints[:] = [text for text in self.complaints if not text.startswith(beginnings)]

    def _ours(self, url: str) -> bool:
        return url.startswith(f"{self.address}/")


@pytest.fixture(scope="session")
def site(built: Settings) -> Iterator[Site]:
    if not CHROMIUM:
        pytest.skip("没有 Chromium；make programs 安装它")
    with (
        served(built) as client,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS)) as browser,
    ):
        yield Site(browser, str(client.base_url).rstrip("/"))


@pytest.fixture(autouse=True)
def nothing_complained(site: Site) -> Iterator[None]:
    """No test of the pages may leave an error in the console or ask another host."""
    site.complaints.clear()
    yield
    assert site.complaints == []
