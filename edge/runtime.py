"""A `.tflite` file opened by whichever runtime is installed: the same for every network."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from edge.errors import ModelError, RuntimeMissingError

# In the order of preference, with what installs each: LiteRT's kernels are several times faster than tflite-runtime's.
RUNTIMES = {
    "ai-edge-litert": ("ai_edge_litert.interpreter", "pip install ai-edge-litert"),
    "tflite-runtime": ("tflite_runtime.interpreter", "pip install 'cifra[tflite-runtime]'"),
    "tensorflow": ("tensorflow.lite.python.interpreter", "pip install tensorflow"),
}


def open_model(path: Path, runtime: str | None, threads: int, prove: Callable[[Any, Path], None]) -> tuple[str, Any]:
    """The name of the runtime and an interpreter of the file at `path` that `prove` has found good.

    `runtime` is one of `RUNTIMES`, or None for the first that works. `prove` is given the interpreter and `path`: it
    runs it once, and raises `ModelError` where it is another network than was wanted.

    Raises `ModelError` for a file that is no model and `RuntimeMissingError` where no runtime can run it.
    """
    if runtime is not None and runtime not in RUNTIMES:
        raise RuntimeMissingError(f"expected a runtime of {', '.join(RUNTIMES)}, found {runtime!r}.")
    failures = []
    for name in RUNTIMES if runtime is None else [runtime]:
        module, install = RUNTIMES[name]
        try:
            interpreter_class: Callable[..., Any] = importlib.import_module(module).Interpreter
            # NumPy 2 under tflite-runtime breaks only here, not at its import.
            interpreter = interpreter_class(model_path=str(path), num_threads=threads)
        except ModuleNotFoundError:
            failures.append(f"{name} is not installed ({install})")
            continue
        except ValueError as error:  # the runtime works, the file does not
            raise ModelError(
                f"expected a TensorFlow Lite model in {path}, but {name} cannot load it: {_first_line(error)}. "
                "Copy it again from where it came from, or make it anew with 'make export'."
            ) from error
        except (ImportError, AttributeError, SystemError, RuntimeError) as error:
            failures.append(f"{name} does not work here: {_first_line(error)} ({install})")
            continue
        prove(interpreter, path)
        return name, interpreter
    raise RuntimeMissingError("expected a runtime for .tflite files, found none that works: " + "; ".join(failures))


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
