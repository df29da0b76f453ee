"""What the page is about: a page network with its card, and the composed pages it is shown on."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from time import perf_counter

import numpy as np

from edge.page.canvas import canvases, fitting, packed
from edge.page.network import Network
from edge.page.pyramid import level_sizes
from train.page.composed import FIRST, held_apart
from train.report.subject import Model
from train.synth.material import Material, load
from train.synth.truth import DIGIT, Page

RUNS = 5  # of a canvas; the fastest is told
PICTURE = (480, 640)  # height and width of what a camera gives, by which the work is told


class PageSubject(Model):
    """The model file at `path` with its card, run as `network`."""

    def __init__(self, path: Path, network: Network) -> None:
        super().__init__(path)
        self.network = network

    @cached_property
    def material(self) -> Material:
        """What pages held apart are composed of here."""
        return load(held_out=True)

    @cached_property
    def milliseconds(self) -> float:
        """Of one canvas on this machine, the fastest of a few runs."""
        canvas = np.random.default_rng(0).integers(0, 256, (*self.network.size, 3), np.uint8)
        took = []
        for _ in range(RUNS):
            start = perf_counter()
            self.network.answers(canvas)
            took.append(perf_counter() - start)
        return 1e3 * min(took)

    @property
    def canvases(self) -> int:
        """How many canvases a PICTURE takes with all its levels."""
        size = self.network.size
        return canvases(packed(level_sizes(fitting(PICTURE, size)), size))

    def pages(self, count: int, start: int = 0) -> Iterator[tuple[int, Page]]:
        """`count` composed pages held apart with their numbers, from the one at `start` on."""
        return enumerate(held_apart(count, self.material, FIRST + start), FIRST + start)

    def telling_pages(self, count: int, start: int, most: int) -> list[tuple[int, Page]]:
        """Of `most` pages from the one at `start` on, `count` of different scenes, the last without a digit by hand."""
        written: list[tuple[int, Page]] = []
        empty: list[tuple[int, Page]] = []
        for number, page in self.pages(most, start):
            has_digits = any(mark.kind == DIGIT for mark in page.marks)
            chosen, room = (written, count - 1) if has_digits else (empty, 1)
            if len(chosen) < room and page.scene not in [one.scene for _, one in written + empty]:
                chosen.append((number, page))
            if len(written) + len(empty) == count:
                break
        return written + empty
