"""A scenario pack is read whole or refused with the file and the field."""

import shutil
from pathlib import Path

import pytest

from console.channels.scripted.pack import load_pack
from console.domain.errors import ChannelError
from console.paths import resources


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the project's own pack, to be broken."""
    return Path(shutil.copytree(resources() / "shop", tmp_path / "shop"))


def edit(path: Path, old: str, new: str) -> None:
    """Make one slip in a file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


BREAKS = {
    "missing field": (
        "issues.toml",
        'group = "Delivery"\n',
        "",
        r"issues\.toml: issue\[0\]\.group",
    ),
    "unknown article": (
        "issues.toml",
        'article = "late-parcel"',
        'article = "x"',
        "late_parcel: article: no article 'x'",
    ),
    "wrong type": ("customers.toml", "total = ", 'total = "x" #', r"customers\.toml.*total"),
    "twice the same id": ("customers.toml", 'id = "c002"', 'id = "c001"', "customer 'c001' exists"),
    "unknown customer": ("scenarios.toml", 'customer = "c001"', 'customer = "c999"', "'c999'"),
    "unknown order": ("scenarios.toml", 'order = "LM-', 'order = "ZZ-', "has no order 'ZZ-"),
    "unknown issue": (
        "scenarios.toml",
        'issue = "late_parcel"',
        'issue = "nonsense"',
        "no issue 'nonsense'",
    ),
    "unknown language": (
        "scenarios.toml",
        'language = "es"',
        'language = "xx"',
        "phrases for 'xx'",
    ),
    "unknown slot": (
        "canned.toml",
        "Hi {first_name}",
        "Hi {first}",
        r"hello: unknown slot \{first\}",
    ),
    "slot not for canned replies": (
        "canned.toml",
        "Hi {first_name}",
        "Hi {tracking}",
        r"\{tracking\}",
    ),
    "slot in a story": ("scenarios.toml", 'unsolved = "', 'unsolved = "{wish}', r"slot \{wish\}"),
    "slot in an article": ("knowledge/warranty.md", "{item}", "{thing}", r"slot \{thing\}"),
    "article without fence": ("knowledge/tone.md", "+++", "---", r"tone\.md: the first line"),
    "foreign issue": (
        "knowledge/tone.md",
        "issues = []",
        'issues = ["zzz"]',
        "tone: issues: no issue 'zzz'",
    ),
    "article that disowns its issue": (
        "knowledge/warranty.md",
        'issues = ["warranty"]',
        "issues = []",
        "lacks 'warranty'",
    ),
    "not TOML": ("shop.toml", "name =", "name", r"shop\.toml: not TOML"),
    "unknown table": (
        "canned.toml",
        "[[reply]]",
        "[[answer]]",
        r"canned\.toml: holds \[\[reply\]\]",
    ),
}


@pytest.mark.parametrize("case", BREAKS, ids=list(BREAKS))
def test_a_slip_is_named_with_its_place(folder: Path, case: str) -> None:
    """Each error says in one line which file, which entry and what is wrong."""
    file, old, new, told = BREAKS[case]
    edit(folder / file, old, new)
    with pytest.raises(ChannelError, match=told) as caught:
        load_pack(folder)
    assert "\n" not in str(caught.value)


def test_a_missing_folder_is_named() -> None:
    """A wrong path is told as such."""
    with pytest.raises(ChannelError, match="no such folder"):
        load_pack(Path("/nowhere/shop"))


def test_a_missing_file_is_named(folder: Path) -> None:
    """So is a file that isn't there."""
    (folder / "phrases.toml").unlink()
    with pytest.raises(ChannelError, match=r"phrases\.toml: can't be read: No such file"):
        load_pack(folder)


def test_text_that_is_not_utf_8_is_named(folder: Path) -> None:
    """A file in another encoding is told with the place of the first bad byte."""
    (folder / "canned.toml").write_bytes("[[reply]]\nname = 'grüße'".encode("latin-1"))
    with pytest.raises(ChannelError, match=r"canned\.toml: not UTF-8 at byte 20"):
        load_pack(folder)
