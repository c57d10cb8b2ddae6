"""`switchboard demo` refuses wrong options before it loads what takes seconds."""

import sys

import pytest
from click.testing import CliRunner

from console.cli import main

SLOW = ("console.app.console", "console.app.window", "console.site.folder", "PySide6.QtWidgets")
SERIES = ("--headless", "--out", "out", "--study", "demo", "--sessions", "3")
WRONG = {
    "a site that is not there": (("--site-folder", "nosuch"), "nosuch: no such folder; `switch"),
    "a series on a site": ((*SERIES, "--site-folder", "."), "--site-folder: a series makes up"),
    "a series by one agent": ((*SERIES, "--agent", "Ana"), "run single sessions with --agent"),
    "recordings that are not there": (("--dialogues", "nosuch"), "nosuch: no such file or folder"),
    "an unknown model": (("--model", "nosuch"), "no model called nosuch; known are:"),
    "an unknown profile": (("--autopilot", "lazy"), "no autopilot profile 'lazy'; there are"),
}


@pytest.mark.parametrize("which", WRONG)
def test_a_wrong_option_is_refused_at_once(which: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The window, the console and the reader of sites could not even be imported."""
    words, told = WRONG[which]
    for module in SLOW:
        monkeypatch.setitem(sys.modules, module, None)
    done = CliRunner().invoke(main, ["demo", *words])
    assert done.exit_code == 2, done.exception
    assert told in done.output
