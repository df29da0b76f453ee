"""`python -m edge` as a process: what it prints where, its exit status, and how it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from bundled import needs_model
from command_line import ROOT, SAMPLE, TRUTH, cifra, environment, objects

from edge.pictures import load_picture


def test_version_and_help_without_opencv(tmp_path: Path) -> None:
    (tmp_path / "cv2.py").write_text("raise ImportError('broken')")
    path = f"{ROOT}{os.pathsep}{tmp_path}"
    assert cifra("--version", PYTHONPATH=path).stdout.startswith("cifra ")
    for command in ("read", "live", "bench", "doctor"):
        assert cifra(command, "--help", PYTHONPATH=path).returncode == 0


@pytest.mark.parametrize("command", [("read", "a.png"), ("live",), ("bench",)])
def test_a_missing_libgl_is_explained(command: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "cv2.py").write_text(
        "raise ImportError('libGL.so.1: cannot open shared object file: No such file or directory')"
    )
    done = cifra(*command, PYTHONPATH=f"{ROOT}{os.pathsep}{tmp_path}")
    assert done.returncode == 1
    assert "libGL.so.1" in done.stderr
    assert "pip install opencv-python-headless" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("library", ["libGL.so.1", "libxcb.so.1"])  # what OpenCV 4 and 5 look for first
def test_the_doctor_finds_a_missing_library(library: str, tmp_path: Path) -> None:
    (tmp_path / "cv2.py").write_text(f"raise ImportError('{library}: cannot open shared object file')")
    done = cifra("doctor", PYTHONPATH=f"{ROOT}{os.pathsep}{tmp_path}")
    assert done.returncode == 1
    assert "wrong  OpenCV" in done.stdout
    assert "pip uninstall -y opencv-python && pip install opencv-python-headless" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("read",),
        ("unknown",),
        ("read", "a.png", "--min-confidence", "1.5"),
        ("read", "a.png", "--min-confidence", "nan"),
        ("read", "a.png", "--min-confidence", "high"),
        ("read", "a.png", "--rotate", "45"),
        ("read", "a.png", "--rotate", "left"),
        ("live", "--roi", "10,10,0,10"),
        ("read", "a.png", "--roi", "10,10,20"),
        ("read", "a.png", "--expect", "0"),
        ("read", "a.png", "--expect", "many"),
        ("live", "--expect", "2.5"),
        ("live", "--explain", "why"),
        ("live", "0", "1"),
    ],
)
def test_a_wrong_call_is_status_2(arguments: tuple[str, ...]) -> None:
    done = cifra(*arguments)
    assert done.returncode == 2
    assert "usage: cifra" in done.stderr


@pytest.mark.parametrize("command", [("read", "a.png"), ("live", "a.png"), ("bench",), ("doctor",)])
def test_a_model_that_is_not_there(command: tuple[str, ...]) -> None:
    done = cifra(*command, "--model", "nowhere.tflite")
    assert done.returncode == 1
    assert "expected a model at nowhere.tflite" in done.stderr + done.stdout


def test_a_model_that_is_not_one(tmp_path: Path) -> None:
    (tmp_path / "broken.tflite").write_bytes(b"not a model")
    done = cifra("read", "a.png", "--model", tmp_path / "broken.tflite")
    assert done.returncode == 1
    assert done.stderr.startswith("cifra: expected the card of broken.tflite")


@needs_model
def test_json_is_one_object_a_line_in_the_order_given(pictures: Path) -> None:
    names = ["2.png", "nowhere.png", "1.png", "bad.png", "10.jpg"]
    done = cifra("read", "--json", *(pictures / name for name in names))
    assert done.returncode == 1
    assert done.stderr == ""
    found = objects(done.stdout)
    assert [fields["source"] for fields in found] == [str(pictures / name) for name in names]
    assert [sorted(fields) == ["error", "source"] for fields in found] == [False, True, False, True, False]
    for fields in found[::2]:
        assert list(fields) == ["source", "width", "height", "lines", "digits", "milliseconds"]
        assert (fields["width"], fields["height"]) == (160, 120)


@needs_model
def test_a_folder_and_a_glob_come_in_natural_order(pictures: Path) -> None:
    done = cifra("read", "--json", pictures, f"{pictures}/[12].png", f"{pictures}/none*")
    names = [Path(str(fields["source"])).name for fields in objects(done.stdout)]
    assert names == ["1.png", "2.png", "10.jpg", "bad.png", "1.png", "2.png", "none*"]


@needs_model
def test_text_is_for_people(pictures: Path) -> None:
    done = cifra("read", pictures / "1.png", pictures / "bad.png", pictures / "2.png")
    assert done.returncode == 1
    first, second, summary = done.stdout.splitlines()
    assert first.startswith(f"{pictures / '1.png'}: ")
    assert second.startswith(f"{pictures / '2.png'}: ")
    assert summary.startswith("2 pictures, ")
    assert summary.endswith("; 1 could not be read")
    assert len(done.stderr.splitlines()) == 1
    assert "bad.png" in done.stderr
    assert cifra("read", pictures / "1.png").returncode == 0


@needs_model
def test_annotated_pictures_never_take_each_others_names(pictures: Path, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    done = cifra("read", pictures / "1.png", pictures / "1.png", pictures / "10.jpg", "--annotate", folder)
    assert done.returncode == 0
    assert sorted(path.name for path in folder.iterdir()) == ["1-2.png", "1.png", "10.jpg"]
    assert load_picture(folder / "1.png").shape == (120, 160, 3)
    assert f"3 annotated pictures written to {folder}" in done.stderr


def test_annotated_pictures_never_overwrite_what_is_read(pictures: Path) -> None:
    before = (pictures / "1.png").read_bytes()
    done = cifra("read", pictures, "--annotate", f"{pictures}/../pictures")
    assert done.returncode == 1
    assert "could be overwritten" in done.stderr
    assert (pictures / "1.png").read_bytes() == before


@pytest.mark.parametrize(
    ("option", "what"), [("--annotate", "annotated pictures"), ("--explain", "explanations")], ids=lambda text: text
)
@pytest.mark.parametrize("folder", ["file", "file/below", "/proc/cifra"])
def test_a_folder_that_cannot_be_written(folder: str, option: str, what: str, pictures: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = cifra("read", pictures / "1.png", option, tmp_path / folder)
    assert done.returncode == 1
    assert done.stderr.startswith(f"cifra: expected a folder to write {what} to")


@needs_model
@pytest.mark.slow
def test_each_picture_has_its_sheet(pictures: Path, tmp_path: Path) -> None:
    """Also what has the name of another, and a picture without a digit; one that is no picture has none."""
    cv2.imwrite(str(tmp_path / "1.jpg"), np.full((40, 50, 3), 200, np.uint8))
    given = (pictures / "1.png", tmp_path / "1.jpg", pictures / "bad.png", pictures / "10.jpg")
    done = cifra("read", "--json", *given, "--explain", tmp_path / "why")
    assert done.returncode == 1
    assert [len(fields.get("lines", ())) for fields in objects(done.stdout)] == [1, 0, 0, 1]
    written = sorted(path.name for path in (tmp_path / "why").iterdir())
    assert written == ["1-2.explain.png", "1.explain.png", "10.explain.png"]
    for name in written:
        assert load_picture(tmp_path / "why" / name).shape[1] <= 2400
    assert f"3 explanations written to {tmp_path / 'why'}" in done.stderr
    plain = cifra("read", "--json", *given)
    assert [fields.get("digits") for fields in objects(done.stdout)] == [f.get("digits") for f in objects(plain.stdout)]


@needs_model
def test_sheets_and_annotated_pictures_in_one_folder(pictures: Path, tmp_path: Path) -> None:
    """A picture may have the very name of another's sheet."""
    (pictures / "1.explain.png").write_bytes((pictures / "2.png").read_bytes())
    out = tmp_path / "out"
    done = cifra("read", pictures / "1.png", pictures / "1.explain.png", "--annotate", out, "--explain", f"{out}/.")
    assert done.returncode == 0
    names = ["1.explain-2.png", "1.explain.explain.png", "1.explain.png", "1.png"]
    assert sorted(path.name for path in out.iterdir()) == names
    assert load_picture(out / "1.explain-2.png").shape == (120, 160, 3)


