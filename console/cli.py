"""Every command. Starts without Qt, a model, or anything else that only some commands need."""

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from console import __version__
from console.domain.errors import SwitchboardError, UsageError

if TYPE_CHECKING:
    from console.inference.catalog import ModelStatus
    from console.settings import Settings


class _Commands(click.Group):
    """Turns errors a person can act on into one line and an exit code: 2 for wrong use, else 1."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except SwitchboardError as error:
            click.echo(f"switchboard: {error}", err=True)
            ctx.exit(2 if isinstance(error, UsageError) else 1)


def _a_number(ctx: click.Context, param: click.Parameter, value: float | None) -> float | None:
    """Refuse "nan", which click finds to be in every range."""
    if value is not None and math.isnan(value):
        raise click.BadParameter("nan is not a number", ctx, param)
    return value


@click.group(cls=_Commands, invoke_without_command=True)
@click.version_option(__version__, prog_name="switchboard")
@click.pass_context
def main(ctx: click.Context) -> None:
    """A console for agents who chat with several customers at once.

    Without a command it opens the console with practice customers; `switchboard demo` shows it off.

    \b
    Example: switchboard demo --customers 6
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(demo)


@main.command()
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
    help="The assistant's language model; the settings name the default.",
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
    help="How much faster than people customers and scripted agent live. [default: 1; headless 3]",
)
@click.option(
    "--arm", type=click.Choice(["treatment", "control"]), help="With or without the assistant."
)
@click.option("--agent", help="Who works.")
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
@click.option("--json", "as_json", is_flag=True, help="Headless: print the summary as JSON.")
def demo(
    customers: int,
    dialogues: Path | None,
    model: str | None,
    seed: int,
    speed: float | None,
    arm: str | None,
    agent: str | None,
    db: Path | None,
    headless: bool,
    out: Path | None,
    duration: float,
    autopilot: str,
    as_json: bool,
) -> None:
    """Simulated customers, no configuration.

    \b
    Examples:
      switchboard demo --customers 6
      switchboard demo --headless --out demo-out --duration 120 --seed 1
    """
    from console import paths
    from console.app import Demo, run_window

    if headless and out is None:
        raise UsageError("--headless needs --out FOLDER for its results")
    if not headless and (out is not None or as_json):
        raise UsageError("--out and --json go with --headless")
    if headless and db is not None:
        raise UsageError("--headless keeps its database in --out; leave --db away")
    settings = _settings(agent=agent, arm=arm, model=model)
    plan = Demo(
        database=out / "session.db" if out else db or paths.data_dir() / "demo.db",
        customers=customers,
        dialogues=dialogues,
        model=settings.model,
        seed=seed,
        speed=speed or (3.0 if headless else 1.0),
    )
    if out is None:
        run_window(plan, settings)
        return
    from console.headless import run_headless

    summary = run_headless(plan, settings, out, duration_s=duration, profile=autopilot)
    click.echo(json.dumps(summary) if as_json else _told(summary, out))


def _settings(**given: str | None) -> "Settings":
    from console import paths
    from console.settings import load_settings

    settings = load_settings(paths.config_file())
    return settings.changed({name: value for name, value in given.items() if value is not None})


def _told(summary: dict[str, Any], out: Path) -> str:
    s = summary["suggestions"]
    return (
        f"{summary['chats']} chats, {summary['messages_in']} messages in, "
        f"{summary['messages_out']} out, {summary['switches']} switches\n"
        f"suggestions: {s['requested']} asked for, {s['shown']} shown, {s['adopted']} adopted, "
        f"{s['modified']} modified, {s['ignored']} ignored\n"
        f"Results: {out / 'summary.json'}, {out / 'bundle'}, {out / 'screens'}, "
        f"{out / 'session.db'}"
    )


# --- models ----------------------------------------------------------------------------------


@main.group()
def models() -> None:
    """The catalogue of language models: what there is, fetch, try.

    \b
    Example: switchboard models get qwen2.5-coder-0.5b-instruct
    """


