"""The parts of `cifra serve`, put together as its options say, and taken apart at its end."""

from __future__ import annotations

import argparse
import logging
from contextlib import ExitStack
from functools import partial

from edge.camera import Pictures, Source, open_source
from edge.classify import Classifier
from edge.commands.heartbeat import Heartbeat
from edge.commands.stopping import stop_on_signals
from edge.commands.terminal import tell
from edge.commands.witness import Witness
from edge.opencv import libraries_silenced, silenced
from edge.reader import Reader
from edge.watch import least_evidence
from edge.web.addresses import addresses
from edge.web.app import application
from edge.web.broadcast import Broadcast
from edge.web.desk import Desk
from edge.web.endless import endless
from edge.web.kept_region import KeptRegion
from edge.web.look import Look
from edge.web.safety.guard import Settings, guarded
from edge.web.safety.hosts import own_names
from edge.web.safety.limits import Limits
from edge.web.safety.server import is_loopback, listen, port_of, server
from edge.web.safety.token_file import Token, kept_token
from edge.web.state_folder import state_folder


def serve(options: argparse.Namespace) -> None:
    """Serve until Ctrl-C or SIGTERM. Raises what makes reading the camera impossible for good."""
    with stop_on_signals() as stop, libraries_silenced(), ExitStack() as stack:
        witness = Witness(options)
        sockets = listen(options.host, options.port)
        for opened in sockets:
            stack.enter_context(opened)
        token = None if is_loopback(sockets) else kept_token(state_folder(), options.new_token)
        with silenced():
            classifiers = [Classifier(options.model, options.runtime) for _ in range(2)]
            source = stack.enter_context(endless(partial(_open, options)))
        kept_region = KeptRegion(state_folder(), options.source)
        look = _look(options, classifiers[0], source, kept_region)
        broadcast = Broadcast(source, look, options.min_confidence, witness)
        app = application(broadcast, Desk(classifiers[1]), kept_region)
        limits = Limits()
        settings = Settings(port_of(sockets), token.value if token else None, own_names(options.host), limits)
        serving = server(guarded(app, settings), limits, broadcast.end)
        # uvicorn looks after signals as soon as it runs; until then it has to be told.
        stop.then = broadcast.on_failure = partial(setattr, serving, "should_exit", True)
        witness.heartbeat = stack.enter_context(Heartbeat(source))
        if options.log_requests:
            _log_requests()
        tell(f"reading {source.description}")
        _tell_where(options, port_of(sockets), token)
        if not stop.asked:
            serving.run(sockets=sockets)
    if broadcast.failure:
        raise broadcast.failure


def _open(options: argparse.Namespace) -> Source:
    """What is read. A camera that is named need not be there yet: the page says so."""
    patient = options.wait or options.source != "auto"
    return open_source(options.source, size=options.size, rate=options.rate, patient=patient)


def _look(options: argparse.Namespace, classifier: Classifier, source: Source, kept_region: KeptRegion) -> Look:
    return Look(
        Reader(classifier, least_evidence(source, options.min_confidence)),
        rotate=options.rotate,
        expect=options.expect,
        region=options.roi or kept_region.load(),
        one_camera=not isinstance(source, Pictures),
    )


def _log_requests() -> None:
    logging.basicConfig(format="%(message)s")
    logging.getLogger("cifra.web").setLevel(logging.INFO)


def _tell_where(options: argparse.Namespace, port: int, token: Token | None) -> None:
    """Say where the page is; the token is part of the link only once, when it was made."""
    say = tell if options.json else partial(print, flush=True)
    for address in addresses(options.host, port):
        say(f"{address}?token={token.value}" if token and token.is_new else address)
    if token and not token.is_new:
        tell(f"the token is kept in {token.path}; --new-token makes another")
    if token is None and options.new_token:
        tell("no token is needed at an address that only this machine can reach; none was made")
