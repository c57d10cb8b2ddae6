"""The questions of a first start, answered by keyboard."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QRadioButton, QWidget

from console.domain.errors import UsageError
from console.ui.dialogs.first_start_dialog import FirstAnswers, FirstStartDialog
from console.ui.kit import object_names
from console.ui.kit.theme import Theme

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # which has no meaning offscreen

W = TypeVar("W", bound=QWidget)


def look(folder: Path | None) -> bool:
    """One folder with live customers; the shop that ships has none, and others are no sites."""
    if folder == Path("/sites/acme"):
        return True
    if folder is not None:
        raise UsageError(f"{folder}: no such folder")
    return False


@pytest.fixture
def dialog(theme: Theme) -> Iterator[FirstStartDialog]:
    """The dialog, open."""
    dialog = FirstStartDialog(theme, "Robin", look)
    dialog.show()
    dialog.activateWindow()
    yield dialog
    dialog.close()
    dialog.deleteLater()


def part(dialog: QWidget, kind: type[W], name: str) -> W:
    """A part of the dialog."""
    found = dialog.findChild(kind, name)
    assert found is not None
    return found


def type_folder(dialog: FirstStartDialog, text: str) -> None:
    """Put a folder into its line, key by key."""
    line = part(dialog, QLineEdit, object_names.FIRST_FOLDER)
    line.setFocus()
    QTest.keyClicks(line, text)


def test_enter_takes_what_is_proposed(dialog: FirstStartDialog) -> None:
    """The name in the settings, the shop that ships, and practice."""
    QTest.keyClick(part(dialog, QLineEdit, object_names.FIRST_AGENT), Qt.Key.Key_Return)
    assert dialog.answers == FirstAnswers("Robin", None, live=False)


def test_everything_is_answered_by_keyboard(dialog: FirstStartDialog) -> None:
    """A typed folder chooses a site of one's own; arrows choose live where there is a channel."""
    agent = part(dialog, QLineEdit, object_names.FIRST_AGENT)
    QTest.keyClicks(agent, "Ana")  # in place of the proposed name, which is selected
    type_folder(dialog, "/sites/acme")
    practice = part(dialog, QRadioButton, object_names.FIRST_PRACTICE)
    practice.setFocus()
    QTest.keyClick(practice, Qt.Key.Key_Down)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.answers == FirstAnswers("Ana", Path("/sites/acme"), live=True)


def test_live_is_not_offered_where_there_are_no_live_customers(dialog: FirstStartDialog) -> None:
    """The shop that ships is for practice, and a site that turns out to have no channel too."""
    live = part(dialog, QRadioButton, object_names.FIRST_LIVE)
    assert not live.isEnabled()
    type_folder(dialog, "/sites/acme")
    live.setChecked(True)
    type_folder(dialog, "x")
    assert not live.isEnabled()
    assert not live.isChecked()


@pytest.mark.parametrize("fault", ["no name", "no folder", "no site"])
def test_what_is_missing_is_said_in_the_window(dialog: FirstStartDialog, fault: str) -> None:
    """Start does nothing but say what to do, and the answers are given again."""
    if fault == "no name":
        part(dialog, QLineEdit, object_names.FIRST_AGENT).clear()
    else:
        part(dialog, QRadioButton, object_names.FIRST_OWN).setChecked(True)
    if fault == "no site":
        type_folder(dialog, "/nowhere")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    told = {"no name": "Say who works", "no folder": "Name the site's", "no site": "no such folder"}
    assert dialog.answers is None
    trouble = part(dialog, QLabel, object_names.FIRST_TROUBLE)
    assert told[fault] in trouble.text()
