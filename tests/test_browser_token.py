"""The page where a token is needed: by its link, typed by hand, and not at all without it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser import CLIP, Open, expect
from bundled import needs_model
from web_server import Served, serving

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.slow, needs_model]
REFUSED = "status of 401"  # what a browser notes of the door


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Served]:
    """A server that all of the network can reach."""
    with serving(tmp_path, CLIP, host="0.0.0.0") as server:
        yield server


def token(server: Served) -> str:
    found = re.search(r"\?token=(\S+)", server.output.read_text())
    assert found
    return found.group(1)


def works(page: Page) -> None:
    """All that the page asks for is given: its files, the events, the pictures."""
    expect(page.locator("#live .number .lines")).to_have_text("407\n826", use_inner_text=True)
    expect(page.locator("#live img.stream")).to_be_visible()
    with page.expect_response("**/api/read?*") as answered:
        page.locator("input.chosen").set_input_files(CLIP.with_name("marker.jpg"))
    assert answered.value.ok


def test_the_link_opens_the_page_and_the_token_is_not_left_in_the_address(open_page: Open, house: Served) -> None:
    page = open_page(f"{house.address}/?token={token(house)}")
    works(page)
    assert "token" not in page.url
    assert page.evaluate("document.cookie") == ""  # no script can read it
    page.goto(house.address)  # another day
    works(page)


def test_without_the_token_there_is_a_door_and_the_token_opens_it(open_page: Open, house: Served) -> None:
    page = open_page(house.address, forgiven=REFUSED)
    expect(page.get_by_role("heading")).to_have_text("This page is locked")
    assert page.locator("script, #live").count() == 0
    page.get_by_label("Token").fill("not-the-token-at-all")
    page.keyboard.press("Enter")
    expect(page.get_by_text("That was not the token.")).to_be_visible()
    page.wait_for_timeout(2000)  # wrong ones are slowed down
    page.get_by_label("Token").fill(token(house))
    page.get_by_role("button", name="Open").click()
    works(page)


def test_the_door_speaks_spanish(open_page: Open, house: Served) -> None:
    page = open_page(house.address, forgiven=REFUSED, locale="es-ES")
    expect(page.get_by_role("heading")).to_have_text("Esta página está cerrada")


def test_a_page_whose_token_was_replaced_says_so(open_page: Open, house: Served, tmp_path: Path) -> None:
    page = open_page(f"{house.address}/?token={token(house)}", forgiven="Failed to load resource|ERR_")
    works(page)
    page.get_by_role("tab", name="Live").click()
    house.end()
    with serving(tmp_path, CLIP, "--new-token", "--port", house.port, host="0.0.0.0"):
        expect(page.get_by_role("alert")).to_contain_text("This page needs its link")
