"""The demonstration without a person: the real window offscreen, worked by a scripted agent."""

import json
import os
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from console import __version__
from console.app.console import Console, Demo
from console.app.window import make_window
from console.domain.errors import StoreError, UsageError
from console.measures.summary import summarise
from console.settings import Settings
from console.store.database import lock
from console.store.log import read_log
from console.ui.kit.theme import ThemeChoice
from console.ui.scripted_agent.agent import ScriptedAgent
from console.ui.scripted_agent.latency import TimerLatency
from console.ui.scripted_agent.profiles import profile_named
from console.ui.scripted_agent.screenshots import Screenshots
from console.ui.window.application import create_application
from console.ui.window.event_loop import run
from console.workflows.export import export_logs

_RESULTS = ("summary.json", "session.db", "session.db-wal", "session.db-shm")
_ASKING_S = 60.0
"""How long the scripted agent may take for what the study asks at the end."""

_PICTURES = "[0-9][0-9]-*.png"


def run_headless(
    demo: Demo, settings: Settings, out: Path, *, duration_s: float, profile: str
) -> dict[str, Any]:
    """Run the demonstration and leave session.db, bundle/, screens/ and summary.json in ``out``.

    Results of a demonstration that had ended are replaced; one that was cut off is taken up. It
    ends after ``duration_s`` seconds, or before if no customer is left. Returns the summary.

    Raises:
        SwitchboardError: something it needs can't be had.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    way = profile_named(profile)
    _make_room(out)
    console = Console(demo, settings)
    try:
        theme = ThemeChoice.DARK if settings.theme == "dark" else ThemeChoice.LIGHT
        application = create_application(theme, settings.text_scale)
        if console.consent_wanted:
            # Nobody is at risk: the agent is a script.
            console.answer_consent(True)
        console.start()
        window = make_window(console, application.theme)
        camera = Screenshots(window, out / "screens")
        pilot = ScriptedAgent(
            window, console.session, console.texts, way, seed=demo.seed, speed=demo.speed
        )
        meter = TimerLatency(window)

        def picture(scene: str) -> None:
            """Taking a picture holds up the window, which is no fault of the window's."""
            camera.take(scene)
            meter.forgive()

        pilot.on_scene = picture
        window.show()
        window.activateWindow()
        # Nobody meets the window before it is drawn for the first time.
        application.processEvents()
        meter.start()
        pilot.start()
        ends = time.monotonic() + duration_s

        def left() -> bool:
            """Once the time is over or nobody comes any more, and what is asked is answered."""
            return (time.monotonic() >= ends or _nobody_left(console)) and window.leave()

        wall_s = run(application, seconds=duration_s + _ASKING_S, done=left)
        pilot.stop()
        meter.stop()
        camera.take("end")
        window.close()
        console.session.end("the demonstration ended")
    finally:
        console.close()
    if camera.problem:
        raise StoreError(camera.problem)
    took_part = console.session.desk.session is not None and console.session.desk.session.study
    export_logs([demo.database], out / "bundle", study=demo.study if took_part else None)
    summary = {
        **summarise(read_log(demo.database)),
        "ui_lateness_ms": asdict(meter.result()),
        "wall_s": round(wall_s, 2),
        "version": __version__,
    }
    _write(out / "summary.json", json.dumps(summary, indent=2) + "\n")
    return summary


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise StoreError(
            f"cannot write {file}: {error.strerror}; make room, run it again"
        ) from error


def _nobody_left(console: Console) -> bool:
    return console.session.customers_gone and not console.session.desk.tabs


def _make_room(out: Path) -> None:
    """Take away what a finished demonstration left; anything else in the folder stays."""
    summary = out / "summary.json"
    try:
        out.mkdir(parents=True, exist_ok=True)
        if not summary.exists():
            return
        if not _is_ours(summary):
            raise UsageError(f"{summary} is not from a demonstration; name another folder")
        with lock(out / "session.db"):
            mine = [*(out / name for name in _RESULTS), *(out / "screens").glob(_PICTURES)]
            for file in mine:
                file.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(
            f"cannot write in {out}: {error.strerror}; choose another folder"
        ) from error


def _is_ours(summary: Path) -> bool:
    try:
        return {"ui_lateness_ms", "suggestions", "version"} <= set(json.loads(summary.read_bytes()))
    except (ValueError, TypeError):
        return False
