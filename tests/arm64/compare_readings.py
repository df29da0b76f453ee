"""Whether two machines read the same: compares what `cifra read --json` printed on each.

python compare_readings.py EXPECTED.jsonl FOUND.jsonl     # exit status 1, with what differs, where they do not
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path, PurePath
from typing import Any

MOST_PIXELS = 2  # by which an edge of a box may lie elsewhere: OpenCV's resizing differs by a grey level or two
MOST_CONFIDENCE = 0.02  # the runtimes' kernels round their output differently, by up to two steps of its scale


def differences(expected: Sequence[dict[str, Any]], found: Sequence[dict[str, Any]]) -> list[str]:
    """What `found` says otherwise than `expected`, a line each: readings of the same pictures in the same order.

    Sizes, lines and labels are the same or differ; boxes and confidences have room, see the constants above.
    """
    told: list[str] = []
    for one, other in zip_longest(expected, found):
        if one is None or other is None:
            told.append(f"expected {len(expected)} pictures, found {len(found)}")
            break
        name = PurePath(one["source"]).name
        told += [f"{name}: {difference}" for difference in _of_picture(one, other)]
    return told


def _of_picture(expected: dict[str, Any], found: dict[str, Any]) -> list[str]:
    names = [PurePath(one["source"]).name for one in (expected, found)]
    if names[0] != names[1]:
        return [f"expected this picture, found {names[1]}"]
    for key in ("error", "width", "height", "lines"):
        if expected.get(key) != found.get(key):
            return [f"expected {key} {expected.get(key)}, found {found.get(key)}"]
    told: list[str] = []
    for number, (one, other) in enumerate(zip_longest(expected.get("digits", ()), found.get("digits", ())), 1):
        if one is None or other is None or one["label"] != other["label"]:
            return [*told, f"digit {number}: expected {one}, found {other}"]
        if max(abs(a - b) for a, b in zip(_edges(one["box"]), _edges(other["box"]), strict=True)) > MOST_PIXELS:
            told.append(f"digit {number}: expected it at {one['box']}, found it at {other['box']}")
        if abs(one["confidence"] - other["confidence"]) > MOST_CONFIDENCE:
            told.append(f"digit {number}: expected confidence {one['confidence']}, found {other['confidence']}")
    return told


def _edges(box: Sequence[int]) -> tuple[int, int, int, int]:
    x, y, w, h = box
    return x, y, x + w, y + h


def main() -> int:
    expected, found = (
        [json.loads(line) for line in Path(name).read_text(encoding="utf-8").splitlines()] for name in sys.argv[1:3]
    )
    if not any(one.get("digits") for one in expected):
        print(f"expected readings with digits in {sys.argv[1]}, found none to compare with", file=sys.stderr)
        return 1
    told = differences(expected, found)
    for line in told:
        print(line, file=sys.stderr)
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
