"""When things go wrong, and where the agent's attention is."""

from pathlib import Path

import pytest
from full_disk import fill, make_room
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from window_scene import CTRL, MakeScene, Scene

from console.channels.base import Wrote
from console.domain import events as ev
from console.domain.errors import StoreError
from console.ui.kit import object_names
from console.ui.kit.interfaces import WindowSettings
from console.ui.window.activity_monitor import ActivityMonitor


def notice(scene: Scene) -> str:
    """What stands in the banner, "" if there is none."""
    label = scene.window.findChild(QLabel, object_names.NOTICE_TEXT)
    assert isinstance(label, QLabel)
    return label.text() if label.isVisible() else ""


def test_a_full_disk_keeps_the_text_and_says_so(scene: Scene) -> None:
    """What could not be recorded is not sent and not lost from the box."""
    scene.take("c1", "Hi")
    scene.write_in("c1", "dear customer")
    scene.log.close()
    scene.press(Qt.Key.Key_Return)
    assert scene.composer_text("c1") == "dear customer"
    assert not scene.told().sent
    assert "cannot write to" in notice(scene)
    # Not through the event loop: the next try to save brings the notice back.
    QTest.mouseClick(scene.find(object_names.NOTICE_DISMISS), Qt.MouseButton.LeftButton)
    assert notice(scene) == ""


def test_what_was_done_just_before_the_disk_was_full_is_told_and_sent_later(scene: Scene) -> None:
    """The customer gets nothing meanwhile; the banner says so, and goes when all is well."""
    scene.take("c1", "Hi")
    scene.write_in("c1", "dear customer")
    scene.settle(400)
    scene.log.flush()
    fill(scene.path)
    scene.press(Qt.Key.Key_Return)
    with pytest.raises(StoreError):
        scene.log.flush()
    scene.settle(100)
    assert "until then nothing is sent" in notice(scene)
    assert scene.composer_text("c1") == ""
    assert not scene.customers.sent
    make_room(scene.path)
    assert scene.told().sent == [("c1", "dear customer")]
    scene.settle(100)
    assert notice(scene) == ""


def test_a_lost_assistant_is_told_and_its_return_too(scene: Scene) -> None:
    """One quiet banner while it restarts, gone when it is back."""
    scene.take("c1", "Hi")
    scene.session.record(ev.AssistantLost(reason="killed"))
    scene.settle()
    assert notice(scene).startswith("The assistant has stopped and is being restarted")
    scene.session.record(ev.AssistantStarted(model="m", load_ms=10))
    scene.settle()
    assert notice(scene) == ""


def test_what_a_start_has_to_say_stands_in_the_banner(scene: Scene) -> None:
    """A database that was set aside is told when the window opens."""
    scene.window._banner.show_notice("start:0", "session.db was damaged and kept aside")
    scene.settle()
    assert notice(scene) == "session.db was damaged and kept aside"


def test_an_action_that_comes_too_late_is_refused_quietly(scene: Scene) -> None:
    """No banner for what the chat does not allow: a line that goes away."""
    scene.take("c1", "Hi")
    scene.press(Qt.Key.Key_2, CTRL)
    assert notice(scene) == ""
    view = scene.window._deck.view
    assert view is not None
    assert "no solution" in view.composer.hint


def test_what_the_window_looks_at_is_recorded(scene: Scene) -> None:
    """Active when shown, tabs as they are turned to, inactive when closed."""
    scene.take("c1", "Hi")
    scene.take("c2", "Hi")
    scene.window.close()
    tabs = [f.chat for f in scene.facts(ev.TabShown)]
    assert tabs == ["c1", "c2"]
    assert len(scene.facts(ev.WindowActivated)) == 1
    assert len(scene.facts(ev.WindowDeactivated)) == 1


def test_the_key_that_wakes_the_computer_ends_idleness_that_began_with_the_last_one(
    scene: Scene,
) -> None:
    """Nobody looked at the chat while the computer slept, though the next key came at once."""
    scene.take("c1", "Hi")
    seconds = [0.0]
    watch = ActivityMonitor(scene.window, scene.context, now=lambda: seconds[0])
    watch.start()
    watch._check.stop()
    seconds[0] = 3_600
    scene.press(Qt.Key.Key_A)
    watch.stop()
    kinds = [type(e.fact) for e in scene.log.read()]
    assert [f.idle_s for f in scene.facts(ev.AgentIdle)] == [3_600.0]
    assert kinds.index(ev.AgentBack) == kinds.index(ev.AgentIdle) + 1


