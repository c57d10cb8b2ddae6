"""What tools for finding weaknesses say of the program: nothing without a reason beside it."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

ANYWHERE = {
    "B311": "customers and simulations are drawn from seeded numbers, not from secrets",
    "B404": "programs are started without a shell",
    "B603": "the words of a command line are ours, or what the site wrote to be run",
    "B608": "tests/unit/test_sinks.py lists each file that puts SQL together",
    "B704": "tests/unit/test_sinks.py lists each file that makes markup",
}
"""Findings of bandit that are no faults wherever they are."""

IN_FILES = {
    ("B101", "console/export/anonymity.py"): "an aggregate without groups has one row",
    ("B101", "build_spec/compiled_package.py"): "the pipe was asked for",
    ("B105", "console/bench/channel/server.py"): "of a server that lives for one benchmark",
    ("B105", "console/domain/claims/operations.py"): "a verb, not a password",
    ("B108", "console/app/display.py"): "where X has its sockets; nothing is written",
    ("B310", "console/inference/models/sources.py"): "always https, from the catalogue",
    ("B406", "console/effects/report/charts/svg.py"): "writes XML and reads none",
    ("B607", "build_spec/system_packages.py"): "apt-get of the machine's own path, at set-up",
}
"""Those that are none in one file."""


@pytest.fixture(scope="module")
def found() -> set[tuple[str, str]]:
    """What bandit finds, by its test and the file."""
    done = subprocess.run(
        [sys.executable, "-m", "bandit", "-q", "-r", "console", "build_spec", "-f", "json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,  # it ends with 1 where it finds anything
    )
    report = json.loads(done.stdout)
    assert report["errors"] == []
    return {(each["test_id"], each["filename"]) for each in report["results"]}


@pytest.mark.slow
@pytest.mark.process
def test_bandit_finds_nothing_new(found: set[tuple[str, str]]) -> None:
    """Each finding is listed above with the reason why it is no fault."""
    new = {each for each in found if each[0] not in ANYWHERE and each not in IN_FILES}
    assert not new


@pytest.mark.slow
@pytest.mark.process
def test_no_exception_for_bandit_is_left_over(found: set[tuple[str, str]]) -> None:
    """What is not found any more is not listed any more."""
    assert set(IN_FILES) <= found
    assert set(ANYWHERE) <= {test for test, _ in found}


def audited() -> Iterator[dict[str, object]]:
    """The pinned packages with known vulnerabilities, as pip-audit finds them."""
    done = subprocess.run(
        ["make", "--silent", "audit", "AUDIT_FORMAT=json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    yield from (each for each in json.loads(done.stdout)["dependencies"] if each.get("vulns"))


@pytest.mark.slow
@pytest.mark.process
@pytest.mark.skipif(
    "SWITCHBOARD_AUDIT" not in os.environ or shutil.which("make") is None,
    reason="asks a service which packages have known vulnerabilities; set SWITCHBOARD_AUDIT=1 "
    "where there is a network",
)
def test_no_pinned_package_is_known_to_be_vulnerable() -> None:
    """``make audit`` is the same for people."""
    assert list(audited()) == []
