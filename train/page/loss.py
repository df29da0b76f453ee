"""How wrong the answers of the page network are: for each head what each crop adds, and their weighted sum."""

from __future__ import annotations

from typing import Any

import numpy as np

import train.page.network  # noqa: F401  first: it tells TensorFlow how to start
from edge.page.heads import STRIDE, UNIT

import tensorflow as tf  # isort: skip

# The digit network judges which digit it is; but who learns that learns the shapes that tell digits from letters.
SHARES = {"centre": 1.0, "box": 1.0, "symbol": 0.6, "kind": 2.0}
CHANNELS = np.array([1.0, 0.5, 0.3], np.float32)  # of the centres: what is written is asked for first
# What each kind counts, however many places are of it: two of a hundred are a digit, and telling by whom it is written
# is the hardest that is asked.
KINDS = np.array([0.15, 0.25, 0.05, 0.2, 0.25, 0.15, 0.1], np.float32)
FEW = 400.0  # places of a kind: fewer count as if there were so many more that are right
FEW_DIGITS = 4e-4  # of all places hold a digit's centre at least, in reckoning: or a batch with few would weigh most
SMOOTHING = 0.05  # of symbols: where none can be told, none is to be sure
LOWEST, HIGHEST = -4.0, 6.0  # of a side's logarithm: 1 and 1024 pixels


def losses(answers: dict[str, Any], batch: dict[str, Any]) -> dict[str, Any]:
    """Each head's loss by the heads' names, unweighted: float32 (n,), what each crop adds to it.

    `answers` are the network's for n crops, `batch` the fields of `train.page.targets.Targets`, stacked. The losses are
    means over the whole batch: a crop with much on it adds more.
    """
    answers = {name: tf.cast(answer, tf.float32) for name, answer in answers.items()}
    centre, owned = tf.cast(batch["centre"], tf.float32), tf.cast(batch["owned"], tf.float32)
    return {
        "centre": centre_loss(answers["centre"], centre, tf.cast(batch["judged"], tf.float32)),
        "box": box_loss(answers["box"], tf.cast(batch["box"], tf.float32), owned),
        "symbol": symbol_loss(answers["symbol"], tf.cast(batch["symbol"], tf.int32), owned),
        "kind": kind_loss(answers["kind"], tf.cast(batch["kind"], tf.int32)),
    }


def of_page(answers: dict[str, Any], batch: dict[str, Any]) -> tuple[Any, Any]:
    """Each head's loss, (4,) in the order of their names, and what each crop adds to them together, (n,)."""
    each = losses(answers, batch)
    return tf.stack([tf.reduce_sum(each[name]) for name in sorted(each)]), weighted(each)


def weighted(each: dict[str, Any]) -> Any:
    """What each crop adds to all of `losses` together, by the heads' shares: float32 (n,)."""
    return tf.add_n([SHARES[name] * loss for name, loss in each.items()])


def centre_loss(logits: Any, hills: Any, judged: Any) -> Any:
    """Focal loss that forgives what lies on a hill (CornerNet, Law and Deng 2018), by the number of positives.

    `logits` and `hills` are (n, h, w, 3), `judged` (n, h, w).
    """
    yes, no = tf.math.log_sigmoid(logits), tf.math.log_sigmoid(-logits)
    said = tf.sigmoid(logits)
    positive = tf.cast(hills > 0.999, tf.float32)
    missed = positive * tf.square(1 - said) * yes
    invented = (1 - positive) * tf.square(tf.square(1 - hills)) * tf.square(said) * no
    judged = judged[..., tf.newaxis]
    found = tf.reduce_sum(positive * judged * CHANNELS)
    least = tf.maximum(FEW_DIGITS * tf.cast(tf.size(judged), tf.float32), 1.0)
    return -tf.reduce_sum((missed + invented) * judged * CHANNELS, axis=[1, 2, 3]) / tf.maximum(found, least)


def box_loss(answers: Any, told: Any, owned: Any) -> Any:
    """Generalised overlap (Rezatofighi et al. 2019) and a fifth of the plain differences, weighted by `owned`.

    `answers` and `told` are (n, h, w, 4), `owned` (n, h, w).
    """
    left, top, right, bottom = _edges(answers)
    to_left, to_top, to_right, to_bottom = _edges(told)
    shared = tf.nn.relu(tf.minimum(right, to_right) - tf.maximum(left, to_left)) * tf.nn.relu(
        tf.minimum(bottom, to_bottom) - tf.maximum(top, to_top)
    )
    union = (right - left) * (bottom - top) + (to_right - to_left) * (to_bottom - to_top) - shared
    hull = (tf.maximum(right, to_right) - tf.minimum(left, to_left)) * (
        tf.maximum(bottom, to_bottom) - tf.minimum(top, to_top)
    )
    overlap = 1 - shared / union + (hull - union) / hull
    away = tf.abs(answers - told)
    plain = tf.reduce_sum(tf.where(away < 1, 0.5 * away**2, away - 0.5), axis=-1)
    return _weighted(overlap + 0.2 * plain, owned)


def symbol_loss(logits: Any, symbols: Any, owned: Any) -> Any:
    """Cross-entropy of `logits` (n, h, w, 20) and `symbols` (n, h, w), weighted by `owned`, 0 where there are none."""
    count = logits.shape[-1]
    told = tf.one_hot(symbols, count) * (1 - SMOOTHING) + SMOOTHING / count
    entropy = tf.nn.softmax_cross_entropy_with_logits(told, logits)
    return _weighted(entropy, owned * tf.cast(symbols >= 0, tf.float32))


def kind_loss(logits: Any, kinds: Any) -> Any:
    """Cross-entropy of `logits` (n, h, w, 7) and `kinds` (n, h, w): its mean over each kind, weighted by KINDS."""
    count = len(KINDS)
    kinds = tf.minimum(kinds, count)  # the last is what is ignored
    entropy = tf.nn.sparse_softmax_cross_entropy_with_logits(tf.where(kinds < count, kinds, 0), logits)
    places = tf.cast(tf.math.bincount(tf.reshape(kinds, [-1]), minlength=count + 1), tf.float32)[:count]
    there = KINDS * tf.cast(places > 0, tf.float32)
    worth = there / (places + FEW) / tf.maximum(tf.reduce_sum(there), 1e-6)
    return tf.reduce_sum(entropy * tf.gather(tf.pad(worth, [[0, 1]]), kinds), axis=[1, 2])


def _edges(box: Any) -> tuple[Any, Any, Any, Any]:
    """Left, top, right and bottom of a box head, in cells from the middle of the cell that answers."""
    x, y, across, down = tf.unstack(box, axis=-1)
    w, h = (UNIT / STRIDE * 2.0 ** tf.clip_by_value(side, LOWEST, HIGHEST) for side in (across, down))
    return x - w / 2, y - h / 2, x + w / 2, y + h / 2


def _weighted(values: Any, weights: Any) -> Any:
    return tf.reduce_sum(values * weights, axis=[1, 2]) / tf.maximum(tf.reduce_sum(weights), 1.0)
