"""Which versions of what are at work, for reports."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def cifra_version() -> str:
    """The version of this package; in a clone that is not installed, the one that would be."""
    try:
        return version("cifra")
    except PackageNotFoundError:
        project = Path(__file__).parent.parent / "pyproject.toml"
        stated = re.search(r'^version = "(.+)"$', project.read_text(encoding="utf-8"), re.MULTILINE)
        return stated[1] if stated else "unknown"


def package_version(name: str) -> str | None:
    """The version of the distribution `name`; None where it is not installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None
