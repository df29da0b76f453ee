"""What was announced of a clip is held against what was there, counted by hand; and the whole way on one clip."""

from __future__ import annotations

import pytest
from bundled import needs_model

pytest.importorskip("tqdm", reason="the training side is not installed (pip install '.[train]')")

from edge.classify import Classifier
from edge.track import Announcement
from train.steady import ClipReading, Moment, judge, read_clip, spells, table

HZ = 10


def clip(*parts: tuple[int, str, bool]) -> list[Moment]:
    """Tenths of a second of a page with its line, "" for none, and whether it lies still; read as "7" throughout."""
    shown = [(line, still) for tenths, line, still in parts for _ in range(tenths)]
    return [Moment(i / HZ, (line,) if line else (), still, ("7",)) for i, (line, still) in enumerate(shown)]


def said(*parts: tuple[float, str]) -> list[Announcement]:
    return [Announcement(time, round(time * HZ), (line,) if line else ()) for time, line in parts]


COMING = ((5, "", False), (5, "7", False), (20, "7", True))  # still from 1.0 s to 2.9 s
AND_GOING = (*COMING, (5, "7", False), (20, "", False))  # away from 3.5 s on
TWICE = (*AND_GOING, (5, "7", False), (20, "7", True))  # still again from 6.0 s to 7.9 s
COVERED = (*COMING, (10, "7", False), (20, "7", True))  # a hand from 3.0 s to 3.9 s


@pytest.mark.parametrize(
    ("parts", "announced", "counts"),  # wrong, early, missed, delays
    [
        (COMING, [(1.3, "7")], (0, 0, 0, 1)),  # as it should be
        (COMING, [], (0, 0, 1, 0)),  # silent
        (COMING, [(1.3, "1")], (1, 0, 1, 0)),  # misread
        (COMING, [(0.7, "7")], (0, 1, 0, 0)),  # right, though it still moved
        (COMING, [(0.2, "7")], (1, 0, 1, 0)),  # before it was there
        (COMING, [(1.3, "7"), (2.0, "")], (1, 0, 0, 1)),  # gone, though it lies there
        (AND_GOING, [(1.3, "7"), (3.9, "")], (0, 0, 0, 1)),
        (AND_GOING, [(1.3, "7")], (0, 0, 1, 1)),  # never told gone
        (TWICE, [(1.3, "7"), (3.9, ""), (6.4, "7")], (0, 0, 0, 2)),
        (TWICE, [(1.3, "7")], (0, 0, 1, 1)),  # the second time is one more
        (COVERED, [(1.3, "7")], (0, 0, 0, 1)),  # a hand that comes and goes takes nothing away
        (COVERED, [(1.3, "7"), (3.7, ""), (4.3, "7")], (0, 0, 0, 2)),  # nor is it wrong to say so
        (((8, "", False), (5, "7", True), (8, "", False)), [], (0, 0, 0, 0)),  # too short to demand it
    ],
)
def test_announcements_are_judged(
    parts: tuple[tuple[int, str, bool], ...], announced: list[tuple[float, str]], counts: tuple[int, ...]
) -> None:
    outcome = judge(clip(*parts), said(*announced))
    assert (outcome.wrong, outcome.early, outcome.missed, len(outcome.delays)) == counts


def test_frames_and_delays_are_counted_where_the_number_lies_still() -> None:
    outcome = judge(clip((5, "", False), (20, "7", True), (10, "8", True)), said((0.9, "7"), (2.8, "8")))
    assert (outcome.still_frames, outcome.exact_frames) == (30, 20)
    assert outcome.delays == pytest.approx((0.4, 0.3))


def test_spells_end_where_it_moves_or_is_another() -> None:
    found = spells(clip((3, "7", True), (2, "7", False), (3, "7", True), (4, "8", True)))
    assert [lines for _, _, lines in found] == [("7",), ("7",), ("8",)]
    assert [start for start, _, _ in found] == pytest.approx([0, 0.5, 0.8])
    assert [end for _, end, _ in found] == pytest.approx([0.2, 0.7, 1.1])


def test_the_table_has_a_row_a_kind_and_one_of_all() -> None:
    good = ClipReading("hand shake", 0, tuple(clip(*COMING)), tuple(said((1.3, "7"))))
    bad = ClipReading("half covered", 0, tuple(clip(*COMING)), tuple(said((1.3, "1"))))
    none = ClipReading("words", 0, tuple(clip((100, "", False))), tuple(said((3.0, "50"))))
    rows = {row[:25].strip(): row[25:].split() for row in table([good, bad, none]).splitlines() if row}
    # clips, frames, exact, right, wrong, silent, early, median and 95 % of the delays
    assert rows["hand shake"] == ["1", "20", "1.000", "1.000", "0.000", "0.000", "0.000", "0.30", "0.30"]
    assert rows["half covered"][3:7] == ["0.000", "1.000", "0.000", "0.000"]
    assert rows["words"] == ["0.2", "1.000", "1"]  # minutes, frames with digits, false announcements


@needs_model
def test_a_clip_is_read_and_announced_the_same_each_time() -> None:
    given = (str(Classifier().path), "light flicker", 1, 5)
    one = read_clip(given)
    assert [moment.time for moment in one.moments] == pytest.approx([i / 15 for i in range(45)])
    assert any(moment.read == moment.lines for moment in one.moments)
    outcome = judge(one.moments, one.announcements)
    assert (outcome.wrong, outcome.still_frames) == (0, 45)
    assert read_clip(given) == one
