"""What each figure of a model is called, which way it gets better, and the table in which people see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from train.corruptions import CORRUPTIONS


@dataclass(frozen=True)
class Figure:
    """One figure of a model."""

    name: str
    """In metrics.json and on the model's card."""
    title: str
    """In the table, below its group's."""
    less_is_better: bool = False
    shown_only: bool = False
    """It may get worse: it is bought with another one, and a figure that counts both may not."""
    whole: bool = False
    """It is a number of things, and has no decimals."""


def _both_counts(name: str, title: str) -> tuple[Figure, Figure]:
    return Figure(f"{name}_accuracy", title), Figure(f"{name}_accuracy_of_ten", f"{title}, best of ten")


def _reading(name: str, exactly: str) -> tuple[Figure, ...]:
    """How well the pictures `name` are read; `exactly` is what their lines are called."""
    return (
        Figure(f"{name}_precision", "precision", shown_only=True),
        Figure(f"{name}_recall", "recall", shown_only=True),
        Figure(f"{name}_f1", "F1"),
        Figure(f"{name}_f1_by_source", "F1, the mean over their makers"),
        Figure(f"{name}_lines_exact", exactly),
    )


GROUPS: Mapping[str, tuple[Figure, ...]] = {
    "The file": (
        Figure("bytes", "bytes", less_is_better=True, whole=True),
        Figure("multiply_accumulates", "multiply-accumulates a digit", less_is_better=True, whole=True),
    ),
    "Single digits: share right, of eleven answers or of ten": (
        Figure("held_out", "MNIST's held-out digits", shown_only=True),
        Figure("mnist_test_accuracy", "MNIST's test set"),
        Figure("mnist_test_float", "MNIST's test set, before the int8 file was made", shown_only=True),
        Figure("int8_differs", "of its digits, those to which int8 gives another answer", shown_only=True, whole=True),
        *_both_counts("usps", "USPS"),
        *_both_counts("sklearn_digits", "scikit-learn's digits, 8×8 pixels"),
        *_both_counts("photos_digits", "cut out of the photographs"),
        *_both_counts("strips_digits", "cut out of the cheques"),
    ),
    "MNIST-C: share right of the best of ten digits": (
        Figure("mnist_c_accuracy_of_ten", "mean of the fifteen"),
        Figure("mnist_c_accuracy", "mean of the fifteen, of eleven answers"),
        *(Figure(f"mnist_c_{one}_of_ten", one.replace("_", " "), shown_only=True) for one in CORRUPTIONS),
    ),
    "Marks refused where 99.5 % of MNIST's digits pass": (
        Figure("letters_refused", "letters, without look-alikes"),
        Figure("sketches_refused", "sketches"),
    ),
    "Expected calibration error": (
        Figure("mnist_test_calibration_error", "MNIST's test set", less_is_better=True),
        Figure("photos_digits_calibration_error", "cut out of the photographs", less_is_better=True),
    ),
    "The tiny model": (
        Figure("tiny_bytes", "bytes", less_is_better=True, whole=True),
        Figure("tiny_multiply_accumulates", "multiply-accumulates a digit", less_is_better=True, whole=True),
        Figure("tiny_mnist_test_accuracy", "MNIST's test set"),
    ),
    "Bundled samples, read": (Figure("samples_f1", "F1"),),
    "Photographs, read": (
        *_reading("photos", "lines read exactly"),
        Figure("photos_false_on_empty", "digits read where there is none, a picture", less_is_better=True),
        Figure("photos_inverted_f1", "F1, every picture inverted"),
    ),
    "Cheques, read": (*_reading("strips", "amounts read exactly"),),
    "MNIST's test digits that overlap by up to a fifth: share read right to the last one": (
        Figure("touching_pairs_right", "pairs"),
        Figure("touching_pairs_joined_right", "pairs whose ink is joined", shown_only=True),
        Figure("touching_strings_right", "strings of three to six"),
        *(Figure(f"touching_strings_of_{n}_right", f"strings of {n}", shown_only=True) for n in (3, 4, 5, 6)),
    ),
    "Synthetic scenes, read": (
        Figure("scenes_precision", "precision", shown_only=True),
        Figure("scenes_recall", "recall", shown_only=True),
        Figure("scenes_f1", "F1"),
        Figure("scenes_f1_by_scene", "F1, the mean over the scenes"),
        Figure("scenes_lines_exact", "lines read exactly"),
    ),
}
FIGURES: Mapping[str, Figure] = {figure.name: figure for group in GROUPS.values() for figure in group}
TITLE_WIDTH = max(len(figure.title) for figure in FIGURES.values())


def worse_than(
    figures: Mapping[str, float], accepted: Mapping[str, float], tolerance: Mapping[str, float] | None = None
) -> list[str]:
    """The names of those `figures` that are worse than what is `accepted`, by more than the `tolerance` of each.

    A figure without its counterpart and one that is shown only are not. All must be in `FIGURES`.
    """
    worse = []
    for name in figures.keys() & accepted.keys():
        loss = (figures[name] - accepted[name]) * (1 if FIGURES[name].less_is_better else -1)
        # The figures are rounded decimals: 0.9 - 0.8 is not 0.1.
        if not FIGURES[name].shown_only and loss > (tolerance or {}).get(name, 0) + 1e-9:
            worse.append(name)
    return sorted(worse)


def table(figures: Mapping[str, float], accepted: Mapping[str, float], before: str = "committed") -> str:
    """`figures` beside those `accepted`, a line each below the title of its group, with those marked that are worse.

    `before` is the title of those accepted.
    """
    worse = worse_than(figures, accepted)
    lines = [f"{'':{TITLE_WIDTH + 2}} {'now':>9} {before:>10}"]
    for title, group in GROUPS.items():
        measured = [figure for figure in group if figure.name in figures]
        lines += [title] if measured else []
        for figure in measured:
            now = _number(figure.name, figures[figure.name])
            was = _number(figure.name, accepted[figure.name]) if figure.name in accepted else "-"
            mark = "  WORSE" if figure.name in worse else ""
            lines.append(f"  {figure.title:{TITLE_WIDTH}} {now:>9} {was:>10}{mark}")
    return "\n".join(lines)


def _number(name: str, value: float) -> str:
    return f"{value:,.0f}" if FIGURES[name].whole else f"{value:.4f}"