@needs_model
def test_a_sheet_goes_with_the_other_options(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "sideways.png"), cv2.rotate(load_picture(SAMPLE), cv2.ROTATE_90_COUNTERCLOCKWISE))
    region = "0,0,700,1200"
    done = cifra(
        *("read", tmp_path / "sideways.png", "--rotate", "auto", "--roi", region, "--expect", "9"),
        *("--explain", tmp_path / "why"),
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "why" / "sideways.explain.png").is_file()


@needs_model
def test_a_sheet_that_cannot_be_written(pictures: Path, tmp_path: Path) -> None:
    """As on a full disk: the error comes when the file is written."""
    (tmp_path / "why" / "1.explain.png").mkdir(parents=True)
    done = cifra("read", pictures / "1.png", "--explain", tmp_path / "why")
    assert done.returncode == 1
    assert done.stderr.startswith("cifra: [Errno")
    assert "1.explain.png" in done.stderr


@needs_model
def test_names_that_are_not_text(pictures: Path) -> None:
    path = os.fsencode(pictures / "1") + b"\xff.png"
    Path(os.fsdecode(path)).write_bytes((pictures / "1.png").read_bytes())
    for options in ([], ["--json"]):
        command = [*map(os.fsencode, (sys.executable, "-m", "edge", "read", *options)), path]
        done = subprocess.run(command, capture_output=True, env=environment(), timeout=60, check=False)
        assert done.returncode == 0, done.stderr


