"""Each call to a file beside the log fails once: it is the old or the new one, and that is told."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

from faults import Faults, faulty_files, walk
from strategies import memory_folder

from console.app.collecting import collect
from console.app.doctor import HealthCheck
from console.app.first_start import keep_answers
from console.assist.knowledge.past_replies import PastReply, load_replies, save_replies
from console.domain.errors import SwitchboardError
from console.domain.events import Move
from console.export.descriptor import PACKAGE_NAME
from console.export.folder import DESCRIPTOR, new_bundle
from console.site.folder import load_site
from console.site.writing import write_site
from console.ui.dialogs.first_start_dialog import FirstAnswers

DAY = date(2026, 3, 12)


def held(
    deed: Callable[[Path], object],
    state: Callable[[Path], object],
    prepare: Callable[[Path], object] = lambda folder: None,
) -> list[str]:
    """Walk the faults of a deed: what the folder holds is as before or as after, nothing between.

    A deed that fails raises an error of one line; done again without a fault, it succeeds.
    """
    with memory_folder() as folder:
        prepare(folder)
        before = state(folder)
        deed(folder)
        after = state(folder)

    def script(faults: Faults) -> None:
        with memory_folder() as folder:
            prepare(folder)
            told = None
            try:
                with faulty_files(folder, faults):
                    deed(folder)
            except SwitchboardError as error:
                told = str(error)
            assert told is None or faults.struck is not None
            assert "\n" not in (told or "")
            assert state(folder) == (after if told is None else before)
            if told is not None:
                deed(folder)
                assert state(folder) == after

    return walk(script)


def contents(folder: Path) -> dict[str, str]:
    """The text of each file below a folder."""
    return {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_settings_are_the_old_or_the_new_ones() -> None:
    """A disk that is full in the middle of a first start costs nobody their settings."""

    def prepare(folder: Path) -> None:
        (folder / "settings.toml").write_text('theme = "dark"\n')

    def deed(folder: Path) -> None:
        keep_answers(folder / "settings.toml", FirstAnswers("Ana", None, live=False))

    struck = held(deed, contents, prepare)
    assert {"file: open to read", "file: open", "file: write", "file: close"} <= set(struck)
    assert "file: rename" in struck


def test_diagnostics_are_written_whole_or_not_at_all() -> None:
    """Half a file would stand in the way of the next try."""
    found = [HealthCheck("disk", False, "full", "make room")]

    def names(folder: Path) -> list[str]:
        return list(contents(folder))

    struck = held(lambda folder: collect(folder / "d.txt", found), names)
    assert {"file: open to write", "file: write", "file: close"} <= set(struck)


def test_learnt_replies_are_the_old_or_the_new_ones() -> None:
    """Nothing is left beside the file; one that can't be read is refused in one line."""
    old, new = ([_reply(text)] for text in ("It is on its way.", "We trace it."))

    struck = held(
        lambda folder: save_replies(new, folder / "learned.jsonl"),
        contents,
        lambda folder: save_replies(old, folder / "learned.jsonl"),
    )
    assert {"file: open", "file: write", "file: close", "file: rename"} <= set(struck)
    read = held(
        lambda folder: load_replies(folder / "learned.jsonl"),
        contents,
        lambda folder: save_replies(old, folder / "learned.jsonl"),
    )
    assert read == ["file: open to read"]


def _reply(text: str) -> PastReply:
    return PastReply(issue="late", move=Move.ANSWER, customer="Where is it?", text=text, log="a.db")


def test_a_site_that_cannot_be_read_is_one_line() -> None:
    """Canned replies, articles and issues among them."""
    read: list[str] = []

    def deed(folder: Path) -> None:
        read[:] = [reply.name for reply in load_site(folder / "acme").pack.canned]

    struck = held(
        deed, lambda folder: len(contents(folder)), lambda f: write_site(f / "acme", "Acme", DAY)
    )
    assert len(struck) >= 5
    assert read


def test_a_new_site_is_written_whole_or_not_at_all() -> None:
    """What was begun would stand in the way of the next try."""
    struck = held(
        lambda folder: write_site(folder / "acme", "Acme", DAY),
        lambda folder: list(contents(folder)),
    )
    assert "file: open to write" in struck


def test_a_bundle_is_the_old_or_the_new_one() -> None:
    """An export that fails at any call leaves the bundle of before, and nothing beside it."""

    def write(folder: Path, rows: str) -> None:
        with new_bundle(folder / "bundle") as draft:
            package = {"name": PACKAGE_NAME, "resources": [{"path": "chats.csv"}]}
            (draft / "chats.csv").write_text(rows, encoding="utf-8")
            (draft / DESCRIPTOR).write_text(json.dumps(package), encoding="utf-8")

    struck = held(
        lambda folder: write(folder, "new"), contents, lambda folder: write(folder, "old")
    )
    assert {"file: open", "file: open to write", "file: write", "file: rename"} <= set(struck)
