"""The documents say what is so: the map matches the tree, links lead somewhere, commands exist."""

import re
import shlex
from pathlib import Path

import click
import pytest
from documents import ROOT, commands, documents, local_links, map_rows

from console.cli import main

WALKTHROUGH = ROOT / "resources" / "docs" / "walkthrough.md"


def test_the_map_has_every_folder_and_no_other() -> None:
    """The map in CONTRIBUTING.md names each package below console once, and nothing that is gone.

    Packages that hold only other packages are named as well, so a reader can go from the top.
    """
    modules = (ROOT / "console").rglob("*.py")
    packages = {str(path.parent.relative_to(ROOT)) for path in modules} - {"console"}
    assert set(map_rows()) == packages


def test_modules_that_the_map_names_exist() -> None:
    """A module named in the map's description lies in the folder of its row."""
    missing = [
        f"{folder}/{name}"
        for folder, text in map_rows().items()
        for name in re.findall(r"`(\w+\.py)`", text)
        if not (ROOT / folder / name).is_file()
    ]
    assert missing == []


def test_the_documents_are_short_enough_to_be_read() -> None:
    """README.md has at most 200 lines and CONTRIBUTING.md fewer than 150."""
    lines = {
        name: (ROOT / name).read_text(encoding="utf-8").count("\n")
        for name in ("README.md", "CONTRIBUTING.md")
    }
    assert lines["README.md"] <= 200
    assert lines["CONTRIBUTING.md"] < 150


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    """Every link inside the repository names a file or folder that exists."""
    broken = [to for to in local_links(document) if not (document.parent / to).exists()]
    assert broken == []


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_left_to_be_filled_in(document: Path) -> None:
    """No document has a placeholder, such as a name between two at-signs."""
    assert re.findall(r"@[A-Z_]+@", document.read_text(encoding="utf-8")) == []


def _unknown(line: str) -> str | None:
    """The first command or option in the line that the program does not have, if there is one."""
    words = shlex.split(line)
    command: click.Command = main
    rest = words[1:]
    while isinstance(command, click.Group) and rest and rest[0] in command.commands:
        command, rest = command.commands[rest[0]], rest[1:]
    if isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        return rest[0]
    known = {name for param in command.params for name in (*param.opts, *param.secondary_opts)}
    options = [word.split("=")[0] for word in rest if word.startswith("--")]
    return next((name for name in options if name not in {*known, "--help"}), None)


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_in_documents_exist(document: Path) -> None:
    """Every command and option of the program that a document shows is one that it has.

    Shell blocks are read line by line, and commands between backticks too. That the README's work
    is shown by tests/e2e/test_readme.py.
    """
    if document.name == "CHANGELOG.md":
        return  # it tells of commands that were
    text = document.read_text(encoding="utf-8")
    inline = re.findall(r"`(switchboard [^`]+)`", text)
    lines = [line for line in [*commands(document), *inline] if line.startswith("switchboard")]
    assert {line: name for line in lines if (name := _unknown(line))} == {}


def test_the_walkthrough_names_code_that_exists() -> None:
    """Each step of the walkthrough names a file, and the names beside it stand in that file."""
    text = WALKTHROUGH.read_text(encoding="utf-8")
    steps = re.findall(r"^\d+\. `(console/[\w/]+\.py)`:? (.*?)(?=^\d+\. |^#|\Z)", text, re.M | re.S)
    assert len(steps) > 20
    missing = []
    for file, said in steps:
        code = (ROOT / file).read_text(encoding="utf-8") if (ROOT / file).is_file() else ""
        for name in re.findall(r"`([A-Za-z_][\w.]*)\(?\)?`", said):
            parts = name.split(".")
            if not all(re.search(rf"\b{re.escape(part)}\b", code) for part in parts):
                missing.append(f"{file}: {name}")
    assert missing == []


def test_the_walkthrough_never_goes_back() -> None:
    """No file is visited twice in one journey."""
    journeys = WALKTHROUGH.read_text(encoding="utf-8").split("\n## ")[1:]
    assert len(journeys) == 2
    for journey in journeys:
        files = re.findall(r"^\d+\. `(console/[\w/]+\.py)`", journey, re.MULTILINE)
        assert len(files) == len(set(files))
