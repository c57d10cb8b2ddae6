"""``switchboard simulate``."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from console.cli.output import tell
from console.domain.json_objects import JsonObject

if TYPE_CHECKING:
    from console.simulation.bundle import Simulated
    from console.simulation.event_logs import Unit
    from console.simulation.worlds import World


@click.command()
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The bundle's folder.")
@click.option(
    "--preset",
    type=click.Choice(["paper", "null"]),
    default="paper",
    show_default=True,
    help="The field experiment with its effects, or the same with none and the use as it is.",
)
@click.option(
    "--world",
    type=click.Choice(
        [
            "usual",
            "crowding",
            "shared queue",
            "attrition",
            "key",
            "no key",
            "silent raters",
            "false claims",
        ]
    ),
    default="usual",
    show_default=True,
    help="What happens besides, so that a plain comparison misleads; truth.json says it.",
)
@click.option("--agents", type=int, help="How many agents. [default: 5,940]")
@click.option("--days", type=int, help="How many days, the first half without. [default: 56]")
@click.option("--seed", type=int, help="What all chance comes from. [default: 20240123]")
@click.option(
    "--chats/--no-chats",
    "with_chats",
    default=None,
    help="Whether every chat is simulated. [default: if there are some 200,000 at most]",
)
@click.option(
    "--effect",
    "effects",
    multiple=True,
    metavar="NAME=VALUE",
    help="What use in every chat does to an outcome: ln_issue_identification, ln_duration, "
    "ln_away, rating, retrial_rate or unfounded_claims.",
)
@click.option("--treated", type=float, help="Share of agents with the assistant. [default: .487]")
@click.option("--usage", type=float, help="Share of their chats in which they use it.")
@click.option("--never", type=float, help="Share of agents who would use it in no chat.")
@click.option("--always", type=float, help="Share of agents who would use it in every chat.")
@click.option("--tiers", type=int, help="Skill groups, cut by ratings before. [default: 5]")
@click.option("--rho", type=float, help="Correlation of an agent's drift from day to day.")
@click.option("--icc", type=float, help="Share of variance that is between agents.")
@click.option("--noise", "noise_times", type=float, help="How many times as much noise.")
@click.option(
    "--format",
    "fmt",
    type=click.Choice(["parquet", "csv"]),
    default="parquet",
    show_default=True,
    help="How the tables are written.",
)
@click.option(
    "--events",
    type=click.Choice(["agent", "chat", "shift", "queue", "saturation"]),
    help="Instead of a bundle, the logs of a small pilot, a desk each, with this unit of "
    "assignment. [default: 12 agents, 5 days; --effect duration=-0.3, --usage .6, --seed 1]",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def simulate(
    out: Path,
    preset: Literal["paper", "null"],
    with_chats: bool | None,
    effects: tuple[str, ...],
    fmt: Literal["parquet", "csv"],
    world: "World",
    events: "Unit | None",
    as_json: bool,
    **sizes: float | None,
) -> None:
    """A bundle of a simulated experiment, with the true effects in a file of their own.

    \b
    Examples:
      switchboard simulate --out simulated
      switchboard simulate --out small --agents 60 --days 28 --chats
      switchboard simulate --out hurt --agents 160 --days 42 --world attrition
      switchboard simulate --out quiet --preset null --effect ln_duration=-0.1 --usage 0.5
      switchboard simulate --out pilot --events chat
    """
    if events is not None:
        _write_event_logs(out, events, effects, sizes, as_json)
        return
    from console.simulation.bundle import write_simulated
    from console.simulation.parameters import preset as parameters_of

    changed: JsonObject = {name: value for name, value in sizes.items() if value is not None}
    parameters = parameters_of(preset, _effects(effects), **changed)
    simulated = write_simulated(parameters, out, with_chats=with_chats, fmt=fmt, world=world)
    _print_report(simulated, as_json)


def _write_event_logs(
    out: Path,
    unit: "Unit",
    effects: tuple[str, ...],
    sizes: dict[str, float | None],
    as_json: bool,
) -> None:
    """Raises UsageError for options that a pilot of logs does not have."""
    from console.domain.errors import UsageError
    from console.simulation.event_logs import Pilot, write_event_logs

    changed: JsonObject = {name: value for name, value in sizes.items() if value is not None}
    named = _effects(effects)
    unknown = sorted(set(changed) - {"agents", "days", "seed", "usage"})
    if unknown or set(named) - {"duration"}:
        what = f"--{unknown[0]}" if unknown else "--effect on anything but duration"
        raise UsageError(
            f"{what} does not go with --events; leave it out, or --events for a bundle"
        )
    if named:
        changed["effect"] = named["duration"]
    logs = write_event_logs(Pilot(unit=unit, **changed), out)
    if as_json:
        databases = [str(path) for path in logs.databases]
        tell(json.dumps({"out": str(out), "databases": databases, "truth": logs.truth}))
        return
    tell(f"{out}: {len(logs.databases)} desks; next: switchboard export {out}/desks/*/session.db")
    tell(f"true effects are in {out / 'truth.json'}")
    for name, each in logs.truth["outcomes"].items():
        tell(f"  {name:<24} ITT {_number(each['itt']):>7}  LATE {_number(each['late']):>7}")


def _effects(options: Sequence[str]) -> dict[str, float]:
    """Effects by name.

    Raises:
        UsageError: one is not a name and a number.
    """
    from console.domain.errors import UsageError

    effects = {}
    for each in options:
        name, _, value = each.partition("=")
        try:
            effects[name.strip()] = float(value)
        except ValueError:
            raise UsageError(
                f"--effect {each}: give a name and a number, such as ln_duration=-0.05"
            ) from None
    return effects


def _print_report(simulated: "Simulated", as_json: bool) -> None:
    if as_json:
        fields = {"bundle": str(simulated.out), "rows": simulated.rows, "truth": simulated.truth}
        tell(json.dumps(fields))
        return
    rows = ", ".join(f"{count:,} {name}" for name, count in simulated.rows.items())
    tell(f"{simulated.out}: {rows}")
    usage = simulated.truth["usage"]
    tell(f"true effects are in {simulated.out / 'truth.json'}; mean use {_number(usage['mean'])}")
    for name, each in simulated.truth["outcomes"].items():
        tell(f"  {name:<24} ITT {_number(each['itt']):>7}  LATE {_number(each['late']):>7}")


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value + 0.0:.3f}"
