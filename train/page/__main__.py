"""`python -m train.page`: train the page network alone, in as many sittings as it takes."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from edge.errors import CifraError
from train.page.feed import CROPS
from train.page.fit import Run, fit
from train.page.network import PAGE
from train.page.schedule import Schedule


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit status: 0 done or stopped, 1 it failed for a reason that was said."""
    usual = Schedule()
    parser = argparse.ArgumentParser(prog="python -m train.page", description=__doc__)
    parser.add_argument("checkpoint", type=Path, help="where the training's state is written every few minutes")
    parser.add_argument("--resume", type=Path, metavar="FILE", help="a checkpoint to go on from")
    parser.add_argument("--restart", action="store_true", help="take its averaged weights alone, begin at step 0")
    parser.add_argument("--steps", type=int, default=usual.steps, help="in float (default: %(default)s)")
    parser.add_argument("--quantised-steps", type=int, default=usual.quantised_steps, help="(default: %(default)s)")
    parser.add_argument("--rate", type=float, default=usual.rate, help="highest learning rate (default: %(default)s)")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="after which it stops")
    parser.add_argument("--seed", type=int, default=1, help="of everything that is drawn by lot (default: 1)")
    parser.add_argument("--processes", type=int, default=1, help="that compose pages (default: 1)")
    parser.add_argument("--crops", default=CROPS, metavar="MODULE:FUNCTION", help="that composes (%(default)s)")
    given = parser.parse_args(arguments)
    schedule = Schedule(steps=given.steps, quantised_steps=given.quantised_steps, rate=given.rate)
    run = Run(
        schedule,
        PAGE,
        given.seed,
        place=given.checkpoint,
        resume=given.resume,
        minutes=given.minutes,
        processes=given.processes,
        make_crops=given.crops,
        restart=given.restart,
    )
    try:
        fit(run)
    except CifraError as error:
        print(f"cifra-train: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
