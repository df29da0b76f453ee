"""On a page marks that are no digits are common: what the network says of a glyph is weighed accordingly."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from edge.reader import MARKS, on_a_page


@settings(deadline=None)
@given(logits=arrays(np.float32, (5, 11), elements=st.floats(-20, 20, width=32)))
def test_a_mark_is_likelier_and_the_digits_keep_their_odds(logits: NDArray[np.float32]) -> None:
    probabilities = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    weighed = on_a_page(probabilities)
    assert weighed.sum(axis=1) == pytest.approx(1, abs=1e-5)
    less = weighed[:, :10] / probabilities[:, :10]
    assert np.allclose(less, less.max(axis=1, keepdims=True), rtol=1e-3)
    assert (less <= 1 + 1e-5).all()
    assert np.allclose(weighed[:, 10], MARKS * probabilities[:, 10] * less[:, 0], rtol=1e-3)


def test_bayes_rule_by_hand() -> None:
    """A mark at 1 in 13 is an even bet where marks are twelve times as common."""
    probabilities = np.zeros((1, 11), np.float32)
    probabilities[0, 3], probabilities[0, 10] = MARKS / (MARKS + 1), 1 / (MARKS + 1)
    assert on_a_page(probabilities)[0, [3, 10]] == pytest.approx([0.5, 0.5])
