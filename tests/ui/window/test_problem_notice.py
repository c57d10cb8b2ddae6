"""The window says that something went wrong in the program."""

from threading import Thread, current_thread

import pytest
from PySide6.QtCore import qWarning
from PySide6.QtWidgets import QLabel, QPushButton
from window_scene import Scene

from console.ui.kit import object_names
from console.ui.window.banner import ProblemNotice
from console.ui.window.qt_messages import qt_complaints


def test_the_notice_counts_on_and_stays_away_once_it_is_put_away(scene: Scene) -> None:
    """One notice in a run, however many problems there are."""
    banner, count = scene.window._banner, [0]
    label = scene.window.findChild(QLabel, object_names.NOTICE_TEXT)
    assert isinstance(label, QLabel)
    notice = ProblemNotice(banner, lambda: count[0])
    notice.tick()
    assert banner.isHidden()
    for count[0], told in ((1, "(noted once)"), (40, "(noted 40 times)")):
        notice.tick()
        assert told in label.text()
    banner._dismiss()
    count[0] = 41
    notice.tick()
    assert banner.isHidden()


def test_diagnostics_are_collected_beside_the_window_and_their_place_is_told(scene: Scene) -> None:
    """The button is there with that notice alone, and once; the window's thread does not wait."""
    banner, threads = scene.window._banner, list[Thread]()

    def collect() -> str:
        threads.append(current_thread())
        return "Diagnostics were written to a.txt."

    notice = ProblemNotice(banner, lambda: 1, collect)
    banner.show_notice("other", "Something else.")
    button = scene.window.findChild(QPushButton, object_names.NOTICE_OFFER)
    label = scene.window.findChild(QLabel, object_names.NOTICE_TEXT)
    assert isinstance(button, QPushButton)
    assert isinstance(label, QLabel)
    assert button.isHidden()
    notice.tick()
    assert button.text() == "Collect diagnostics"
    button.click()
    assert button.isHidden()
    scene.wait_until(lambda: bool(threads))
    threads[0].join()
    notice.tick()
    assert threads[0] is not current_thread()
    assert label.text() == "Diagnostics were written to a.txt."


@pytest.mark.qt_log_ignore("Zanzibar")
def test_complaints_of_qt_are_passed_on_by_kind_and_still_printed_as_before() -> None:
    """Whoever listened before hears the text; the listener for problems only the kind."""
    outer: list[str] = []
    inner: list[str] = []
    with qt_complaints(outer.append):
        with qt_complaints(inner.append):
            qWarning("Zanzibar")
        qWarning("Zanzibar")
    assert (outer, inner) == (["QtWarningMsg"] * 2, ["QtWarningMsg"])
