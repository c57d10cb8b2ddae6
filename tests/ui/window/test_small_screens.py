"""On every screen that agents have, the input box, Send and both drafts are in sight."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QWidget
from window_scene import CTRL, DIAGNOSIS, SOLUTION, MakeScene, Scene

from console.domain.issues import Disposition
from console.ui.kit import object_names

_TASK_BAR, _TITLE = 40, 36
_SCREENS = {
    "1366x768 at 100%": (1366, 768),
    "1366x768 at 125%": (1093, 614),
    "1366x768 at 150%": (911, 512),
    "1920x1080 at 200%": (960, 540),
    "half of 1920x1080": (960, 1080),
}
"""In logical pixels, before task bar and title."""


@pytest.fixture(params=list(_SCREENS.values()), ids=list(_SCREENS))
def small(make_scene: MakeScene, request: pytest.FixtureRequest) -> Scene:
    """A window that fills such a screen, with two drafts of usual length."""
    scene = make_scene()
    width, height = request.param
    scene.window.resize(width, height - _TASK_BAR - _TITLE)
    scene.arrive("c1", "Hi, where is my parcel?")
    scene.press(Qt.Key.Key_N, CTRL)
    scene.settle(150)
    draft = "I have looked at the last scan: your parcel is in the depot nearest to you. " * 3
    scene.suggest("c1", DIAGNOSIS, "d", "I see that it is late, and I am sorry. " * 2)
    scene.suggest("c1", SOLUTION, "s", draft)
    scene.settle(100)
    return scene


def _in_window(scene: Scene, widget: QWidget) -> bool:
    """Whether all of a widget can be seen: within the window and not cut by what holds it."""
    place = QRect(widget.mapTo(scene.window, widget.rect().topLeft()), widget.size())
    whole = widget.visibleRegion().boundingRect() == widget.rect()
    return widget.isVisible() and whole and scene.window.rect().contains(place)


def test_what_the_agent_works_with_is_in_sight(small: Scene) -> None:
    """Input box, Send, and the buttons of both drafts, whole."""
    names = [
        object_names.composer("c1"),
        object_names.send("c1"),
        *(object_names.suggestion_send("c1", about) for about in (DIAGNOSIS, SOLUTION)),
    ]
    assert [name for name in names if not _in_window(small, small.find(name))] == []


def test_the_window_is_as_small_as_the_screen(small: Scene) -> None:
    """Nothing inside makes it larger than it was told to be."""
    inside = small.window.centralWidget()
    assert inside is not None
    minimum = small.window.minimumSize().expandedTo(inside.minimumSizeHint())
    assert minimum.width() <= small.window.width()
    assert minimum.height() <= small.window.height()


def test_a_narrow_window_lays_the_queue_over_the_chats(make_scene: MakeScene) -> None:
    """A key shows it, accepting somebody takes it away, and a wide window has it in its column."""
    scene = make_scene()
    scene.window.resize(900, 600)
    scene.take("c0", "Hello")
    scene.arrive("c1", "Hi")
    scene.settle()
    assert not scene.is_there(object_names.ACCEPT_NEXT)
    scene.press(Qt.Key.Key_B, CTRL)
    assert scene.is_there(object_names.ACCEPT_NEXT)
    scene.click(object_names.accept("c1"))
    assert not scene.is_there(object_names.ACCEPT_NEXT)
    scene.window.resize(1300, 700)
    scene.settle()
    assert scene.is_there(object_names.ACCEPT_NEXT)


def test_whoever_waits_is_in_sight_while_there_is_no_chat(make_scene: MakeScene) -> None:
    """Before the first chat and after the last the queue is there, however narrow the window is."""
    scene = make_scene()
    scene.window.resize(900, 600)
    scene.arrive("c1", "Hi")
    scene.wait_until(lambda: scene.chat("c1").offered)
    scene.click(object_names.accept("c1"))
    assert not scene.is_there(object_names.ACCEPT_NEXT)
    scene.session.close("c1", Disposition.ANSWERED, resolved=True)
    scene.settle()
    assert scene.is_there(object_names.ACCEPT_NEXT)
