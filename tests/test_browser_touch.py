"""A phone: fingers, a pen and the hand that holds it on the pad; a screen on which nothing sticks out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browser import PHONE, Open, expect
from bundled import needs_model
from hands import HANDS, Points, placed
from web_server import Served

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

pytestmark = [pytest.mark.slow, needs_model]
FIRST, SECOND = HANDS


@pytest.fixture
def phone(open_page: Open, served: Served) -> Page:
    return open_page(served.address + "/#draw", **PHONE)


class Fingers:
    """Touches of the screen, as the browser gets them from its system."""

    def __init__(self, page: Page) -> None:
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._down: dict[int, dict[str, float]] = {}

    def press(self, finger: int, x: float, y: float, radius: float = 4) -> None:
        self._down[finger] = {"x": x, "y": y, "id": finger, "radiusX": radius, "radiusY": radius}
        self._send("touchStart")

    def move(self, finger: int, x: float, y: float) -> None:
        self._down[finger] |= {"x": x, "y": y}
        self._send("touchMove")

    def lift(self, finger: int) -> None:
        del self._down[finger]
        self._send("touchEnd")

    def cancel(self) -> None:
        """The system takes them for something else, a palm or a gesture of its own."""
        self._down.clear()
        self._send("touchCancel")

    def _send(self, kind: str) -> None:
        self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(self._down.values())})


def on_pad(
    page: Page, strokes: list[Points], left: float = 0.35, top: float = 0.15, height: float = 0.4
) -> list[Points]:
    frame = page.locator("#draw canvas").bounding_box()
    assert frame
    width = frame["width"]
    return placed(strokes, frame["x"] + left * width, frame["y"] + top * width, height * width)


def trace(fingers: Fingers, finger: int, points: Points) -> None:
    fingers.press(finger, *points[0])
    for x, y in points[1:]:
        fingers.move(finger, x, y)
    fingers.lift(finger)


def test_a_finger_writes_and_the_page_stays_where_it_is(phone: Page) -> None:
    fingers = Fingers(phone)
    for hand in HANDS.values():
        for label in "2357":
            for points in on_pad(phone, hand[label]):
                trace(fingers, 1, points)
            expect(phone.locator("#draw .read")).to_have_text(label)
            phone.get_by_role("button", name="Clear").click()
            expect(phone.locator("#draw .read")).to_be_empty()
    assert phone.evaluate("[scrollX, scrollY, visualViewport.scale]") == [0, 0, 1]


def test_a_second_finger_draws_nothing(phone: Page) -> None:
    fingers = Fingers(phone)
    (points,) = on_pad(phone, HANDS[FIRST]["3"])
    x, y = points[0]
    fingers.press(1, x, y)
    for i, (x, y) in enumerate(points[1:]):
        if i == 10:
            fingers.press(2, x + 60, y + 20)
        if i > 10:
            fingers.move(2, x + 60, y + i)
        fingers.move(1, x, y)
    fingers.lift(2)
    fingers.lift(1)
    expect(phone.locator("#draw .read")).to_have_text("3")
    expect(phone.locator("#draw .marks .box")).to_have_count(1)


def test_a_palm_draws_nothing(phone: Page) -> None:
    fingers = Fingers(phone)
    frame = phone.locator("#draw canvas").bounding_box()
    assert frame
    fingers.press(1, frame["x"] + 200, frame["y"] + 200, radius=45)
    fingers.move(1, frame["x"] + 150, frame["y"] + 150)
    fingers.lift(1)
    expect(phone.get_by_text("Write digits here")).to_be_visible()
    expect(phone.get_by_role("button", name="Undo")).to_be_disabled()


def test_a_stroke_that_the_system_takes_away_is_taken_back(phone: Page) -> None:
    fingers = Fingers(phone)
    one, other = on_pad(phone, [HANDS[FIRST]["1"][0], [(x + 900, y) for x, y in HANDS[SECOND]["8"][0]]], 0.1)
    trace(fingers, 1, one)
    expect(phone.locator("#draw .read")).to_have_text("1")
    fingers.press(1, *other[0])
    for x, y in other[1:30]:
        fingers.move(1, x, y)
    fingers.cancel()
    expect(phone.locator("#draw .marks .box")).to_have_count(1)
    expect(phone.locator("#draw .read")).to_have_text("1")


def test_the_hand_that_holds_a_pen_draws_nothing(phone: Page) -> None:
    """Its touch comes first, then the pen: what it drew is taken back, and it draws no more."""
    (points,) = on_pad(phone, HANDS[SECOND]["9"])
    phone.locator("#draw canvas").evaluate(
        """(canvas, points) => {
            canvas.setPointerCapture = () => {}; // these pointers are not the system's
            const send = (name, type, id, [x, y]) => canvas.dispatchEvent(new PointerEvent(name, {
                pointerType: type, pointerId: id, clientX: x, clientY: y, bubbles: true, cancelable: true,
            }));
            const hand = (i) => [points[i][0] + 30, points[i][1] + 90];
            send("pointerdown", "touch", 1, hand(0));
            send("pointermove", "touch", 1, hand(1));
            send("pointerdown", "pen", 2, points[0]);
            points.forEach((point, i) => {
                send("pointermove", "pen", 2, point);
                send("pointermove", "touch", 1, hand(i));
            });
            send("pointerup", "pen", 2, points.at(-1));
            send("pointerup", "touch", 1, hand(points.length - 1));
            send("pointerdown", "touch", 3, hand(0));
            send("pointerup", "touch", 3, hand(0));
        }""",
        points,
    )
    expect(phone.locator("#draw .read")).to_have_text("9")
    expect(phone.locator("#draw .marks .box")).to_have_count(1)


@pytest.mark.parametrize("width", [320, 390, 768])
def test_nothing_sticks_out_of_a_narrow_screen(open_page: Open, served: Served, width: int) -> None:
    for locale in ("en-GB", "es-ES"):
        page = open_page(served.address, **(PHONE | {"viewport": {"width": width, "height": 700}}), locale=locale)
        for tab in page.get_by_role("tab").all():
            tab.click()
            assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator("#tab-live").click()
    page.locator(".choose-region").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_thumb_hits_every_control(phone: Page) -> None:
    for tab in ("live", "draw", "picture"):
        phone.locator(f"#tab-{tab}").click()
        for control in phone.locator("button, select, label.button").all():
            box = control.bounding_box() if control.is_visible() else None
            assert box is None or (box["height"] >= 44 and box["width"] >= 44), control.inner_html()
