"""Which of the candidates that are taken for digits stand in a word of letters, and so are none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from edge.context import WORD_GAP, Writing, outside_words
from edge.lattice import Candidate


def in_no_word(
    options: Sequence[Candidate], chosen: Iterable[int], may_be_letter: NDArray[np.bool_], writing: Writing
) -> list[int]:
    """Those `chosen` options, in their order, that stand in no word of letters of the `writing`.

    The first of `options` are the pieces as they are; `may_be_letter` (pieces,) says which the network takes for no
    digits. Such a piece is a letter where none of its ink is chosen.
    """
    digits = list(chosen)
    read = frozenset[int]().union(*(options[i].atoms for i in digits))
    unread = (options[int(i)] for i in np.flatnonzero(may_be_letter) if not options[int(i)].atoms & read)
    letters = [option.piece for option in unread if writing.holds_letter(option.piece)]
    alone = outside_words(
        [options[i].piece for i in digits],
        [options[i].cuts > 0 for i in digits],
        letters,
        WORD_GAP * writing.height,
    )
    return [i for i, keep in zip(digits, alone, strict=True) if keep]
