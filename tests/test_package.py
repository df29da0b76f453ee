"""The wheel as it is built, and the promise that the edge side is light."""

from __future__ import annotations

import configparser
import email
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

pytestmark = pytest.mark.slow  # a wheel is built of the checkout
ROOT = Path(__file__).parent.parent
PAGE_SUFFIXES = (".py", ".html", ".css", ".js", ".json", ".svg")
needs_model = pytest.mark.skipif(
    not (ROOT / "models" / "digits.tflite").exists() and "CIFRA_CI" not in os.environ,
    reason="no model is shipped yet: make export",
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    """The wheel of a copy of this checkout, in which training has left a model that did not pass."""
    source, folder = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in ("edge", "train", "models"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name)
    for name in ("pyproject.toml", "README.md", "LICENSE", ".gitignore"):
        shutil.copy(ROOT / name, source / name)
    (source / "models").mkdir(exist_ok=True)
    (source / "models" / "digits.candidate.tflite").write_bytes(b"not good enough")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (path,) = folder.glob("*.whl")
    assert path.name.startswith("cifra-")
    assert path.name.endswith("-py3-none-any.whl")
    with zipfile.ZipFile(path) as archive:
        yield archive


def part(wheel: zipfile.ZipFile, name: str) -> str:
    """The text of the file `name` in the wheel's .dist-info folder."""
    (path,) = [path for path in wheel.namelist() if path.endswith(f".dist-info/{name}")]
    return wheel.read(path).decode()


@pytest.fixture(scope="module")
def metadata(wheel: zipfile.ZipFile) -> Message:
    return email.message_from_string(part(wheel, "METADATA"))


def requirements(
    metadata: Message, extra: str, python: str = "3.11", machine: str = "x86_64"
) -> dict[str, Requirement]:
    """What `pip install cifra[extra]` asks for on such a machine, by name."""
    machinery = {"extra": extra, "python_version": python, "platform_machine": machine}
    asked = [Requirement(text) for text in metadata.get_all("Requires-Dist", [])]
    # A requirement without a marker is everybody's; the extra's own come on top and may narrow it.
    chosen = [one for one in asked if one.marker is None or one.marker.evaluate(machinery)]
    merged: dict[str, Requirement] = {}
    for one in chosen:
        if one.name in merged:
            one.specifier &= merged[one.name].specifier
        merged[one.name] = one
    return merged


@needs_model
def test_the_wheel_holds_the_shipped_model_with_its_card(wheel: zipfile.ZipFile) -> None:
    for name in ("digits.tflite", "digits.json"):
        assert wheel.read(f"edge/models/{name}") == (ROOT / "models" / name).read_bytes()


def test_the_wheel_holds_what_a_user_needs_and_no_more(wheel: zipfile.ZipFile) -> None:
    names = wheel.namelist()
    assert {"edge/__main__.py", "edge/py.typed", "train/__init__.py", "train/py.typed"} <= set(names)
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"edge", "train"}
    assert not [name for name in names if "__pycache__" in name or ".candidate." in name]
    assert {"edge/samples/clip.avi", "edge/samples/truth.jsonl"} <= set(
        names
    )  # what `cifra live` plays without a camera
    for folder in ("edge/web", "edge/web/page", "edge/web/docs"):  # what `cifra serve` gives to browsers
        wanted = {f"{folder}/{path.name}" for path in (ROOT / folder).iterdir() if path.suffix in PAGE_SUFFIXES}
        assert wanted
        assert wanted <= set(names)
    texts = {f"train/report/text/{path.name}" for path in (ROOT / "train" / "report" / "text").glob("*.html")}
    assert {"train/report/page.html"} | texts <= set(names)
    assert part(wheel, "licenses/LICENSE").lstrip().startswith("Apache License")
    for name in names:
        if name.endswith(".tflite"):
            card = json.loads(wheel.read(name.removesuffix(".tflite") + ".json"))
            assert card["labels"][-1] == "not a digit"


def test_the_console_scripts_are_the_two_command_lines(wheel: zipfile.ZipFile) -> None:
    scripts = configparser.ConfigParser()
    scripts.read_string(part(wheel, "entry_points.txt"))
    assert dict(scripts["console_scripts"]) == {"cifra": "edge.__main__:main", "cifra-train": "train.__main__:main"}


@pytest.mark.parametrize(
    ("python", "machine", "litert"),
    [
        ("3.11", "x86_64", True),  # a PC
        ("3.13", "aarch64", True),  # Raspberry Pi OS, 64 bit
        ("3.11", "armv7l", False),  # 32 bit: ai-edge-litert has no wheel, so it must not be asked for
    ],
)
def test_a_plain_install_brings_the_edge_side_alone(metadata: Message, python: str, machine: str, litert: bool) -> None:
    asked = requirements(metadata, "", python, machine)
    assert set(asked) - {"tqdm"} == {"numpy", "opencv-python"} | ({"ai-edge-litert"} if litert else set())


def test_the_extra_tflite_runtime_is_a_set_that_runs_together(metadata: Message) -> None:
    asked = requirements(metadata, "tflite-runtime")
    assert Version("2.14.0") in asked["tflite-runtime"].specifier
    assert Version("2.13.0") not in asked["tflite-runtime"].specifier
    assert Version("1.26.4") in asked["numpy"].specifier
    assert Version("2.0.0") not in asked["numpy"].specifier  # its Interpreter fails: _ARRAY_API not found
    assert Version("4.11.0.86") in asked["opencv-python"].specifier
    assert Version("4.12.0.88") not in asked["opencv-python"].specifier  # demands NumPy 2


@pytest.mark.parametrize(
    ("python", "trainable"),
    [("3.10", True), ("3.13", True), ("3.14", False)],  # TensorFlow 2.21 ends with Python 3.13
)
def test_the_extra_train_can_be_installed_on_every_python(metadata: Message, python: str, trainable: bool) -> None:
    asked = requirements(metadata, "train", python)
    assert {"tensorflow", "tf-keras", "tensorflow-model-optimization"}.isdisjoint(asked) is not trainable
    assert "tqdm" in asked


def test_the_extra_serve_brings_a_server_without_compiled_parts(metadata: Message) -> None:
    asked = requirements(metadata, "serve")
    own = set(asked) - set(requirements(metadata, ""))
    assert own == {"starlette", "uvicorn", "h11", "python-multipart"}
    assert not any(asked[name].extras for name in own)


@pytest.mark.parametrize("module", ["edge", "edge.reader", "edge.classify", "edge.__main__", "edge.commands.serve"])
def test_the_edge_side_starts_without_training_and_without_a_runtime(module: str) -> None:
    script = f"import sys, {module}; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert "edge" in loaded
    assert loaded.isdisjoint({"train", "tensorflow", "tf_keras", "keras", "tflite_runtime", "ai_edge_litert"})
    assert loaded.isdisjoint({"starlette", "uvicorn", "h11", "anyio"})  # only who serves needs them


@needs_model
def test_reading_a_glyph_loads_one_runtime_and_no_tensorflow() -> None:
    script = (
        "import sys, numpy as np; from edge import Classifier;"
        "Classifier().predict(np.zeros((1, 28, 28), np.uint8)); print(*sorted(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert "ai_edge_litert" in loaded
    assert loaded.isdisjoint({"train", "tensorflow", "tf_keras", "keras", "tflite_runtime"})
