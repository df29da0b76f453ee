"""What pages are composed of, where the user has it: real strokes, fonts, scans, photographs, textures.

All of it lies in `$CIFRA_DATA/train` and `$CIFRA_DATA/mnist`, and fetched fonts in the cache. What is missing is left
out: then the own generator writes, and OpenCV and Pillow print. A fifth of each kind is held apart: the pages on which
everything is chosen are made of it, and no network is trained on it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from zlib import crc32

import cv2
import numpy as np
from numpy.typing import NDArray

from train.data import DataError, Digits, load_mnist
from train.synth.fetch_fonts import fetched_fonts, fonts_folder, listed
from train.synth.samples import Samples, unipen
from train.synth.words import WORDS

HELD_OUT = 5  # every fifth writer, font family, texture, scan, photograph and digit is held apart
TEXTURE = 128  # pixels of a texture on a preview sheet
CORNER, CELL = 16, (176, 144)  # where the first lies there, and how far apart they are, down and across
# Photographs that may be passed on as they were learnt from; the others of that folder are share-alike.
FREE_PHOTOGRAPHS = (
    "aitzgorri_by_Aitzol_Berasategi",
    "friends_by_Aitzol_Berasategi",
    "life_by_Aitzol_Berasategi",
    "picosdeeuropa_by_Aitzol_Berasategi",
    "sunset_by_Aitzol_Berasategi",
    "Picture_0B_by_freespace",
    "Picture_1A_by_freespace",
    "seeding_by_Clements_Engelhardt",
    "umang_by_Abhishek_Mudgal",
    "Wine_by_Jakkub_Mede",
)
# Scans on which somebody wrote by hand, or that are hardly pages.
WRITTEN_ON = ("1555", "copernicus", "dave-orig")
SOURCES = {
    "unipen": "UNIPEN train_r01_v07 (Guyon, Schomaker, Plamondon, Liberman, Janet 1994; Zenodo 1195803), CC BY 4.0",
    "fonts": "Fonts of @fontsource: SIL OFL 1.1, Apache 2.0, MIT",
    "leptonica": "Test pictures of Leptonica (Dan Bloomberg), BSD 2-clause",
    "ambientcg": "Textures of ambientCG, CC0 1.0",
    "photos": "Photographs by A. Berasategi, T. Freespace, C. Engelhardt, A. Mudgal, J. Mede (CC BY 4.0, CC0), "
    "paper by R. Miranda and MrMamurk (CC0)",
    "mnist": "MNIST, training digits (LeCun, Cortes, Burges)",
}

Picture = NDArray[np.uint8]
"""BGR uint8 (h, w, 3)."""


@dataclass(frozen=True)
class Material:
    """What there is for one side of the split. Every collection may be empty."""

    folder: Path | None
    """Where the material lies, or None."""
    held_out: bool
    """Whether this is the part that is held apart."""
    fetched: Path | None = None
    """Where fetched fonts lie, or None."""

    words = WORDS

    @cached_property
    def print_fonts(self) -> tuple[Path, ...]:
        """Font files of print, and of symbols and other scripts."""
        given = self._fonts("print")
        known = {_family(path) for path in _listed(self.folder, "fonts/print", "*.ttf")}
        fetched = {path: font.family for path, font in fetched_fonts(self.fetched).items()}
        more = (path for path, family in fetched.items() if family not in known and self._is_ours(family))
        return (*given, *more)

    @cached_property
    def hand_fonts(self) -> tuple[Path, ...]:
        """Font files in the manner of handwriting."""
        return self._fonts("hand")

    @cached_property
    def digits(self) -> Samples | None:
        """Digits by people."""
        return self._unipen("digits")

    @cached_property
    def letters(self) -> Samples | None:
        """Letters by people."""
        return self._unipen("letters")

    @cached_property
    def signs(self) -> Samples | None:
        """Signs by people."""
        return self._unipen("symbols")

    @cached_property
    def phrases(self) -> Samples | None:
        """Words by people, without a digit."""
        return self._unipen("words")

    @cached_property
    def mnist(self) -> Digits | None:
        """MNIST's training digits."""
        try:
            digits = load_mnist("train", mirrors=())
        except DataError:
            return None
        return digits[self._side(np.arange(len(digits.labels)) % HELD_OUT == 0)]

    @cached_property
    def mnist_by_label(self) -> tuple[NDArray[np.int64], ...]:
        """Of each digit where it is in `mnist`."""
        labels = np.zeros(0) if self.mnist is None else self.mnist.labels
        return tuple(np.flatnonzero(labels == label) for label in range(10))

    def texture(self, rng: np.random.Generator) -> Picture | None:
        """A texture of 128×128 pixels by lot."""
        sheets = self._pictures("ambientcg/previews", "*.webp")
        if not sheets:
            return None
        sheet = _read(sheets[int(rng.integers(len(sheets)))])
        rows, columns = max(1, sheet.shape[0] // CELL[0]), max(1, sheet.shape[1] // CELL[1])
        y, x = CORNER + int(rng.integers(rows)) * CELL[0], CORNER + int(rng.integers(columns)) * CELL[1]
        return sheet[y : y + TEXTURE, x : x + TEXTURE]

    def photograph(self, rng: np.random.Generator) -> Picture | None:
        """A photograph by lot, without anything written."""
        return self._one(self._pictures("photos/lomiri", "*.jpg", FREE_PHOTOGRAPHS), rng)

    def paper(self, rng: np.random.Generator) -> Picture | None:
        """A photograph of bare paper or canvas by lot."""
        return self._one(self._pictures("photos/mypaint-paper", "*.jpg"), rng)

    def scan(self, rng: np.random.Generator) -> Picture | None:
        """A scanned or photographed page of print by lot."""
        pages = [path for path in self._pictures("leptonica/prog", "*.*") if not path.name.startswith(WRITTEN_ON)]
        return self._one(pages, rng)

    def sources(self) -> list[str]:
        """What there is, each with its licence, for the card."""
        there = [name for name in SOURCES if name != "mnist" and self.folder and (self.folder / name).is_dir()]
        named = [SOURCES[name] for name in [*there, *(["mnist"] if self.mnist is not None else [])]]
        if licences := sorted({font.licence for font in fetched_fonts(self.fetched).values()}):
            named.append(f"Fonts of Debian's {listed().package} {listed().version}: {', '.join(licences)}")
        return named

    def _side(self, fifth: NDArray[np.bool_]) -> NDArray[np.int64]:
        return np.flatnonzero(fifth == self.held_out)

    def _is_ours(self, name: str) -> bool:
        return (crc32(name.encode()) % HELD_OUT == 0) == self.held_out

    def _fonts(self, kind: str) -> tuple[Path, ...]:
        files = _listed(self.folder, f"fonts/{kind}", "*.ttf")
        return tuple(path for path in files if self._is_ours(_family(path)))

    def _unipen(self, name: str) -> Samples | None:
        path = self.folder / "unipen" / f"{name}.npz" if self.folder else None
        return unipen(path, self.held_out) if path and path.is_file() else None

    def _pictures(self, folder: str, pattern: str, only: Sequence[str] = ()) -> list[Path]:
        files = [path for path in _listed(self.folder, folder, pattern) if not only or path.stem in only]
        return [path for path in files if self._is_ours(path.stem)]

    @staticmethod
    def _one(paths: Sequence[Path], rng: np.random.Generator) -> Picture | None:
        return _read(paths[int(rng.integers(len(paths)))]) if paths else None


@lru_cache(maxsize=2)
def load(held_out: bool) -> Material:
    """The material in `$CIFRA_DATA`, that of the pages held apart or that of training."""
    given = os.environ.get("CIFRA_DATA")
    folder = Path(given) / "train" if given else None
    return Material(folder if folder and folder.is_dir() else None, held_out, fonts_folder())


def _family(font: Path) -> str:
    return font.name.split("-latin")[0].split("-classic")[0]


@lru_cache(maxsize=64)
def _listed(folder: Path | None, name: str, pattern: str) -> tuple[Path, ...]:
    return tuple(sorted((folder / name).glob(pattern))) if folder else ()


@lru_cache(maxsize=400)
def _read(path: Path) -> Picture:
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        raise DataError(f"expected a picture in {path}, could not read it. Copy it again, or delete it.")
    return picture
