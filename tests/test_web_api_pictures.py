"""Pictures sent to a real `cifra serve`: read, explained, told in detail, and refused with words that help."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import cv2
import numpy as np
import pytest
from bundled import PICTURES, SAMPLES, needs_model
from command_line import SAMPLE
from web_server import Answer, Served, serving

from edge import Reader
from edge.pictures import load_picture
from edge.reading import LEAST_CONFIDENCE

pytest.importorskip("starlette", reason="the extra serve is not installed")
pytestmark = [needs_model, pytest.mark.slow]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served"), SAMPLES / "marker.jpg") as server:
        yield server


def without_times(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name != "milliseconds"}


def form(content: bytes, field: str = "picture") -> tuple[bytes, str]:
    """A form with one file, and its type."""
    head = f'--limit\r\nContent-Disposition: form-data; name="{field}"; filename="a.jpg"\r\n'
    return (
        head.encode() + b"Content-Type: image/jpeg\r\n\r\n" + content + b"\r\n--limit--\r\n",
        "multipart/form-data; boundary=limit",
    )


def picture_of(answer: Answer) -> np.ndarray:
    picture = cv2.imdecode(np.frombuffer(answer.body, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return picture


def png(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is so large."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        whole = kind + content
        return struct.pack(">I", len(content)) + whole + struct.pack(">I", zlib.crc32(whole))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


def page_with_letter() -> bytes:
    """Digits, and a letter far from them, as a PNG."""
    page = np.full((300, 700, 3), 230, np.uint8)
    for text, x in (("7", 40), ("2", 140), ("W", 520)):
        cv2.putText(page, text, (x, 200), cv2.FONT_HERSHEY_SIMPLEX, 4, (30, 30, 30), 8, cv2.LINE_AA)
    return cv2.imencode(".png", page)[1].tobytes()


@pytest.mark.parametrize("row", PICTURES, ids=lambda row: str(row["file"]))
def test_a_picture_is_read_as_by_the_command(served: Served, row: dict[str, Any]) -> None:
    path = SAMPLES / row["file"]
    answer = served.post("/api/read", path.read_bytes(), "image/jpeg")
    assert answer.status == 200
    fields = answer.json()
    assert without_times(fields) == without_times(Reader().read(load_picture(path)).as_json("picture"))
    assert fields["lines"] == row["lines"]
    assert set(fields["milliseconds"]) == {"page", "digit", "total"}


def test_a_form_is_as_good_as_a_body(served: Served) -> None:
    content = SAMPLE.read_bytes()
    by_form = served.post("/api/read", *form(content)).json()
    assert without_times(by_form) == without_times(served.post("/api/read", content).json())


@pytest.mark.parametrize(
    ("query", "options"),
    [
        ("rotate=90", {"rotate": 90}),
        ("rotate=auto", {"rotate": "auto"}),
        ("roi=100,300,500,150", {"roi": (100, 300, 500, 150)}),
        ("roi=100%2C300%2C500%2C150", {"roi": (100, 300, 500, 150)}),
        ("expect=11", {"expect": 11}),
        ("min_confidence=0.999", {"min_confidence": 0.999}),
    ],
)
def test_the_query_says_how_to_read(served: Served, query: str, options: dict[str, Any]) -> None:
    from edge import Box

    reader = Reader(min_confidence=options.pop("min_confidence", LEAST_CONFIDENCE))
    if "roi" in options:
        options["roi"] = Box(*options["roi"])
    wanted = reader.read(load_picture(SAMPLE), **options).as_json("picture")
    assert without_times(served.post(f"/api/read?{query}", SAMPLE.read_bytes()).json()) == without_times(wanted)


def test_details_tell_what_the_network_saw(served: Served) -> None:
    fields = served.post("/api/read?details=1", page_with_letter()).json()
    assert fields["lines"] == ["72"]
    (letter,) = fields["refused"]
    assert letter["box"][0] > 480
    assert letter["fate"] in ("refused", "in_word")
    assert letter["why"]
    for mark in [*fields["digits"], letter]:
        assert sum(mark["probabilities"]) == pytest.approx(1, abs=1e-3)
        kind, _, content = mark["glyph"].partition(",")
        assert kind == "data:image/png;base64"
        glyph = cv2.imdecode(np.frombuffer(base64.b64decode(content), np.uint8), cv2.IMREAD_UNCHANGED)
        assert glyph is not None
        assert (glyph.shape, glyph.dtype) == ((28, 28), np.uint8)
        assert glyph.max() > 200  # ink is bright
        assert not glyph[0].any()
    for digit in fields["digits"]:
        assert np.argmax(digit["probabilities"]) == int(digit["label"])
        assert max(digit["probabilities"]) == pytest.approx(digit["confidence"], abs=1e-3)
    assert letter["probabilities"][10] == max(letter["probabilities"])


def test_refused_marks_lie_in_the_picture_as_given(served: Served) -> None:
    upright = cv2.imdecode(np.frombuffer(page_with_letter(), np.uint8), cv2.IMREAD_COLOR)
    content = cv2.imencode(".png", cv2.rotate(upright, cv2.ROTATE_90_COUNTERCLOCKWISE))[1].tobytes()
    fields = served.post("/api/read?details=1&rotate=90", content).json()
    assert (fields["width"], fields["height"], fields["lines"]) == (300, 700, ["72"])
    (letter,) = fields["refused"]
    x, y, w, h = letter["box"]
    assert y + h < 220  # on the right of the upright page, so at the top of this one
    assert x + w <= 300


def test_without_details_there_are_none(served: Served) -> None:
    fields = served.post("/api/read?details=0", SAMPLE.read_bytes()).json()
    assert "refused" not in fields
    assert set(fields["digits"][0]) == {"label", "confidence", "box", "line"}


def test_the_sheet_that_explains_is_a_picture(served: Served) -> None:
    answer = served.post("/api/explain", SAMPLE.read_bytes())
    assert (answer.status, answer.headers["content-type"]) == (200, "image/png")
    sheet = picture_of(answer)
    assert sheet.shape[1] > 1000
    assert sheet.std() > 10  # and shows something


JPEG = SAMPLE.read_bytes()


@pytest.mark.parametrize(
    ("path", "body", "status", "words"),
    [
        ("/api/read", b"", 415, "found 0 bytes"),  # nothing
        ("/api/read", b"%PDF-1.4 and so on", 415, "Save it as a JPEG or PNG"),  # no picture
        ("/api/read", JPEG[: len(JPEG) // 2], 422, "breaks off"),  # half of one
        ("/api/read", JPEG[:600] + bytes(len(JPEG) - 602) + b"\xff\xd9", 422, "damaged"),  # a damaged one
        ("/api/read", png(30_000, 30_000), 413, "megapixels"),  # small in bytes, 900 million pixels
        ("/api/explain", png(30_000, 30_000), 413, "megapixels"),
        ("/api/read", bytes(12_000_001), 413, "12 MB"),  # too many bytes
        ("/api/read?rotate=45", JPEG, 400, "rotate: expected 0, 90, 180 or 270"),
        ("/api/read?roi=1,2,3", JPEG, 400, "roi: expected a region as x,y,w,h"),
        ("/api/read?roi=0,0,5000,5000", JPEG, 400, "within the picture"),
        ("/api/read?expect=0", JPEG, 400, "expect: expected a whole number from 1 to 1000"),
        ("/api/read?min_confidence=2", JPEG, 400, "min_confidence: expected a number from 0 to 1"),
        ("/api/read?details=yes", JPEG, 400, "details: expected 0 or 1"),
        ("/api/read?" + quote("größe") + "=1", JPEG, 400, "expected a query of rotate, roi"),
        ("/api/explain?rotate=x", JPEG, 400, "rotate: expected"),
    ],
)
def test_what_cannot_be_read_is_refused_with_words(
    served: Served, path: str, body: bytes, status: int, words: str
) -> None:
    answer = served.post(path, body, "image/jpeg")
    assert (answer.status, answer.headers["content-type"]) == (status, "application/json")
    assert set(answer.json()) == {"error"}
    assert words in answer.json()["error"]


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (*form(JPEG, "photo"), 415),  # a form without the field
        (b"no form at all", "multipart/form-data; boundary=limit", 400),
        (b"", "multipart/form-data", 400),  # without a boundary
        (*form(b"no picture"), 415),
    ],
)
def test_a_form_that_holds_no_picture_is_refused(served: Served, body: bytes, content_type: str, status: int) -> None:
    answer = served.post("/api/read", body, content_type)
    assert answer.status in (status, 415)
    assert answer.json()["error"].startswith("expected")


def test_answers_are_counted_by_their_status(served: Served) -> None:
    served.post("/api/read", JPEG)
    before = served.metric('cifra_readings_total{code="200"}')
    served.post("/api/read", JPEG)
    served.post("/api/read", b"none")
    assert served.metric('cifra_readings_total{code="200"}') == before + 1
    assert served.metric('cifra_readings_total{code="415"}') >= 1


def test_only_so_many_pictures_wait(served: Served) -> None:
    """Of thirty that come at once some are read, others told to come again, and afterwards there is room."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(30) as threads:
        answers = list(threads.map(lambda _: served.post("/api/read?rotate=auto", JPEG), range(30)))
    busy = [answer for answer in answers if answer.status == 503]
    assert {answer.status for answer in answers} == {200, 503}
    assert all("retry-after" in answer.headers and "Try again" in answer.json()["error"] for answer in busy)
    assert served.post("/api/read", JPEG).status == 200


def test_what_is_sent_is_never_on_the_disk_or_in_the_output(served: Served, tmp_path: Path) -> None:
    served.post("/api/read?expect=987", JPEG)
    assert "987" not in served.output.read_text()
    assert "api/read" not in served.output.read_text()
