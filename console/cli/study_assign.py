"""``switchboard study assign`` and ``switchboard study power``: assign agents, and size a study."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.cli.output import tell
from console.cli.study_files import sound_study
from console.domain.errors import UsageError

if TYPE_CHECKING:
    from console.study.assignment.enrolment import EnrolmentReport
    from console.study.file.design import Study
    from console.workflows.sample_size import Power

_file = click.argument("file", type=click.Path(path_type=Path))
_json = click.option("--json", "as_json", is_flag=True, help="One JSON object.")


@click.command()
@_file
@click.option(
    "--agents",
    type=click.Path(path_type=Path),
    metavar="CSV",
    help="Who is assigned: a line for each, under the heading agent,tier,site. Without it, only "
    "the list as it is is shown.",
)
@click.option(
    "--pre",
    type=click.Path(path_type=Path),
    metavar="BUNDLE",
    help="Cuts tiers by what agents did before; with agents' own names (export --text full).",
)
@click.option("--reveal", is_flag=True, help="Show the arms; the list keeps that it was done.")
@_json
def assign(file: Path, agents: Path | None, pre: Path | None, reveal: bool, as_json: bool) -> None:
    """Assign agents to arms at random; the arms stay concealed until the agents' sessions start.

    The list is kept beside the study file, as NAME.assignment.json. Agents who are on it keep their
    places; others go on in the open blocks of their strata.

    \b
    Example: switchboard study assign pilot.toml --agents agents.csv
    """
    from console.domain.clock import SystemClock
    from console.study.assignment import enrolment
    from console.study.assignment.agents_csv import read_people
    from console.study.assignment.assignment_file import assignment_path

    study = sound_study(file)
    people = read_people(agents, _tiers(study, pre)) if agents else []
    if agents is None and not assignment_path(file).exists():
        raise UsageError(f"{file}: nobody is assigned yet; add --agents CSV")
    report = enrolment.assign(file, study, people, SystemClock().wall(), reveal=reveal)
    if as_json:
        tell(json.dumps(report.fields()))
    else:
        _print_enrolment(report)


def _tiers(study: "Study", pre: Path | None) -> Mapping[str, str]:
    if pre is None:
        return {}
    from console.workflows.sample_size import tiers_before

    return tiers_before(study, pre)


def _print_enrolment(report: "EnrolmentReport") -> None:
    assignments = report.assignments
    tell(f"{report.path}: {len(assignments.agents)} agents, {report.new} of them new")
    for stratum, agents in report.strata.items():
        tell(f"  {agents:6,}  {stratum}")
    tell(f"{assignments.algorithm}, list {assignments.list_sha256}")
    if report.kept:
        why = f"agents listed with another tier or site, which they keep: {report.kept}"
        tell(f"note: {why}", err=True)
    for entry, assigned in report.revealed:
        what = ", ".join([*assigned.arms, *assigned.guardrails]) or "assigned later"
        tell(f"{entry.agent}  {entry.stratum}  {what}")


@click.command()
@_file
@click.option("--agents", type=click.IntRange(min=4), help="How many take part.")
@click.option("--effect", type=float, help="How many agents an effect of this size takes.")
@click.option(
    "--from",
    "pilot",
    type=click.Path(path_type=Path),
    metavar="BUNDLE",
    help="A pilot's data, from which it is taken how the outcome varies.",
)
@click.option(
    "--preset",
    type=click.Choice(["paper"]),
    help="How it varied in the published field experiment; so without --from.",
)
@click.option(
    "--power",
    "chance",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.8,
    show_default=True,
    help="With which chance such an effect is to be found.",
)
@click.option(
    "--picture", type=click.Path(path_type=Path), metavar="SVG", help="The curve as a picture."
)
@_json
def power(
    file: Path,
    agents: int | None,
    effect: float | None,
    pilot: Path | None,
    preset: str | None,
    chance: float,
    picture: Path | None,
    as_json: bool,
) -> None:
    """Say how small an effect on the primary outcome would be found, by number of agents.

    \b
    Examples:
      switchboard study power pilot.toml --agents 120
      switchboard study power pilot.toml --from bundle --picture power.svg
    """
    from console.workflows.sample_size import power_of

    if pilot and preset:
        raise UsageError("--from and --preset: say one of them, where the numbers are from")
    study = sound_study(file)
    result = power_of(study, agents=agents, effect=effect, pilot=pilot, chance=chance)
    if picture:
        _write_picture(result, picture)
    if as_json:
        tell(json.dumps(result.fields()))
    else:
        _print_power(result)


def _print_power(power: "Power") -> None:
    varies = power.variation
    tell(
        f"{power.outcome}, as in {varies.source}: σ {varies.sigma:.3g}, of which {varies.icc:.0%} "
        f"between agents, {varies.days:.3g} rows an agent"
    )
    tell("  agents  smallest effect of assignment  of use")
    for point in power.points:
        late = "" if point.late_mde is None else f"{point.late_mde:.3g}"
        tell(f"{point.agents:8,}  {point.mde:29.3g}  {late}".rstrip())
    if power.needed is not None:
        tell(f"{power.needed:,} agents find an effect of {power.effect:g}")
    for note in power.notes:
        tell(f"note: {note}", err=True)


def _write_picture(power: "Power", picture: Path) -> None:
    from console.workflows.sample_size import power_picture

    try:
        picture.write_text(power_picture(power), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{picture} can't be written: {error.strerror}") from error
