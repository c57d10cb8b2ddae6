"""``switchboard study``: write and check a study file."""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.cli.output import tell
from console.cli.study_assign import assign, power
from console.cli.study_files import sound_study
from console.domain.errors import UsageError

if TYPE_CHECKING:
    from console.study.file.templates import Template


@click.group()
def study() -> None:
    """Who gets the assistant at random, and what is compared: write, check, assign, size a study.

    \b
    Example: switchboard study init pilot.toml
    """


@study.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--template",
    metavar="NAME",
    help="What to start from: by-agent, switchback, whole-queue, saturation, "
    "guardrail-factorial, usability (within subjects) or demo. With it, nothing is asked.",
)
@click.option("--name", help="The study's name: small letters, digits, hyphens. Else the file's.")
@click.option("--title", help="Its title. Else the template's.")
@click.option("--start", type=click.DateTime(["%Y-%m-%d"]), help="Its first day. Else Monday.")
@click.option("--seed", type=int, help="For the randomisation. Else a random one.")
def init(
    file: Path,
    template: str | None,
    name: str | None,
    title: str | None,
    start: datetime | None,
    seed: int | None,
) -> None:
    """Write a study file to be edited; comments in it say what each key does.

    \b
    Examples:
      switchboard study init pilot.toml
      switchboard study init pilot.toml --template switchback --start 2026-03-02
    """
    import secrets

    if file.exists():
        raise UsageError(f"{file} is there already; name another file")
    asks = template is None
    chosen = _template(template)
    _write(
        file,
        chosen.filled(
            name=name or _answer("Name of the study", _slug(file.stem), asks=asks),
            title=title or _answer("Title", chosen.title, asks=asks),
            start=start.date() if start else _first_day(chosen, asks=asks),
            seed=secrets.randbelow(10**9) if seed is None else seed,
        ),
    )
    tell(f"{file}: edit it, then run: switchboard study check {file}")


def _template(name: str | None) -> "Template":
    from console.study.file.templates import templates

    known = templates()
    if name is None:
        name = _asked(known)
    if name not in known:
        raise UsageError(f"--template {name}: there is {', '.join(known)}")
    return known[name]


def _asked(known: Mapping[str, "Template"]) -> str:
    for name, template in known.items():
        tell(f"  {name:20} {template.title}")
    return str(click.prompt("Start from", type=click.Choice(list(known)), default="by-agent"))


def _answer(question: str, default: str, *, asks: bool) -> str:
    return str(click.prompt(question, default=default)) if asks else default


def _first_day(template: "Template", *, asks: bool) -> date | None:
    """Monday after today, or what the person says; a template without days has none."""
    if template.first_day is None:
        return None
    today = datetime.now().astimezone().date()
    monday = today + timedelta(days=7 - today.weekday())
    if not asks:
        return monday
    form = click.DateTime(["%Y-%m-%d"])
    day: datetime = click.prompt("First day", default=monday.isoformat(), type=form)
    return day.date()


def _slug(stem: str) -> str:
    kept = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in stem.lower())
    return kept.strip("-")[:40] or "study"


def _write(file: Path, text: str) -> None:
    """Leave a sound file or none: what was answered may not fit."""
    from console.study.file.loading import load_study

    try:
        with file.open("x", encoding="utf-8") as target:
            target.write(text)
    except OSError as error:
        raise UsageError(f"{file} can't be written: {error.strerror}") from error
    try:
        load_study(file)
    except UsageError:
        file.unlink()
        raise


@study.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def check(file: Path, as_json: bool) -> None:
    """Say whether a study file is sound: else each fault, with its line and what to do.

    Notes are about what is valid but could be better.

    \b
    Example: switchboard study check pilot.toml
    """
    from console.study.file.advice import remarks
    from console.study.file.loading import study_hash

    checked, digest = sound_study(file), study_hash(file)
    unit, arms = checked.assignment.unit, {arm.name: arm.share for arm in checked.arms}
    notes = list(remarks(checked))
    if as_json:
        report = {"study": checked.name, "study_hash": digest, "unit": unit, "arms": arms}
        tell(json.dumps({**report, "notes": notes}))
        return
    shares = ", ".join(f"{name} {share:.0%}" for name, share in arms.items())
    tell(f"{file}: a sound study, assigned by {unit}: {shares}; hash {digest}")
    for note in notes:
        tell(f"note: {note}", err=True)


@study.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def register(file: Path, as_json: bool) -> None:
    """Freeze a study file before there are data: write its hash and the time beside it.

    `switchboard analyze --study FILE` says if the file was changed afterwards, or was registered
    after the first day of the data.

    \b
    Example: switchboard study register pilot.toml
    """
    from dataclasses import asdict

    from console.study.file.registration import register_study, registration_file

    sound_study(file)
    made = register_study(file)
    if as_json:
        tell(json.dumps(asdict(made)))
        return
    tell(
        f"{registration_file(file)}: registered on {made.registered_at}, hash {made.study_hash}; "
        "give a copy to somebody else to keep"
    )


study.add_command(assign)
study.add_command(power)
