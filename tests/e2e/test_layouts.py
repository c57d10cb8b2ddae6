"""On the keyboards of eight countries each shortcut does its own thing or nothing, under X."""

import ctypes.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from x_display import x_display

from console.ui.kit.shortcuts import Shortcut

DIGITS = range(10, 20)
"""Key codes of the digit row under X."""

LAYOUTS = ("us", "de", "fr", "be", "cz", "es", "ru", "jp")

BY_PLACE = {
    **{("Ctrl", 1): Shortcut.SEND_DIAGNOSIS, ("Ctrl", 2): Shortcut.SEND_SOLUTION},
    **{("Ctrl+Shift", 1): Shortcut.EDIT_DIAGNOSIS, ("Ctrl+Shift", 2): Shortcut.EDIT_SOLUTION},
}
SENDING = {Shortcut.SEND_DIAGNOSIS.value.title, Shortcut.SEND_SOLUTION.value.title}

pytestmark = pytest.mark.slow


class Press(NamedTuple):
    """A key that was pressed, and what the window did."""

    layout: str
    key: int
    held: str
    character: str
    did: tuple[str, ...]

    @property
    def digit(self) -> int | None:
        """The digit of the key's place on most layouts; null outside the digit row's 1 to 9."""
        return self.key - DIGITS.start + 1 if self.key in DIGITS[:-1] else None


@pytest.fixture(scope="module")
def presses() -> list[Press]:
    """Each key of each layout with Ctrl, Ctrl and Shift, Alt, Alt and Shift, and AltGr."""
    for program in ("Xvfb", "setxkbmap"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    if ctypes.util.find_library("Xtst") is None:
        pytest.skip("libXtst is not installed")
    command = [sys.executable, str(Path(__file__).parents[1] / "x_keys.py"), *LAYOUTS]
    with x_display() as display:
        environment = os.environ | {"DISPLAY": display}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout)
        assert told["sent"] == 0
    return [
        Press(layout, key, held, character, tuple(did))
        for layout, each in told["presses"].items()
        for key, held, character, did in each
    ]


def test_digits_do_what_their_place_says(presses: list[Press]) -> None:
    """Ctrl+1 sends and Ctrl+Shift+1 edits with the row's first key, whatever is written on it."""
    for press in presses:
        if (shortcut := BY_PLACE.get((press.held, press.digit or 0))) is not None:
            assert press.did == (shortcut.value.title,), press
        if press.digit and press.held == "Alt":
            assert press.did == (f"Go to chat {press.digit}",), press
        if press.digit and press.held == "Alt+Shift":
            assert press.did == (f"Carry out step {press.digit}",), press


def test_no_other_key_sends(presses: list[Press]) -> None:
    """A message leaves with Ctrl and the first two keys of the digit row alone."""
    for press in presses:
        if SENDING & set(press.did):
            assert press.held == "Ctrl", press
            assert press.digit in (1, 2), press


def test_letters_do_what_is_written_on_them(presses: list[Press]) -> None:
    """Ctrl+W is the key with a W on it; without Latin letters it is none."""
    letters = {
        (sequence.rpartition("+")[0], sequence[-1]): shortcut.value.title
        for shortcut in Shortcut
        for sequence in shortcut.value.sequences
        if sequence[-1].isalpha() and sequence[-2] == "+"
    }
    latin = [press for press in presses if press.character.isascii() and press.character.isalpha()]
    us = {(each.held, each.character): each.did for each in latin if each.layout == "us"}
    assert sum(map(bool, us.values())) > 15
    for press in latin:
        if press.held != "AltGr":
            title = letters.get((press.held, press.character.upper()))
            assert press.did in ((), (title,)), press
            assert press.did == us[press.held, press.character], press


def test_alt_gr_writes(presses: list[Press]) -> None:
    """What writes a character is no shortcut; three of the layouts have no such key."""
    for press in presses:
        if press.held == "AltGr" and press.layout not in ("us", "ru", "jp"):
            assert not press.did, press
