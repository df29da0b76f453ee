"""The page for everybody: two languages, keys alone, names for screen readers, contrast in both schemes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from browser import DESKTOP, PHONE, Open, expect
from bundled import SAMPLES, needs_model
from hands import HANDS, write
from web_server import Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.slow, needs_model]
HAND = HANDS["W01, first session"]
NAMELESS = re.compile(
    r"- (?:button|tab|tabpanel|img|slider|spinbutton|combobox|dialog|textbox|region)\b(?! \")(?!: \S)"
)
LEAST_CONTRAST = 4.5  # of text, WCAG AA
LEAST_EDGE = 3.0  # of what bounds a control


def test_a_browser_is_spoken_to_in_its_language_and_remembers_another(open_page: Open, served: Served) -> None:
    page = open_page(served.address, locale="es-MX")
    expect(page.get_by_role("tab")).to_have_text(["En vivo", "Dibujar", "Imagen"])
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.locator("#live .sure")).to_contain_text("% de certeza")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("tab")).to_have_text(["Live", "Draw", "Picture"])
    expect(page.locator("#live .sure")).to_contain_text("% sure")
    page.reload()
    expect(page.get_by_role("tab")).to_have_text(["Live", "Draw", "Picture"])
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_any_other_language_gets_english(open_page: Open, served: Served) -> None:
    page = open_page(served.address, locale="fi-FI")
    expect(page.get_by_role("tab")).to_have_text(["Live", "Draw", "Picture"])


def test_all_words_are_said_in_the_language_chosen_last(open_page: Open, served: Served) -> None:
    """Also those that the page made while it spoke the other."""
    page = open_page(served.address + "/#draw")
    write(page, HAND["7"], 0.3, 0.15, 0.4)
    expect(page.locator("#draw .read")).to_have_text("7")
    page.locator("input.chosen").set_input_files(SAMPLES / "marker.jpg")
    expect(page.locator("#picture .read")).to_have_text("3581\n962", use_inner_text=True)
    page.get_by_role("button", name="Español").click()
    english = page.evaluate("async () => Object.values((await import('/page/english.js')).english)")
    spanish = page.evaluate("async () => Object.values((await import('/page/spanish.js')).spanish)")
    only_english = {words for words in english if words not in spanish and "{" not in words}
    for tab in ("live", "draw", "picture"):
        page.locator(f"#tab-{tab}").click()
        lines = set(page.locator("body").inner_text().splitlines())
        names = set(re.findall(r'"([^"]+)"', page.locator("body").aria_snapshot()))
        assert not only_english & (lines | names)


def test_every_control_has_a_name(open_page: Open, served: Served) -> None:
    page = open_page(served.address + "/#draw")
    write(page, HAND["7"], 0.3, 0.15, 0.4)
    expect(page.locator("#draw .read")).to_have_text("7")
    page.locator("input.chosen").set_input_files(SAMPLES / "marker.jpg")
    page.get_by_text("Digit by digit").click()
    expect(page.get_by_role("listitem", name="8, ")).to_be_visible()
    for tab in ("picture", "draw", "live"):
        page.locator(f"#tab-{tab}").click()
        if tab == "live":
            page.get_by_role("button", name="Region").click()
        said = page.locator("body").aria_snapshot()
        assert not NAMELESS.findall(said), said
    assert page.get_by_role("status").count() >= 2  # what changes by itself is told
    assert page.locator("img:not([alt])").count() == 0


def test_the_tabs_are_walked_by_arrows(open_page: Open, served: Served) -> None:
    page = open_page(served.address)
    page.keyboard.press("Tab")
    for key, name in (
        ("ArrowRight", "Draw"),
        ("ArrowRight", "Picture"),
        ("ArrowRight", "Live"),
        ("ArrowLeft", "Picture"),
        ("Home", "Live"),
        ("End", "Picture"),
    ):
        page.keyboard.press(key)
        expect(page.get_by_role("tab", name=name)).to_be_focused()
        expect(page.get_by_role("tab", name=name)).to_have_attribute("aria-selected", "true")
        expect(page.get_by_role("tabpanel", name=name)).to_be_visible()
    assert page.url.endswith("#picture")
    page.reload()
    expect(page.get_by_role("tabpanel", name="Picture")).to_be_visible()


@pytest.mark.parametrize("tab", ["live", "draw", "picture"])
def test_every_control_is_reached_by_keys_and_shows_that_it_is(open_page: Open, served: Served, tab: str) -> None:
    page = open_page(f"{served.address}/#{tab}", **DESKTOP)
    if tab == "picture":
        page.locator("input.chosen").set_input_files(SAMPLES / "marker.jpg")
        expect(page.locator("#picture .result")).to_be_visible()
    wanted = page.locator(
        f"#tab-{tab}, .languages button, #{tab} :is(button:enabled, select, summary, canvas[tabindex], input)"
    ).evaluate_all("all => all.filter((element) => element.checkVisibility()).length")
    seen = set()
    for _ in range(2 * wanted):
        page.keyboard.press("Tab")
        seen.add(
            page.evaluate(
                """() => {
                    const now = document.activeElement;
                    const shown = now.matches(".button input") ? now.parentElement : now;
                    const ring = getComputedStyle(shown).outlineStyle !== "none" || now === document.body;
                    return [now.outerHTML.slice(0, 80), ring];
                }"""
            ).__repr__()
        )
    reached = {element for element in seen if "<body" not in element}
    assert len(reached) >= wanted
    assert all(element.endswith("True]") for element in reached), reached


def test_a_picture_is_chosen_and_asked_about_by_keys_alone(open_page: Open, served: Served) -> None:
    page = open_page(served.address + "/#picture")
    with page.expect_file_chooser() as chooser:
        page.locator("input.chosen").focus()  # here, as the browser takes a moment to give choosers to whom expects one
        page.keyboard.press("Space")
    chooser.value.set_files(SAMPLES / "marker.jpg")
    expect(page.locator("#picture .result")).to_be_visible()
    page.get_by_role("button", name="Why?").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_role("img")).to_be_visible()
    page.get_by_role("button", name="Close").press("Enter")
    expect(page.get_by_role("dialog")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_what_is_behind_it(open_page: Open, served: Served, scheme: str) -> None:
    page = open_page(served.address, color_scheme=scheme)
    text = ("--text", "--quiet", "--sure", "--fair", "--doubtful", "--ink")
    pairs = [(colour, behind, LEAST_CONTRAST) for colour in text for behind in ("--paper", "--sheet")]
    pairs += [("--text", "--raised", LEAST_CONTRAST), ("--quiet", "--sunk", LEAST_CONTRAST)]
    pairs += [("--on-ink", "--ink", LEAST_CONTRAST), ("--text", "--pale-ink", LEAST_CONTRAST)]
    pairs += [("--sheet", colour, LEAST_CONTRAST) for colour in ("--sure", "--fair", "--doubtful", "--quiet")]
    pairs += [("--edge", behind, LEAST_EDGE) for behind in ("--paper", "--sheet")]
    for colour, behind, least in pairs:
        assert contrast(page, colour, behind) >= least, (colour, behind)


def contrast(page: Page, *names: str) -> float:
    """The contrast of two of the page's colours, 1 to 21, as WCAG has it."""
    lights = []
    for name in names:
        text = page.evaluate("name => getComputedStyle(document.documentElement).getPropertyValue(name)", name).strip()
        shares = [int(text[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
        lights.append(0.2126 * red + 0.7152 * green + 0.0722 * blue)
    return (max(lights) + 0.05) / (min(lights) + 0.05)


def test_nothing_moves_for_those_who_asked_for_that(open_page: Open, served: Served) -> None:
    page = open_page(served.address + "/#draw", reduced_motion="reduce", **PHONE)
    write(page, HAND["2"], 0.3, 0.15, 0.4)
    expect(page.locator("#draw .read")).to_have_text("2")
    moving = page.evaluate("document.getAnimations().length")
    lasting = page.locator(".bars s").first.evaluate("bar => getComputedStyle(bar).transitionDuration")
    assert (moving, lasting) == (0, "0s")
