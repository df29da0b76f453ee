"""`cifra live`: frames in, a line for each announcement out, and a window where there is a display."""

from __future__ import annotations

import argparse
from functools import partial
from time import monotonic

from edge.camera import Pictures, Source, open_source
from edge.classify import Classifier
from edge.commands.heartbeat import Heartbeat
from edge.commands.live_view import live_view
from edge.commands.stopping import stop_on_signals
from edge.commands.terminal import counted, tell
from edge.commands.witness import Witness
from edge.errors import CifraError, Fault
from edge.opencv import libraries_silenced, silenced
from edge.reader import Reader
from edge.steady_turn import SteadyTurn
from edge.watch import Read, least_evidence, watch


def run(options: argparse.Namespace) -> int:
    """Read frames until the source or the user ends it; 1 if pictures or frames of a file were missing, else 0."""
    with stop_on_signals() as stop, libraries_silenced():
        witness = Witness(options)
        with silenced():
            classifier = Classifier(options.model, options.runtime)
            source = open_source(
                options.source,
                size=options.size,
                rate=options.rate,
                fast=options.fast,
                watch=options.watch,
                patient=options.wait,
            )
        stop.then = source.close
        frames = failures = 0
        with source, Heartbeat(source) as witness.heartbeat:
            tell(f"reading {source.description}")
            with live_view(source, stop, options) as view:
                start = monotonic()
                for sight in watch(source, _way_of_reading(classifier, source, options)):
                    witness(sight)
                    if view:
                        view(sight)
                    if isinstance(sight, CifraError):
                        failures += not isinstance(sight, Fault)  # which is looked after, and over one day
                    else:
                        frames += 1
                    if stop.asked:
                        break
                seconds = monotonic() - start
                if view:
                    view.stay()
        summary = f"{counted(frames, 'frame')} in {seconds:.1f} s, {frames / max(seconds, 1e-3):.1f} a second"
        if source.dropped:
            summary += f"; {source.dropped} dropped for newer ones"
        tell(summary) if options.json else print(summary, flush=True)
        return 1 if failures else 0


def _way_of_reading(classifier: Classifier, source: Source, options: argparse.Namespace) -> Read:
    """What reads a frame of `source` as the options ask for; pictures each have a way up of their own, a camera one."""
    reader = Reader(classifier, least_evidence(source, options.min_confidence))
    read = partial(reader.read, roi=options.roi, expect=options.expect)
    if options.rotate == "auto" and not isinstance(source, Pictures):
        return SteadyTurn(read).read
    return partial(read, rotate=options.rotate)
