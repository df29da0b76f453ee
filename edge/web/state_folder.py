"""The folder in which a server keeps what it must know again after it was ended: the token, the region."""

from __future__ import annotations

import os
from pathlib import Path


def state_folder() -> Path:
    """Where systemd says (STATE_DIRECTORY), else ~/.local/state/cifra, or wherever XDG_STATE_HOME is.

    Who writes there makes it, with mode 700, where it is missing.
    """
    if given := os.environ.get("STATE_DIRECTORY", ""):
        return Path(given.split(":")[0])
    home = Path(os.environ.get("XDG_STATE_HOME", ""))
    return (home if home.is_absolute() else Path.home() / ".local" / "state") / "cifra"
