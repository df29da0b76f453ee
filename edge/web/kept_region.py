"""The region that a viewer chose, kept over a restart."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from edge.commands.terminal import tell
from edge.reading import Box
from edge.region import RegionError, region_of

NAME = "region.json"


class KeptRegion:
    """In `folder`, the region of `source`, as the command line names it: other pictures have other regions."""

    def __init__(self, folder: Path, source: str) -> None:
        self._path, self._source = folder / NAME, source

    def load(self) -> Box | None:
        """The region that was kept; None where none was, or what was kept is damaged."""
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            return box_of(kept["roi"]) if kept["source"] == self._source and kept["roi"] is not None else None
        except (OSError, ValueError, KeyError, TypeError, RegionError):
            return None

    def keep(self, region: Box | None) -> None:
        """Keep `region`, whole or not at all; a disk that does not take it is said."""
        kept = {"source": self._source, "roi": None if region is None else region.as_list()}
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            new = self._path.with_suffix(".new")
            new.write_text(json.dumps(kept) + "\n", encoding="utf-8")
            new.replace(self._path)
        except OSError as error:
            tell(f"cifra: expected to keep the region in a file, found: {error}. It holds until the server ends.")


def box_of(roi: Any) -> Box:
    """The region that `roi`, [x, y, w, h] out of JSON, means. Raises `RegionError` for anything else."""
    if not (isinstance(roi, list) and len(roi) == 4 and all(type(number) is int for number in roi)):
        raise RegionError(f"expected a region as [x, y, w, h], four whole numbers of pixels, found {str(roi)[:100]}.")
    return region_of(",".join(map(str, roi)))
