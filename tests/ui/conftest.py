"""The application of these tests, and windows that must clean up behind themselves."""

import gc
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QThread, QTimer
from PySide6.QtWidgets import QApplication
from window_scene import MakeScene, Scene

from console.domain.events import Arm
from console.study.guardrails.settings import GuardrailRule
from console.study.questionnaires.due import SetPoint
from console.ui.kit.interfaces import WindowSettings
from console.ui.kit.theme import Theme, ThemeChoice
from console.ui.window.application import Application


@pytest.fixture(scope="session")
def qapp_cls() -> type[Application]:
    """The console's own application instead of a bare one."""
    return Application


@pytest.fixture
def theme(qapp: Application) -> Iterator[Theme]:
    """The look, put back afterwards to what it was."""
    yield qapp.theme
    qapp.theme.choose(ThemeChoice.LIGHT)
    qapp.theme.resize_text(0)


@pytest.fixture(autouse=True)
def nothing_leaks(qapp: Application) -> Iterator[None]:
    """Fail a test that leaves a window, a running timer or a thread behind."""
    before = set(_running())
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    windows = [w.objectName() or type(w).__name__ for w in QApplication.topLevelWidgets()]
    assert not windows, f"windows left behind: {windows}"
    left = set(_running()) - before
    assert not left, f"left running: {left}"


@pytest.fixture
def make_scene(tmp_path: Path, theme: Theme) -> Iterator[MakeScene]:
    """Makes windows on logs of their own; all are closed when the test is over."""
    scenes: list[Scene] = []

    def make(
        arm: Arm = Arm.TREATMENT,
        *,
        assistant: bool = True,
        settings: WindowSettings | None = None,
        questionnaires: Sequence[SetPoint] = (),
        rules: Sequence[GuardrailRule] = (),
        practice: bool | None = None,
        hold_s: float = 0.0,
        shared: bool = False,
        limit: int | None = None,
        wrap_up_s: float = 0.0,
    ) -> Scene:
        scene = Scene(
            tmp_path / f"{len(scenes)}.db",
            theme,
            arm=arm,
            assistant=assistant,
            settings=settings,
            questionnaires=questionnaires,
            rules=rules,
            practice=practice,
            hold_s=hold_s,
            shared=shared,
            limit=limit,
            wrap_up_s=wrap_up_s,
        )
        scenes.append(scene)
        return scene.show()

    yield make
    for scene in scenes:
        scene.close()


@pytest.fixture
def scene(make_scene: MakeScene) -> Scene:
    """A window of the treatment arm, shown and active."""
    return make_scene()


def _running() -> Iterator[tuple[str, int]]:
    gc.collect()
    for found in gc.get_objects():
        kind = type(found)
        if not issubclass(kind, QTimer | QThread) or not shiboken6.isValid(found):
            continue
        if found.isActive() if issubclass(kind, QTimer) else found.isRunning():
            yield kind.__name__, id(found)
