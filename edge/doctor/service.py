"""The service, where `make service` has installed it."""

from __future__ import annotations

import subprocess

from edge.doctor import Finding

PROPERTIES = "LoadState,UnitFileState,ActiveState,SubState,Result,NRestarts"


def service_finding() -> Finding | None:
    """About the service `cifra` of this system; None where none is installed."""
    command = ["systemctl", "show", "cifra.service", f"--property={PROPERTIES}"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None  # no systemd
    return judged(done.stdout)


def judged(told: str) -> Finding | None:
    """The meaning of what `systemctl show` prints, a "name=value" a line."""
    said = dict(line.partition("=")[::2] for line in told.splitlines())
    if said.get("LoadState", "not-found") == "not-found":
        return None
    log = "journalctl -u cifra -n 50"
    restarts = int(said.get("NRestarts") or 0)
    again = f", and was started anew {restarts} times" if restarts else ""
    match said.get("ActiveState"), said.get("SubState"):
        case "active", _:
            if said.get("UnitFileState") == "disabled":
                return Finding(
                    "note", f"the service runs{again}, but not at the next boot", "sudo systemctl enable cifra"
                )
            return Finding("note" if restarts else "ok", f"the service runs{again}", log if restarts else "")
        case "inactive", _:
            return Finding("note", "the service is installed and stopped", "sudo systemctl start cifra")
        case "activating", "start":
            return Finding("note", f"the service is being started{again}", log)
        case _:
            result = said.get("Result") or "unknown"
            return Finding("wrong", f"the service does not run (its last result: {result}){again}", log)
