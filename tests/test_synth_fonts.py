"""Fonts of print, fetched by the real apt from a repository on the loopback, and how they are split."""

from __future__ import annotations

import hashlib
import logging
import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from zlib import crc32

import pytest

pytest.importorskip("tqdm", reason="the training side is not installed (pip install '.[train]')")

from train.synth.fetch_fonts import PACKAGE, Font, FontList, fetch_fonts, fetched_fonts, fonts_folder, listed
from train.synth.material import Material, load

INSIDE = "usr/share/fonts"
CONTENT = {f"serif/Face{number}.otf": bytes([number]) * 40_000 for number in range(12)}
FONTS = FontList(
    "some-fonts",
    "1.0",
    INSIDE,
    tuple(
        Font(f"face-{number}", "serif", "OFL-1.1", hashlib.sha256(content).hexdigest(), path)
        for number, (path, content) in enumerate(CONTENT.items())
    ),
)
needs_apt = pytest.mark.skipif(
    not shutil.which("apt-get") or not shutil.which("dpkg-deb"), reason="apt-get and dpkg-deb are Debian's"
)


class Handler(SimpleHTTPRequestHandler):
    """Files of a folder, or the rest of one of them; half of the package for the first `server.breaks`."""

    server: Repository

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        content, is_package = path.read_bytes(), path.suffix == ".deb"
        begin = int(self.headers.get("Range", "bytes=0-").removeprefix("bytes=").partition("-")[0])
        if is_package:
            self.server.asked.append(begin)
        self.send_response(206 if begin else 200)
        self.send_header("Content-Length", str(len(content) - begin))
        self.send_header("Last-Modified", self.date_time_string(int(path.stat().st_mtime)))
        if begin:
            self.send_header("Content-Range", f"bytes {begin}-{len(content) - 1}/{len(content)}")
        self.end_headers()
        breaks = is_package and len(self.server.asked) <= self.server.breaks
        self.wfile.write(content[begin : len(content) // 2] if breaks else content[begin:])
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """The test's own output is enough."""


class Repository(ThreadingHTTPServer):
    """A repository with one package."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
        self.asked: list[int] = []
        """Of each request for the package, the byte it began at."""
        self.breaks = 0
        """How many of the first requests for it are answered with its first half alone."""


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a package of fonts and the index of a repository."""
    folder, tree = tmp_path_factory.mktemp("repository"), tmp_path_factory.mktemp("package")
    control = "Package: some-fonts\nVersion: 1.0\nArchitecture: all\nMaintainer: Nobody <nobody@localhost>\n"
    (tree / "DEBIAN").mkdir()
    (tree / "DEBIAN" / "control").write_text(control + "Description: fonts\n")
    for path, content in CONTENT.items():
        (tree / INSIDE / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / INSIDE / path).write_bytes(content)
    package = folder / "some-fonts_1.0_all.deb"
    subprocess.run(["dpkg-deb", "-Znone", "--build", str(tree), str(package)], check=True, capture_output=True)
    index = f"Filename: ./{package.name}\nSize: {package.stat().st_size}\n"
    index += f"SHA256: {hashlib.sha256(package.read_bytes()).hexdigest()}\nDescription: fonts\n"
    (folder / "Packages").write_text(control + index)
    return folder


@pytest.fixture
def server(packed: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Repository]:
    """The repository on the loopback, an apt that knows nothing else, and an empty cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("no_proxy", "*")
    with Repository(packed) as repository:
        thread = threading.Thread(target=repository.serve_forever, args=(0.02,))
        thread.start()
        apt = tmp_path / "apt"
        for name in ("etc/sources.list.d", "etc/apt.conf.d", "state/lists/partial", "cache/archives/partial"):
            (apt / name).mkdir(parents=True)
        (apt / "state/status").touch()
        (apt / "etc/sources.list").write_text(f"deb [trusted=yes] http://127.0.0.1:{repository.server_port}/ ./\n")
        (apt / "apt.conf").write_text(
            f'Dir::Etc "{apt}/etc/"; Dir::State "{apt}/state/"; Dir::State::status "{apt}/state/status";'
            f'Dir::Cache "{apt}/cache/"; APT::Sandbox::User "root"; Acquire::Retries "1"; Acquire::Languages "none";'
            'Acquire::http::Proxy "DIRECT"; Acquire::http::Timeout "5";\n'
        )
        monkeypatch.setenv("APT_CONFIG", str(apt / "apt.conf"))
        subprocess.run(["apt-get", "update"], check=True, capture_output=True)
        yield repository
        repository.shutdown()
        thread.join()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@needs_apt
def test_the_fonts_are_the_packed_ones_and_nothing_is_fetched_twice(server: Repository) -> None:
    folder = fetch_fonts(fonts=FONTS)
    assert folder == fonts_folder()
    assert {path.read_bytes() for path in fetched_fonts(folder, FONTS)} == set(CONTENT.values())
    assert names(folder) == sorted(font.name for font in FONTS.fonts)  # the package is gone
    assert server.asked == [0]
    fetch_fonts(fonts=FONTS)
    assert server.asked == [0]


@needs_apt
def test_only_a_damaged_font_is_replaced(server: Repository) -> None:
    folder = fetch_fonts(fonts=FONTS)
    damaged, other = (folder / font.name for font in FONTS.fonts[:2])
    damaged.write_bytes(b"half")
    before = other.stat().st_ino
    fetch_fonts(fonts=FONTS)
    assert damaged.read_bytes() == CONTENT[FONTS.fonts[0].path]
    assert other.stat().st_ino == before


@needs_apt
def test_another_font_than_the_listed_one_is_left_out_and_said(
    server: Repository, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = replace(FONTS.fonts[3], sha256="0" * 64)
    fonts = replace(FONTS, fonts=(*FONTS.fonts[:3], wrong, *FONTS.fonts[4:]))
    folder = fetch_fonts(fonts=fonts)
    assert "1 files are not in it, or are other ones" in caplog.text
    assert names(folder) == sorted(font.name for font in FONTS.fonts if font.path != wrong.path)


@needs_apt
def test_a_broken_download_goes_on_where_it_was_broken_off(server: Repository) -> None:
    server.breaks = 1
    folder = fetch_fonts(fonts=FONTS)
    assert len(fetched_fonts(folder, FONTS)) == len(CONTENT)
    first, second = server.asked
    assert first == 0 < second


@needs_apt
def test_a_download_that_keeps_breaking_leaves_nothing_that_passes_for_a_font(
    server: Repository, caplog: pytest.LogCaptureFixture
) -> None:
    server.breaks = 9
    folder = fetch_fonts(fonts=FONTS)
    assert "goes on without them" in caplog.text
    assert names(folder) == [PACKAGE]
    server.breaks = 0
    assert len(fetched_fonts(fetch_fonts(fonts=FONTS), FONTS)) == len(CONTENT)


@needs_apt
def test_without_a_network_it_is_said_once_and_goes_on(server: Repository, caplog: pytest.LogCaptureFixture) -> None:
    server.shutdown()
    server.server_close()
    folder = fetch_fonts(fonts=FONTS)
    (said,) = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert all(part in said for part in ("expected 12 fonts", "some-fonts 1.0", "found: ", "python -m train fonts"))
    assert not fetched_fonts(folder, FONTS)


@needs_apt
def test_another_version_is_not_even_fetched(server: Repository, caplog: pytest.LogCaptureFixture) -> None:
    fetch_fonts(fonts=replace(FONTS, version="2.0"))
    assert "Version '2.0' for 'some-fonts' was not found" in caplog.text
    assert server.asked == []


def test_without_apt_it_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    fetch_fonts(tmp_path / "fonts", FONTS)
    assert "found: no apt-get and dpkg-deb" in caplog.text


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("not a folder")
    fetch_fonts(tmp_path / "file" / "fonts", FONTS)
    assert "expected 12 fonts" in caplog.text


def test_the_list_names_each_file_once_with_a_licence_that_allows_it() -> None:
    fonts = listed().fonts
    assert len({font.name for font in fonts}) == len({font.sha256 for font in fonts}) == len(fonts) > 200
    assert all(len(bytes.fromhex(font.sha256)) == 32 for font in fonts)
    assert {font.licence for font in fonts} == {"OFL-1.1", "Apache-2.0", "MIT", "GUST-Font-License"}


def test_the_split_is_by_family_and_stable(tmp_path: Path) -> None:
    fonts = listed().fonts
    for font in fonts:
        (tmp_path / font.name).touch()
    (tmp_path / "stray-latin.otf").touch()  # not on the list
    sides = [Material(None, held_out, tmp_path).print_fonts for held_out in (False, True)]
    assert sorted(sides[0] + sides[1]) == sorted(tmp_path / font.name for font in fonts)
    families = [{path.name.split("-latin")[0] for path in side} for side in sides]
    assert not families[0] & families[1]
    assert families[1] == {font.family for font in fonts if crc32(font.family.encode()) % 5 == 0}
    assert 0.1 < len(sides[1]) / len(fonts) < 0.3
    assert any("OFL-1.1" in source for source in Material(None, False, tmp_path).sources())


def test_a_family_of_the_users_folder_counts_once(tmp_path: Path) -> None:
    given, fetched = tmp_path / "fonts" / "print", tmp_path / "fetched"
    for folder in (given, fetched):
        folder.mkdir(parents=True)
    twice = next(font for font in listed().fonts if font.family == "lato")
    (given / "lato-latin-400-normal.ttf").touch()
    (fetched / twice.name).touch()
    both = [path for held_out in (False, True) for path in Material(tmp_path, held_out, fetched).print_fonts]
    assert both == [given / "lato-latin-400-normal.ttf"]


def test_reading_fetches_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("CIFRA_DATA", raising=False)
    load.cache_clear()
    try:
        assert load(False).print_fonts == ()
        assert not fonts_folder().exists()
    finally:
        load.cache_clear()
