"""What an agent learns who looks elsewhere, or listens instead of looking."""

import pytest
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QApplication, QWidget
from window_scene import SOLUTION, MakeScene, Scene

from console.domain import events as ev
from console.ui.kit import object_names


@pytest.fixture
def alerts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the windows that were marked in the task bar."""
    called: list[str] = []
    monkeypatch.setattr(QApplication, "alert", lambda window: called.append(window.objectName()))
    return called


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a screen reader was told to say."""
    announced: list[str] = []

    def note(event: object) -> None:
        if isinstance(event, QAccessibleAnnouncementEvent):
            announced.append(event.message())

    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", note)
    return announced


def test_the_title_counts_who_waits_and_what_is_unread(scene: Scene) -> None:
    """It can be read in the task bar; nothing to tell leaves the name alone."""
    assert scene.window.windowTitle() == "Switchboard"
    scene.arrive("c1", "Hi")
    assert scene.window.windowTitle() == "(1 waiting) Switchboard"
    scene.click(object_names.accept("c1"))
    scene.settle()
    assert scene.window.windowTitle() == "Switchboard"
    scene.take("c2", "Hello")
    scene.write("c1", "Are you there?")
    scene.arrive("c3")
    assert scene.window.windowTitle() == "(1 waiting, 1 unread) Switchboard"
    scene.session.record(ev.ChatAbandoned(chat="c3", reason="tired"))
    scene.click(object_names.tab("c1"))
    scene.settle()
    assert scene.window.windowTitle() == "Switchboard"


def test_a_window_in_the_background_calls_for_the_agent(scene: Scene, alerts: list[str]) -> None:
    """A message or a customer marks it in the task bar; in front it needs no mark."""
    scene.take("c1", "Hi")
    assert not alerts
    other = QWidget()
    other.show()
    other.activateWindow()
    scene.wait_until(lambda: not scene.window.isActiveWindow())
    scene.write("c1", "Hello?")
    assert alerts == [object_names.WINDOW]
    assert scene.window.windowTitle() == "(1 unread) Switchboard"
    scene.arrive("c2")
    assert len(alerts) == 2
    other.close()
    other.deleteLater()


def test_a_screen_reader_is_told_of_messages(scene: Scene, said: list[str]) -> None:
    """The words of the open chat up to a length, the number of messages of another."""
    scene.take("c1", "Hi", name="Maria Silva")
    scene.take("c2", "Hi", name="Bo Ek")
    said.clear()
    scene.write("c2", "Where is my parcel?")
    scene.write("c1", "Hello?")
    scene.write("c1", "Hello again")
    scene.write("c2", "word " * 500)
    assert said[:3] == [
        "Bo Ek: Where is my parcel?",
        "Maria Silva: 1 unread message",
        "Maria Silva: 2 unread messages",
    ]
    assert len(said[3]) < 320


def test_a_screen_reader_is_told_of_suggestions_and_ends(scene: Scene, said: list[str]) -> None:
    """A suggestion for the open chat, and a customer who has left."""
    scene.take("c1", "Hi")
    said.clear()
    scene.suggest("c1", SOLUTION, "s1", "Please wait a day.")
    assert said == ["New suggestion: solution"]
    scene.session.record(ev.ChatAbandoned(chat="c1", reason="tired"))
    assert said[1:] == ["The chat with Maria Silva has ended: Customer left"]


def test_nobody_hears_of_suggestions_without_access(make_scene: MakeScene, said: list[str]) -> None:
    """The control arm has none, by ear either."""
    scene = make_scene(ev.Arm.CONTROL)
    scene.take("c1", "Hi")
    said.clear()
    scene.suggest("c1", SOLUTION, "s1", "Please wait a day.")
    assert not said


def test_tabs_and_sections_are_called_what_they_are(scene: Scene) -> None:
    """A chat's tab is a tab, and selected if it is in front; a heading folds its section."""
    scene.take("c1", "Hi")
    scene.take("c2", "Hello")
    for chat, is_selected in (("c1", False), ("c2", True)):
        tab = QAccessible.queryAccessibleInterface(scene.find(object_names.tab(chat)))
        assert tab.role() is QAccessible.Role.PageTab
        assert bool(tab.state().selected) is is_selected
        assert tab.text(QAccessible.Text.Name).startswith("Chat with Maria Silva")
    section = QAccessible.queryAccessibleInterface(scene.find("section:waiting"))
    assert section.role() is QAccessible.Role.Button
    assert section.text(QAccessible.Text.Name).startswith("Waiting")
    assert (bool(section.state().expanded), bool(section.state().checkable)) == (True, False)
    scene.click("section:waiting")
    assert (bool(section.state().expanded), bool(section.state().collapsed)) == (False, True)
    actions = section.actionInterface()
    assert "Press" in actions.actionNames()
    actions.doAction("Press")
    assert bool(section.state().expanded)
