"""The token: who knows it may see what the camera sees. It is kept in a file that its owner alone can read."""

from __future__ import annotations

import os
import re
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

from edge.errors import CifraError

NAME = "token"
RANDOM_BYTES = 24  # 192 bits, 32 characters: nobody guesses it
TOKEN = re.compile(r"[A-Za-z0-9_-]{16,128}")  # also one that its owner wrote into the file


class TokenError(CifraError):
    """The token cannot be read or written, or others can read it."""


@dataclass(frozen=True)
class Token:
    """A token and where it is kept."""

    value: str
    path: Path
    is_new: bool
    """Made just now: this is the time to tell it."""


def kept_token(folder: Path, renew: bool = False) -> Token:
    """The token kept in `folder`; made where there is none yet, or where `renew` says that the old one is to end.

    Raises `TokenError`.
    """
    path = folder / NAME
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if renew:
            path.unlink(missing_ok=True)
        made = _write(path)
        return Token(_read(path), path, is_new=made)
    except OSError as error:
        raise TokenError(
            f"expected to keep the token in {path}, found: {error.strerror}. Give yourself the right to it."
        ) from error


def _write(path: Path) -> bool:
    """Make the file unless it is there; whether it was made. It never exists in part, nor for others to read."""
    if path.exists():
        return False
    draft = path.with_name(f".{NAME}-{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(RANDOM_BYTES) + "\n")
            file.flush()
            os.fsync(descriptor)
        os.link(draft, path)  # of two that start at once, the second fails here, and takes the first one's
        return True
    except FileExistsError:
        return False
    finally:
        draft.unlink()


def _read(path: Path) -> str:
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), encoding="utf-8", errors="replace") as file:
        mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
        text = file.read(200).strip()
    if mode & 0o077:
        raise TokenError(
            f"expected {path} to be readable by its owner alone (mode 600), found mode {mode:03o}: others may know the "
            "token. Make a new one with --new-token."
        )
    if not TOKEN.fullmatch(text):
        raise TokenError(
            f"expected a token in {path}, 16 to 128 letters, digits, - and _, found something else. "
            "Make a new one with --new-token."
        )
    return text
