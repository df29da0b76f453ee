"""What a real browser makes of the guards: links from other sites work, and nothing else of theirs does."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser import FLAGS, NAMES
from bundled import SAMPLES, needs_model
from loopback import Silent, answering
from web_server import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytest.importorskip("starlette", reason="the extra serve is not installed")
pytestmark = [needs_model, pytest.mark.slow]

PICTURE = SAMPLES / "marker.jpg"


@contextmanager
def foreign_site(content: str) -> Iterator[str]:
    """The address of another site's page: to a browser, localhost and 127.0.0.1 are two sites."""

    class Handler(Silent, BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(content.encode())

    with answering(Handler) as port:
        yield f"http://localhost:{port}/"


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(locale="en-GB")
    yield context.new_page()
    context.close()


def test_a_link_on_another_site_leads_in(page: Page, tmp_path: Path) -> None:
    """The cookie is strict: a browser that comes from elsewhere does not send it at first."""
    with serving(tmp_path, PICTURE, host="0.0.0.0") as served:
        token = (tmp_path / "cifra" / "token").read_text().strip()
        ours = f"{served.address}/"
        with foreign_site(f'<a id="new" href="{ours}?token={token}">.</a> <a id="known" href="{ours}">.</a>') as site:
            page.goto(site)
            page.click("#known")
            page.get_by_role("heading", name="This page is locked").wait_for()
            assert page.url == f"{ours}?again"
            page.goto(site)
            page.click("#new")
            page.get_by_role("tablist").wait_for()
            assert token not in page.url
            page.goto(site)
            page.click("#known")
            page.get_by_role("tablist").wait_for()
            assert page.evaluate("document.cookie") == ""  # no script sees it
        page.context.clear_cookies()
        page.goto(ours)
        page.get_by_label("Token").fill(token)
        page.get_by_role("button", name="Open").click()
        page.get_by_role("tablist").wait_for()
        assert token not in page.url


# Each is what a script of another site might do, and throws or gives false.
ATTACKS = [
    "fetch(OURS + 'snapshot.jpg', {mode: 'no-cors', credentials: 'include'})",
    "fetch(OURS + 'api/reading').then(answer => answer.json())",
    "fetch(OURS + 'api/read', {method: 'POST', body: 'x'}).then(answer => answer.text())",
    "fetch(OURS + 'api/region', {method: 'DELETE'}).then(answer => answer.text())",
    "new Promise((won, lost) => { const img = new Image(); img.onload = won; img.onerror = lost; "
    "img.src = OURS + 'snapshot.jpg'; })",
    "new Promise((won, lost) => { const s = new EventSource(OURS + 'api/events'); s.onopen = won; s.onerror = lost; })",
    "new Promise((won, lost) => { const s = document.createElement('script'); s.onload = won; s.onerror = lost; "
    "s.src = OURS + 'openapi.json'; document.head.append(s); })",
    "new Promise((won, lost) => { const s = new WebSocket(OURS.replace('http', 'ws')); s.onopen = won; "
    "s.onerror = lost; })",
]


@pytest.fixture(scope="module")
def open_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server without a token, for this machine alone: only the guards against other sites are left."""
    with serving(tmp_path_factory.mktemp("served"), PICTURE) as served:
        served.until("/api/health", lambda found: found["ok"])
        yield f"{served.address}/"


@pytest.mark.parametrize("attack", ATTACKS)
def test_another_sites_script_gets_nothing(page: Page, open_server: str, attack: str) -> None:
    attempt = f"() => {{ const OURS = '{open_server}'; return ({attack}).then(() => true, () => false); }}"
    with foreign_site("<p>evil</p>") as site:
        page.goto(site)
        assert page.evaluate(attempt) is False
    if "WebSocket" not in attack and "DELETE" not in attack and "script" not in attack:
        page.goto(open_server)
        page.get_by_role("tablist").wait_for()
        assert page.evaluate(attempt.replace("{mode: 'no-cors', credentials: 'include'}", "{}"))  # as our own may


def test_no_frame_shows_the_page(page: Page, open_server: str) -> None:
    with foreign_site(f'<iframe src="{open_server}"></iframe>') as site:
        page.goto(site)
        page.wait_for_load_state("networkidle")
        assert all("Cifra" not in frame.content() for frame in page.frames)


def test_no_form_posts_here(page: Page, open_server: str) -> None:
    form = f'<form action="{open_server}api/read" method="post"><input name="a"><button>.</button></form>'
    with foreign_site(form) as site:
        page.goto(site)
        with page.expect_response("**/api/read") as answer:
            page.click("button")
        assert answer.value.status == 403


def test_a_name_that_was_made_to_point_here_is_refused(chromium: Browser, open_server: str) -> None:
    """DNS rebinding, with the browser's own resolver told to."""
    rules = "--host-resolver-rules=MAP evil.example 127.0.0.1"
    path = next(filter(None, map(shutil.which, NAMES)))
    browser = chromium.browser_type.launch(executable_path=path, args=[*FLAGS, rules])
    try:
        answer = browser.new_page().goto(open_server.replace("127.0.0.1", "evil.example"))
        assert answer is not None
        assert answer.status == 421
    finally:
        browser.close()
