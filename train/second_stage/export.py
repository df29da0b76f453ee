"""A trained second stage becomes an int8 `.tflite` file with a card, which must pass every check before it is used."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge.page.second_stage import ANSWERS, SIDES, SecondStage
from edge.page.surroundings import SIDE
from train.card import commit, versions
from train.export import OPERATOR_VERSIONS, Check, file_checks
from train.page.learner import network_input
from train.second_stage.fit import Schedule
from train.second_stage.network import Shape

OFF = 0.04  # mean difference of what is said of a box
LARGEST = 420 * 1024  # bytes
MOST_WORK = 16_000_000  # multiply-accumulates a proposal
FURTHEST = 0.02  # mean difference between the probabilities in the file and in training
DIFFERING = 0.03  # share of pictures for which the file's answer is another than that in training


def checks(content: bytes, exported: SecondStage, trained: Any, pictures: NDArray[np.uint8]) -> list[Check]:
    """What the file `content`, opened as `exported`, must fulfil before it is shipped.

    `trained` is the network that it was made of, `pictures` (n, SIDE, SIDE, 3) are to ask both about.
    """
    said = trained.predict(network_input(pictures), batch_size=256, verbose=0)
    logits = np.asarray(said["logits"], np.float64)
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    theirs, (ours, boxes) = odds / odds.sum(axis=1, keepdims=True), exported.answers(pictures)
    further = float(np.abs(ours - theirs).mean())
    differing = float((ours.argmax(axis=1) != theirs.argmax(axis=1)).mean())
    off = float(np.abs(boxes - said["box"]).mean())
    return [
        Check("probabilities as in training", further <= FURTHEST, f"{further:.4f} apart, at most {FURTHEST}"),
        Check("answers as in training", differing <= DIFFERING, f"{differing:.4f} differ, at most {DIFFERING}"),
        Check("boxes as in training", off <= OFF, f"{off:.4f} apart, at most {OFF}"),
        *file_checks(content, OPERATOR_VERSIONS, LARGEST, MOST_WORK, "proposal"),
    ]


def make_card(
    content: bytes,
    page_network: str,
    learnt: int,
    shape: Shape,
    schedule: Schedule,
    seed: int,
    command: str,
    checked: Sequence[Check],
    trained_on: Sequence[str],
) -> dict[str, Any]:
    """The card of the file `content`, ready for JSON.

    It has `learnt` so many proposals of the page network whose file has the sha256 `page_network`.
    """
    return {
        "input": f"int8 (n, {SIDE}, {SIDE}, 3): a proposal and what stands round it, BGR, each pixel less 128",
        "output": f"int8 (n, {len(ANSWERS)}): logits of the answers; int8 (n, {SIDES}): where the digit's box is in it",
        "answers": list(ANSWERS),
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "checks": [asdict(check) for check in checked],
        "trained_on": list(trained_on),
        "training": {
            "command": command,
            "seed": seed,
            "page_network": page_network,
            "examples": learnt,
            "shape": asdict(shape),
            **asdict(schedule),
            "commit": commit(),
            "python": platform.python_version(),
            "versions": versions(),
        },
    }
