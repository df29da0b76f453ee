"""The card of a page network: what `edge` needs to run it, and what people need to judge it."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from edge.page.heads import HEADS, KINDS, SYMBOLS
from train.card import commit, versions
from train.export import Check
from train.page.composed import FIRST, Score
from train.page.fit import Fitted, Run


def make_page_card(
    content: bytes, fitted: Fitted, run: Run, command: str, checked: Sequence[Check], trained_on: Sequence[str]
) -> dict[str, Any]:
    """The card of the file `content`, ready for JSON, without figures: `with_score` adds them."""
    height, width = run.canvas
    return {
        "input": f"int8 (1, {height}, {width}, 3): a canvas of a picture's levels, BGR, each pixel less 128",
        "output": f"int8 (1, {height // 4}, {width // 4}, channels) a head, told by its channels: "
        + ", ".join(f"{name} {channels}" for name, channels in HEADS.items()),
        "heads": list(HEADS),
        "kinds": list(KINDS),
        "symbols": SYMBOLS,
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "figures": {},
        "composed": {},
        "checks": [asdict(check) for check in checked],
        "trained_on": list(trained_on),
        "training": {
            "command": command,
            "seed": fitted.seed,
            "pages": fitted.pages,
            "shape": asdict(run.shape),
            **asdict(run.schedule),
            "commit": commit(),
            "python": platform.python_version(),
            "versions": versions(),
            "curves": list(fitted.curves),
        },
    }


def with_score(card: Mapping[str, Any], score: Score, pages: int) -> dict[str, Any]:
    """`card` with what was measured on so many composed pages held apart."""
    figures = {
        "composed_f1": round(score.boxes.f1, 4),
        "composed_digits_f1": round(score.digits.f1, 4),
        "composed_false_on_empty": round(score.false_on_empty / max(1, score.empty), 4),
    }
    return {**card, "figures": figures, "composed": {"first": FIRST, "pages": pages, **asdict(score)}}
