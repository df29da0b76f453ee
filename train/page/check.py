"""`python -m train.page.check`: how good a page network is, also while it still learns, and what it gets wrong."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.errors import CifraError
from edge.page.boxes import centres
from edge.page.network import Network, PageNetwork
from edge.page.page import find
from train.page.composed import Score, Told, add, held_apart, mistakes
from train.synth.material import load
from train.synth.truth import Page

THRESHOLDS = tuple(round(0.05 * i, 2) for i in range(2, 14))  # of a peak: the best of them is told
SIDE = 110  # pixels of a tile of the sheet
AROUND = 1.6  # of a box's longer side is seen on each side of its middle
ACROSS, MOST_OF_A_PAGE, MOST = 14, 3, 84  # tiles
RIGHT, WRONG = (0, 170, 0), (0, 0, 255)

Picture = NDArray[np.uint8]


def check(network: Network, pages: Sequence[Page]) -> tuple[float, Score, Picture]:
    """The threshold of the peaks with which `network` alone is best on composed `pages`, its score, and a sheet.

    The sheet shows digits that were missed, then what was found and is none.
    """
    scores = {least: Score() for least in THRESHOLDS}
    seen = []
    for page in pages:
        found = find(page.frame, network).found
        seen.append(found)
        for least, total in scores.items():
            boxes = found.boxes[found.handwriting >= least]
            add(total, page, Told(boxes, np.full(len(boxes), -1)))
    best = max(scores, key=lambda least: scores[least].boxes.f1)
    missed: list[Picture] = []
    false: list[Picture] = []
    for page, found in zip(pages, seen, strict=True):
        lost, invented = mistakes(page, found.boxes[found.handwriting >= best])
        missed += [tile(page.frame, box, RIGHT) for box in lost[:MOST_OF_A_PAGE]]
        false += [tile(page.frame, box, WRONG) for box in invented[:MOST_OF_A_PAGE]]
    return best, scores[best], np.concatenate([_rows(missed[:MOST]), _rows(false[:MOST])])


def tile(frame: Picture, box: NDArray[np.float32], colour: tuple[int, int, int]) -> Picture:
    """A square of `frame` about `box`, which is drawn in `colour`: uint8 (SIDE, SIDE, 3)."""
    scale = SIDE / (2 * AROUND * float(box[2:].max()) + 16)
    shift = SIDE / 2 - scale * centres(box)
    to_tile = np.array([[scale, 0, shift[0]], [0, scale, shift[1]]])
    drawn = cv2.warpAffine(frame, to_tile, (SIDE, SIDE), flags=cv2.INTER_LINEAR)
    corners = scale * np.stack([box[:2], box[:2] + box[2:]]) + shift
    (left, top), (right, bottom) = corners.round().astype(int)
    cv2.rectangle(drawn, (left, top), (right, bottom), colour, 1)
    return drawn


def _rows(tiles: list[Picture]) -> Picture:
    """`tiles` in rows, with an empty row below them."""
    empty = np.zeros((SIDE, SIDE, 3), np.uint8)
    filled = [*tiles, *[empty] * (-len(tiles) % ACROSS), *[empty] * ACROSS]
    rows = [np.concatenate(filled[start : start + ACROSS], axis=1) for start in range(0, len(filled), ACROSS)]
    return np.concatenate(rows)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit status: 0 done, 1 it failed for a reason that was said."""
    parser = argparse.ArgumentParser(prog="python -m train.page.check", description=__doc__)
    parser.add_argument("network", type=Path, help="a checkpoint of the training (.npz) or a model (.tflite)")
    parser.add_argument("--pages", type=int, default=100, help="composed pages held apart (default: %(default)s)")
    parser.add_argument(
        "--out", type=Path, default=Path("report/page-check.png"), metavar="FILE", help="sheet (default: %(default)s)"
    )
    given = parser.parse_args(arguments)
    try:
        least, found, sheet = check(_network(given.network), list(held_apart(given.pages, load(True))))
    except CifraError as error:
        print(f"cifra-train: {error}", file=sys.stderr)
        return 1
    print(f"peaks from {least} on\n{found.table()}")
    given.out.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(given.out), sheet)
    print(f"Written: {given.out}: what was missed, then what was found and is none")
    return 0


def _network(path: Path) -> Network:
    if path.suffix != ".npz":
        return PageNetwork(path)
    from train.page.answers import from_checkpoint  # TensorFlow, which a model does not need
    from train.page.network import PAGE

    return from_checkpoint(path, PAGE)


if __name__ == "__main__":
    sys.exit(main())
