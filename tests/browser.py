"""A real browser on a real `cifra serve`: what the tests of the page stand on.

Playwright drives the system's own Chromium. Where one of them is missing the tests are skipped;
under CIFRA_CI they fail.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

import pytest
from bundled import SAMPLES
from web_server import Served, serving

try:
    from playwright.sync_api import expect, sync_playwright
except ImportError:  # the fixture `chromium` says so
    expect = sync_playwright = None

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page

CLIP = SAMPLES / "clip.avi"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",  # root, as in a container, has none
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 30_000  # ms for what the page is to show: a busy machine is slow
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}


Serve = Callable[..., Served]
Open = Callable[..., "Page"]


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The bundled clip, over and over, for all tests that leave it as it is."""
    with serving(tmp_path_factory.mktemp("state"), CLIP) as server:
        yield server


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Starts servers of a test's own, all with one state: `serve(source, *options)`."""
    with ExitStack() as stack:

        def start(source: object = CLIP, *options: object, **more: str) -> Served:
            return stack.enter_context(serving(tmp_path, source, *options, **more))

        yield start


@pytest.fixture(scope="module")  # no longer: while Playwright is at work, no other test of its thread can use asyncio
def chromium() -> Iterator[Browser]:
    if sync_playwright is None:
        _missing("playwright is not installed (pip install '.[dev]')")
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        _missing(f"no browser is installed: none of {', '.join(NAMES)} (apt install chromium)")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, serve: Serve) -> Iterator[Open]:
    """Opens pages: `open_page(address, forgiven="a pattern", **options of the context)`.

    When the test is over, nothing may stand on any console but what was forgiven: no error, no refused resource, no
    breach of the content policy. Pages are closed before the servers that `serve` started.
    """
    contexts, complaints = [], []

    def open_(address: str, forgiven: str = "$^", **options: Any) -> Page:
        context = chromium.new_context(**({"locale": "en-GB", "accept_downloads": True} | options))
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)

        def note(text: str) -> None:
            if not re.search(forgiven, text):
                complaints.append(text)

        def hear(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning"):
                note(f"{message.text} ({message.location.get('url')})")

        page.on("console", hear)
        page.on("pageerror", lambda error: note(str(error)))
        page.goto(address)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


def until(holds: Callable[[], bool], seconds: float = PATIENCE / 1000) -> None:
    """Wait until `holds`, for what no element of the page shows."""
    end = monotonic() + seconds
    while not holds():
        assert monotonic() < end, f"it did not come to hold in {seconds:.0f} s"
        sleep(0.1)


def _missing(what: str) -> None:
    if "CIFRA_CI" in os.environ:
        pytest.fail(what)
    pytest.skip(what)
