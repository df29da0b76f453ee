"""The tab Live on the bundled clip: the picture, its number, the list, pause, snapshot and the region."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import pytest
from browser import CLIP, Open, Serve, expect, until
from bundled import needs_model
from web_server import Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.slow, needs_model]
NUMBER = "407\n826"  # of the clip
TOP, BOTTOM = "407", "826"
SIZE = 640, 480


@pytest.fixture
def live(open_page: Open, served: Served) -> Page:
    return open_page(served.address)


def viewers(server: Served) -> float:
    """How many take the stream, as the server counts them."""
    return server.metric("cifra_viewers")


def steady(page: Page, number: str = NUMBER) -> None:
    expect(page.locator("#live .number .lines")).to_have_text(number, use_inner_text=True)


def test_the_picture_the_number_and_what_reading_costs(live: Page) -> None:
    steady(live)
    stream = live.get_by_role("img", name="What the camera sees")
    expect(stream).to_be_visible()
    assert stream.evaluate("image => [image.naturalWidth, image.naturalHeight]") == list(SIZE)
    frame = stream.bounding_box()
    assert frame
    assert frame["width"] / frame["height"] == pytest.approx(SIZE[0] / SIZE[1], rel=0.02)
    expect(live.locator("#live .sure")).to_have_text(re.compile(r"9\d(\.\d)?% sure"))
    costs = live.locator("#live .costs")
    expect(costs).to_contain_text("Frames a second")
    expect(costs.locator(".milliseconds")).to_contain_text(re.compile(r"where \d.*which \d"))
    expect(live.get_by_role("alert")).to_be_hidden()


def test_the_last_numbers_are_listed_with_their_times(live: Page) -> None:
    newest = live.locator("#live .announcements li").first
    expect(newest.locator("b")).to_have_text("407 / 826")
    expect(newest.locator("time")).to_have_text(re.compile(r"^\d\d:\d\d:\d\d$"))
    expect(newest.locator("time")).to_have_attribute("datetime", re.compile(r"^20\d\d-"))


def test_a_paused_picture_stands_still_and_nothing_is_sent(live: Page, served: Served) -> None:
    steady(live)
    until(lambda: viewers(served) == 1)
    live.get_by_role("button", name="Pause").click()
    still = live.get_by_role("img", name="The paused picture")
    expect(still).to_be_visible()
    expect(live.get_by_text("Paused")).to_be_visible()
    assert still.evaluate("canvas => canvas.width") == SIZE[0]
    until(lambda: viewers(served) == 0)
    steady(live)
    live.get_by_role("button", name="Pause").click()
    expect(still).to_be_hidden()
    expect(live.get_by_role("img", name="What the camera sees")).to_be_visible()
    until(lambda: viewers(served) == 1)


@pytest.mark.parametrize("paused", [False, True])
def test_a_snapshot_is_a_file_with_the_picture(live: Page, tmp_path: Path, paused: bool) -> None:
    expect(live.get_by_role("img", name="What the camera sees")).to_be_visible()
    if paused:
        live.get_by_role("button", name="Pause").click()
        expect(live.get_by_role("img", name="The paused picture")).to_be_visible()
    with live.expect_download() as download:
        live.get_by_role("button", name="Snapshot").click()
    assert re.fullmatch(r"cifra-[\d-]+\.jpg", download.value.suggested_filename)
    download.value.save_as(tmp_path / "snapshot.jpg")
    picture = cv2.imread(str(tmp_path / "snapshot.jpg"))
    assert picture is not None
    assert picture.shape == (SIZE[1], SIZE[0], 3)
    expect(live.get_by_text("The picture was saved.")).to_be_visible()


def test_nothing_is_sent_while_nobody_looks(live: Page, served: Served) -> None:
    until(lambda: viewers(served) == 1)
    live.get_by_role("tab", name="Draw").click()
    until(lambda: viewers(served) == 0)
    live.get_by_role("tab", name="Live").click()
    until(lambda: viewers(served) == 1)
    hide = "hidden => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true }); " \
        "document.dispatchEvent(new Event('visibilitychange')); }"  # fmt: skip
    live.evaluate(hide, True)
    until(lambda: viewers(served) == 0)
    live.evaluate(hide, False)
    until(lambda: viewers(served) == 1)


def test_a_region_is_dragged_and_kept_over_a_restart(open_page: Open, serve: Serve) -> None:
    server = serve()
    live = open_page(server.address, forgiven="Failed to load|ERR_")
    steady(live)
    live.get_by_role("button", name="Region").click()
    drag(live, (0.1, 0.08), (0.9, 0.53))
    live.get_by_role("button", name="Read only this").click()
    expect(live.get_by_text("Only this part is read now")).to_be_visible()
    steady(live, TOP)
    assert server.json("/api/reading")["region"] == pytest.approx([64, 38, 512, 216], abs=3)
    server.end()
    server = serve(CLIP, "--port", server.port)
    expect(live.get_by_role("alert")).to_be_hidden()
    steady(live, TOP)
    assert server.json("/api/reading")["reading"]["roi"] == pytest.approx([64, 38, 512, 216], abs=3)

    live.get_by_role("button", name="Region").click()  # moved down, and made lower by its corner
    drag(live, (0.5, 0.3), (0.5, 0.8))
    drag(live, (0.9, 1.0), (0.9, 0.95))
    live.get_by_role("button", name="Read only this").click()
    steady(live, BOTTOM)
    live.get_by_role("button", name="Region").click()
    live.get_by_role("button", name="Whole picture").click()
    expect(live.get_by_text("The whole picture is read now.")).to_be_visible()
    steady(live)
    assert server.json("/api/reading")["region"] is None


def test_a_region_is_given_by_keys_alone(open_page: Open, serve: Serve) -> None:
    server = serve()
    live = open_page(server.address)
    steady(live)
    live.get_by_role("button", name="Region").press("Enter")
    expect(live.get_by_role("spinbutton", name="Left")).to_be_focused()
    for value in ("60", "250", "500", "220"):
        live.keyboard.press("Control+a")
        live.keyboard.type(value)
        live.keyboard.press("Tab")
    expect(live.get_by_role("button", name="Read only this")).to_be_focused()
    live.keyboard.press("Enter")
    steady(live, BOTTOM)
    assert server.json("/api/reading")["region"] == [60, 250, 500, 220]
    expect(live.get_by_role("button", name="Region")).to_be_focused()
    live.keyboard.press("Enter")
    expect(live.get_by_role("spinbutton", name="Top")).to_have_value("250")
    live.keyboard.press("Escape")
    expect(live.get_by_role("spinbutton", name="Top")).to_be_hidden()


def test_a_region_of_a_turned_picture_is_told_in_the_picture_as_given(open_page: Open, serve: Serve) -> None:
    server = serve(CLIP, "--rotate", "90")
    live = open_page(server.address)
    stage = live.locator("#live .stage")
    until(lambda: (box := stage.bounding_box()) is not None and box["height"] > box["width"])
    live.get_by_role("button", name="Region").click()
    drag(live, (0.5, 0.25), (1.0, 0.5))  # the upper right of what is shown is the upper left as given
    live.get_by_role("button", name="Read only this").click()
    expect(live.get_by_text("Only this part is read now")).to_be_visible()
    assert server.json("/api/reading")["region"] == pytest.approx([160, 0, 160, 240], abs=3)


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """From one place of the picture to another, in shares of its sides."""
    frame = page.locator("#live svg.region").bounding_box()
    assert frame
    (x, y), (to_x, to_y) = (
        (frame["x"] + across * frame["width"], frame["y"] + down * frame["height"]) for across, down in (start, end)
    )
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move((x + to_x) / 2, (y + to_y) / 2)
    page.mouse.move(to_x, to_y)
    page.mouse.up()
