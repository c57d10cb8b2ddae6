"""The project's documents as tests read them: their text, their links, their commands."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]

_BLOCK = re.compile(r"^ *```sh\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
_ROW = re.compile(r"^\| `(console[\w/]*)` \| (.*) \|$", re.MULTILINE)


def documents() -> list[Path]:
    """Every document that people read, from the README to the decision records."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "resources" / "docs").rglob("*.md"))]


def commands(document: Path) -> list[str]:
    """The lines of the shell blocks, continued lines joined, comments left out."""
    lines: list[str] = []
    for block in _BLOCK.findall(document.read_text(encoding="utf-8")):
        joined = block.replace("\\\n", " ")
        lines += [" ".join(line.split(" #")[0].split()) for line in joined.splitlines()]
    return [line for line in lines if line]


def local_links(document: Path) -> list[str]:
    """What the document links to in this repository, without the part behind ``#``."""
    links = _LINK.findall(document.read_text(encoding="utf-8"))
    targets = [link.split("#")[0] for link in links if not re.match(r"[a-z]+:", link)]
    return [target for target in targets if target]


def map_rows() -> dict[str, str]:
    """The folders of the map in CONTRIBUTING.md, each with what it is said to hold."""
    return dict(_ROW.findall((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")))


def named_tests(document: Path) -> list[tuple[str, str]]:
    """The tests that a document names, as file and function."""
    return _TEST.findall(document.read_text(encoding="utf-8"))


def missing_tests(document: Path) -> list[str]:
    """Those of them that do not exist."""
    return [f"{file}::{name}" for file, name in named_tests(document) if name not in _tests(file)]


def _tests(file: str) -> set[str]:
    if not (ROOT / file).is_file():
        return set()
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def table_rows(document: Path) -> list[list[str]]:
    """The cells of the rows of a document's tables, without their headings."""
    lines = document.read_text(encoding="utf-8").splitlines()
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for number, line in enumerate(lines)
        if line.startswith("| ") and not "".join(lines[number + 1 : number + 2]).startswith("|-")
    ]
