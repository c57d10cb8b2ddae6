"""A practice day at a site that stores no texts: nothing said is kept, all is measured."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from measuring import tables_of
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from console.app.console import Demo
from console.app.headless import run_headless
from console.domain import events as ev
from console.measures.text.passing import PassingTexts
from console.settings import Settings
from console.store.log import read_log, verify_log

TEXT_COLUMNS = {"messages": {"text"}, "suggestions": {"text"}}

_RUN = 5
"""Words in a row that tell a message from what else is written in a bundle."""


def runs(text: str) -> set[str]:
    """Every few words in a row of a text."""
    words = re.findall(r"\w+", text.lower())
    return {" ".join(words[n : n + _RUN]) for n in range(len(words) - _RUN + 1)}


def said(events: Sequence[ev.Event]) -> Iterator[str]:
    """What anybody wrote, drafted or was suggested."""
    for event in events:
        for name in ("text", "comment"):
            value = getattr(event.fact, name, None)
            if isinstance(value, str):
                yield value
        if isinstance(event.fact, ev.ChatDiagnosed):
            yield from event.fact.evidence
        if isinstance(event.fact, ev.ChatQueued) and event.fact.customer.told:
            yield event.fact.customer.told


def kept(events: Sequence[ev.Event]) -> Iterator[str]:
    """What the site wrote itself and is in the log: steps, needs, and the customer's record."""
    for event in events:
        if isinstance(event.fact, ev.ChatQueued):
            yield event.fact.customer.model_dump_json(exclude={"told"})
        if isinstance(event.fact, ev.ActionStarted | ev.ActionTaken):
            yield event.fact.step
        if isinstance(event.fact, ev.ChatRead):
            for reading in event.fact.needs:
                yield from (reading.need, *reading.missing)


def everything_in(folder: Path) -> str:
    """All that is in the files of a folder, its tables opened, in one text of words."""
    parts = []
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        if file.suffix == ".parquet":
            parts += [str(row) for row in pq.read_table(file).to_pylist()]
        else:
            parts.append(file.read_bytes().decode("utf-8", "replace"))
    return " ".join(re.findall(r"\w+", "\n".join(parts).replace("\\n", " ").lower()))


@pytest.fixture
def no_window_left() -> Iterator[None]:
    """A console in this process leaves its window to the end of the process."""
    yield
    for window in QApplication.topLevelWidgets():
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.mark.process
@pytest.mark.usefixtures("no_window_left")
def test_a_practice_day_leaves_no_words_and_every_measure(
    tmp_path: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No five words of anybody stand in database, WAL, bundle or summary; no measure differs."""
    whole: list[ev.Event] = []
    stored = PassingTexts.stored

    def noted(self: PassingTexts, event: ev.Event) -> ev.Event:
        """What passes, kept for this test alone."""
        whole.append(event)
        return stored(self, event)

    monkeypatch.setattr(PassingTexts, "stored", noted)
    out, database = tmp_path / "out", tmp_path / "out" / "session.db"
    demo = Demo(database, customers=5, model=str(small_model), seed=1, speed=8.0)
    settings = Settings(store_texts=False, strategy="template")
    summary = run_headless(demo, settings, out, duration_s=45, profile="steady")

    assert verify_log(database) == []
    assert summary["pictures"] is False
    assert list(out.rglob("*.png")) == []
    texts = list(said(whole))
    # A draft may have been recorded in the middle of a word, so a run may end in a part of one.
    steps = "\n".join(" ".join(re.findall(r"\w+", text.lower())) for text in kept(whole))
    wanted = {run for run in set().union(*map(runs, texts)) if run not in steps}
    assert len(wanted) > 50
    assert all(any(run in " ".join(re.findall(r"\w+", t.lower())) for t in texts) for run in wanted)
    found = everything_in(out)
    assert [run for run in wanted if run in found] == []

    expected, measured = tables_of(whole), tables_of(read_log(database))
    for name, rows in expected.items():
        columns = set(rows[0] if rows else ()) - TEXT_COLUMNS.get(name, set())
        columns -= {"end_reason"}
        assert [{c: row[c] for c in columns} for row in measured[name]] == [
            {c: row[c] for c in columns} for row in rows
        ], name
    assert any(row["customer_clarity"] for row in expected["chats"])
