"""The file of the token, which its owner alone can read; and what wrong tokens cost, counted for each machine."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from edge.web.safety.failed_tries import ADDRESSES, FORGET, MOST_WAITING, WAITING_TRIES, FailedTries
from edge.web.safety.token_file import TokenError, kept_token

BROKEN = [
    ("", 0o600, "16 to 128"),  # as after a full disk
    ("short", 0o600, "16 to 128"),
    ("a" * 30 + "\nb", 0o600, "16 to 128"),
    ("ä" * 30, 0o600, "16 to 128"),
    ("a" * 30, 0o640, "mode 640"),  # others may have read it
    ("a" * 30, 0o604, "mode 604"),
]


@pytest.mark.parametrize(("text", "mode", "words"), BROKEN)
def test_a_file_that_cannot_be_trusted_is_not(tmp_path: Path, text: str, mode: int, words: str) -> None:
    path = tmp_path / "token"
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    with pytest.raises(TokenError, match=f"{words}.*--new-token"):
        kept_token(tmp_path)
    assert kept_token(tmp_path, renew=True).is_new
    assert not kept_token(tmp_path).is_new


def test_a_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("a" * 30)
    (tmp_path / "token").symlink_to(tmp_path / "other")
    with pytest.raises(TokenError):
        kept_token(tmp_path)


def test_many_that_start_at_once_have_one(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as threads:
        tokens = list(threads.map(lambda _: kept_token(tmp_path / "new"), range(64)))
    assert len({token.value for token in tokens}) == 1
    assert sum(token.is_new for token in tokens) == 1
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["token"]


def test_each_wrong_token_waits_longer_then_comes_later() -> None:
    tries = FailedTries()
    waits = [tries.failed("10.0.0.1", now=float(n)) for n in range(WAITING_TRIES + 3)]
    assert waits == [0.25, 0.5, 1.0, 2.0, 4.0, None, None, None]
    assert tries.failed("10.0.0.2", now=9.0) == 0.25  # another's
    assert tries.failed("10.0.0.1", now=9.0 + FORGET) == 0.25  # forgiven
    tries.waiting = MOST_WAITING
    assert tries.failed("10.0.0.3", now=9.0) is None  # each that waits holds a connection


def test_addresses_are_counted_as_machines_and_forgotten() -> None:
    tries = FailedTries()
    for n in range(WAITING_TRIES + 1):  # one machine has 2**64 of these
        wait = tries.failed(f"2001:db8::{n:x}", now=0.0)
    assert (wait, len(tries)) == (None, 1)
    assert tries.failed("2001:db8:0:1::1", now=0.0) == 0.25
    assert tries.failed("::ffff:10.0.0.1", now=0.0) == 0.25
    assert tries.failed("10.0.0.1", now=0.0) == 0.5  # the same, by another name
    assert tries.failed("fe80::1%eth0", now=0.0) == 0.25
    for n in range(3 * ADDRESSES):
        tries.failed(f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}", now=1.0)
    assert len(tries) == ADDRESSES