@models.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def models_list(as_json: bool) -> None:
    """All known models, and which are on this machine."""
    from console.inference.catalog import list_models

    found = list_models()
    if as_json:
        click.echo(json.dumps({"models": [_model_fields(status) for status in found]}))
        return
    for status in found:
        mark = "*" if status.default else " "
        size = f"{status.model.size / 1e6:6,.0f} MB"
        click.echo(
            f"{mark} {status.model.id:30} {size}  {status.presence.value:8} "
            f"{status.model.licence:12} {status.model.about}"
        )


def _model_fields(status: "ModelStatus") -> dict[str, Any]:
    told = status.model.model_dump(
        mode="json", include={"id", "title", "size", "sha256", "licence"}
    )
    return {**told, "presence": status.presence.value, "default": status.default}


@models.command("get")
@click.argument("identifier", metavar="ID")
def models_get(identifier: str) -> None:
    """Fetch a model and verify it; what is here already is not fetched again.

    \b
    Example: switchboard models get smollm2-135m-instruct
    """
    import sys

    from console.inference.fetch import get_model
    from console.inference.progress import ProgressLine

    click.echo(f"{identifier}: {get_model(identifier, ProgressLine(sys.stderr))}")


@models.command("check")
@click.argument("model", metavar="[ID|PATH]", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def models_check(model: str | None, as_json: bool) -> None:
    """Prove that a model answers here, and how fast.

    \b
    Example: switchboard models check smollm2-135m-instruct
    """
    from dataclasses import asdict

    from console.inference.catalog import resolve_model
    from console.inference.check import check_model

    choice = resolve_model(model)
    if choice is None:
        raise UsageError("there is nothing to check in 'none'; name a model")
    report = check_model(choice)
    if as_json:
        click.echo(json.dumps(asdict(report)))
        return
    click.echo(
        f"{report.model} answers: loaded in {report.load_ms:.0f} ms, first token after "
        f"{report.first_token_ms:.0f} ms, reads {report.read_rate:.0f} and writes "
        f"{report.write_rate:.0f} tokens/s on {report.threads} thread(s)\n{report.text}"
    )


# --- data ------------------------------------------------------------------------------------


@main.command()
@click.argument(
    "databases", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="DB..."
)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The bundle's folder.")
@click.option(
    "--text",
    type=click.Choice(["none", "full"]),
    default="none",
    show_default=True,
    help="Whether what people wrote is in it; without, people are pseudonyms.",
)
@click.option(
    "--format",
    "fmt",
    type=click.Choice(["parquet", "csv"]),
    default="parquet",
    show_default=True,
    help="How the tables are written.",
)
@click.option(
    "--allow-damaged",
    is_flag=True,
    help="Export what can be read of a damaged log; the bundle says what is wrong.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def export(
    databases: tuple[Path, ...],
    out: Path,
    text: Literal["none", "full"],
    fmt: Literal["parquet", "csv"],
    allow_damaged: bool,
    as_json: bool,
) -> None:
    """Session databases become one bundle of tables with a codebook.

    \b
    Example: switchboard export session.db --out bundle
    """
    from console.exporting import export_logs

    report = export_logs(databases, out, fmt=fmt, text=text, allow_damaged=allow_damaged)
    rows = dict(report.rows)
    if as_json:
        click.echo(json.dumps({"bundle": str(out), "rows": rows}))
    else:
        told = ", ".join(f"{count} {name}" for name, count in rows.items())
        click.echo(f"{out}: {told}")


@main.command()
@click.option("--db", type=click.Path(path_type=Path), help="A session database to verify.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def doctor(db: Path | None, as_json: bool) -> None:
    """What is installed, what is missing, what to do.

    \b
    Example: switchboard doctor --db session.db
    """
    from console.doctor import examine

    findings = examine(db)
    if as_json:
        click.echo(json.dumps({"findings": [finding.as_dict() for finding in findings]}))
    else:
        for finding in findings:
            click.echo(f"{'ok  ' if finding.ok else 'FAIL'}  {finding.what}: {finding.found}")
            if not finding.ok:
                click.echo(f"      {finding.remedy}")
    if not all(finding.ok for finding in findings):
        raise click.exceptions.Exit(1)
