"""However much is pasted, the box stays quick to type in, and the log small."""

import pytest
from paste_pause import paste_and_type
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QPlainTextEdit
from window_scene import Scene

from console.domain import events as ev
from console.domain import limits
from console.ui.kit import object_names
from console.ui.window.event_loop import unhindered_by_garbage_collection


@pytest.fixture
def box(scene: Scene) -> QPlainTextEdit:
    """The input box of an open chat, after a megabyte was pasted into it."""
    scene.take("c1", "Hi")
    box = scene.find(object_names.composer("c1"))
    assert isinstance(box, QPlainTextEdit)
    mime = QMimeData()
    mime.setText("word " * 200_000)
    box.insertFromMimeData(mime)
    return box


def test_a_megabyte_is_cut_and_told(box: QPlainTextEdit, scene: Scene) -> None:
    """What there is room for is in the box; the line below says that there is more."""
    assert len(box.toPlainText()) == limits.LONGEST_DRAFT
    assert scene.window._deck.view is not None
    assert "at most 10,000" in scene.window._deck.view.composer.hint


def test_a_full_box_takes_no_further_letter(box: QPlainTextEdit, scene: Scene) -> None:
    """Not at its end nor elsewhere, but again after one was deleted."""
    full = box.toPlainText()
    scene.write_in("c1", "x")
    assert box.toPlainText() == full
    scene.press(Qt.Key.Key_Backspace, on=box)
    scene.write_in("c1", "x")
    assert box.toPlainText() == full[:-1] + "x"


def test_typing_on_in_a_long_draft_is_saved_less_often(box: QPlainTextEdit, scene: Scene) -> None:
    """Within a second of typing the whole draft is not written again; sending it loses nothing."""
    saved = len(scene.facts(ev.DraftChanged))
    for _ in range(10):
        scene.press(Qt.Key.Key_Backspace, on=box)
        scene.settle(40)
    assert len(scene.facts(ev.DraftChanged)) <= saved + 1
    scene.press(Qt.Key.Key_Return, on=box)
    assert len(scene.session.desk.chats["c1"].messages[-1].text) >= limits.LONGEST_DRAFT - 11


@pytest.mark.slow
def test_a_megabyte_and_the_keys_after_it_cause_no_pause(scene: Scene) -> None:
    """No turn of the event loop is long; ``tests/paste_pause.py`` prints the longest.

    It is 15 to 25 ms of processor time on an idle machine, and may be 50.
    """
    scene.take("c1", "Hi")
    with unhindered_by_garbage_collection():
        longest = paste_and_type(scene, keys=6, between_ms=100)
    assert longest.busy_ms < 200
