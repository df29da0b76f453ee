"""One file from the first mirror that gives the right bytes; a wrong or half-loaded file never gets its name."""

from __future__ import annotations

import hashlib
import http.client
import logging
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from tqdm import tqdm

from edge.errors import CifraError

TIMEOUT_S = 20.0  # of silence, not of the whole file
PAUSES_S = (1.0, 4.0)  # before the second and the third try at one mirror
CHUNK = 1 << 16  # bytes
# Another try may help against these answers; any other refusal (404, 403, ...) is the mirror's last word.
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})

log = logging.getLogger(__name__)


class DownloadError(CifraError):
    """No mirror gave the file, or it could not be stored."""


class _TransferError(Exception):
    """One try at one mirror failed. `final` where another try there cannot help."""

    def __init__(self, reason: str, final: bool = False) -> None:
        super().__init__(reason)
        self.final = final


def download(
    name: str,
    sha256: str,
    folder: Path,
    mirrors: Sequence[str],
    timeout_s: float = TIMEOUT_S,
    pauses_s: Sequence[float] = PAUSES_S,
) -> Path:
    """Fetch the file `name` into `folder`, and return where it is.

    `mirrors` are addresses of folders, tried in their order, each `1 + len(pauses_s)` times. The bytes go to a
    temporary name in `folder` and are renamed once their `sha256` (hexadecimal) is right, so that a file called `name`
    is whole. Raises `DownloadError` where no mirror gave the right bytes (with what each said), or `folder`
    cannot be written.
    """
    failures = []
    for mirror in mirrors:
        url = f"{mirror.rstrip('/')}/{name}"
        for pause_s in (*pauses_s, None):
            try:
                return _fetch(url, sha256, folder / name, timeout_s)
            except _TransferError as failure:
                if pause_s is not None and not failure.final:
                    log.warning("%s: %s; another try in %g s", url, failure, pause_s)
                    time.sleep(pause_s)
                    continue
                failures.append(f"{url}: {failure}")
                log.warning("%s", failures[-1])
                break
    raise DownloadError(f"expected {name} from one of {len(mirrors)} mirrors, found: " + "; ".join(failures))


def _fetch(url: str, sha256: str, path: Path, timeout_s: float) -> Path:
    """One try: the file behind `url` at `path`. Raises `_TransferError`, or `DownloadError` for the disk's faults."""
    part = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            part = Path(file.name)
            for chunk in _chunks(url, timeout_s):
                digest.update(chunk)
                file.write(chunk)
        if digest.hexdigest() != sha256:
            raise _TransferError(f"gave other bytes (sha256 {digest.hexdigest()[:16]}…, expected {sha256[:16]}…)")
        return part.replace(path)
    except OSError as error:  # the network's own are _TransferErrors by now
        raise DownloadError(
            f"expected to store {path.name} in {path.parent}, but that failed: {error.strerror or error}. "
            "Make room there or make it writable, or set XDG_CACHE_HOME to another folder."
        ) from error
    finally:
        if part is not None:
            with suppress(OSError):
                part.unlink()


def _chunks(url: str, timeout_s: float) -> Iterator[bytes]:
    """The bytes behind `url`, with a progress bar on a terminal. Raises `_TransferError` where they end too early."""
    try:
        with urllib.request.urlopen(url, timeout=timeout_s) as response:
            length = response.headers.get("Content-Length", "")
            total = int(length) if length.isdecimal() else None
            received = 0
            with tqdm(total=total, unit="B", unit_scale=True, desc=url.rpartition("/")[2], disable=None) as bar:
                while chunk := response.read(CHUNK):
                    received += len(chunk)
                    bar.update(len(chunk))
                    yield chunk
    except urllib.error.HTTPError as error:
        raise _TransferError(f"answered {error.code} {error.reason}", final=error.code not in PASSING) from error
    except urllib.error.URLError as error:
        raise _TransferError(f"cannot be reached ({error.reason})") from error
    except TimeoutError as error:
        raise _TransferError(f"sent nothing for {timeout_s:g} s") from error
    except (OSError, http.client.HTTPException) as error:
        raise _TransferError(f"broke off ({error or type(error).__name__})") from error
    if total is not None and received < total:
        raise _TransferError(f"broke off after {received} of {total} bytes")
