"""`cifra serve`: the camera, a pad to draw on and pictures to read, in a browser, and for programs."""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from importlib.util import find_spec

from edge import notify
from edge.camera import Pictures, Source, open_source
from edge.classify import Classifier
from edge.commands.heartbeat import Heartbeat
from edge.commands.live_kept import LiveKept
from edge.commands.live_lines import Lines
from edge.commands.stopping import stop_on_signals
from edge.commands.terminal import tell
from edge.errors import CifraError
from edge.opencv import libraries_silenced, silenced
from edge.reader import Reader
from edge.track import LEAST_EVIDENCE
from edge.watch import Sight

NEEDED = ("starlette", "uvicorn", "python_multipart")  # the extra `serve`


class ExtraMissingError(CifraError):
    """The server's own packages are not installed."""


def run(options: argparse.Namespace) -> int:
    """Serve until Ctrl-C or SIGTERM."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise ExtraMissingError(
            f"expected what serves pages, found no {', '.join(missing).replace('_', '-')}. "
            "Install it: pip install 'cifra[serve]', or, in a clone, make serve."
        )
    from edge.web.app import application
    from edge.web.broadcast import Broadcast
    from edge.web.desk import Desk
    from edge.web.endless import endless
    from edge.web.kept_region import KeptRegion
    from edge.web.look import Look
    from edge.web.server import Server, listen

    with stop_on_signals() as stop, libraries_silenced(), ExitStack() as stack:
        seen = _Seen(options)
        listener = stack.enter_context(listen(options.host, options.port))
        with silenced():
            classifiers = [Classifier(options.model, options.runtime) for _ in range(2)]
            source = stack.enter_context(endless(partial(_open, options)))
        kept_region = KeptRegion(options.source)
        one_camera = not isinstance(source, Pictures)
        look = Look(
            # Of many frames, doubtful digits are evidence too; they are not shown.
            Reader(classifiers[0], min(LEAST_EVIDENCE if one_camera else 1.0, options.min_confidence)),
            rotate=options.rotate,
            expect=options.expect,
            region=options.roi or kept_region.load(),
            one_camera=one_camera,
        )
        broadcast = Broadcast(source, look, options.min_confidence, seen)
        seen.heartbeat = stack.enter_context(Heartbeat(source))
        server = Server(application(broadcast, Desk(classifiers[1]), kept_region), listener, broadcast.end)
        seen.description = source.description
        tell(f"reading {source.description}")
        host = f"[{options.host}]" if ":" in options.host else options.host
        words = f"http://{host}:{listener.getsockname()[1]}/"
        tell(words) if options.json else print(words, flush=True)
        if not stop.asked:
            server.serve_until_told()
        if broadcast.failure:
            raise broadcast.failure
    return 0


def _open(options: argparse.Namespace) -> Source:
    """What is read. A camera that is named need not be there yet: the page says so."""
    patient = options.wait or options.source != "auto"
    return open_source(options.source, size=options.size, rate=options.rate, patient=patient)


class _Seen:
    """What is done with each frame and fault besides showing it: lines on the terminal, pictures kept, systemd told."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._kept, self._lines = LiveKept(options), Lines(options)
        self._least: float = options.min_confidence
        self.heartbeat: Heartbeat | None = None
        self.description = ""

    def __call__(self, event: Sight | CifraError) -> None:
        if isinstance(event, CifraError):
            self._lines.complain(event)
            notify.status(str(event))
            return
        if self.heartbeat:
            self.heartbeat.step()
        if event.over:
            notify.status(f"reading {self.description}")
        self._kept.keep(event)
        self._lines.say(replace(event, reading=event.reading.at_least(self._least)))
