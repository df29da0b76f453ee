"""The camera: a sheet turned and tilted on a desk, lit, out of focus, noisy and compressed, its truth along with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from train.synth.sheet import Sheet
from train.synth.truth import PAPER, UNSURE, Mark, Page

STEEPEST = 25.0  # degrees by which a page is turned at most

CLEAN = 0.05  # share of pictures that no lens saw: scans, screens, drawings
CLEAN_IF_PLAIN = 0.6  # of those of plain sheets

Frame = NDArray[np.float32]
"""BGR float32 (h, w, 3), 0 to 255."""


def photograph(
    sheet: Sheet,
    size: tuple[int, int],
    rng: np.random.Generator,
    scene: str,
    desk: Callable[[tuple[int, int]], Sheet] | None,
    cover: Callable[[Frame, NDArray[np.uint8]], NDArray[np.uint8]] | None,
    smallest: float,
) -> Page:
    """A picture of `size` (w, h) of `sheet`, on a `desk` or filling the picture, partly under whatever `cover` lays.

    `smallest` is the height in pixels of the smallest writing that is to stay readable: the blur is kept below it.
    """
    view = _view(sheet.size, size, desk is not None, rng)
    picture = cv2.warpPerspective(sheet.picture, view, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    kinds = cv2.warpPerspective(
        sheet.kinds, view, size, flags=cv2.INTER_NEAREST, borderMode=cv2.BORDER_CONSTANT, borderValue=PAPER
    )
    if desk is not None:
        whole = np.full(sheet.kinds.shape, 255, np.uint8)
        there = cv2.warpPerspective(whole, view, size, flags=cv2.INTER_LINEAR)
        below = desk(size)
        picture = _laid(picture, there, below.picture, rng)
        kinds = np.where(there > 127, kinds, below.kinds)
    marks = [replace(mark, outline=_through(view, mark.outline)) for mark in sheet.marks]
    if cover is not None:
        marks = _judged(marks, cover(picture, kinds))
    marks = [mark for mark in marks if _in_picture(mark, size)]
    if rng.random() >= (CLEAN_IF_PLAIN if sheet.plain else CLEAN):
        _light(picture, rng)
        _expose(picture, rng, smallest)
    frame = _compressed(picture, rng)
    return Page(frame, kinds, tuple(marks), scene)


def _view(
    sheet: tuple[int, int], size: tuple[int, int], on_desk: bool, rng: np.random.Generator
) -> NDArray[np.float64]:
    """The homography from a sheet to a picture: its scale is about 1."""
    (sw, sh), (w, h) = sheet, size
    turn = float(rng.normal(0, 4) if rng.random() < 0.8 else rng.uniform(-STEEPEST, STEEPEST))
    tilt = float(abs(rng.normal(0, 0.035)))
    corners = np.array([(0, 0), (sw, 0), (sw, sh), (0, sh)], np.float32)
    leaning = corners + (rng.uniform(-1, 1, (4, 2)) * tilt * max(sw, sh)).astype(np.float32)
    to_lean = cv2.getPerspectiveTransform(corners, leaning)
    turned = np.vstack([cv2.getRotationMatrix2D((sw / 2, sh / 2), turn, 1), (0, 0, 1)])
    spare = np.array([abs(w - sw), abs(h - sh)], np.float64) / 2
    shift = np.array([(w - sw) / 2, (h - sh) / 2]) + rng.uniform(-1, 1, 2) * spare * (1.0 if on_desk else 0.3)
    moved = np.array([[1, 0, shift[0]], [0, 1, shift[1]], [0, 0, 1]])
    view: NDArray[np.float64] = moved @ turned @ to_lean
    return view


def _through(view: NDArray[np.float64], points: NDArray[np.float32]) -> NDArray[np.float32]:
    mapped = np.column_stack([points, np.ones(len(points))]) @ view.T
    return (mapped[:, :2] / mapped[:, 2:]).astype(np.float32)


def _laid(picture: Frame, there: NDArray[np.uint8], desk: Frame, rng: np.random.Generator) -> Frame:
    """The sheet where it is `there`, its shadow beside it on the desk."""
    share = there.astype(np.float32)[..., None] / 255
    if rng.random() < 0.7:
        reach = float(rng.uniform(2, 14))
        shadow = cv2.GaussianBlur(there, (0, 0), reach).astype(np.float32)[..., None] / 255
        desk = desk * (np.float32(1) - np.float32(rng.uniform(0.1, 0.6)) * shadow)
    laid: Frame = picture * share + desk * (np.float32(1) - share)
    return laid


def _judged(marks: list[Mark], hidden: NDArray[np.uint8]) -> list[Mark]:
    """`marks` without those that are `hidden`; of those that are half hidden nothing is said."""
    kept = []
    h, w = hidden.shape
    for mark in marks:
        x, y, bw, bh = mark.box
        part = hidden[max(0, int(y)) : min(h, int(y + bh) + 1), max(0, int(x)) : min(w, int(x + bw) + 1)]
        share = float(np.count_nonzero(part)) / max(part.size, 1)
        if share < 0.02:
            kept.append(mark)
        elif share < 0.6:
            kept.append(replace(mark, kind=UNSURE))
    return kept


def _in_picture(mark: Mark, size: tuple[int, int]) -> bool:
    x, y, w, h = mark.box
    seen = max(0.0, min(size[0], x + w) - max(0, x)) * max(0.0, min(size[1], y + h) - max(0, y))
    return bool(seen > 0.1 * w * h)


def _light(picture: Frame, rng: np.random.Generator) -> None:
    """Uneven light, the edge of a shadow, a lamp's glare."""
    h, w = picture.shape[:2]
    if rng.random() < 0.65:
        lowest = rng.uniform(0.35, 0.95)
        few = rng.uniform(lowest, 1.08, (int(rng.integers(2, 4)), int(rng.integers(2, 4)))).astype(np.float32)
        picture *= cv2.resize(few, (w, h), interpolation=cv2.INTER_CUBIC)[..., None]
    if rng.random() < 0.22:
        shade = np.zeros((h, w), np.uint8)
        corners = rng.uniform(-0.4, 1.4, (int(rng.integers(3, 6)), 2)) * (w, h)
        cv2.fillPoly(shade, [corners.astype(np.int32)], 255)
        soft = cv2.GaussianBlur(cv2.resize(shade, (w // 2 + 1, h // 2 + 1)), (0, 0), float(rng.uniform(0.5, 12)))
        dim = cv2.resize(soft, (w, h)).astype(np.float32) * np.float32(rng.uniform(0.15, 0.6) / 255)
        picture *= 1 - dim[..., None]
    if rng.random() < 0.06:
        glare = np.zeros((h // 4 + 1, w // 4 + 1), np.float32)
        centre = (int(rng.uniform(0, w / 4)), int(rng.uniform(0, h / 4)))
        axes = tuple(int(v) for v in rng.uniform(3, 30, 2))
        cv2.ellipse(glare, centre, axes, float(rng.uniform(0, 180)), 0, 360, float(rng.uniform(60, 220)), -1)
        spread = cv2.GaussianBlur(glare, (0, 0), float(rng.uniform(4, 20)))
        picture += cv2.resize(spread, (w, h), interpolation=cv2.INTER_LINEAR)[..., None]


def _expose(picture: Frame, rng: np.random.Generator, smallest: float) -> None:
    """Lens, white balance, contrast and noise, in place."""
    h, w = picture.shape[:2]
    if rng.random() < 0.75:
        most = min(2.2, max(0.5, smallest / 14))
        blur = float(rng.uniform(0.3, most))
        if rng.random() < 0.12:  # the camera moved
            reach = max(2, int(blur * 3))
            kernel = np.zeros((2 * reach + 1, 2 * reach + 1), np.float32)
            angle = float(rng.uniform(0, np.pi))
            dx, dy = round(reach * np.cos(angle)), round(reach * np.sin(angle))
            cv2.line(kernel, (reach - dx, reach - dy), (reach + dx, reach + dy), 1.0)
            cv2.filter2D(picture, -1, kernel / kernel.sum(), dst=picture)
        else:
            cv2.GaussianBlur(picture, (0, 0), blur, dst=picture)
    if rng.random() < 0.25:  # sharpened by the camera
        soft = cv2.GaussianBlur(picture, (0, 0), float(rng.uniform(0.8, 1.6)))
        picture += (picture - soft) * np.float32(rng.uniform(0.2, 1.2))
    if rng.random() < 0.35:
        picture *= rng.uniform(0.82, 1.15, 3).astype(np.float32)
    if rng.random() < 0.6:
        contrast, middle = float(rng.uniform(0.45, 1.2)), float(rng.uniform(90, 150))
        picture *= np.float32(contrast)
        picture += np.float32(middle * (1 - contrast) + rng.uniform(-30, 30))
    if rng.random() < 0.65:
        side = min(256, h), min(256, w)
        tile = rng.standard_normal((*side, 1 if rng.random() < 0.5 else 3), np.float32) * np.float32(rng.uniform(1, 9))
        if rng.random() < 0.3:
            tile = cv2.GaussianBlur(tile, (0, 0), 0.7).reshape(*side, -1) * 1.5
        for y in range(0, h, side[0]):
            for x in range(0, w, side[1]):
                part = picture[y : y + side[0], x : x + side[1]]
                part += tile[: part.shape[0], : part.shape[1]]


def _compressed(picture: Frame, rng: np.random.Generator) -> NDArray[np.uint8]:
    """8 bits; grey, inverted or compressed by lot."""
    frame = np.clip(picture, 0, 255).astype(np.uint8)
    if rng.random() < 0.05:
        frame = 255 - frame
    if rng.random() < 0.12:
        frame = cv2.cvtColor(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    if rng.random() < 0.65:
        quality = int(rng.integers(30, 96))
        file = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        return np.asarray(cv2.imdecode(file, cv2.IMREAD_COLOR), np.uint8)
    return frame
