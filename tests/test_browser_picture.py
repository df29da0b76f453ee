"""The tab Picture: chosen, dropped, pasted, photographed; what is drawn over it, and what one takes along."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from browser import PHONE, Open, expect
from bundled import PICTURES, SAMPLES, needs_model
from command_line import cifra
from web_server import Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.slow, needs_model]
MARKER = SAMPLES / "marker.jpg"
TEXT = "3581\n962"
# EXIF with nothing but an orientation, which comes at the "%c": 6 is shown turned clockwise by 90 degrees.
EXIF = b"\xff\xe1\x00\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0%c\0\0\0\0\0\0"


@pytest.fixture
def page(open_page: Open, served: Served) -> Page:
    return open_page(served.address + "/#picture")


def read(page: Page, text: str) -> None:
    expect(page.locator("#picture .read")).to_have_text(text, use_inner_text=True)


def choose(page: Page, path: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.locator("label", has_text="Choose a picture").click()
    chooser.value.set_files(path)


@pytest.mark.parametrize("sample", PICTURES, ids=lambda row: row["id"])
def test_the_bundled_pictures_are_read_and_drawn_over(page: Page, sample: dict) -> None:
    choose(page, SAMPLES / sample["file"])
    read(page, "\n".join(sample["lines"]))
    expect(page.locator("#picture figure .marks g:not(.is-refused)")).to_have_count(len(sample["digits"]))
    boxes_match(page, sample)


def boxes_match(page: Page, sample: dict) -> None:
    """The boxes on the screen lie over the digits of the picture as it is shown."""
    image = page.locator("#picture figure img")
    frame = image.bounding_box()
    assert frame
    scale = frame["width"] / image.evaluate("image => image.naturalWidth")
    drawn = [box.bounding_box() for box in page.locator("#picture .marks g:not(.is-refused) .box").all()]
    for x, y, w, h in (digit["box"] for digit in sample["digits"]):
        middle = frame["x"] + (x + w / 2) * scale, frame["y"] + (y + h / 2) * scale
        assert any(
            box and box["x"] < middle[0] < box["x"] + box["width"] and box["y"] < middle[1] < box["y"] + box["height"]
            for box in drawn
        )


@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_a_photograph_is_read_as_its_camera_says_it_is_held(page: Page, tmp_path: Path, orientation: int) -> None:
    turns = {3: cv2.ROTATE_180, 6: cv2.ROTATE_90_COUNTERCLOCKWISE, 8: cv2.ROTATE_90_CLOCKWISE}
    upright = cv2.imread(str(MARKER))
    _, stored = cv2.imencode(".jpg", cv2.rotate(upright, turns[orientation]))
    data = stored.tobytes()
    (tmp_path / "held.jpg").write_bytes(data[:2] + EXIF % orientation + data[2:])
    choose(page, tmp_path / "held.jpg")
    read(page, TEXT)
    shown = page.locator("#picture figure img").evaluate("image => [image.naturalHeight, image.naturalWidth]")
    assert shown == list(upright.shape[:2])
    boxes_match(page, next(row for row in PICTURES if row["id"] == "marker"))


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_a_picture_is_dropped_or_pasted_whatever_tab_is_shown(page: Page, kind: str) -> None:
    page.get_by_role("tab", name="Draw").click()
    page.evaluate(
        """([kind, data]) => {
            const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
            const transfer = new DataTransfer();
            transfer.items.add(new File([bytes], "marker.jpg", { type: "image/jpeg" }));
            const options = { bubbles: true, cancelable: true };
            const event = kind === "drop"
                ? new DragEvent("drop", { ...options, dataTransfer: transfer })
                : new ClipboardEvent("paste", { ...options, clipboardData: transfer });
            document.body.dispatchEvent(event);
        }""",
        [kind, base64.b64encode(MARKER.read_bytes()).decode()],
    )
    expect(page.get_by_role("tab", name="Picture")).to_have_attribute("aria-selected", "true")
    read(page, TEXT)


def test_a_phone_photographs_with_the_camera_that_looks_away(open_page: Open, served: Served) -> None:
    phone = open_page(served.address + "/#picture", **PHONE)
    with phone.expect_file_chooser() as chooser:
        phone.locator("label", has_text="Photograph").click()
    assert chooser.value.element.get_attribute("capture") == "environment"
    chooser.value.set_files(MARKER)
    read(phone, TEXT)


def test_text_is_copied_also_where_the_browser_gives_no_clipboard(page: Page) -> None:
    choose(page, MARKER)
    read(page, TEXT)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    for clipboard in ("navigator.clipboard.writeText", ""):
        if not clipboard:  # as with http on any other machine
            page.evaluate("navigator.clipboard.writeText('')")
            page.evaluate("Object.defineProperty(Navigator.prototype, 'clipboard', { get: () => undefined })")
        page.get_by_role("button", name="Copy").click()
        expect(page.get_by_text("Copied")).to_be_visible()
    area = page.context.new_page()
    area.goto(page.url)
    assert area.evaluate("navigator.clipboard.readText()").replace("\r", "") == TEXT


def test_the_json_is_that_of_the_command_line(page: Page, tmp_path: Path) -> None:
    choose(page, MARKER)
    read(page, TEXT)
    with page.expect_download() as download:
        page.get_by_role("button", name="JSON").click()
    assert download.value.suggested_filename == "marker.json"
    download.value.save_as(tmp_path / "marker.json")
    ours = json.loads((tmp_path / "marker.json").read_text())
    theirs = json.loads(cifra("read", "--json", MARKER).stdout)
    assert ours.pop("source") == "marker.jpg"
    assert ours.pop("milliseconds").keys() == theirs.pop("milliseconds").keys()
    theirs.pop("source")
    assert ours == theirs


def test_why_is_a_sheet_that_opens_and_closes(page: Page) -> None:
    choose(page, MARKER)
    read(page, TEXT)
    page.get_by_role("button", name="Why?").click()
    sheet = page.get_by_role("dialog", name="What became of each mark")
    picture = sheet.get_by_role("img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") > 1000
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(page.get_by_role("button", name="Why?")).to_be_focused()


def test_digits_are_told_one_by_one(page: Page) -> None:
    choose(page, MARKER)
    read(page, TEXT)
    page.get_by_text("Digit by digit").click()
    expect(page.get_by_role("listitem", name="8, ")).to_be_visible()


def test_a_picture_that_lies_on_its_side_is_turned(page: Page, tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "side.png"), cv2.rotate(cv2.imread(str(MARKER)), cv2.ROTATE_90_COUNTERCLOCKWISE))
    choose(page, tmp_path / "side.png")
    expect(page.locator("#picture .result")).to_be_visible()
    for turn in ("90°", "find out"):
        page.get_by_label("Turn").select_option(turn)
        read(page, TEXT)


def test_a_picture_of_too_many_bytes_is_made_smaller(page: Page, tmp_path: Path) -> None:
    picture = np.random.default_rng(1).integers(0, 256, (2500, 2500, 3), np.uint8)  # which no PNG makes small
    cv2.imwrite(str(tmp_path / "large.png"), picture)
    assert (tmp_path / "large.png").stat().st_size > 12_000_000
    choose(page, tmp_path / "large.png")
    expect(page.get_by_text("was made smaller before it was sent")).to_be_visible()


def test_a_picture_of_too_many_pixels_is_made_smaller(open_page: Open, served: Served, tmp_path: Path) -> None:
    page = open_page(served.address + "/#picture", forgiven="status of 413")
    picture = np.full((5200, 5200, 3), 220, np.uint8)
    picture[1000:3160, 600:4440] = cv2.resize(cv2.imread(str(MARKER)), (3840, 2160))
    cv2.imwrite(str(tmp_path / "large.png"), picture)
    choose(page, tmp_path / "large.png")
    read(page, TEXT)
    expect(page.get_by_text("was made smaller before it was sent")).to_be_visible()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("notes.txt", b"no picture", "This cannot be read as a picture."),
        ("broken.jpg", MARKER.read_bytes()[:2000], "This cannot be read as a picture."),
        ("film.mp4", bytes(13_000_000), "The picture is too large for Cifra."),
    ],
)
def test_what_cannot_be_read_is_said(
    open_page: Open, served: Served, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    page = open_page(served.address + "/#picture", forgiven="status of 4(15|22)")
    (tmp_path / name).write_bytes(content)
    choose(page, tmp_path / name)
    expect(page.locator("#picture > .told")).to_contain_text(words)
    expect(page.locator("#picture .result")).to_be_hidden()
    choose(page, MARKER)
    read(page, TEXT)
