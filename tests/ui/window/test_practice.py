"""A window with made-up customers says so."""

from PySide6.QtWidgets import QLabel
from window_scene import MakeScene

from console.domain.desk import is_practice
from console.ui.kit import object_names


def test_practice_is_told_in_title_and_status_bar(make_scene: MakeScene) -> None:
    """And not where customers are live, or where an old log does not say."""
    for practice in (True, False, None):
        scene = make_scene(practice=practice)
        label = scene.window.findChild(QLabel, object_names.PRACTICE)
        assert label is not None
        assert is_practice(scene.session.desk) is (practice is True)
        assert label.isVisible() is (practice is True)
        assert ("(practice)" in scene.window.windowTitle()) is (practice is True)
