"""The whole way of the page network: pages composed, a network trained on them, and released into `models/`."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from train.page.fit import Run, fit
from train.page.network import PAGE
from train.page.release import NAME, release
from train.page.schedule import QUICK, Schedule
from train.release import Release
from train.second_stage.make import QUICK as QUICK_SECOND
from train.second_stage.make import USUAL, Made, make_second_stage
from train.synth.fetch_fonts import fetched_fonts, fonts_folder

CHECKPOINTS = ".training"  # folder in the models' folder
MEASURED, QUICKLY_MEASURED = 200, 8  # composed pages held apart


@dataclass(frozen=True)
class Wish:
    """What was asked for."""

    seed: int
    quick: bool
    resume: Path | None
    """A checkpoint to go on from; without, what an earlier run of the same command left."""
    minutes: float
    force: bool
    command: str
    """What makes the same network again."""


def make_page(wish: Wish, folder: Path) -> Release | None:
    """Train the page network and put it into `folder`, if it passes every check and is no worse than what is there.

    None where it was ended before: the same command goes on from there.
    """
    if not wish.quick and not fetched_fonts(fonts_folder()):
        print("few fonts of print are at hand: python -m train fonts fetches 224 more, 509 MB once", flush=True)
    start = time.monotonic()
    place = folder / CHECKPOINTS / f"{NAME}{'-quick' * wish.quick}.npz"
    resume = wish.resume or (place if place.exists() else None)
    run = Run(QUICK if wish.quick else Schedule(), PAGE, wish.seed, place, resume, wish.minutes)
    fitted = fit(run)
    if fitted is None:
        return None
    work = folder / CHECKPOINTS / f"second-stage{'-quick' * wish.quick}"

    def make_second(page: Path) -> Made | None:
        minutes = wish.minutes - (time.monotonic() - start) / 60
        return make_second_stage(page, QUICK_SECOND if wish.quick else USUAL, wish.seed, work, wish.command, minutes)

    pages = QUICKLY_MEASURED if wish.quick else MEASURED
    released = release(fitted, run, folder, wish.command, pages, wish.force, make_second)
    if released and released.passed:
        for left in (place, place.with_name(f"previous-{place.name}")):
            left.unlink(missing_ok=True)
        shutil.rmtree(work, ignore_errors=True)
    return released
