"""How a steady number holds up on rendered clips: `python -m train steady`.

Every clip is read frame by frame, as on a Pi, and what was announced is held against what was there when.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from tqdm import tqdm

from edge.classify import Classifier
from edge.reader import Reader
from edge.track import LEAST_EVIDENCE, Announcement, SteadyNumber
from train.clips import DIGIT_KINDS, EMPTY_KINDS, LONG, render_clip
from train.processes import in_processes

SLACK = 0.15  # seconds by which an announcement may miss the time in which the number is seen well
DEMANDED = 0.8  # seconds: who lies still for longer must be announced
GONE = 1.5  # seconds after which a page that was taken away must have been told gone


@dataclass(frozen=True)
class Moment:
    """One frame, what was there and what was read."""

    time: float
    lines: tuple[str, ...]
    """Of the page that is there; none where there is none, or none on it."""
    still: bool
    """Whether they lie still, sharp, uncovered and whole in the picture."""
    read: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """What became of one clip."""

    still_frames: int
    exact_frames: int
    """Of the still ones, those whose single reading has exactly the lines."""
    wrong: int
    """Announcements of what was not there, or gone of what was."""
    early: int
    """Announcements of what is there, though it moves, or is blurred or partly covered."""
    missed: int
    """Times that a number lay still and was not announced before it moved, or was taken away and never told gone."""
    delays: tuple[float, ...]
    """Seconds from lying still to the announcement."""


@dataclass(frozen=True)
class ClipReading:
    kind: str
    number: int
    moments: tuple[Moment, ...]
    announcements: tuple[Announcement, ...]


def spells(moments: Sequence[Moment]) -> list[tuple[float, float, tuple[str, ...]]]:
    """Start, end and lines of every time in which a number lies still and is seen well."""
    found: list[tuple[float, float, tuple[str, ...]]] = []
    lying = False
    for moment in moments:
        if moment.still and lying and found[-1][2] == moment.lines:
            found[-1] = (found[-1][0], moment.time, moment.lines)
        elif moment.still:
            found.append((moment.time, moment.time, moment.lines))
        lying = moment.still
    return found


def judge(moments: Sequence[Moment], announcements: Sequence[Announcement]) -> Outcome:
    """Hold the `announcements` of one clip against its `moments`."""
    clear = spells(moments)
    wrong, early, delays = 0, 0, []
    for one in announcements:
        near = [s for s in clear if s[0] - SLACK <= one.time <= s[1] + SLACK]
        if one.lines:
            there = any(m.lines == one.lines for m in moments if abs(m.time - one.time) <= SLACK)
            wrong += not there
            early += there and not any(lines == one.lines for _, _, lines in near)
        else:  # gone, while it lay there
            wrong += any(start + SLACK <= one.time <= end - SLACK for start, end, _ in near)
    missed = 0
    for start, end, lines in clear:
        standing = [a for a in announcements if a.time <= start - SLACK]
        known = bool(standing) and standing[-1].lines == lines and not _taken(moments, standing[-1].time, start)
        said = [a for a in announcements if start - SLACK <= a.time <= end + SLACK and a.lines == lines]
        if said:
            delays.append(max(0.0, said[0].time - start))
        elif not known and end - start >= DEMANDED:
            missed += 1
    last = announcements[-1] if announcements else None
    if last and last.lines and moments[-1].time - max((m.time for m in moments if m.lines), default=0.0) >= GONE:
        missed += 1
    still = [moment for moment in moments if moment.still]
    exact = sum(moment.read == moment.lines for moment in still)
    return Outcome(len(still), exact, wrong, early, missed, tuple(delays))


def _taken(moments: Sequence[Moment], start: float, end: float) -> bool:
    """Whether no page was there at some time between `start` and `end`."""
    return any(not moment.lines for moment in moments if start < moment.time < end)


def read_clip(given: tuple[str, str, int, int]) -> ClipReading:
    """What `model` reads and announces: (model, kind, number, seed)."""
    model, kind, number, seed = given
    reader, steady = _reader(model), SteadyNumber()
    moments, announcements = [], []
    for shot in render_clip(kind, number, seed):
        reading = reader.read(shot.frame.image)
        moments.append(Moment(shot.frame.time, shot.lines, shot.still, tuple(reading.lines)))
        announcement = steady.update(shot.frame, reading)
        if announcement:
            announcements.append(announcement)
    return ClipReading(kind, number, tuple(moments), tuple(announcements))


def measure_steady(clips: int, seed: int, model: str | Path = "digits") -> list[ClipReading]:
    """`clips` of each kind with digits and a quarter as many, but long ones, of each without; on all cores.

    With 40 these are 200 clips with digits and ten minutes without.

    Raises `ModelError` for a model that cannot be run.
    """
    path = str(Classifier(model).path)
    given = [(path, kind, number, seed) for number in range(clips) for kind in DIGIT_KINDS]
    given += [(path, kind, number, seed) for number in range(-(-clips // 4)) for kind in EMPTY_KINDS]
    return list(tqdm(in_processes(read_clip, given), "clips", len(given), unit=" clip", disable=None))


def table(readings: Sequence[ClipReading]) -> str:
    """Both tables for a terminal: clips with digits, and those without."""
    heads = ("clips", "frames", "exact", "right", "wrong", "silent", "early", "delay", "95 %")
    lines = [f"{'':25}" + "".join(f"{head:>8}" for head in heads)]
    for kind in [*DIGIT_KINDS, "all"]:
        some = [one for one in readings if one.kind == kind or (kind == "all" and one.kind in DIGIT_KINDS)]
        if some:
            lines.append(_row(kind, [judge(one.moments, one.announcements) for one in some]))
    lines += ["", f"{'without digits':25} {'minutes':>8} {'frames with digits':>19} {'false announcements':>20}"]
    for kind in [*EMPTY_KINDS, "all"]:
        some = [one for one in readings if one.kind == kind or (kind == "all" and one.kind in EMPTY_KINDS)]
        minutes = len(some) * LONG / 60
        frames = [bool(moment.read) for one in some for moment in one.moments]
        false = sum(bool(a.lines) for one in some for a in one.announcements)
        if some:
            lines.append(f"{kind:25} {minutes:8.1f} {np.mean(frames):19.3f} {false:20}")
    return "\n".join(lines)


def _row(kind: str, outcomes: Sequence[Outcome]) -> str:
    frames = sum(one.still_frames for one in outcomes)
    exact = sum(one.exact_frames for one in outcomes) / max(frames, 1)
    wrong = sum(one.wrong > 0 for one in outcomes)
    silent = sum(one.wrong == 0 and one.missed > 0 for one in outcomes)
    delays = [delay for one in outcomes for delay in one.delays] or [float("nan")]
    count = len(outcomes)
    early = sum(one.early > 0 for one in outcomes)
    shares = (exact, *((some / count) for some in (count - wrong - silent, wrong, silent, early)))
    return (
        f"{kind:25}{count:8}{frames:8,}"
        + "".join(f"{share:8.3f}" for share in shares)
        + f"{np.median(delays):8.2f}{np.percentile(delays, 95):8.2f}"
    )


@lru_cache(maxsize=1)
def _reader(path: str) -> Reader:
    """One a process: building its interpreter takes longer than reading a page."""
    return Reader(Classifier(path), LEAST_EVIDENCE)