@needs_model
@pytest.mark.parametrize("command", ["read", "live"])
def test_a_reader_that_has_enough(command: str, pictures: Path, clip: Path) -> None:
    source = f"{pictures}/[12].png" if command == "read" else clip
    run = subprocess.Popen(
        [sys.executable, "-m", "edge", command, "--json", str(source)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert run.stdout is not None
    run.stdout.close()
    _, errors = run.communicate(timeout=60)
    assert run.returncode == 0
    assert b"Error" not in errors


@needs_model
@pytest.mark.parametrize("how", ["90", "auto"])
def test_a_sideways_picture_is_read_and_drawn_upright(how: str, tmp_path: Path) -> None:
    upright = load_picture(SAMPLE)
    cv2.imwrite(str(tmp_path / "sideways.png"), cv2.rotate(upright, cv2.ROTATE_90_COUNTERCLOCKWISE))
    done = cifra("read", "--json", tmp_path / "sideways.png", "--rotate", how, "--annotate", tmp_path / "out")
    (fields,) = objects(done.stdout)
    (expected,) = objects(cifra("read", "--json", SAMPLE).stdout)
    assert fields["lines"] == expected["lines"]
    assert fields["rotate"] == 90
    assert "rotate" not in expected
    assert (fields["width"], fields["height"]) == (upright.shape[0], upright.shape[1])
    assert load_picture(tmp_path / "out" / "sideways.png").shape == upright.shape


@needs_model
@pytest.mark.parametrize("command", [["read"], ["live", "--every-frame"]])
def test_a_region_that_fits_not_all_pictures(command: list[str], pictures: Path) -> None:
    cv2.imwrite(str(pictures / "2.png"), np.full((50, 60, 3), 200, np.uint8))
    done = cifra(*command, "--json", f"{pictures}/*[0-9].*", "--roi", "20,10,120,100")
    assert done.returncode == 1
    first, second, third = objects(done.stdout)
    assert first["roi"] == third["roi"] == [20, 10, 120, 100]
    assert first["lines"] == ["1"]
    assert "60×50" in str(second["error"])


@needs_model
@pytest.mark.parametrize("command", [["read"], ["live", "--every-frame"]])
def test_another_count_than_expected_is_noted(command: list[str]) -> None:
    lines = next(row["lines"] for row in objects(TRUTH.read_text(encoding="utf-8")) if row["id"] == "phone-number")
    count = len("".join(lines))
    told = cifra(*command, SAMPLE, "--expect", count)
    assert "expected" not in told.stderr
    more = cifra(*command, SAMPLE, "--expect", count + 20)
    assert more.returncode == 0
    assert f"expected {count + 20} digits, read {count}" in more.stderr
    assert "expected" not in more.stdout
    (fields,) = objects(cifra(*command, "--json", SAMPLE, "--expect", count + 20).stdout)
    assert fields["expected"] == count + 20
    assert len(fields["digits"]) == count


@pytest.mark.slow
@needs_model
def test_more_ink_than_is_looked_at_is_noted(tmp_path: Path) -> None:
    speckled = np.full((1200, 1600, 3), 225, np.uint8)
    speckled.reshape(60, 20, 80, 20, 3)[:, :12, :, :12] = 40
    cv2.imwrite(str(tmp_path / "terrazzo.png"), speckled)
    done = cifra("read", tmp_path / "terrazzo.png")
    assert done.returncode == 0
    assert "terrazzo.png: there is more ink than is looked at" in done.stderr
    assert "--roi" in done.stderr
    assert "more ink" not in cifra("read", SAMPLE).stderr


@pytest.mark.slow
@needs_model
def test_the_doctor_finds_nothing_wrong_here() -> None:
    done = cifra("doctor")
    assert done.returncode == 0, done.stdout
    assert "wrong" not in done.stdout
