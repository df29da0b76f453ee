"""Examples gathered by all cores into files, a few hundred pages each: what is there already is not made again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from zipfile import BadZipFile

import cv2
import numpy as np
from tqdm import tqdm

from edge.page.network import PageNetwork
from train.page.feed import PAGES_A_SEED
from train.processes import in_processes
from train.second_stage.examples import LOWEST, Examples, examples, joined
from train.synth.material import Material, load
from train.synth.pages import compose

PAGES = 200  # of a shard: a minute's work of a core
FROM = PAGES_A_SEED // 2  # of a seed's pages: those before it taught the page network


@dataclass(frozen=True)
class Shard:
    """One file of examples."""

    path: Path
    network: Path
    """The page network that proposes."""
    first: int
    """The number of its first page, and how many it has."""
    pages: int


def shards(network: Path, folder: Path, pages: int, seed: int, each: int = PAGES) -> list[Shard]:
    """The files in `folder` for so many `pages` of `seed` as the page network in the file `network` sees them."""
    name = PageNetwork(network).card.sha256[:12]
    starts = range(0, pages, each)
    first = seed * PAGES_A_SEED + FROM
    return [
        Shard(folder / f"{name}-{first + start}.npz", network, first + start, min(each, pages - start))
        for start in starts
    ]


def gather(wanted: list[Shard]) -> Examples:
    """The examples of all shards `wanted`; those that are not there are made first, with a progress bar on a terminal.

    For the main thread. After a Ctrl-C the shards that are whole remain. Raises `train.processes.ProcessError` where a
    process ends before its work is done.
    """
    missing = [shard for shard in wanted if not _whole(shard)]
    for shard in missing:
        shard.path.parent.mkdir(parents=True, exist_ok=True)
    for _ in tqdm(in_processes(_make, missing), "examples", len(missing), unit=" shard", disable=None):
        pass
    return joined([_read(shard) for shard in wanted])


def _make(shard: Shard) -> None:
    network, material = _ready(shard.network)
    rng = np.random.default_rng(shard.first)
    pages = (compose(shard.first + i, material) for i in range(shard.pages))
    made = joined([examples(page, network, rng) for page in pages])
    part = shard.path.with_suffix(".part")
    with part.open("wb") as file:
        np.savez(file, pictures=made.pictures, answers=made.answers, boxes=made.boxes, pages=shard.pages)
    part.replace(shard.path)


@lru_cache(maxsize=1)
def _ready(path: Path) -> tuple[PageNetwork, Material]:
    """What a process needs for all of its shards."""
    cv2.setNumThreads(1)
    network = PageNetwork(path)
    network.card = replace(network.card, threshold=LOWEST)
    network.second_stage = None  # its proposals as they are
    return network, load(held_out=False)


def _whole(shard: Shard) -> bool:
    """Whether the file is there, was not cut off, and is of all of its pages."""
    try:
        with np.load(shard.path) as file:
            return int(file["pages"]) == shard.pages and len(file["boxes"]) == len(file["answers"])
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return False


def _read(shard: Shard) -> Examples:
    with np.load(shard.path) as file:
        return Examples(file["pictures"], file["answers"], file["boxes"])
