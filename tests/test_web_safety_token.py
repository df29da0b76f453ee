"""The token at the door of a real server: who has it comes in, who guesses waits, nobody locks its owner out."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic

import pytest
from bundled import SAMPLES, needs_model
from raw_http import Heard, request, say
from web_server import Served, serving

pytest.importorskip("starlette", reason="the extra serve is not installed")
pytestmark = [needs_model, pytest.mark.slow]

PICTURE = SAMPLES / "marker.jpg"
WAITING_TRIES = 5  # wrong tokens of an address that wait; later ones are told to come again


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("state")


@pytest.fixture(scope="module")
def served(home: Path) -> Iterator[Served]:
    with serving(home, PICTURE, "--log-requests", host="0.0.0.0") as server:
        yield server


@pytest.fixture
def token(served: Served, home: Path) -> str:
    return (home / "cifra" / "token").read_text().strip()


def ask(served: Served, target: str, *fields: str, **more: str) -> Heard:
    return say(served.port, request(target, *fields, **more))


def test_it_is_printed_once_and_kept_for_its_owner_alone(served: Served, home: Path, token: str) -> None:
    text = served.output.read_text()
    assert f":{served.port}/?token={token}\n" in text
    assert len(token) == 32
    assert stat.S_IMODE((home / "cifra" / "token").stat().st_mode) == 0o600
    assert stat.S_IMODE((home / "cifra").stat().st_mode) == 0o700
    with serving(home, PICTURE, host="0.0.0.0") as again:
        said = again.output.read_text()
        assert token not in said
        assert str(home / "cifra" / "token") in said  # where it is to be found
        assert ask(again, "/api/reading", f"Authorization: Bearer {token}").status == 200
    with serving(home, PICTURE, "--new-token", host="0.0.0.0") as renewed:
        other = re.search(r"token=(\S+)", renewed.output.read_text())
        assert other
        assert other[1] == (home / "cifra" / "token").read_text().strip() != token
        assert ask(renewed, "/api/reading", f"Authorization: Bearer {token}").status == 401
    (home / "cifra" / "token").write_text(token)


def test_the_link_gives_a_cookie_and_leaves_the_address_bar(served: Served, token: str) -> None:
    link = ask(served, f"/?token={token}")
    assert (link.status, link.headers["location"]) == (303, "/")
    cookie = link.headers["set-cookie"]
    for part in ("HttpOnly", "SameSite=Strict", "Path=/"):
        assert part in cookie
    pair = cookie.split(";")[0]
    assert ask(served, "/", f"Cookie: {pair}").status == 200
    assert ask(served, "/api/reading", f"Cookie: theme=dark; {pair}; x=y").status == 200
    assert ask(served, "/?token=wrong", f"Cookie: {pair}").status == 303  # an old link of one who has the new one


# Each with what stands for the token as {}; those who offer a wrong one are many, so they may be told to wait.
LOCKED = [
    ("/", []),  # nothing at all
    ("/api/reading", []),
    ("/page/main.js", []),
    ("/page/style.css/../main.js", []),
    ("/stream.mjpg", []),
    ("/api/health", []),
    ("/metrics", []),
    ("/docs", []),
    ("/nowhere", []),  # nor is it told what there is
    ("/api/reading?token={}", []),  # the link is the page's alone
    ("//?token={}", []),
    ("/api/reading", ["Authorization: Basic {}"]),
    ("/api/reading", ["X-Token: {}"]),
    ("/api/reading", ["Cookie: token={}"]),
    ("/api/reading", ["Cookie: cifra-1={}"]),  # of a Cifra at another port
    ("/api/reading", ["X-Forwarded-For: 127.0.0.1"]),  # this machine needs it too
]


@pytest.mark.parametrize(("target", "fields"), LOCKED, ids=range(len(LOCKED)))
def test_without_it_nothing_is_told(served: Served, token: str, target: str, fields: list[str]) -> None:
    heard = ask(served, target.format(token), *(field.format(token) for field in fields))
    assert heard.status == 401
    assert heard.headers["www-authenticate"].startswith("Bearer")
    assert token.encode() not in heard.text
    assert "set-cookie" not in heard.headers


def test_cookies_of_other_ports_do_not_hide_ours(served: Served, token: str) -> None:
    """Cookies know no ports: what serves another one may set what it likes, also of our name."""
    name = f"cifra-{served.port}"
    assert ask(served, "/api/reading", f"Cookie: {name}=x; {name}={token}; cifra-1=y").status == 200
    assert ask(served, "/api/reading", f"Cookie: {name}=x", f"Cookie: {name}={token}").status == 200


WRONG = ["", "x", "x" * 1000, "%00", "é", "../../token"]


@pytest.mark.parametrize("wrong", WRONG)
def test_odd_tokens_are_wrong_ones(served: Served, token: str, wrong: str) -> None:
    for fields in ([f"Authorization: Bearer {wrong}"], [f"Cookie: cifra-{served.port}={wrong}"]):
        assert ask(served, "/api/reading", *fields).status in (401, 429)
    assert ask(served, "/api/reading", f"Authorization: bearer  {token} ").status == 200


def test_whoever_guesses_waits_and_the_owner_beside_him_does_not(served: Served, token: str) -> None:
    with ThreadPoolExecutor(40) as threads:
        begin = monotonic()
        guesses = [threads.submit(ask, served, "/api/reading", f"Authorization: Bearer guess{n}") for n in range(40)]
        # From the same address, and at once: neither the link, nor the cookie, nor a program is held up.
        for target, field in (
            (f"/?token={token}", "Accept: */*"),
            ("/", f"Cookie: cifra-{served.port}={token}"),
            ("/api/reading", f"Authorization: Bearer {token}"),
        ):
            assert ask(served, target, field).status in (200, 303)
        assert monotonic() - begin < 3
        answers = [guess.result() for guess in guesses]
    assert {answer.status for answer in answers} <= {401, 429}
    late = [answer for answer in answers if answer.status == 429]
    assert len(late) >= 40 - WAITING_TRIES
    assert all(int(answer.headers["retry-after"]) > 1 for answer in late)
    assert "Max-Age=0" in ask(served, "/", f"Cookie: cifra-{served.port}=old").headers["set-cookie"]


def test_the_locked_page_speaks_to_people(served: Served) -> None:
    page = ask(served, "/", "Accept-Language: en-GB,en;q=0.9").text.decode()
    assert "<form" in page
    assert 'http-equiv="refresh"' in page  # once more, for who followed a link and has a strict cookie
    assert 'http-equiv="refresh"' not in ask(served, "/?again").text.decode()  # and then no more
    assert "clave" in ask(served, "/", "Accept-Language: es-MX,es;q=0.9,en;q=0.8").text.decode()


def test_it_never_stands_in_the_log(served: Served, token: str) -> None:
    ask(served, f"/?token={token}")
    ask(served, "/api/reading", f"Authorization: Bearer {token}")
    assert served.output.read_text().count(token) == served.output.read_text().count(f"/?token={token}\n")
