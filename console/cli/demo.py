"""``switchboard demo``."""

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.cli.output import tell
from console.domain.errors import SwitchboardError, UsageError
from console.domain.json_objects import JsonObject

if TYPE_CHECKING:
    from console.settings import Settings


def _a_number(ctx: click.Context, param: click.Parameter, value: float | None) -> float | None:
    """Refuse "nan", which click finds to be in every range."""
    if value is not None and math.isnan(value):
        raise click.BadParameter("nan is not a number", ctx, param)
    return value


@click.command()
@click.option(
    "--customers",
    type=click.IntRange(1, 1000),
    default=12,
    show_default=True,
    help="How many customers come.",
)
@click.option(
    "--dialogues",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="A file or folder of recorded chats; without it the scripted shop's customers.",
)
@click.option(
    "--model",
    metavar="ID|PATH|none",
    help="The assistant's language model; the settings name the default. none: no suggestions "
    "and no diagnosis; for approved wordings alone, settings have strategy = template.",
)
@click.option(
    "--seed",
    type=int,
    default=1,
    show_default=True,
    help="Same seed, same customers at the same times.",
)
@click.option(
    "--speed",
    type=click.FloatRange(0.1, 100),
    callback=_a_number,
    help="Speed-up over real time of customers and scripted agent. [default: 1; headless 3]",
)
@click.option(
    "--arm", type=click.Choice(["treatment", "control"]), help="With or without the assistant."
)
@click.option(
    "--study",
    metavar="FILE|TEMPLATE",
    help="The study this is part of: its file, or with --out a template such as demo.",
)
@click.option("--agent", help="Who works.")
@click.option("--tier", help="The agent's skill group, for a study that does not know it yet.")
@click.option("--site", help="Where the agent works, for a study that does not know it yet.")
@click.option(
    "--site-folder",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="The site whose practice customers come; without it the invented shop. Not with "
    "--sessions.",
)
@click.option(
    "--session-number",
    type=click.IntRange(1),
    help="Which of the agent's sessions in the study this is, where that can't be counted in the "
    "database.",
)
@click.option("--db", type=click.Path(path_type=Path), help="The session database.")
@click.option("--headless", is_flag=True, help="Offscreen, worked by a scripted agent.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Headless: the folder for session.db, bundle/, screens/ and summary.json.",
)
@click.option(
    "--duration",
    type=click.FloatRange(1),
    callback=_a_number,
    default=120.0,
    show_default=True,
    help="Headless: seconds after which the scripted agent stops.",
)
@click.option(
    "--autopilot",
    default="steady",
    show_default=True,
    metavar="PROFILE",
    help="Headless: how the scripted agent works (hasty, steady, careful).",
)
@click.option(
    "--sessions",
    type=click.IntRange(1, 1000),
    help="Headless, with --study: number of made-up agents, one session each in the invented shop, "
    "then bundle, analysis and report.",
)
@click.option("--json", "as_json", is_flag=True, help="Headless: print the summary as JSON.")
def demo(
    customers: int,
    dialogues: Path | None,
    model: str | None,
    seed: int,
    speed: float | None,
    arm: str | None,
    study: str | None,
    agent: str | None,
    tier: str | None,
    site: str | None,
    site_folder: Path | None,
    session_number: int | None,
    db: Path | None,
    headless: bool,
    out: Path | None,
    duration: float,
    autopilot: str,
    sessions: int | None,
    as_json: bool,
) -> None:
    """Simulated customers, no configuration.

    \b
    Examples:
      switchboard demo --customers 6
      switchboard demo --headless --out demo-out --duration 120 --seed 1
      switchboard demo --headless --out series --study demo --sessions 30
    """
    from console.site import require_folder
    from console.ui.scripted_agent.profiles import profile_named

    # Options are examined before what takes seconds to load: the site's files, the window.
    if headless and out is None:
        raise UsageError("--headless needs --out FOLDER for its results")
    if not headless and (out is not None or as_json):
        raise UsageError("--out and --json go with --headless")
    if headless and db is not None:
        raise UsageError("--headless keeps its database in --out; leave --db away")
    if sessions is not None:
        _refuse_for_series(
            {
                "--dialogues": dialogues,
                "--agent": agent,
                "--tier": tier,
                "--site": site,
                "--site-folder": site_folder,
                "--session-number": session_number,
            },
            possible=out is not None and study is not None,
        )
    profile_named(autopilot)
    if site_folder is not None:
        require_folder(site_folder)
    if dialogues is not None:
        from console.channels.recorded.recordings import require_recordings

        require_recordings(dialogues)
    settings = _settings(agent=agent, arm=arm, model=model, tier=tier, site=site)
    if model is not None and settings.server is None:
        from console.inference.models.catalog import require_model

        require_model(model)

    from console import paths
    from console.site.folder import load_site

    at = None if site_folder is None else load_site(site_folder)
    settings = settings if at is None else at.settings(settings)
    # A scripted run must not use up the assignment of the agent who works here.
    file = _study_file(study, out) if study is not None else None if headless else settings.study
    if headless and study is None and at is not None and at.study is not None:
        tell(
            f"note: a scripted run leaves the site's study alone; with --study {at.study} it is "
            "part of it, and takes a place of its assignment",
            err=True,
        )
    if file is not None and arm is not None:
        raise UsageError("--arm: in a study the assignment decides the arm; leave --arm out")
    if sessions is not None and out is not None and file is not None:
        _run_series(file, out, sessions, customers, duration, speed, seed, settings.model, as_json)
        return

    from console.app.console import Demo
    from console.app.window import run_window

    plan = Demo(
        database=out / "session.db" if out else db or paths.data_dir() / "demo.db",
        customers=customers,
        dialogues=dialogues,
        model=settings.model,
        seed=seed,
        speed=speed or (3.0 if headless else 1.0),
        study=file,
        session_number=session_number,
        site=at,
    )
    if out is None:
        run_window(plan, settings)
        return
    from console.app.headless import run_headless

    summary = run_headless(plan, settings, out, duration_s=duration, profile=autopilot)
    tell(json.dumps(summary) if as_json else _summary_text(summary, out))
    if summary["problems"]:
        raise SwitchboardError(
            f"{summary['problems']} faults of the program were noted on the way, and results may "
            f"lack something; {paths.diagnostic_log()} says where, see switchboard doctor"
        )


