"""The demonstration without a person: a scripted agent operates the real window offscreen."""

import json
import os
import time
from dataclasses import asdict, replace
from pathlib import Path

from console import __version__
from console.app.console import Console, Demo
from console.app.diagnostics import ProblemLog
from console.app.window import make_window, trouble_noted
from console.domain.errors import StoreError, UsageError
from console.domain.json_objects import JsonObject
from console.domain.structured_text import parse_object
from console.measures.summary import summarise
from console.settings import Settings
from console.store.database import lock
from console.store.log import read_log
from console.ui.kit.shortcuts import use_keys
from console.ui.kit.theme import ThemeChoice
from console.ui.scripted_agent.agent import ScriptedAgent
from console.ui.scripted_agent.latency import LatencySummary, TimerLatency
from console.ui.scripted_agent.profiles import AgentProfile, profile_named
from console.ui.scripted_agent.screenshots import Screenshots
from console.ui.window.application import create_application
from console.ui.window.event_loop import run
from console.workflows.export import export_logs

_RESULTS = ("summary.json", "session.db", "session.db-wal", "session.db-shm")
_ASKING_S = 60.0
"""How long the scripted agent may take for what the study asks at the end."""

_PICTURES = "[0-9][0-9]-*.png"


def run_headless(
    demo: Demo,
    settings: Settings,
    out: Path,
    *,
    duration_s: float,
    profile: str,
    concurrency: int | None = None,
) -> JsonObject:  # JSON of the shape that ``summarise`` gives it
    """Run the demonstration and leave session.db, bundle/, screens/ and summary.json in ``out``.

    The results of a demonstration that had ended are replaced; one that was cut off is resumed. It
    ends after ``duration_s`` seconds, or before if no customer is left. Where no texts are stored,
    there are no pictures, which would show them. The agent holds
    ``concurrency`` chats at once, or as many as the profile says. Returns the summary, in which
    ``problems`` counts the exceptions that nobody caught.

    Raises:
        SwitchboardError: something it needs is missing.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    agent_profile = profile_named(profile)
    if concurrency is not None:
        agent_profile = replace(agent_profile, concurrency=concurrency)
    _clear(out)
    with trouble_noted() as problems:
        # A script takes nothing back, and its customers' time may run faster than the hold.
        console = Console(demo, settings.changed({"undo_send_s": 0.0}))
        try:
            # Pictures show what people wrote.
            screens = out / "screens" if console.settings.store_texts else None
            lateness, wall_s = _play(console, demo, agent_profile, screens, duration_s, problems)
        finally:
            console.close()
    took_part = console.session.desk.session is not None and console.session.desk.session.study
    export_logs([demo.database], out / "bundle", study=demo.study if took_part else None)
    summary = {
        **summarise(read_log(demo.database)),
        "ui_lateness_ms": asdict(lateness),
        "wall_s": round(wall_s, 2),
        "problems": problems.count,
        "pictures": screens is not None,
        "version": __version__,
    }
    _write(out / "summary.json", json.dumps(summary, indent=2) + "\n")
    return summary


def _play(
    console: Console,
    demo: Demo,
    profile: AgentProfile,
    screens: Path | None,
    duration_s: float,
    problems: ProblemLog,
) -> tuple[LatencySummary, float]:
    """Run the session to its end; returns how late the window was, and the seconds it took."""
    settings = console.settings
    theme = ThemeChoice.DARK if settings.theme == "dark" else ThemeChoice.LIGHT
    application = create_application(theme, settings.text_scale)
    # The scripted agent knows the usual keys.
    use_keys()
    if console.consent_wanted:
        # Nobody is at risk: the agent is a script.
        console.answer_consent(True)
    console.start()
    window = make_window(console, application.theme, problems=lambda: problems.count)
    camera = None if screens is None else Screenshots(window, screens)
    meter = TimerLatency(window)

    def take_picture(scene: str) -> None:
        """Taking a picture holds up the window, which is no fault of the window's."""
        if camera is not None:
            camera.take(scene)
            meter.forgive()

    agent = ScriptedAgent(
        window,
        console.session,
        console.texts,
        profile,
        seed=demo.seed,
        speed=demo.speed,
        on_scene=take_picture,
    )
    window.show()
    window.activateWindow()
    # No agent sees the window before it is painted for the first time.
    application.processEvents()
    meter.start()
    agent.start()
    deadline = time.monotonic() + duration_s

    def is_done() -> bool:
        """The time is over or no customer is left, and the study's questions are answered."""
        return (time.monotonic() >= deadline or _nobody_left(console)) and window.leave()

    wall_s = run(application, seconds=duration_s + _ASKING_S, done=is_done)
    agent.stop()
    meter.stop()
    if camera is not None:
        camera.take("end")
    window.close()
    console.session.end("the demonstration ended")
    if camera is not None and camera.problem:
        raise StoreError(camera.problem)
    return meter.result(), wall_s


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise StoreError(
            f"cannot write {file}: {error.strerror}; make room, run it again"
        ) from error


def _nobody_left(console: Console) -> bool:
    return console.session.customers_gone and not console.session.desk.tabs


def _clear(out: Path) -> None:
    """Delete what a finished demonstration left; anything else in the folder stays."""
    summary = out / "summary.json"
    try:
        out.mkdir(parents=True, exist_ok=True)
        if not summary.exists():
            return
        if not _is_ours(summary):
            raise UsageError(f"{summary} is not from a demonstration; name another folder")
        with lock(out / "session.db"):
            results = [*(out / name for name in _RESULTS), *(out / "screens").glob(_PICTURES)]
            for file in results:
                file.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(
            f"cannot write in {out}: {error.strerror}; choose another folder"
        ) from error


def _is_ours(summary: Path) -> bool:
    try:
        told = parse_object(summary.read_text(encoding="utf-8"))
        return {"ui_lateness_ms", "suggestions", "version"} <= set(told)
    except (OSError, ValueError):
        return False
