"""`make service SERVE=1`: the service shows the page too, and what its owner has changed stays his."""

from __future__ import annotations

from pathlib import Path

import pytest
from service_script import ROOT, Machine

pytestmark = pytest.mark.slow  # is about files that a checkout alone has

LIVE = 'CIFRA_COMMAND="live --headless --json --wait"\n'
SERVE = 'CIFRA_COMMAND="serve --host 0.0.0.0 --json --wait"\n'


def commands(machine: Machine) -> list[str]:
    lines = machine.options.read_text().splitlines(keepends=True)
    return [line for line in lines if line.startswith("CIFRA_COMMAND=")]


def test_the_page_is_laid_out_where_it_is_asked_for(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    told = machine.service("install", "--serve")
    assert commands(machine) == [SERVE]
    assert "#" + LIVE in machine.options.read_text()  # the way back
    assert ":8000/?token=$(" in told
    assert machine.service("install", "--serve").startswith("The service is installed")
    assert machine.service("install").startswith("The service is installed")
    assert commands(machine) == [SERVE]  # as after `git pull`, without saying it again
    machine.service("remove")
    assert machine.files() == set()


def test_a_service_that_reads_is_made_to_serve(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    machine.service("install")
    assert commands(machine) == [LIVE]
    assert "serve the page" in machine.service("install", "--serve", "--dry-run")
    assert commands(machine) == [LIVE]
    machine.service("install", "--serve")
    assert commands(machine) == [SERVE]


@pytest.mark.parametrize("own", [LIVE + 'CIFRA_OPTIONS="0 --expect 8"\n', 'CIFRA_COMMAND="serve --port 80"\n'])
def test_options_that_were_changed_are_only_advised_on(tmp_path: Path, own: str) -> None:
    machine = Machine(tmp_path)
    machine.service("install")
    machine.options.write_text(own)
    told = machine.service("install", "--serve")
    assert machine.options.read_text() == own
    assert (SERVE in told) == own.startswith(LIVE)  # the other serves already


def test_the_environment_has_what_serving_needs(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    assert f"setup {machine.code}/venv/.serve" in machine.service("install")
    assert "$(VENV)/.serve: $(VENV)/.edge\n" in (ROOT / "Makefile").read_text()
