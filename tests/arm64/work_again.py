"""Run in the arm64 root by `count_instructions.py`: one stage of reading a picture, again and again.

python work_again.py PICTURE STAGE TIMES
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial

import cv2
import numpy as np
from numpy.typing import NDArray

from edge import Reader
from edge.glyph import glyph
from edge.ink import find_inks
from edge.page.page import find
from edge.segment import find_pieces
from edge.sift import sift


def stages(reader: Reader, frame: NDArray[np.uint8]) -> dict[str, Callable[[], object]]:
    """What can be repeated by itself: the stages of `reader.read(frame)`, each on what came before it."""
    inks = find_inks(frame)
    options = [option.piece for way in reader.account(frame).ways for option in way.decision.options]
    glyphs = np.stack([glyph(piece.patch) for piece in options])
    page = find(frame, reader.page)
    network = partial(reader._network, page=page, reduction=1.0)
    return {
        "read": lambda: reader.read(frame),
        "page": lambda: find(frame, reader.page),
        "ink": lambda: find_inks(frame),
        "segment": lambda: [sift(find_pieces(ink), ink, network) for ink in inks],
        "glyphs": lambda: [glyph(piece.patch) for piece in options],
        "network": lambda: reader.classifier.predict(glyphs),
    }


def main() -> None:
    cv2.setNumThreads(1)  # a thread that waits in a loop would be counted too
    picture, stage, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
    frame = np.asarray(cv2.imread(picture), np.uint8)
    reader = Reader()
    if stage == "start":  # as `cifra` does: nothing before the first reading
        for _ in range(times):
            reading = reader.read(frame)
        print(reading.text.replace("\n", " / ") if times else "")
        return
    reader.read(frame)
    work = stages(reader, frame)[stage]
    for _ in range(times):
        work()


if __name__ == "__main__":
    main()
