"""What the page network answers: its stride, the kinds of mark and the symbols, in the order of its channels."""

from __future__ import annotations

STRIDE = 4
"""Pixels of a level between two neighbouring answers, across and down."""
KINDS = (
    "paper",
    "handwritten digit",
    "sign of a number",
    "other handwriting",
    "printed digit",
    "other print",
    "line or thing",
)
"""What a place of a page may be."""
SYMBOLS = "0123456789.,-/:+×=()"
"""The ten digits, each at its own value, and the signs of numbers."""
IGNORED = 255
"""In a map of kinds: a place where nothing can be told, and nothing is learnt."""
CENTRES = ("handwritten digit", "printed digit", "sign of a number")
"""Of KINDS, the marks whose centres are told."""
HEADS = {"centre": len(CENTRES), "box": 4, "symbol": len(SYMBOLS), "kind": len(KINDS)}
"""The network's outputs with their channels, which differ and so tell them apart.

centre: logits of "the centre of such a mark is here", for each of CENTRES.
box: from the cell's centre to the box's, across and down, in strides; log2 of width and height in UNIT pixels.
symbol, kind: logits over SYMBOLS and KINDS.
"""
UNIT = 16
"""Pixels of a level: a box as wide as this says 0 for its width."""