def _refuse_for_series(given: dict[str, object], *, possible: bool) -> None:
    """Agents of a series are made up and work in the invented shop."""
    if not possible:
        raise UsageError("--sessions goes with --headless and --study")
    for name, value in given.items():
        if value is not None:
            raise UsageError(
                f"{name}: a series makes up its own agents, in the invented shop; leave it away, "
                f"or run single sessions with --agent and export them together"
            )


def _study_file(study: str, out: Path | None) -> Path:
    """The study's file; of a template a copy in ``out``, where its assignment file is written."""
    from console.study.file.templates import templates

    template = templates().get(study)
    if Path(study).is_file():
        return Path(study)
    if template is None:
        names = ", ".join(templates())
        raise UsageError(f"--study {study}: there is no such file and no such template ({names})")
    if out is None:
        raise UsageError(
            f"--study {study}: write it to a file first, with `switchboard study init FILE "
            f"--template {study}`"
        )
    return template.copy(out / "study.toml")


def _run_series(
    study: Path,
    out: Path,
    sessions: int,
    customers: int,
    duration: float,
    speed: float | None,
    seed: int,
    model: str,
    as_json: bool,
) -> None:
    from console.cli.progress import share_bar
    from console.workflows.series import SessionSeries, run_series

    series = SessionSeries(
        study=study,
        sessions=sessions,
        out=out,
        customers=customers,
        duration_s=duration,
        speed=speed or 3.0,
        seed=seed,
        model=model,
    )
    with share_bar() as progress:
        summary = run_series(series, progress)
    tell(json.dumps(summary) if as_json else _series_text(summary, out))


def _series_text(summary: JsonObject, out: Path) -> str:
    return (
        f"{summary['sessions']} sessions, {summary['chats']} chats, "
        f"{summary['suggestions_shown']} suggestions shown, "
        f"{summary['suggestions_adopted']} adopted\n"
        f"Results: {out / 'report.html'}, {out / 'results.json'}, {out / 'bundle'}, "
        f"{out / 'sessions'}"
    )


def _settings(**given: str | None) -> "Settings":
    from console import paths
    from console.settings import load_settings

    settings = load_settings(paths.config_file())
    return settings.changed({name: value for name, value in given.items() if value is not None})


def _summary_text(summary: JsonObject, out: Path) -> str:
    s = summary["suggestions"]
    pictures = out / "screens" if summary["pictures"] else "no pictures (texts are not stored)"
    return (
        f"{summary['chats']} chats, {summary['messages_in']} messages in, "
        f"{summary['messages_out']} out, {summary['switches']} switches\n"
        f"suggestions: {s['requested']} asked for, {s['shown']} shown, {s['adopted']} adopted, "
        f"{s['modified']} modified, {s['ignored']} ignored\n"
        f"Results: {out / 'summary.json'}, {out / 'bundle'}, {pictures}, {out / 'session.db'}"
    )
