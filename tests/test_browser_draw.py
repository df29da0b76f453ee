"""The tab Draw, as a hand uses it: every digit in two hands, several at once, what is none, undo, clear and the pen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browser import Open, expect
from bundled import needs_model
from hands import HANDS, SCRIBBLE, write, write_number
from web_server import Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.slow, needs_model]
FIRST, SECOND = HANDS


@pytest.fixture
def pad(open_page: Open, served: Served) -> Page:
    page = open_page(served.address + "/#draw")
    expect(page.get_by_role("tab", name="Draw")).to_have_attribute("aria-selected", "true")
    return page


def read(page: Page) -> str:
    return page.locator("#draw .read").inner_text()


def test_each_digit_is_read_right_in_every_hand(pad: Page) -> None:
    for hand, digits in HANDS.items():
        for label, strokes in digits.items():
            write(pad, strokes, 0.35, 0.15, 0.4)
            expect(pad.locator("#draw .read"), f"{label} by {hand}").to_have_text(label)
            pad.get_by_role("button", name="Clear").click()
            expect(pad.locator("#draw .read")).to_be_empty()


def test_a_digit_has_eleven_answers_and_the_picture_that_the_network_saw(pad: Page) -> None:
    write(pad, HANDS[FIRST]["4"], 0.35, 0.15, 0.4)
    card = pad.get_by_role("listitem", name="4, ")
    expect(card).to_be_visible()
    expect(card.locator(".bars > i")).to_have_text([*"0123456789", "∅"])
    expect(card.locator(".is-best")).to_have_text("4")
    expect(card.get_by_role("img", name="The eleven answers: 4 9")).to_be_visible()
    glyph = card.get_by_role("img", name="28 by 28")
    assert glyph.evaluate("image => [image.naturalWidth, image.naturalHeight]") == [28, 28]
    assert glyph.evaluate("image => image.clientWidth") >= 3 * 28
    assert glyph.evaluate("image => getComputedStyle(image).imageRendering") == "pixelated"
    share = card.locator(".is-best s").evaluate("bar => new DOMMatrix(getComputedStyle(bar).transform).d")
    assert share > 0.8


def test_several_digits_in_two_lines_and_two_hands(pad: Page) -> None:
    write_number(pad, "407", FIRST, 0.08, 0.06, 0.25)
    write_number(pad, "8265", SECOND, 0.08, 0.42, 0.25)
    expect(pad.locator("#draw .read")).to_have_text("407\n8265", use_inner_text=True)
    expect(pad.locator("#draw .marks .box")).to_have_count(7)
    expect(pad.get_by_role("listitem")).to_have_count(7)


def test_it_answers_while_the_pen_is_down(pad: Page) -> None:
    frame = pad.locator("#draw canvas").bounding_box()
    assert frame
    x, y = frame["x"] + 0.4 * frame["width"], frame["y"] + 0.1 * frame["width"]
    pad.mouse.move(x, y)
    pad.mouse.down()
    for step in range(40):
        pad.mouse.move(x - step / 2, y + 5 * step)
    expect(pad.locator("#draw .read")).to_have_text("1")
    expect(pad.get_by_text("Answered in")).to_be_visible()
    pad.mouse.up()


def test_one_question_is_asked_at_a_time_and_the_last_is_of_the_whole_drawing(pad: Page) -> None:
    under_way, counts = set(), []

    def asked(request: object) -> None:
        under_way.add(request)
        counts.append(len(under_way))

    pad.on("request", asked)
    pad.on("requestfinished", lambda request: under_way.discard(request))
    write_number(pad, "2357", SECOND, 0.05, 0.2, 0.24)
    expect(pad.locator("#draw .read")).to_have_text("2357")
    assert len(counts) > 2
    assert max(counts) == 1


def test_what_is_no_digit_is_shown_as_such(pad: Page) -> None:
    write(pad, HANDS[FIRST]["3"], 0.1, 0.2, 0.3)
    write(pad, SCRIBBLE, 0.5, 0.2, 0.2)
    expect(pad.locator("#draw .read")).to_have_text("3")
    expect(pad.get_by_role("listitem", name="A mark that was not read: no digit").first).to_be_visible()
    expect(pad.locator("#draw .marks .is-refused").first).to_contain_text("no digit")


def test_undo_takes_back_strokes_and_clearing(pad: Page) -> None:
    undo, clear = (pad.get_by_role("button", name=name) for name in ("Undo", "Clear"))
    expect(undo).to_be_disabled()
    expect(clear).to_be_disabled()
    write_number(pad, "12", FIRST, 0.1, 0.2, 0.3)
    expect(pad.locator("#draw .read")).to_have_text("12")
    clear.click()
    expect(pad.locator("#draw .read")).to_be_empty()
    expect(clear).to_be_disabled()
    undo.click()
    expect(pad.locator("#draw .read")).to_have_text("12")
    undo.click()
    expect(pad.locator("#draw .read")).to_have_text("1")
    undo.click()
    expect(pad.locator("#draw .read")).to_be_empty()
    expect(undo).to_be_disabled()


def test_the_pad_takes_keys(pad: Page) -> None:
    thickness = pad.get_by_role("slider", name="Pen")
    before = float(thickness.input_value())
    write_number(pad, "31", FIRST, 0.1, 0.2, 0.3)
    pad.keyboard.press("Control+z")
    expect(pad.locator("#draw .read")).to_have_text("3")
    pad.keyboard.press("Delete")
    expect(pad.locator("#draw .read")).to_be_empty()
    pad.keyboard.press("]")
    assert float(thickness.input_value()) > before
    pad.keyboard.press("[")
    pad.keyboard.press("[")
    assert float(thickness.input_value()) < before


@pytest.mark.parametrize("pen", ["4", "14", "30"])
def test_thin_and_thick_pens_are_read(pad: Page, pen: str) -> None:
    pad.get_by_role("slider", name="Pen").fill(pen)
    write_number(pad, "59", SECOND, 0.15, 0.15, 0.4)
    expect(pad.locator("#draw .read")).to_have_text("59")


def test_a_drawing_outlives_another_size_of_the_window(pad: Page) -> None:
    write_number(pad, "68", FIRST, 0.15, 0.15, 0.4)
    expect(pad.locator("#draw .read")).to_have_text("68")
    pad.set_viewport_size({"width": 500, "height": 700})
    ink = "c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some((v, i) => i % 4 == 3 && v)"
    assert pad.locator("#draw canvas").evaluate(ink)
    write(pad, HANDS[SECOND]["1"], 0.75, 0.15, 0.4)
    expect(pad.locator("#draw .read")).to_have_text("681")
