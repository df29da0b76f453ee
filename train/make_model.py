"""The whole way from a recipe to `models/`: digits found or generated, a network trained on them, and released."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import AbstractContextManager, nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import Any

from edge.classify import Classifier
from train.data import DataError, Digits, load_mnist, split_validation
from train.evaluate import accuracy, measure
from train.examples import Examples
from train.fit import fit
from train.generated import generate_digits
from train.recipe import Data, Recipe
from train.release import Release, release
from train.unseen import as_glyphs

GENERATED = 60_000  # digits, as many as MNIST has for training
HELD_OUT_SHARE = 12  # one in so many digits is held out to select models by
CHECKPOINTS = ".training"  # folder in the models' folder


def make_model(
    recipe: Recipe, folder: Path, *, limit: int | None = None, strategy: str | None = None, force: bool = False
) -> Release:
    """Train what `recipe` says and put it into `folder`, if it passes every check and is no worse than what is there.

    A training that was broken off goes on where it was. `limit` takes only so many digits, `strategy` is "mirrored" or
    "multiworker". Raises `DataError` where MNIST is asked for and nowhere to be had, or TF_CONFIG names no machines.
    """
    scope = _scope(strategy)  # first of all: machines find each other before TensorFlow does anything else
    test: Digits | None
    if recipe.data == "mnist":
        digits, test = _mnist()
    else:
        digits, test = generate_digits(limit or GENERATED, recipe.seed), _mnist_test_at_hand()
    if limit:
        digits = digits[:limit]
    training, held_out = split_validation(digits, len(digits) // HELD_OUT_SHARE, seed=0)
    checkpoints = folder / CHECKPOINTS
    fitted = fit(training, Examples(as_glyphs(held_out.images), held_out.labels), recipe, checkpoints, scope)
    measured = partial(_mnist_test, test) if recipe.quick else measure
    result = release(fitted, held_out, test, folder, recipe, measured, force)
    shutil.rmtree(checkpoints / recipe.training, ignore_errors=True)
    with suppress(OSError):
        checkpoints.rmdir()  # unless a teacher's are there, which stay for other networks to learn from
    return result


def data_at_hand() -> tuple[Data, str]:
    """ "mnist" and an empty text if it is or can be had, else "generated" and why."""
    try:
        load_mnist("train"), load_mnist("test")
    except DataError as error:
        return "generated", str(error)
    return "mnist", ""


def _mnist() -> tuple[Digits, Digits]:
    """Its training and its test digits. Raises `DataError`, which names the ways out."""
    try:
        return load_mnist("train"), load_mnist("test")
    except DataError as error:
        raise DataError(f"{error}\nOr train without MNIST: --data generated (make export DATA=generated).") from error


def _mnist_test_at_hand() -> Digits | None:
    """MNIST's test digits if nothing has to be fetched for them: who trains without a network is not kept waiting."""
    try:
        return load_mnist("test", mirrors=())
    except DataError:
        return None


def _mnist_test(test: Digits | None, path: Path) -> dict[str, float]:
    """All that is measured of the model at `path` after a quick training."""
    return {} if test is None else {"mnist_test_accuracy": round(accuracy(Classifier(path), test), 4)}


def _scope(strategy: str | None) -> AbstractContextManager[Any]:
    """Within which TensorFlow trains on several devices: `mirrored` on all of this machine, `multiworker` on all the
    machines that the variable TF_CONFIG names (tensorflow.org/guide/distributed_training)."""
    import tensorflow as tf

    if strategy is None:
        return nullcontext()
    if strategy == "multiworker":
        _check_machines()
        return tf.distribute.MultiWorkerMirroredStrategy().scope()
    return tf.distribute.MirroredStrategy().scope()


def _check_machines() -> None:
    """Raises `DataError` unless TF_CONFIG names the machines, and which of them this one is."""
    try:
        config = json.loads(os.environ["TF_CONFIG"])
        machines, this = config["cluster"][config["task"]["type"]], config["task"]["index"]
        if not (isinstance(machines, list) and 0 <= this < len(machines)):
            raise ValueError(f"no machine {this}")
    except (KeyError, ValueError, TypeError) as error:
        raise DataError(
            "expected the machines of --strategy multiworker in the variable TF_CONFIG, as in "
            '\'{"cluster": {"worker": ["10.0.0.1:2222", "10.0.0.2:2222"]}, "task": {"type": "worker", "index": 0}}\', '
            f"found {os.environ.get('TF_CONFIG')!r}."
        ) from error
