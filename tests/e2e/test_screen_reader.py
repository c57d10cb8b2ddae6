"""What a screen reader finds and hears: a client of AT-SPI over D-Bus, as Orca is one."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from x_display import x_display

TESTS = Path(__file__).parents[1]

_LONGEST_S = 300
"""It takes a quarter of a minute, and a whole one beside other tests."""

pytestmark = [pytest.mark.slow, pytest.mark.process]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What the client told while two chats were open and three things happened."""
    for program in ("Xvfb", "dbus-run-session", "/usr/libexec/at-spi-bus-launcher"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    probe = ["/usr/bin/python3", "-c", "import pyatspi"]
    if subprocess.run(probe, capture_output=True, check=False).returncode:
        pytest.skip("the system's Python has no pyatspi (Debian: python3-pyatspi)")
    file = tmp_path_factory.mktemp("at-spi") / "told.json"
    script = [sys.executable, str(TESTS / "at_spi_window.py"), str(file)]
    with x_display() as display:
        done = subprocess.run(
            ["dbus-run-session", "--", *script],
            env=os.environ | {"DISPLAY": display},
            capture_output=True,
            text=True,
            check=False,
            timeout=_LONGEST_S,
        )
    assert done.returncode == 0, done.stderr
    content: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return content


def test_it_hears_a_message_a_suggestion_and_an_end(told: list[dict[str, Any]]) -> None:
    """In the words of the window, in order, and nothing else."""
    assert [each["text"] for each in told if each["kind"] == "announcement"] == [
        "Bo Ek: Where is my parcel?",
        "New suggestion: solution",
        "The chat with Ana Lopez has ended: Customer left",
    ]


def test_tabs_and_headings_are_called_what_they_are(told: list[dict[str, Any]]) -> None:
    """Chats are tabs, of which one is selected; headings are buttons that can be expanded."""
    found = [(role, name, set(states)) for role, name, states in told[0]["found"]]
    tabs = {
        name.partition(",")[0]: "selected" in states
        for role, name, states in found
        if role == "page tab"
    }
    assert tabs == {"Chat with Ana Lopez": False, "Chat with Bo Ek": True}
    headings = {name: states for role, name, states in found if "expandable" in states}
    assert any(name.startswith("My chats") for name in headings)
    assert all("expanded" in states for states in headings.values())
    assert any(role == "text" and name == "Message to Bo Ek" for role, name, _ in found)
