"""What `cifra doctor` looks at: each module gives `Finding`s about one subject."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    state: str
    """"ok", "note" for what only some uses need, or "wrong" for what was set up and does not work."""
    text: str
    """What was found."""
    mend: str = ""
    """What to do about it: the very command where one does it."""
