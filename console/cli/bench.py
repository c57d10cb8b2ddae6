"""``switchboard bench``."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from console.cli.output import tell
from console.cli.progress import step_bar
from console.domain.errors import UsageError

if TYPE_CHECKING:
    from console.bench.effects.coverage import Part


@click.group()
def bench() -> None:
    """Benchmarks, each compared with others at the same work, in one run.

    \b
    Example: switchboard bench assist
    """


@bench.command("assist")
@click.option("--model", metavar="ID|PATH", help="The language model. [default: the catalogue's]")
@click.option(
    "--chats", type=click.IntRange(1, 16), default=8, show_default=True, help="Chats at once."
)
@click.option(
    "--rounds",
    type=click.IntRange(1),
    default=5,
    show_default=True,
    help="How often everything is measured; the medians count.",
)
@click.option(
    "--full",
    is_flag=True,
    help="Also 2, 4 and 16 chats, and the other local models, in three rounds each.",
)
@click.option(
    "--server",
    type=click.Choice(["same flags", "prebuilt"]),
    default="same flags",
    show_default=True,
    help="The llama-server to compare with: compiled like the library (the first time that takes "
    "a quarter of an hour and longer), or xllamacpp's for all processors.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(0),
    default=180.0,
    show_default=True,
    help="How long each of two demonstrations is played, with 6 and 16 chats; 0 for none.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def bench_assist(
    model: str | None,
    chats: int,
    rounds: int,
    full: bool,
    server: Literal["same flags", "prebuilt"],
    seconds: float,
    as_json: bool,
) -> None:
    """How soon drafts for many chats are there, compared with the usual ways to get them.

    Then, in demonstrations, how soon after a message there is a suggestion that can be sent, and
    how soon the model's version of it.

    \b
    Examples:
      switchboard bench assist
      switchboard bench assist --full --json > bench.json
    """
    from console.bench.drafts.run import DesksPlan, DraftsBenchPlan, run
    from console.bench.drafts.table import table
    from console.inference.models.catalog import resolve_model

    if full and (model is not None or chats != 8):
        raise UsageError("--full says which models and how many chats; leave --model and --chats")

    def plan(wanted: str | None, count: int, limits: bool = False) -> DraftsBenchPlan:
        choice = resolve_model(wanted)
        if choice is None:
            raise UsageError("there is nothing to measure in 'none'; name a model")
        each = rounds if limits else min(rounds, _ROUNDS_OF_OTHERS)
        return DraftsBenchPlan(choice, count, each, limits, server)

    plans = [plan(model, chats, limits=True)]
    if full:
        plans += [plan(None, count) for count in (2, 4, 16)]
        plans += [plan(each, chats) for each in _OTHERS]
    desks = DesksPlan(model or plans[0].choice.id, seconds=seconds) if seconds else None
    with step_bar() as progress:
        results = run(plans, progress, desks)
    tell(json.dumps(results.as_dict()) if as_json else table(results))


@bench.command("log")
@click.option(
    "--events",
    type=click.IntRange(100),
    default=5_000_000,
    show_default=True,
    help="Events in the year's log; each takes about 400 bytes of disk while this runs.",
)
@click.option(
    "--rounds",
    type=click.IntRange(1),
    default=5,
    show_default=True,
    help="How often everything is measured; the medians count.",
)
@click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, writable=True, path_type=Path),
    help="Where the logs are written and removed again. [default: the system's place for this]",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def bench_log(events: int, rounds: int, folder: Path | None, as_json: bool) -> None:
    """How long the log holds up the window, how much it takes, how a year of it opens.

    \b
    Examples:
      switchboard bench log
      switchboard bench log --events 100000 --rounds 3 --json
    """
    from console.bench.log.results import LogBenchPlan
    from console.bench.log.run import run

    with step_bar() as progress:
        results = run(folder, LogBenchPlan(events=events, rounds=rounds), progress)
    tell(json.dumps(results.as_dict()) if as_json else results.as_text())


@bench.command("measures")
@click.option(
    "--events",
    type=click.IntRange(1_000),
    default=10_000_000,
    show_default=True,
    help="Events to measure; pandas needs about a gigabyte of memory for a million.",
)
@click.option(
    "--small",
    type=click.IntRange(1_000),
    default=1_000_000,
    show_default=True,
    help="Events of a smaller file, to see how the time grows.",
)
@click.option(
    "--rounds",
    type=click.IntRange(1),
    default=3,
    show_default=True,
    help="How often all but pandas is measured; the medians count.",
)
@click.option("--spark", is_flag=True, help="Also on Spark, with the smaller file.")
@click.option(
    "--texts",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Also the text measures, with a folder of recorded chats.",
)
@click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, writable=True, path_type=Path),
    help="Where files are written and removed again. [default: the system's place for this]",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def bench_measures(
    events: int,
    small: int,
    rounds: int,
    spark: bool,
    texts: Path | None,
    folder: Path | None,
    as_json: bool,
) -> None:
    """All measures of generated events, compared with pandas and DuckDB's scan and sort.

    \b
    Examples:
      switchboard bench measures
      switchboard bench measures --events 1000000 --small 100000 --spark --json
    """
    from console.bench.measures.run import MeasuresBenchPlan, run

    with step_bar() as progress:
        results = run(MeasuresBenchPlan(events, small, rounds, spark, texts), folder, progress)
    tell(json.dumps(results.as_dict()) if as_json else results.as_text())


@bench.command("coverage")
@click.option(
    "--draws",
    type=click.IntRange(20),
    default=1_000,
    show_default=True,
    help="Experiments of each size, design and world; a thousand take an hour on two cores.",
)
@click.option("--seed", type=int, default=2, show_default=True, help="Random seed.")
@click.option(
    "--only",
    "parts",
    multiple=True,
    type=click.Choice(
        [
            "sizes",
            "designs",
            "power",
            "redraws",
            "cohorts",
            "promise",
            "looks",
            "worlds",
            "sample ratio",
        ]
    ),
    help="A part by itself; may be given again; power is the designs' alone, with many draws in "
    "less time. [default: all others]",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def bench_coverage(draws: int, seed: int, parts: tuple["Part", ...], as_json: bool) -> None:
    """How often intervals hold the truth, and tests find what is not there, in simulated studies.

    \b
    Examples:
      switchboard bench coverage
      switchboard bench coverage --draws 200 --json
      switchboard bench coverage --only worlds
    """
    from console.bench.effects.coverage import PARTS, CoveragePlan, run

    with step_bar() as progress:
        results = run(CoveragePlan(draws, seed, parts=parts or PARTS), progress)
    tell(json.dumps(results.as_dict()) if as_json else results.as_text())


@bench.command("effects")
@click.option(
    "--agents",
    type=click.IntRange(40),
    default=5_940,
    show_default=True,
    help="Agents of the simulated experiment; the default is the paper's number.",
)
@click.option(
    "--dummies",
    type=click.IntRange(0),
    default=1_800,
    show_default=True,
    help="Agents of the regression with dummies in statsmodels, 0 for none; the default is about "
    "what fits into 4 GB, and takes minutes.",
)
@click.option("--seed", type=click.IntRange(0), help="Random seed.")
@click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, writable=True, path_type=Path),
    help="Where the bundle is written and removed again. [default: the system's place for this]",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def bench_effects(
    agents: int, dummies: int, seed: int | None, folder: Path | None, as_json: bool
) -> None:
    """An experiment of the paper's size simulated and analysed, against statsmodels.

    \b
    Examples:
      switchboard bench effects
      switchboard bench effects --agents 1000 --dummies 300 --json
    """
    from console.bench.effects.run import EffectsBenchPlan, run

    plan = (
        EffectsBenchPlan(agents, dummies)
        if seed is None
        else EffectsBenchPlan(agents, dummies, seed)
    )
    with step_bar() as progress:
        results = run(plan, folder, progress)
    tell(json.dumps(results.as_dict()) if as_json else results.as_text())


@bench.command("channel")
@click.option("--agents", type=click.IntRange(1, 10), default=3, show_default=True)
@click.option("--customers", type=click.IntRange(1, 500), default=60, show_default=True)
@click.option(
    "--messages",
    type=click.IntRange(1, 100_000),
    default=1_000,
    show_default=True,
    help="Each way.",
)
@click.option("--server-kills", type=click.IntRange(0, 10), default=3, show_default=True)
@click.option("--console-kills", type=click.IntRange(0, 10), default=2, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_context
def bench_channel(
    ctx: click.Context,
    agents: int,
    customers: int,
    messages: int,
    server_kills: int,
    console_kills: int,
    as_json: bool,
) -> None:
    """Live chats on a real Matrix server, which is killed meanwhile, as is a console.

    It needs a checkout that was set up for tests. It fails if a message got lost, came twice or
    into a wrong chat, or if a chat was not taken by exactly one agent.

    \b
    Example: switchboard bench channel --json
    """
    from tempfile import TemporaryDirectory

    from console.bench.channel.run import ChannelLoad, run_bench
    from console.cli.progress import share_bar

    load = ChannelLoad(agents, customers, messages, server_kills, console_kills)
    with TemporaryDirectory() as folder, share_bar() as progress:
        result = run_bench(load, Path(folder), lambda share: progress("messages", share))
    told = result.as_dict()
    text = "\n".join(f"{name:15} {value}" for name, value in told.items())
    tell(json.dumps(told) if as_json else text)
    if not result.is_sound:
        ctx.exit(1)


_OTHERS = ("smollm2-135m-instruct", "qwen2.5-coder-1.5b-instruct")
"""What ``--full`` measures besides the default model."""

_ROUNDS_OF_OTHERS = 3
