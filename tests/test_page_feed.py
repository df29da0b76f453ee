"""Crops at hand: composed elsewhere, each learnt a few times in changing light, packed as canvases are."""

from __future__ import annotations

import threading

import fake_crops
import numpy as np
import pytest

from edge.page.heads import IGNORED
from train.page.feed import FeedError, feed
from train.page.pack import GRID, PACKED, packed, part
from train.page.reservoir import Reservoir
from train.page.targets import targets
from train.page.tones import toned


def filled(room: int, crops: int, uses: int = 3) -> Reservoir:
    reservoir = Reservoir(room, 64, uses)
    made = [crop for seed in range(crops // 4) for crop in fake_crops.crops(seed, 64)]
    for crop in made:
        reservoir.put(crop.picture, targets(crop), threading.Event())
    return reservoir


@pytest.mark.slow
def test_crops_come_from_another_process_with_their_targets() -> None:
    with feed(64, 40, seed=1, start=5, make_crops="fake_crops:crops") as crops:
        batch = crops.draw(4, np.random.default_rng(0))
    assert batch["picture"].shape == (4, 64, 64, 3)
    assert batch["picture"].dtype == np.uint8
    assert batch["centre"].shape == (4, 16, 16, 3)
    assert (batch["centre"] == 1).sum(axis=(1, 2, 3)).min() >= 1
    assert crops.pages > 5


@pytest.mark.slow
@pytest.mark.parametrize("maker", ["broken", "ending"])
def test_a_composer_that_fails_is_said(maker: str, capfd: pytest.CaptureFixture[str]) -> None:
    with feed(64, 40, 1, 0, make_crops=f"fake_crops:{maker}") as crops, pytest.raises(FeedError):
        crops.draw(4, np.random.default_rng(0))
    if maker == "broken":
        assert "page 100000000 of 64 pixels" in capfd.readouterr().out


def test_no_crop_is_learnt_more_often_than_it_should_while_others_are_there() -> None:
    reservoir = filled(24, 24)
    rng = np.random.default_rng(0)
    seen = np.concatenate([reservoir.draw(8, rng)["symbol"].reshape(8, -1) for _ in range(6)])
    _, counts = np.unique(seen, axis=0, return_counts=True)
    assert len(counts) >= 20
    assert max(counts) <= 3
    assert reservoir.age() == "each crop learnt 2.0 times, 24 at hand"


def test_a_new_crop_takes_the_place_of_one_that_was_learnt_often_enough() -> None:
    reservoir, stopped = filled(8, 8, uses=1), threading.Event()
    new = fake_crops.crops(99, 64)[0]
    waiting = threading.Thread(target=reservoir.put, args=(new.picture, targets(new), stopped))
    waiting.start()
    waiting.join(0.2)
    assert waiting.is_alive()  # all are still to be learnt
    reservoir.draw(4, np.random.default_rng(0))
    waiting.join(5)
    assert not waiting.is_alive()
    assert len(reservoir) == 8


def test_the_easiest_crops_of_a_batch_make_room_first() -> None:
    reservoir, stopped = filled(8, 8, uses=5), threading.Event()
    batch = reservoir.draw(8, np.random.default_rng(0))
    reservoir.learnt(batch["serial"], np.arange(8, dtype=np.float32))
    again = np.concatenate([reservoir.draw(3, np.random.default_rng(seed))["serial"] for seed in range(4)])
    assert not set(again) & set(batch["serial"][:2])
    new = fake_crops.crops(99, 64)[0]
    reservoir.put(new.picture, targets(new), stopped)
    reservoir.put(new.picture, targets(new), stopped)
    reservoir.learnt(batch["serial"][:2], np.zeros(2, np.float32))  # they are gone: nothing happens
    left = np.concatenate([reservoir.draw(8, np.random.default_rng(seed))["serial"] for seed in range(2)])
    assert not set(left) & set(batch["serial"][:2])
    assert set(left) >= set(batch["serial"][2:])


def test_learning_goes_on_where_composing_is_slower() -> None:
    reservoir = filled(8, 8, uses=1)
    for _ in range(5):
        assert len(reservoir.draw(4, np.random.default_rng(0))["picture"]) == 4


def test_who_waits_for_room_is_let_go_when_it_is_stopped() -> None:
    reservoir, stopped = filled(8, 8), threading.Event()
    stopped.set()
    new = fake_crops.crops(99, 64)[0]
    reservoir.put(new.picture, targets(new), stopped)
    assert len(reservoir) == 8


def test_light_changes_and_forms_do_not() -> None:
    ramp = np.tile(np.arange(0, 256, 4, dtype=np.uint8)[None, :, None], (64, 1, 3))
    made = [toned(ramp, np.random.default_rng(seed)) for seed in range(60)]
    assert len({one.tobytes() for one in made}) > 40
    for one in made:
        columns = one.astype(float).mean(axis=(0, 2))
        slope = np.corrcoef(columns, np.arange(64))[0, 1]
        assert abs(slope) > 0.9  # lighter to the right, or darker in a negative; never a part of it turned round
        assert one.shape == ramp.shape
        assert one.dtype == np.uint8
    assert 1 <= sum(np.corrcoef(one.astype(float).mean(axis=(0, 2)), np.arange(64))[0, 1] < 0 for one in made) <= 12


def test_a_part_of_a_crop_has_its_truth() -> None:
    crop = fake_crops.crops(3, 128)[0]
    one = part(crop, 32, 16, 64, 80)
    assert (one.picture == crop.picture[16:96, 32:96]).all()
    assert (one.kind == crop.kind[4:24, 8:24]).all()
    for box, ignored in zip(one.boxes, one.ignored, strict=True):
        x, y, w, h = box
        inside = max(0, min(x + w, 64) - max(x, 0)) * max(0, min(y + h, 80) - max(y, 0))
        assert inside > 0
        assert ignored == (inside < 0.75 * w * h)


def test_parts_on_a_canvas_lie_on_the_grid_and_nothing_is_said_between_them() -> None:
    made = [crop for seed in range(40) for crop in packed(fake_crops.crops, seed, 256)]
    together = [crop for crop in made if (crop.kind == IGNORED).any()]
    assert 0.5 * PACKED < len(together) / len(made) < PACKED + 0.1
    for crop in together:
        assert crop.picture.shape == (256, 256, 3)
        told = crop.kind != IGNORED
        rows, columns = np.flatnonzero(told.any(axis=1)), np.flatnonzero(told.any(axis=0))
        for places in (rows, columns):
            starts = [places[0], *places[1:][np.diff(places) > 1]]
            assert all(start * 4 % GRID == 0 for start in starts)
        dark = (crop.picture < 100).all(axis=-1)
        for x, y, w, h in crop.boxes[~crop.ignored].astype(int):
            assert dark[max(0, y) : y + h, max(0, x) : x + w].mean() > 0.7
