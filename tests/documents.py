"""The project's documents as tests read them: their text, their links, their commands."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]

_BLOCK = re.compile(r"^ *```sh\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
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
