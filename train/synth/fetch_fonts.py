"""More fonts of print, taken by apt from a package of Debian that holds hundreds, each checked by its sha256."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from train.data import cache_folder

LIST = Path(__file__).with_name("fonts.json")
PACKAGE = ".package"  # folder in the fonts' folder where the package lies until all is taken out of it

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Font:
    """A font file as the list tells of it."""

    family: str
    """What decides on which side of the split it is; relatives under other names have the same."""
    kind: str
    licence: str
    sha256: str
    path: str
    """Where it lies in the package, below `FontList.inside`."""

    @property
    def name(self) -> str:
        """What it is called in the cache: `_is_ours` takes the family from before `-latin`."""
        return f"{self.family}-latin-{PurePosixPath(self.path).name.lower()}"


@dataclass(frozen=True, slots=True)
class FontList:
    """Which fonts of which package."""

    package: str
    version: str
    inside: str
    fonts: tuple[Font, ...]


class _MissingError(Exception):
    """The package, or part of it, is not to be had here."""


def listed(path: Path = LIST) -> FontList:
    """The list of fonts in a file."""
    told = json.loads(path.read_text(encoding="utf-8"))
    return FontList(told["package"], told["version"], told["inside"], tuple(Font(*font) for font in told["fonts"]))


def fonts_folder() -> Path:
    """Where fetched fonts are kept between runs."""
    return cache_folder().with_name("fonts")


def fetched_fonts(folder: Path | None, fonts: FontList | None = None) -> Mapping[Path, Font]:
    """The fonts of the list that lie in `folder`. Fetches nothing."""
    there = {folder / font.name: font for font in (fonts or listed()).fonts} if folder else {}
    return MappingProxyType({path: font for path, font in there.items() if path.is_file()})


def fetch_fonts(folder: Path | None = None, fonts: FontList | None = None) -> Path:
    """Fetch the fonts of the list that are not whole in `folder` yet, and return that folder.

    The package is fetched once, by `apt-get download`, which checks it, goes on where a connection breaks off, shows
    how far it is and installs nothing. Where it is not to be had, that is said once, and the caller goes on with what
    is there.
    """
    folder, fonts = folder or fonts_folder(), fonts or listed()
    lacking = {font.path: font for font in fonts.fonts if not _is_whole(folder / font.name, font.sha256)}
    if not lacking:
        return folder
    log.info("Fetching %d fonts of print: %s %s", len(lacking), fonts.package, fonts.version)
    try:
        found = _take(_package(folder / PACKAGE, fonts), folder, fonts.inside, lacking)
        shutil.rmtree(folder / PACKAGE, ignore_errors=True)
        log.info("%d of them lie in %s", found, folder)
        if found < len(lacking):
            raise _MissingError(f"{len(lacking) - found} files are not in it, or are other ones (sha256)")
    except (_MissingError, OSError) as reason:
        log.warning(
            "expected %d fonts from Debian's package %s %s, found: %s. It goes on without them. To have them, run "
            "python -m train fonts on Debian 12 with a network, after apt-get update, and with a gigabyte free in %s.",
            len(lacking),
            fonts.package,
            fonts.version,
            reason,
            folder,
        )
    return folder


def _package(folder: Path, fonts: FontList) -> Path:
    """The package's file in `folder`."""
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        raise _MissingError("no apt-get and dpkg-deb")
    folder.mkdir(parents=True, exist_ok=True)
    asked = ["apt-get", "download", f"{fonts.package}={fonts.version}"]
    speech = {**os.environ, "LC_ALL": "C"}
    told = subprocess.run(asked, cwd=folder, stdout=2, stderr=subprocess.PIPE, text=True, env=speech)
    files = sorted(folder.glob("*.deb"))
    if told.returncode or not files:
        raise _MissingError(" ".join(told.stderr.split()) or f"apt-get ended with {told.returncode}")
    return files[0]


def _take(package: Path, folder: Path, inside: str, lacking: Mapping[str, Font]) -> int:
    """Take the `lacking` fonts, by their paths below `inside`, out of a package; how many were the right ones."""
    found = 0
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(package)], stdout=subprocess.PIPE) as unpacking:
        try:
            with tarfile.open(fileobj=unpacking.stdout, mode="r|") as files:
                for member in files:
                    font = lacking.get(member.name.removeprefix("./").removeprefix(f"{inside}/"))
                    content = files.extractfile(member) if font and member.isfile() else None
                    if font and content:
                        found += _store(content.read(), folder / font.name, font.sha256)
        except tarfile.TarError as error:
            raise _MissingError(f"a broken package ({error})") from error
    return found


def _store(content: bytes, path: Path, sha256: str) -> bool:
    """Write a font under its name at once, if it is the right one."""
    if hashlib.sha256(content).hexdigest() != sha256:
        return False
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        part = Path(file.name)
        try:
            file.write(content)
            file.close()
            part.replace(path)
        finally:
            with suppress(OSError):
                part.unlink()
    return True


def _is_whole(path: Path, sha256: str) -> bool:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == sha256
    except OSError:
        return False
