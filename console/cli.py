"""Every command. Starts without Qt, a model, or anything else that only some commands need."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from console import __version__
from console.domain.errors import SwitchboardError, UsageError

if TYPE_CHECKING:
    from console.settings import Settings


class _Commands(click.Group):
    """Turns errors a person can act on into one line and an exit code: 2 for wrong use, else 1."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except SwitchboardError as error:
            click.echo(f"switchboard: {error}", err=True)
            ctx.exit(2 if isinstance(error, UsageError) else 1)


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
    help="How much faster than people customers and scripted agent live. [default: 1; headless 4]",
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
    from console.app import Demo, run_headless, run_window

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
        speed=speed or (4.0 if headless else 1.0),
    )
    if out is None:
        run_window(plan, settings)
        return
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
