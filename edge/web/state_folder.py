"""The folder in which a server keeps what it must know again after it was ended."""

from __future__ import annotations

import os
from pathlib import Path


def state_folder() -> Path:
    """Where systemd says (STATE_DIRECTORY), else ~/.local/state/cifra, or wherever XDG_STATE_HOME is.

    It is made where it is missing, for its owner alone. Raises `OSError` where that cannot be done.
    """
    if given := os.environ.get("STATE_DIRECTORY"):
        return Path(given.split(":")[0])
    home = os.environ.get("XDG_STATE_HOME")
    folder = (Path(home) if home else Path.home() / ".local" / "state") / "cifra"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
