"""A scene with what is there and what was read drawn over it, so that one sees what went wrong and where."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.reading import Box
from train.report.pictures import photograph
from train.scene_readings import SceneReading, numbered_scene
from train.score import matched

Verdict = Literal["right", "wrong", "missed", "false"]
COLOURS: dict[Verdict, tuple[int, int, int]] = {  # red, green, blue
    "right": (46, 158, 68),
    "wrong": (240, 120, 0),
    "missed": (31, 111, 255),
    "false": (214, 36, 159),
}
MEANINGS: dict[Verdict, str] = {
    "right": "read right",
    "wrong": "taken for another: the digit that is there > the one that was read",
    "missed": "missed: the digit that is there",
    "false": "read where none is, or across several: the digit that was read",
}
WIDTH = 960  # pixels to which a scene is reduced: small digits can still be told
LETTER = 0.55  # scale of OpenCV's font


@dataclass(frozen=True)
class Judged:
    """One digit that is there, or that was read, or both."""

    verdict: Verdict
    box: Box
    """Where it was read; where it is, if it was not."""
    text: str


def judge(scene: SceneReading) -> list[Judged]:
    """Each digit of the truth and each one that was read, by the same matching by which they are scored."""
    truth, digits = scene.truth, scene.reading.digits
    pairs = matched(truth, scene.reading)
    judged = []
    for i, j in pairs:
        there, digit = truth.labels[i], digits[j]
        same = there == digit.label
        judged.append(Judged("right" if same else "wrong", digit.box, there if same else f"{there}>{digit.label}"))
    known, used = {i for i, _ in pairs}, {j for _, j in pairs}
    judged += [Judged("missed", truth.boxes[i], label) for i, label in enumerate(truth.labels) if i not in known]
    judged += [Judged("false", digit.box, digit.label) for j, digit in enumerate(digits) if j not in used]
    return judged


def draw_judged(frame: NDArray[np.uint8], judged: list[Judged], width: int = WIDTH) -> NDArray[np.uint8]:
    """`frame`, BGR uint8 (h, w, 3), reduced to `width`, with a box round each digit and its text where it is not right.

    Missed digits come last, on top of what was read in their place.
    """
    factor = min(1.0, width / frame.shape[1])
    picture = (
        cv2.resize(frame, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA) if factor < 1 else frame.copy()
    )
    for one in sorted(judged, key=lambda one: ("right", "false", "wrong", "missed").index(one.verdict)):
        box = one.box.scaled(factor, picture.shape[1], picture.shape[0])
        colour = COLOURS[one.verdict][::-1]
        aside = 2 if one.verdict == "missed" else 1  # or it would cover the box of what was read there
        cv2.rectangle(
            picture, (box.x - aside, box.y - aside), (box.right + aside - 1, box.bottom + aside - 1), colour, 2
        )
        if one.verdict != "right":
            _write(picture, one.text, box, colour, below=one.verdict == "missed")
    return picture


def legend() -> str:
    """What the colours mean, as HTML."""
    keys = "".join(
        f'<span class="mark" style="--tone:rgb{COLOURS[verdict]}">{escape(meaning)}</span>'
        for verdict, meaning in MEANINGS.items()
    )
    return f'<p class="keys">{keys}</p>'


def scene_picture(scene: SceneReading) -> str:
    """The scene, drawn anew from its number, with all that is there and was read; its lines below it: HTML."""
    judged = judge(scene)
    there, read = (" / ".join(lines) or "nothing" for lines in (scene.truth.lines, scene.reading.lines))
    counts = ", ".join(f"{sum(one.verdict == name for one in judged)} {name}" for name in COLOURS)
    alt = f"{scene.truth.path.name}: {counts}; there is {there}, read was {read}"
    setting = scene.setting
    about = (
        f"{scene.truth.path.name}: {setting.pen} on {setting.sheet}, {setting.ruling}, blur {setting.view.blur:.1f}, "
        f"noise {setting.view.noise:.1f}, exposure {setting.view.exposure:.2f}. {counts.capitalize()}."
    )
    picture = photograph(draw_judged(numbered_scene(scene.number)[1].frame, judged), alt)
    lines = f"there <b>{escape(there)}</b><br>read <b>{escape(_shortened(read))}</b>"
    return f'<figure class="scene">{picture}<figcaption>{lines}<br>{escape(about)}</figcaption></figure>'


def _shortened(text: str, most: int = 300) -> str:
    """A page of noise may give hundreds of digits."""
    return text if len(text) <= most else f"{text[:most]} …"


def _write(picture: NDArray[np.uint8], text: str, box: Box, colour: tuple[int, ...], below: bool) -> None:
    """`text` in a field of the `colour` above the box, or below it, inside the picture."""
    (w, h), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, LETTER, 1)
    x = min(box.x, picture.shape[1] - w - 4)
    y = min(box.bottom + 2, picture.shape[0] - h - 6) if below else max(0, box.y - h - 8)
    cv2.rectangle(picture, (x, y), (x + w + 4, y + h + 6), colour, cv2.FILLED)
    white = (255, 255, 255)
    cv2.putText(picture, text, (x + 2, y + h + 3), cv2.FONT_HERSHEY_SIMPLEX, LETTER, white, 1, cv2.LINE_AA)
