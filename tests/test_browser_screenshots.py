"""The page as it looks: three tabs, on a desktop and a phone, in the light and in the dark, as pictures to look at.

They are written to CIFRA_SCREENSHOTS where that is set, else beside the test's other files.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import pytest
from browser import DESKTOP, PHONE, Open, expect
from bundled import SAMPLES, needs_model
from hands import HANDS, SCRIBBLE, write, write_number
from web_server import Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.slow, needs_model]
FIRST, SECOND = HANDS
SCREENS = {"desktop": DESKTOP, "phone": PHONE}
LANGUAGES = {"light": "en-GB", "dark": "es-ES"}
LEAST_VARIED = 5.0  # grey levels of standard deviation: an empty page has none


@pytest.fixture(scope="session")
def album(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = Path(os.environ.get("CIFRA_SCREENSHOTS") or tmp_path_factory.mktemp("screenshots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def show_live(page: Page) -> None:
    expect(page.locator("#live .number .lines")).to_have_text("407\n826", use_inner_text=True)
    expect(page.locator("#live img.stream")).to_be_visible()
    expect(page.locator("#live .costs .rate dd")).not_to_have_text("0.0")


def show_draw(page: Page) -> None:
    write_number(page, "40", FIRST, 0.06, 0.11, 0.23)
    write_number(page, "735", SECOND, 0.1, 0.48, 0.2)
    write(page, SCRIBBLE, 0.68, 0.14, 0.19)
    expect(page.locator("#draw .read")).to_have_text("40\n735", use_inner_text=True)
    page.mouse.move(0, 0)


def show_picture(page: Page) -> None:
    page.locator("input.chosen").set_input_files(SAMPLES / "column-sum.jpg")
    expect(page.locator("#picture .read")).to_have_text("408\n1573\n692\n2673", use_inner_text=True)


TABS = {"live": show_live, "draw": show_draw, "picture": show_picture}


@pytest.mark.parametrize("scheme", LANGUAGES)
@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("tab", TABS)
def test_the_page_is_photographed(
    open_page: Open, served: Served, album: Path, tab: str, screen: str, scheme: str
) -> None:
    options: dict[str, Any] = SCREENS[screen] | {"color_scheme": scheme, "locale": LANGUAGES[scheme]}
    page = open_page(f"{served.address}/#{tab}", **options)
    TABS[tab](page)
    page.wait_for_timeout(300)  # until bars have grown
    path = album / f"{tab}-{screen}-{scheme}.png"
    page.screenshot(path=path)
    picture = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    assert picture.std() > LEAST_VARIED
    paper = int(picture[-1 if screen == "desktop" else picture.shape[0] // 2, 2])
    assert (paper > 200) == (scheme == "light")
