"""`cifra read`: pictures in, a line for each out."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray

from edge.account import Account
from edge.commands.kept import Kept
from edge.commands.terminal import Progress, counted, one_line, open_reader, other_count, passed_over, tell
from edge.errors import SourceError
from edge.opencv import silenced
from edge.pictures import find_pictures, load_picture
from edge.reading import Reading
from edge.region import RegionError


@dataclass(frozen=True, slots=True)
class Failure:
    """Something named on the command line that is no picture."""

    source: str
    error: str


def run(options: argparse.Namespace) -> int:
    """Read every picture in the order given; 1 if any of them could not be read, else 0."""
    wanted = _find(options.pictures)
    paths = [item for item in wanted if isinstance(item, Path)]
    kept = Kept(options, paths)
    account = partial(open_reader(options).account, rotate=options.rotate, roi=options.roi, expect=options.expect)
    progress = Progress(len(wanted))
    results: list[Reading | Failure] = []
    for item in wanted:
        result = item if isinstance(item, Failure) else _read(item, account, kept)
        progress.hide()
        _print(str(item) if isinstance(item, Path) else item.source, result, options.json)
        results.append(result)
        progress.show(len(results))
    progress.hide()
    if not options.json:
        print(_summary(results))
    kept.report()
    return 1 if any(isinstance(result, Failure) for result in results) else 0


def _find(specs: Iterable[str]) -> list[Path | Failure]:
    found: list[Path | Failure] = []
    for spec in specs:
        try:
            found += find_pictures(spec)
        except SourceError as error:
            found.append(Failure(spec, str(error)))
    return found


def _read(path: Path, account: Callable[[NDArray[np.uint8]], Account], kept: Kept) -> Reading | Failure:
    try:
        with silenced():
            frame = load_picture(path)
        found = account(frame)
    except (SourceError, RegionError) as error:
        return Failure(str(path), str(error))
    kept.keep(path, frame, found)
    return found.reading


def _print(source: str, result: Reading | Failure, as_json: bool) -> None:
    if as_json:
        fields = {"source": source, "error": result.error} if isinstance(result, Failure) else result.as_json(source)
        print(json.dumps(fields), flush=True)
    elif isinstance(result, Failure):
        tell(f"{source}: {result.error}")
    else:
        print(f"{source}: {one_line(result)}  ({result.milliseconds['total']:.1f} ms)", flush=True)
        for note in (other_count(result), passed_over(result)):
            if note:
                tell(f"{source}: {note}")


def _summary(results: list[Reading | Failure]) -> str:
    readings = [result for result in results if isinstance(result, Reading)]
    summary = f"{counted(len(readings), 'picture')}, {counted(sum(len(r.digits) for r in readings), 'digit')}"
    if readings:
        summary += f", median {median(r.milliseconds['total'] for r in readings):.1f} ms a picture"
    if len(readings) < len(results):
        summary += f"; {len(results) - len(readings)} could not be read"
    return summary
