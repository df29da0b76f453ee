"""What the page says when the camera or the server is lost, and that it goes on by itself when they are back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, get_args

import pytest
from browser import CLIP, Open, Serve, expect, until
from bundled import needs_model
from misbehaving_camera import MisbehavingCamera
from web_server import Served

from edge.errors import Kind

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.slow, needs_model]
LOST = "Failed to load resource|ERR_"  # what a browser notes where there is no server


def shown(page: Page, title: str) -> None:
    expect(page.get_by_role("alert")).to_contain_text(title)


def test_a_lost_camera_is_said_and_its_return_seen(open_page: Open, serve: Serve) -> None:
    with MisbehavingCamera(size=(320, 240)) as camera:
        server = serve(camera.address)
        english = open_page(server.address)
        spanish = open_page(server.address, locale="es-ES")
        for page in (english, spanish):
            expect(page.locator("#live img.stream")).to_be_visible()
            expect(page.get_by_role("alert")).to_be_hidden()
        camera.tell("die")
        shown(english, "The camera’s server does not answer")
        shown(english, "Look whether it is switched on and on the network.")
        shown(spanish, "El servidor de la cámara no responde")
        camera.tell("back")
        for page in (english, spanish):
            expect(page.get_by_role("alert")).to_be_hidden()


@pytest.mark.parametrize(
    ("word", "title"),
    [
        ("black", "The picture is black"),
        ("freeze", "The camera stands still"),
        ("garbage", "The camera sends damaged pictures"),
        ("resize", "The picture has another size now"),
    ],
)
def test_each_fault_is_said_in_plain_words(open_page: Open, serve: Serve, word: str, title: str) -> None:
    with MisbehavingCamera(size=(320, 240)) as camera:
        page = open_page(serve(camera.address).address)
        expect(page.locator("#live img.stream")).to_be_visible()
        camera.tell(word)
        shown(page, title)
        camera.tell("well")
        expect(page.get_by_role("alert")).to_be_hidden()


def test_there_are_words_for_every_kind_of_fault_in_both_languages(open_page: Open, served: Served) -> None:
    page = open_page(served.address)
    english, spanish = (
        page.evaluate(f"async () => (await import('/page/{name}.js')).{name}") for name in ("english", "spanish")
    )
    assert english.keys() == spanish.keys()
    for kind in get_args(Kind):
        key = "goneFault" if kind == "gone" else kind  # "gone" is said of a number
        assert english[key] != spanish[key]
        assert english[key + "Do"] != spanish[key + "Do"]
    values = re.compile(r"\{\w+\}")
    for key, words in english.items():
        assert sorted(values.findall(words)) == sorted(values.findall(spanish[key])), key
        assert words.strip()
        assert spanish[key].strip()


def test_a_camera_that_is_not_there_yet_is_waited_for(open_page: Open, serve: Serve) -> None:
    with MisbehavingCamera(size=(320, 240)) as camera:
        camera.tell("die")
        page = open_page(serve(camera.address).address)
        shown(page, "The camera’s server does not answer")
        expect(page.locator("#live img.stream")).to_be_hidden()
        camera.tell("back")
        expect(page.get_by_role("alert")).to_be_hidden()
        expect(page.locator("#live img.stream")).to_be_visible()


def test_a_page_goes_on_when_the_server_is_back(open_page: Open, serve: Serve) -> None:
    server = serve()
    page = open_page(server.address, forgiven=LOST)
    number = page.locator("#live .number .lines")
    expect(number).to_have_text("407\n826", use_inner_text=True)
    server.end()
    shown(page, "Cifra does not answer")
    page.get_by_role("button", name="Español").click()
    shown(page, "Cifra no responde")
    page.get_by_role("button", name="English").click()
    again = serve(CLIP, "--port", server.port)
    expect(page.get_by_role("alert")).to_be_hidden()
    until(lambda: again.metric("cifra_viewers") == 1)
    expect(page.locator("#live img.stream")).to_be_visible()


def test_what_is_asked_of_a_server_that_is_gone_is_said_where_one_looks(open_page: Open, serve: Serve) -> None:
    server = serve()
    page = open_page(server.address + "/#draw", forgiven=LOST)
    frame = page.locator("#draw canvas").bounding_box()
    assert frame
    server.end()
    page.mouse.move(frame["x"] + 200, frame["y"] + 50)
    page.mouse.down()
    page.mouse.move(frame["x"] + 190, frame["y"] + 200, steps=8)
    page.mouse.up()
    expect(page.locator("#draw .told")).to_contain_text("Cifra does not answer")
    serve(CLIP, "--port", server.port)
    expect(page.locator("#draw .read")).to_have_text("1")  # asked again by itself
    expect(page.locator("#draw .told")).to_be_empty()
