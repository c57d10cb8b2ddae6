"""The window on a console: made, shown, and run until the agent closes it."""

import os
import sys

from console import paths
from console.app.console import Console, Demo
from console.domain.errors import UsageError
from console.settings import Settings
from console.ui.dialogs.consent_dialog import ask_consent
from console.ui.kit.interfaces import WindowSettings
from console.ui.kit.theme import Theme, ThemeChoice
from console.ui.window.application import create_application
from console.ui.window.event_loop import run
from console.ui.window.main_window import MainWindow


def make_window(console: Console, theme: Theme, *, remember: bool = False) -> MainWindow:
    """The window on a console that has been started; ``remember`` keeps its size for next time."""
    settings = WindowSettings(
        enter_sends=console.settings.send_with == "enter",
        idle_s=console.idle_limit_s,
        memory=paths.data_dir() / "window.ini" if remember else None,
    )
    return MainWindow(
        console.session,
        console.texts,
        console.assistant,
        console.pump,
        theme=theme,
        settings=settings,
        notices=[console.notice] if console.notice else [],
        database=str(console.log.path),
        questionnaires=console.conduct.set_points() if console.conduct else (),
        warden=console.warden,
    )


def _require_display() -> None:
    """Qt ends the process where it finds no display; say it better before."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in named):
        raise UsageError(
            "there is no display for the window; add --headless --out FOLDER to have a scripted "
            "agent work it offscreen"
        )


def run_window(demo: Demo, settings: Settings) -> None:
    """Open the window on a demonstration and return when it is closed.

    Raises:
        SwitchboardError: something it needs can't be had.
    """
    _require_display()
    console = Console(demo, settings)
    try:
        application = create_application(ThemeChoice(settings.theme), settings.text_scale)
        if not _asked(console, application.theme):
            return
        console.start()
        window = make_window(console, application.theme, remember=True)
        window.fit_screen()
        window.show()
        window.activateWindow()
        run(application)
        window.close()
        console.session.end("the window was closed")
    finally:
        console.close()


def _asked(console: Console, theme: Theme) -> bool:
    """Have the agent answer the study's text if that is wanted; false if they went without."""
    study = console.consent_wanted
    if study is None or study.consent is None:
        return True
    given = ask_consent(theme, study.title, study.consent)
    if given is not None:
        console.answer_consent(given)
    return given is not None
