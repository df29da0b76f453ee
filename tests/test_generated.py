"""Generated digits are what training expects: balanced, mixed, the same again from the same seed, however made."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("tqdm", reason="the training side is not installed (pip install '.[train]')")

from train import generated
from train.generated import generate_digits


@pytest.fixture(scope="module")
def digits() -> generated.Digits:
    return generate_digits(300, seed=1)


def test_every_label_has_its_share_in_random_order(digits: generated.Digits) -> None:
    assert (np.bincount(digits.labels) == 30).all()
    assert not (digits.labels[:10] == np.arange(10)).all()
    assert len(np.unique(digits.labels[:30])) > 5


def test_digits_stand_where_the_network_expects_them(digits: generated.Digits) -> None:
    rows, columns = np.indices((28, 28))
    for image in digits.images:
        y, x = np.nonzero(image)
        assert max(np.ptp(x), np.ptp(y)) + 1 == 20
        assert (image * rows).sum() / image.sum() == pytest.approx(14, abs=1)
        assert (image * columns).sum() / image.sum() == pytest.approx(14, abs=1)
        assert image.max() == 255


def test_the_same_seed_makes_the_same_and_another_does_not(digits: generated.Digits) -> None:
    again, other = generate_digits(300, seed=1), generate_digits(300, seed=2)
    assert np.array_equal(digits.images, again.images)
    assert np.array_equal(digits.labels, again.labels)
    assert not np.array_equal(digits.labels, other.labels)


def test_no_two_digits_are_alike(digits: generated.Digits) -> None:
    assert len(np.unique(digits.images.reshape(300, -1), axis=0)) == 300


def test_several_processes_make_what_one_makes(monkeypatch: pytest.MonkeyPatch) -> None:
    count = 2 * generated.SHEET + 7
    one = generate_digits(count, seed=3)
    monkeypatch.setattr(generated, "ALONE", 0)
    several = generate_digits(count, seed=3)
    assert np.array_equal(one.images, several.images)
    assert np.array_equal(one.labels, several.labels)


@pytest.mark.parametrize("count", [0, 1, 13])
def test_any_count_is_made(count: int) -> None:
    digits = generate_digits(count, seed=1)
    assert digits.images.shape == (count, 28, 28)
    assert len(digits) == count


def test_fewer_than_none_is_refused() -> None:
    with pytest.raises(ValueError, match="-1"):
        generate_digits(-1, seed=1)


def test_digits_are_as_sharp_and_as_heavy_as_mnists(digits: generated.Digits) -> None:
    ink = digits.images[digits.images > 0] / 255
    assert len(ink) / digits.images.size == pytest.approx(0.192, rel=0.1)  # of MNIST's training pictures
    assert (ink >= 0.98).mean() == pytest.approx(0.389, rel=0.12)
