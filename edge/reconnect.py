"""A camera or stream without an end: read in a thread of its own, looked after, and opened again when it fails."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from time import monotonic

from edge.device import SILENCE, Device
from edge.errors import Fault, Kind, SourceError
from edge.faults import Health
from edge.newest import Newest
from edge.source import Frame, Source

FIRST_PAUSE = 0.25  # seconds before a failed camera is opened again; each further pause is twice as long
LONGEST_PAUSE = 2.0  # with a try of SILENCE at a server that is gone, frames are back 5 s after it is
STEADY = 5.0  # seconds that a camera must have lasted for the pauses to start afresh
STUCK = SILENCE + 2.0  # seconds after which a driver that should have given up after SILENCE is stuck itself
FAREWELL = 0.1  # seconds that closing waits for the thread, which may be stuck in a driver


class Live(Source):
    """The newest frames of what `open_device` opens, for ever.

    `open_device` raises `SourceError` where there is nothing; this is raised here, or with `patient`, is a fault of the
    kind `absent`.
    """

    is_live = True

    def __init__(self, open_device: Callable[[], Device], name: str, absent: Kind, patient: bool = False) -> None:
        self._open = open_device
        self._absent: Kind = absent
        self._health = Health(name)
        self._newest = Newest(name)
        self._outage: Fault | None = None
        self._handed = 0
        self._sign: float | None = None  # of life; None while there is no camera
        self._start = monotonic()
        self._name = name
        self._device = None if patient else open_device()
        self.description = self._device.description if self._device else f"{name}, once it is there"
        self._thread = Thread(target=self._run, name=f"capture of {name}", daemon=True)
        self._thread.start()

    def __next__(self) -> Frame:
        try:
            frame, self.fault = self._newest.take(self._watch)
        except Fault as fault:
            self.fault = fault
            raise
        self._handed += 1
        self.dropped = frame.index + 1 - self._handed
        return frame

    def close(self) -> None:
        self._newest.close()
        device = self._device
        if device:
            device.interrupt()
        self._thread.join(FAREWELL)

    # ------------------------------------------------------------ in the thread that captures

    def _run(self) -> None:
        pause = FIRST_PAUSE
        try:
            while not self._newest.closed:
                begin = monotonic()
                try:
                    self._device = self._device or self._open()
                    self._follow(self._device)
                except SourceError as error:
                    self._lost(error if isinstance(error, Fault) else Fault(self._absent, str(error)))
                finally:
                    device, self._device, self._sign = self._device, None, None
                    if device:
                        device.close()
                if monotonic() - begin > STEADY:
                    pause = FIRST_PAUSE
                self._newest.pause(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
        except Exception as error:  # it would end in this thread unseen, and the reader would wait for ever
            self._newest.fail(error)

    def _follow(self, device: Device) -> None:
        """Hand over the device's pictures until it fails or the source is closed."""
        self.description = device.description
        self._health.opened(device.rate, device.still_seconds)
        whole = monotonic()
        while not self._newest.closed:
            self._sign = monotonic()
            try:
                image, time = device.read()
            except Fault as fault:
                if fault.kind != "corrupt":
                    raise
                for begun in self._health.damaged(fault, monotonic()):
                    self._newest.say(begun)
                if monotonic() - whole > STEADY:  # it may be the connection that has lost its place
                    self._outage = fault
                    raise
                continue
            whole = monotonic()
            for begun in self._health.look(image, time):
                if begun.kind == "frozen":
                    raise begun
                self._newest.say(begun)
            if "frozen" in self._health.holding:  # the camera was opened again, which did not help
                raise self._health.holding["frozen"]
            self._outage = None
            self._newest.put(image, time - self._start, next(iter(self._health.holding.values()), None))

    def _lost(self, fault: Fault) -> None:
        """Say why there are no frames, once until there are some again."""
        if self._outage is None and not self._newest.closed:
            self._outage = fault
            self._newest.say(fault)

    # ------------------------------------------------------------ in the thread that reads

    def _watch(self) -> None:
        """Look whether the other thread is stuck in the driver, which nothing can end."""
        self.while_waiting()
        sign = self._sign
        if sign is not None and monotonic() - sign > STUCK:
            found = "found that its driver hangs. Unplug it and plug it in, or start the machine again."
            self._lost(Fault("frozen", f"expected new pictures of {self._name}, {found}"))
