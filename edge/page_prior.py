"""How common marks that are no digits are: on pages in general, and on this one.

The network is calibrated on pictures of single digits. On a page there are letters, signs and specks as well, and on a
page of words two strokes that are joined, or a letter that is cut, are hardly ever a digit, however much like one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from edge.card import NOT_A_DIGIT
from edge.context import EVIDENCE_OF_ONE, ONE, Writing
from edge.lattice import Candidate
from edge.segment import Piece

MARKS = 130.0  # times as many marks that are no digits lie on a page as among the digits that a model is calibrated on
MARKS_IN_COMPANY = 8.0  # times that, for joins and cuts, where a page has as many letters as digits beside them
MARKS_AMONG_LETTERS = 3.0  # the same for digits that are to be announced: most are whole pieces
FEW_MARKS, FEW_DIGITS = 0.2, 1.0  # letters and digits counted in addition: a page with nothing else says little


def on_a_page(probabilities: NDArray[np.float32]) -> NDArray[np.float32]:
    """`probabilities` (n, 11) of glyphs that are nearly all digits, as they are where marks are MARKS times as common.

    Bayes' rule for another prior, as in Saerens et al. 2002; the rows sum to 1 again.
    """
    return _with_marks(probabilities, np.full(len(probabilities), MARKS))


def in_company(
    probabilities: NDArray[np.float32],
    parts: Sequence[Candidate],
    pieces: Sequence[Piece],
    probabilities_of_pieces: NDArray[np.float32],
    writing: Writing | None,
) -> NDArray[np.float32]:
    """`probabilities` (n, 11) of the `parts`, joins and cuts of `pieces`, by what the other pieces of the page are.

    `probabilities_of_pieces` (m, 11) says that, of those that are as large as the digits of `writing`. What a part is
    made of does not speak for or against it.
    """
    marks, digits = np.zeros((2, len(pieces)))
    if writing is not None:
        large = [i for i, piece in enumerate(pieces) if writing.holds_letter(piece)]
        said = probabilities_of_pieces[large]
        marks[large] = said[:, NOT_A_DIGIT]
        is_one = said[:, :NOT_A_DIGIT].argmax(axis=1) == ONE
        digits[large] = (1 - said[:, NOT_A_DIGIT]) * np.where(is_one, EVIDENCE_OF_ONE, 1.0)
    sources = [part.joined_from or (part.cut_from,) for part in parts]
    other_marks = np.array([marks.sum() - sum(marks[i] for i in source) for source in sources])
    other_digits = np.array([digits.sum() - sum(digits[i] for i in source) for source in sources])
    return _with_marks(probabilities, MARKS_IN_COMPANY * (other_marks + FEW_MARKS) / (other_digits + FEW_DIGITS))


def among_letters(probabilities: NDArray[np.float32], letters: float) -> NDArray[np.float32]:
    """`probabilities` (n, 11) of the digits of one page, by each other and by how many `letters` there are beside them.

    A single reading does without it, as whoever asks for one wants all that may be a digit. What is announced unasked
    has to be one: a word of two letters may look like one all the time.
    """
    is_one = probabilities[:, :NOT_A_DIGIT].argmax(axis=1) == ONE
    digits = (1 - probabilities[:, NOT_A_DIGIT]) * np.where(is_one, EVIDENCE_OF_ONE, 1.0)
    others = digits.sum() - digits
    return _with_marks(probabilities, MARKS_AMONG_LETTERS * (letters + FEW_MARKS) / (others + FEW_DIGITS))


def _with_marks(probabilities: NDArray[np.float32], times: NDArray[np.float64]) -> NDArray[np.float32]:
    """`probabilities` (n, 11) where marks that are no digits are so many `times` (n,) as common as they were."""
    weighed = probabilities.copy()
    weighed[:, NOT_A_DIGIT] *= times.astype(np.float32)
    return weighed / weighed.sum(axis=1, keepdims=True)
