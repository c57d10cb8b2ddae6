"""Makes a console's window, shows it and runs it until the agent closes it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from console import paths
from console.app.console import Console, Demo
from console.app.diagnostics import ProblemLog, problems_noted
from console.app.display import display_problem
from console.domain.errors import UsageError
from console.settings import Settings
from console.ui.dialogs.consent_dialog import ask_consent
from console.ui.kit.context import UiContext
from console.ui.kit.interfaces import WindowSettings
from console.ui.kit.key_settings import key_map
from console.ui.kit.shortcuts import use_keys
from console.ui.kit.theme import Theme, ThemeChoice
from console.ui.window.application import Application, create_application
from console.ui.window.event_loop import run
from console.ui.window.main_window import MainWindow
from console.ui.window.qt_messages import qt_complaints


def make_window(
    console: Console,
    theme: Theme,
    *,
    remember: bool = False,
    problems: Callable[[], int] = int,
) -> MainWindow:
    """The window of a console that has been started.

    ``remember`` keeps its size for next time; ``problems`` counts what went wrong in the program.
    """
    settings = WindowSettings(
        enter_sends=console.settings.send_with == "enter",
        idle_s=console.idle_limit_s,
        memory=paths.data_dir() / "window.ini" if remember else None,
        destinations=console.destinations,
        store_texts=console.settings.store_texts,
    )
    context = UiContext(
        session=console.session,
        shop=console.texts,
        theme=theme,
        assistant=console.assistant,
        guardrails=console.guardrails,
        settings=settings,
    )
    study_session = console.study_session
    return MainWindow(
        context,
        console.pump,
        notices=[console.notice] if console.notice else [],
        database=str(console.log.path),
        questionnaires=study_session.set_points() if study_session else (),
        problems=problems,
        collect=_collect,
    )


def _collect() -> str:
    """Collect diagnostics; what that takes is loaded only if something went wrong."""
    from console.app.collecting import collect_here  # noqa: PLC0415

    return collect_here()


@contextmanager
def trouble_noted() -> Iterator[ProblemLog]:
    """Note what nobody catches, and what Qt complains of, in the user's diagnostic log."""
    with problems_noted(paths.diagnostic_log()) as problems, qt_complaints(problems.note_qt):
        yield problems


def require_display() -> None:
    """Say what to do without a display, before Qt ends the process for the lack of one.

    Raises:
        UsageError: no window can be opened.
    """
    problem = display_problem()
    if problem is not None:
        raise UsageError(problem)


def application_for(settings: Settings) -> Application:
    """The one application of this process, made with these settings if there is none yet."""
    made = Application.instance()
    if isinstance(made, Application):
        return made
    return create_application(ThemeChoice(settings.theme), settings.text_scale)


def run_window(demo: Demo, settings: Settings) -> None:
    """Open the window on a demonstration and return when it is closed.

    Raises:
        SwitchboardError: something it needs is missing.
    """
    require_display()
    use_keys(key_map(settings.keys))
    with trouble_noted() as problems:
        console = Console(demo, settings)
        try:
            _work(console, problems)
        finally:
            console.close()


def _work(console: Console, problems: ProblemLog) -> None:
    settings = console.settings
    application = application_for(settings)
    if not _has_consent(console, application.theme):
        return
    console.start()
    window = make_window(console, application.theme, remember=True, problems=lambda: problems.count)
    window.fit_screen()
    window.show()
    window.activateWindow()
    run(application)
    window.close()
    console.session.end("the window was closed", keep=True)


def _has_consent(console: Console, theme: Theme) -> bool:
    """Ask for consent where the study wants it; false if the agent left without an answer."""
    study = console.consent_wanted
    if study is None or study.consent is None:
        return True
    given = ask_consent(theme, study.title, study.consent)
    if given is not None:
        console.answer_consent(given)
    return given is not None