def test_an_agent_who_touches_nothing_is_idle_until_they_do(scene: Scene) -> None:
    """Idle after the limit, with the seconds it took; back with the next key."""
    scene.take("c1", "Hi")
    seconds = [100.0]
    watch = ActivityMonitor(scene.window, scene.context, now=lambda: seconds[0])
    watch.start()
    seconds[0] += 59
    watch.check()
    assert not scene.session.desk.idle
    seconds[0] += 2
    watch.check()
    watch.check()
    assert scene.session.desk.idle
    scene.write_in("c1", "x")
    assert not scene.session.desk.idle
    watch.stop()
    assert [f.idle_s for f in scene.facts(ev.AgentIdle)] == [61.0]


def test_the_window_takes_in_customers_by_itself(make_scene: MakeScene) -> None:
    """Its timer pumps; nobody has to call."""
    scene = make_scene(settings=WindowSettings(pump_ms=5))
    scene.take("c1", "Hi")
    scene.customers.inbox.append(Wrote("c1", "m-9", "through the channel"))
    scene.settle(60)
    assert scene.chat("c1").messages[-1].text == "through the channel"


def test_everything_that_can_be_worked_has_a_name_to_be_read_out(scene: Scene) -> None:
    """Every control has words for screen readers and a stable object name."""
    scene.take("c1", "Hi")
    scene.settle()
    tab = Qt.FocusPolicy.TabFocus
    wanting = []
    for widget in scene.window.findChildren(QWidget):
        if not widget.isVisible() or not widget.focusPolicy() & tab:
            continue
        if isinstance(widget, QLabel):
            continue
        said = widget.accessibleName() or (isinstance(widget, QPushButton) and widget.text())
        if not said or not widget.objectName():
            wanting.append((type(widget).__name__, widget.objectName(), widget.accessibleName()))
    assert not wanting


def test_a_remembered_window_comes_back_at_its_size(make_scene: MakeScene, tmp_path: Path) -> None:
    """Size and splitters are kept in the file the settings name."""
    settings = WindowSettings(memory=tmp_path / "window.ini")
    first = make_scene(settings=settings)
    first.window.resize(1120, 700)
    first.window._frame.splitter.setSizes([300, 500, 320])
    first.settle()
    sizes = first.window._frame.splitter.sizes()
    first.window.close()
    second = make_scene(settings=settings)
    assert second.window.height() == 700
    second.window.resize(1120, 700)  # the screen of these tests is narrower
    second.settle()
    assert second.window._frame.splitter.sizes() == sizes


@pytest.mark.slow
def test_the_window_fits_a_small_screen(scene: Scene) -> None:
    """Everything has room on 1366 by 768, at the largest text too."""
    scene.take("c1", "Hi")
    scene.theme.resize_text(1)
    scene.theme.resize_text(1)
    scene.window.resize(1366, 768)
    scene.settle()
    assert (scene.window.width(), scene.window.height()) == (1366, 768)


def fill_disk(scene: Scene) -> None:
    """Let the disk take nothing, and let the console find out."""
    fill(scene.path)
    scene.session.record(ev.PanelToggled(open=scene.session.desk.panel_open))
    with pytest.raises(StoreError):
        scene.log.flush()


def test_a_draft_that_could_not_be_saved_is_saved_later(scene: Scene) -> None:
    """The agent stops typing; the console tries again by itself."""
    scene.take("c1", "Hi")
    fill_disk(scene)
    scene.write_in("c1", "dear customer")
    scene.settle(400)
    assert scene.chat("c1").draft.text == ""
    make_room(scene.path)
    scene.log.flush()
    scene.settle(700)
    assert scene.chat("c1").draft.text == "dear customer"


def test_a_tab_that_could_not_be_recorded_is_recorded_later(scene: Scene) -> None:
    """What the agent looks at and what the log says agree again after the next tick."""
    scene.take("c1", "Hi")
    scene.take("c2", "Hi")
    fill_disk(scene)
    scene.click(object_names.tab("c1"))
    assert scene.session.desk.tab == "c2"
    make_room(scene.path)
    scene.log.flush()
    scene.settle(1_200)
    assert scene.session.desk.tab == "c1"
    assert [f.chat for f in scene.facts(ev.TabShown)] == ["c1", "c2", "c1"]


def test_a_window_activity_that_could_not_be_recorded_is_recorded_later(scene: Scene) -> None:
    """The log hears a second later that the agent went to another program."""
    fill_disk(scene)
    other = QWidget()
    other.show()
    other.activateWindow()
    QTest.qWaitForWindowActive(other)
    assert scene.session.desk.window_active
    make_room(scene.path)
    scene.log.flush()
    scene.settle(1_200)
    assert not scene.session.desk.window_active
    other.close()
    other.deleteLater()
