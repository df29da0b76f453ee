"""From an evenly lit scene to what a camera delivers: light and shadow, lens, sensor, JPEG."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from train.paper import Picture


@dataclass(frozen=True)
class View:
    """Light and camera of one picture."""

    exposure: float = 0.8
    """Brightness of the picture; 1 shows white paper nearly white."""
    slope: float = 0.15
    """How much darker the far side from the lamp is, as a share."""
    shadow: float = 0.0
    """How dark a shadow falls over part of the picture, as a share; 0 for none."""
    vignette: float = 0.15
    """How much darker the corners are, as a share."""
    warmth: float = 0.0
    """-1 for bluish daylight to 1 for a yellow lamp."""
    blur: float = 0.9
    """Standard deviation of the lens's blur in pixels."""
    motion: float = 0.0
    """Length of the smear of a moving camera in pixels."""
    noise: float = 2.5
    """Deviation of the sensor's noise in grey levels at mid-grey."""
    sharpening: float = 0.4
    """Strength of the camera's own sharpening."""
    quality: int = 85
    """Of the JPEG, 1 to 100."""


def sample_view(rng: np.random.Generator) -> View:
    """Light and camera by lot: mostly a phone or a webcam in a room, now and then a bad one."""
    return View(
        exposure=float(rng.uniform(0.62, 1.05)),
        slope=float(rng.uniform(0.0, 0.35)),
        shadow=float(rng.uniform(0.15, 0.5)) if rng.random() < 0.5 else 0.0,
        vignette=float(rng.uniform(0.0, 0.35)),
        warmth=float(np.clip(rng.normal(0.1, 0.4), -1, 1)),
        blur=float(rng.uniform(0.6, 1.6)),
        motion=float(rng.uniform(2, 5)) if rng.random() < 0.12 else 0.0,
        noise=float(rng.gamma(3, 0.9)),
        sharpening=float(rng.uniform(0, 0.8)),
        quality=int(rng.integers(60, 96)),
    )


def light(shape: tuple[int, int], view: View, rng: np.random.Generator) -> Picture:
    """The light that falls on each pixel and colour: float32 (h, w, 3), about 1 where it is full."""
    h, w = shape
    step = 4  # light is smooth: a quarter of the resolution does
    y, x = np.mgrid[0 : -(-h // step), 0 : -(-w // step)].astype(np.float32) * step
    x, y = (x - w / 2) / max(h, w), (y - h / 2) / max(h, w)  # -0.5 to 0.5 along the longer side
    lamp = rng.uniform(0, 2 * np.pi)
    amount = 1 - view.slope * (0.5 + x * np.cos(lamp) + y * np.sin(lamp))
    if view.shadow > 0:
        amount *= 1 - view.shadow * _shadow(x, y, rng)
    amount *= 1 - view.vignette * (x * x + y * y) * 3
    full = cv2.resize(amount.astype(np.float32), (w, h), interpolation=cv2.INTER_LINEAR)
    tint = np.array([1 - 0.16 * view.warmth, 1 - 0.03 * view.warmth, 1 + 0.05 * view.warmth], np.float32)
    return full[:, :, None] * (tint * np.float32(view.exposure))


def _shadow(x: NDArray[np.float32], y: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """How much of the lamp is hidden, 0 to 1, by the edge of something or by an arm reaching in; same shape as x."""
    angle = rng.uniform(0, 2 * np.pi)
    along, across = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    softness = rng.uniform(0.01, 0.09)
    edge = along - rng.uniform(-0.2, 0.25) + 0.05 * np.sin(across * rng.uniform(3, 9) + rng.uniform(0, 6))
    hidden = 0.5 + 0.5 * np.tanh(edge / softness)
    if rng.random() < 0.4:
        width = rng.uniform(0.08, 0.25)
        hidden *= 0.5 + 0.5 * np.tanh((width - np.abs(across - rng.uniform(-0.2, 0.2))) / softness)
    return hidden.astype(np.float32)


def expose(scene: Picture, view: View, rng: np.random.Generator) -> NDArray[np.uint8]:
    """The frame, uint8 BGR (h, w, 3), that the camera makes of the lit `scene` (h, w, 3), before any compression."""
    picture = cv2.GaussianBlur(scene, (0, 0), view.blur) if view.blur > 0.2 else scene
    if view.motion >= 1:
        picture = cv2.filter2D(picture, -1, _smear(view.motion, float(rng.uniform(0, np.pi))))
    if view.noise > 0:
        grain = rng.standard_normal((*picture.shape[:2], 1), dtype=np.float32)
        grain = cv2.GaussianBlur(grain, (0, 0), 0.55)[:, :, None] * np.float32(1.7)
        colour = cv2.resize(
            rng.standard_normal((picture.shape[0] // 3 + 1, picture.shape[1] // 3 + 1, 3), dtype=np.float32),
            picture.shape[1::-1],
            interpolation=cv2.INTER_LINEAR,
        )
        shot = np.sqrt(np.clip(picture, 10, 255) / 128)  # light itself arrives unevenly, the more the brighter
        picture = picture + view.noise * shot * (grain + 0.5 * colour)
    if view.sharpening > 0:
        picture = picture + view.sharpening * (picture - cv2.GaussianBlur(picture, (0, 0), 1.2))
    return np.clip(np.round(picture), 0, 255).astype(np.uint8)


def compress(frame: NDArray[np.uint8], quality: int) -> NDArray[np.uint8]:
    """`frame` after a JPEG of that quality and back."""
    _, data = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


def _smear(length: float, angle: float) -> NDArray[np.float32]:
    """The kernel of a straight smear, `length` pixels long."""
    side = int(np.ceil(length)) | 1
    kernel = np.zeros((side * 4, side * 4), np.uint8)
    middle = np.array([side * 2, side * 2]) - 0.5
    reach = 4 * length / 2 * np.array([np.cos(angle), np.sin(angle)])
    ends = np.round(np.stack([middle - reach, middle + reach])).astype(int)
    cv2.line(kernel, ends[0].tolist(), ends[1].tolist(), 255, 4)
    small = cv2.resize(kernel, (side, side), interpolation=cv2.INTER_AREA).astype(np.float32)
    return small / small.sum()
