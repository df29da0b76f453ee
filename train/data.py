"""MNIST, from the user's folder, the cache or a mirror, checked by sha256; and a split to select models by."""

from __future__ import annotations

import gzip
import hashlib
import logging
import os
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from edge.errors import CifraError
from edge.glyph import SIDE
from train.download import PAUSES_S, TIMEOUT_S, DownloadError, download

MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist",
    "https://storage.googleapis.com/cvdf-datasets/mnist",
)
SHA256: Mapping[str, str] = MappingProxyType(
    {
        "train-images-idx3-ubyte.gz": "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
        "train-labels-idx1-ubyte.gz": "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
        "t10k-images-idx3-ubyte.gz": "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
        "t10k-labels-idx1-ubyte.gz": "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
    }
)
PREFIXES = {"train": "train", "test": "t10k"}

log = logging.getLogger(__name__)


class DataError(CifraError):
    """Training data that is nowhere to be had, or is not what its name says."""


@dataclass(frozen=True, slots=True, eq=False)
class Digits:
    """Pictures of single digits and which digit each is."""

    images: NDArray[np.uint8]
    """(n, 28, 28), ink bright on 0."""
    labels: NDArray[np.uint8]
    """(n,), 0 to 9."""

    def __post_init__(self) -> None:
        images, labels = self.images, self.labels
        if images.dtype != np.uint8 or images.ndim != 3 or images.shape[1:] != (SIDE, SIDE):
            raise ValueError(f"images must be uint8 (n, {SIDE}, {SIDE}), but are {images.dtype} {images.shape}")
        if labels.dtype != np.uint8 or labels.shape != (len(images),):
            raise ValueError(f"labels must be uint8 ({len(images)},), but are {labels.dtype} {labels.shape}")
        if labels.size and labels.max() > 9:
            raise ValueError(f"labels must be 0 to 9, but one is {labels.max()}")

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, which: slice | NDArray[np.integer] | NDArray[np.bool_]) -> Digits:
        """The digits that a slice, an array of indices or a mask picks."""
        return Digits(self.images[which], self.labels[which])


def load_mnist(
    split: Literal["train", "test"],
    *,
    mirrors: Sequence[str] = MIRRORS,
    sha256: Mapping[str, str] = SHA256,
    timeout_s: float = TIMEOUT_S,
    pauses_s: Sequence[float] = PAUSES_S,
) -> Digits:
    """MNIST's 60,000 digits for training or its 10,000 for the test.

    Looks in `$CIFRA_DATA/mnist`, then in the user's cache, else fetches the files into the cache. A file whose sha256
    is wrong is not used: in `$CIFRA_DATA` it is left as it is, in the cache it is fetched again. `mirrors`, `timeout_s`
    and `pauses_s` are those of `download`. Raises `DataError`, which names the ways out, where there is no such file.
    """
    images, labels = (
        _idx(name, _file(name, sha256, mirrors, timeout_s, pauses_s))
        for name in (f"{PREFIXES[split]}-images-idx3-ubyte.gz", f"{PREFIXES[split]}-labels-idx1-ubyte.gz")
    )
    return Digits(images, labels)


def split_validation(digits: Digits, count: int, seed: int) -> tuple[Digits, Digits]:
    """`digits` in two: what is left for training, and `count` held out to select models by.

    Each label has its share of the held-out ones, to within one picture. The same seed gives the same split; both parts
    keep the order of `digits`. Raises `ValueError` unless `count` is between 1 and one less than `len(digits)`.
    """
    if not 0 < count < len(digits):
        raise ValueError(f"count must be 1 to {len(digits) - 1}, to leave something on both sides, but is {count}")
    shares = np.bincount(digits.labels, minlength=10) * (count / len(digits))
    takes = np.floor(shares).astype(int)
    takes[np.argsort(takes - shares, kind="stable")[: count - takes.sum()]] += 1  # the largest remainders round up
    draw = np.random.default_rng(seed)
    held_out = np.zeros(len(digits), bool)
    for label, take in enumerate(takes):
        held_out[draw.permutation(np.flatnonzero(digits.labels == label))[:take]] = True
    return digits[~held_out], digits[held_out]


def cache_folder() -> Path:
    """Where fetched files are kept between runs."""
    root = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(root) if Path(root).is_absolute() else Path.home() / ".cache") / "cifra" / "mnist"


def _file(
    name: str, sha256: Mapping[str, str], mirrors: Sequence[str], timeout_s: float, pauses_s: Sequence[float]
) -> bytes:
    """The checked bytes of the file `name`, from the first place that has them whole."""
    given = os.environ.get("CIFRA_DATA")
    cache = cache_folder()
    found = []
    for folder in [Path(given) / "mnist", cache] if given else [cache]:
        try:
            content = (folder / name).read_bytes()
        except OSError as error:
            found.append(f"{folder / name}: {error.strerror}")
            continue
        actual = hashlib.sha256(content).hexdigest()
        if actual == sha256[name]:
            return content
        found.append(f"{folder / name}: damaged (sha256 {actual[:16]}…, expected {sha256[name][:16]}…)")
        log.warning("%s; looking elsewhere", found[-1])
    try:
        return download(name, sha256[name], cache, mirrors, timeout_s, pauses_s).read_bytes()
    except DownloadError as error:
        raise DataError(
            f"expected MNIST's {name}, which is nowhere to be had.\n"
            + "".join(f"  {place}\n" for place in ([] if given else ["CIFRA_DATA: not set"]) + found)
            + f"  {error}\n"
            + f"Ways out: set CIFRA_DATA to a folder whose mnist/ holds the four files ({', '.join(sha256)}); "
            f"or copy them into {cache}; or try again with a network."
        ) from error


def _idx(name: str, packed: bytes) -> NDArray[np.uint8]:
    """The array in an IDX file of bytes: 0, 0, type 8, number of axes, the axes as big-endian uint32, the values."""
    try:
        content = gzip.decompress(packed)
        axes = content[3] if content[:3] == b"\0\0\x08" else 0
        shape = np.frombuffer(content, ">u4", axes, offset=4).astype(int)
        return np.frombuffer(content, np.uint8, offset=4 + 4 * axes).reshape(shape).copy()
    except (OSError, EOFError, ValueError, IndexError, zlib.error) as error:
        raise DataError(f"expected a gzipped IDX file of bytes in {name}, found something else ({error}).") from error
