"""The pictures and the clip that come with the package: `python -m train.samples` writes them, always the same.

Their hands, sheets and cameras are those of this project's own generator; no one else's pictures are in them. Beside
them `truth.jsonl` says what is written in each, a JSON object a line: {"id", "file", "source", "lines", "digits":
[{"box": [x, y, w, h], "label"}]}. The boxes of the clip are those of its first frame.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

import edge
from train.handwriting import Hand, sample_hand
from train.lens import View
from train.scenes import Scene, Setting, render_clip, render_scene

FOLDER = Path(edge.__file__).parent / "samples"
SOURCE = "train.samples"

CLIP = "clip.avi"
CLIP_FPS = 15
CLIP_FRAMES = 45  # 3 s
CLIP_QUALITY = 72  # JPEG quality of its frames


@dataclass(frozen=True)
class Sample:
    """One bundled picture or clip: its name without ending, its seed and its setting."""

    name: str
    seed: int
    setting: Setting


def _hand(seed: int, pen_width: float) -> Hand:
    """One person's hand with a pen of the given width in digit heights."""
    return replace(sample_hand(np.random.default_rng(seed)), pen_width=pen_width)


SAMPLES: tuple[Sample, ...] = (
    Sample(
        "phone-number",
        1,
        Setting(
            lines=("020 7946", "0135"),
            hand=_hand(21, pen_width=0.08),
            pen="blue",
            digit_height=105,
            turn=-2.5,
            view=View(exposure=0.86, slope=0.25, vignette=0.2, warmth=0.5, quality=80),
        ),
    ),
    Sample(
        "column-sum",
        2,
        Setting(
            lines=("408", "+ 1573", "692", "2673"),
            hand=_hand(12, pen_width=0.09),
            width=720,
            height=1280,
            sheet="rough",
            ruling="squared",
            pen="black",
            digit_height=95,
            align="right",
            sum_line=True,
            turn=1.5,
            view=View(exposure=0.92, slope=0.2, vignette=0.15, warmth=-0.3, noise=1.8, quality=72),
        ),
    ),
    Sample(
        "marker",
        3,
        Setting(
            lines=("3581", "962"),
            hand=_hand(13, pen_width=0.085),
            sheet="white",
            pen="marker",
            digit_height=215,
            page=(0.05, 0.04, 2, 2),
            turn=3,
            tilt=0.03,
            view=View(exposure=0.8, slope=0.2, shadow=0.25, vignette=0.2, warmth=0.2, noise=1.8, quality=75),
        ),
    ),
    Sample(
        "pencil-in-shadow",
        4,
        Setting(
            lines=("17 46", "905 28", "3361"),
            hand=_hand(14, pen_width=0.085),
            sheet="cream",
            ruling="ruled",
            pen="pencil",
            digit_height=80,
            turn=-1,
            view=View(exposure=0.8, slope=0.3, shadow=0.35, vignette=0.25, warmth=0.3, noise=2, quality=78),
        ),
    ),
    Sample(
        "blackboard",
        5,
        Setting(
            lines=("room 24", "7×8=56", "90-31=59"),
            hand=_hand(15, pen_width=0.085),
            sheet="blackboard",
            pen="chalk",
            digit_height=110,
            pitch=1.8,
            turn=1,
            view=View(exposure=1.05, slope=0.25, vignette=0.2, noise=1.8, quality=75),
        ),
    ),
)

CLIP_SAMPLE = Sample(
    "clip",
    6,
    Setting(
        lines=("407", "826"),
        hand=_hand(16, pen_width=0.09),
        width=640,
        height=480,
        sheet="white",
        pen="marker",
        digit_height=105,
        page=(0.04, -1, 2, 0.97),
        turn=-2,
        view=View(exposure=0.85, slope=0.2, shadow=0.2, vignette=0.2, warmth=0.2, noise=1.6),
    ),
)


def render_sample(sample: Sample) -> Scene:
    """The scene of one bundled picture, as it was before its JPEG was written."""
    return render_scene(np.random.default_rng(sample.seed), sample.setting)


def render_clip_sample() -> list[Scene]:
    """The frames of the bundled clip, before its compression."""
    return list(render_clip(np.random.default_rng(CLIP_SAMPLE.seed), CLIP_SAMPLE.setting, CLIP_FRAMES))


def truth(name: str, file: str, scene: Scene) -> dict[str, Any]:
    """What is written in `scene`, as a line of truth.jsonl."""
    return {
        "id": name,
        "file": file,
        "source": SOURCE,
        "lines": list(scene.lines),
        "digits": [{"box": [box.x, box.y, box.w, box.h], "label": label} for label, box in scene.digits],
    }


def write_clip(path: Path, frames: Iterable[NDArray[np.uint8]]) -> None:
    """Write BGR `frames` of one size as Motion JPEG; raises OSError where OpenCV cannot."""
    writer = None
    for frame in frames:
        if writer is None:
            size = frame.shape[1], frame.shape[0]
            writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), CLIP_FPS, size)
            if not writer.isOpened():
                raise OSError(f"cannot write {path}: this OpenCV has no Motion JPEG writer")
            writer.set(cv2.VIDEOWRITER_PROP_QUALITY, CLIP_QUALITY)
        writer.write(frame)
    if writer is not None:
        writer.release()


def write_samples(folder: Path) -> None:
    """Write every sample and `truth.jsonl` into `folder`, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for sample in SAMPLES:
        scene = render_sample(sample)
        file = f"{sample.name}.jpg"
        quality = [cv2.IMWRITE_JPEG_QUALITY, sample.setting.view.quality]
        if not cv2.imwrite(str(folder / file), scene.frame, quality):
            raise OSError(f"cannot write {folder / file}")
        rows.append(truth(sample.name, file, scene))
    clip = render_clip_sample()
    write_clip(folder / CLIP, (scene.frame for scene in clip))
    rows.append(truth(CLIP_SAMPLE.name, CLIP, clip[0]))
    (folder / "truth.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m train.samples", description="Write the bundled samples.")
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER, help="where to (default: %(default)s)")
    folder: Path = parser.parse_args().folder
    write_samples(folder)
    for path in sorted(folder.iterdir()):
        print(f"{path.stat().st_size / 1000:7.1f} kB  {path}")


if __name__ == "__main__":
    main()
