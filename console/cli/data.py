"""``switchboard export`` and ``switchboard measures``."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from console.cli.output import tell
from console.cli.progress import share_bar
from console.domain.errors import UsageError

if TYPE_CHECKING:
    from console.export.bundle import BundleReport

FORMAT_NAMES = ("bids", "jsonl", "ocel")

_out = click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="The bundle's folder."
)
_format = click.option(
    "--format",
    "fmt",
    type=click.Choice(["parquet", "csv"]),
    default="parquet",
    show_default=True,
    help="How the tables are written.",
)
_also = click.option(
    "--also",
    metavar="FORMS",
    default="",
    help=f"Further forms of the events, with commas between them: {', '.join(FORMAT_NAMES)}. BIDS "
    "has files for each session and is meant for studies in a laboratory.",
)
_for_spreadsheets = click.option(
    "--for-spreadsheets",
    is_flag=True,
    help="With --format csv: a mark by which spreadsheets know UTF-8, and an apostrophe before "
    "texts that they take for formulas.",
)
_json = click.option("--json", "as_json", is_flag=True, help="One JSON object.")


@click.command()
@click.argument(
    "databases", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="DB..."
)
@_out
@click.option(
    "--text",
    type=click.Choice(["none", "redacted", "full"]),
    default="none",
    show_default=True,
    help="Whether it holds what people wrote: not at all, with placeholders for what identifies "
    "them, or in full; unless full, people are pseudonyms.",
)
@click.option(
    "--own",
    metavar="AGENT",
    help="What this agent may have: their own sessions, with what they wrote as it was and the "
    "rest redacted.",
)
@click.option(
    "--share",
    "shared",
    is_flag=True,
    help="For others outside the organisation: coarsened, with other pseudonyms, and only the "
    "tables that analyses read; the bundle says what was coarsened.",
)
@click.option(
    "--study",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The study's file, as it was when the sessions ran; it goes into the bundle.",
)
@_format
@_also
@_for_spreadsheets
@click.option(
    "--allow-damaged",
    is_flag=True,
    help="Export what can be read of a damaged log; the bundle says what is wrong.",
)
@_json
def export(
    databases: tuple[Path, ...],
    out: Path,
    text: Literal["none", "redacted", "full"],
    own: str | None,
    shared: bool,
    study: Path | None,
    fmt: Literal["parquet", "csv"],
    also: str,
    for_spreadsheets: bool,
    allow_damaged: bool,
    as_json: bool,
) -> None:
    """Write session databases as one bundle of tables with a codebook.

    \b
    Examples:
      switchboard export session.db --out bundle
      switchboard export */session.db --out bundle --text redacted --also ocel,bids
      switchboard export session.db --out mine --own Robin
      switchboard export */session.db --out bundle --study study.toml
      switchboard export */session.db --out shared --share
    """
    from console.export.options import BundleFormat
    from console.workflows.export import export_logs

    if shared and (own is not None or text != "none"):
        raise UsageError("--share holds no texts; leave out --text and --own")
    form = BundleFormat(fmt, _checked_for_spreadsheets(for_spreadsheets, fmt), _formats(also))
    with share_bar() as progress:
        report = export_logs(
            databases,
            out,
            form=form,
            text=text,
            own=own,
            shared=shared,
            study=study,
            allow_damaged=allow_damaged,
            progress=progress,
        )
    _print_report(report, as_json)


@click.command()
@click.argument("bundles", nargs=-1, required=True, type=click.Path(path_type=Path))
@_out
@click.option(
    "--engine",
    type=click.Choice(["duckdb", "spark"]),
    default="duckdb",
    show_default=True,
    help="What computes: DuckDB in this program, or Spark on a cluster or on this machine.",
)
@_format
@_also
@_for_spreadsheets
@_json
def measures(
    bundles: tuple[Path, ...],
    out: Path,
    engine: Literal["duckdb", "spark"],
    fmt: Literal["parquet", "csv"],
    also: str,
    for_spreadsheets: bool,
    as_json: bool,
) -> None:
    """Compute all measures again from the events of bundles, as one bundle.

    A log that is in several of them counts once.

    \b
    Example: switchboard measures site-a site-b --out all
    """
    from console.export.bundle import measure_again
    from console.export.options import BundleFormat

    form = BundleFormat(fmt, _checked_for_spreadsheets(for_spreadsheets, fmt), _formats(also))
    with share_bar() as progress:
        report = measure_again(bundles, out, engine=engine, bundle_format=form, progress=progress)
    _print_report(report, as_json)


def _formats(also: str) -> Sequence[str]:
    forms = [name.strip() for name in also.split(",") if name.strip()]
    unknown = sorted(set(forms) - set(FORMAT_NAMES))
    if unknown:
        raise UsageError(f"--also {unknown[0]}: there is {', '.join(FORMAT_NAMES)}")
    return forms


def _checked_for_spreadsheets(for_spreadsheets: bool, fmt: str) -> bool:
    if for_spreadsheets and fmt != "csv":
        raise UsageError("--for-spreadsheets is about CSV files; add --format csv")
    return for_spreadsheets


def _print_report(report: "BundleReport", as_json: bool) -> None:
    if as_json:
        fields = {
            "bundle": str(report.out),
            "rows": report.rows,
            "problems": list(report.problems),
        }
        tell(json.dumps(fields))
        return
    rows = ", ".join(f"{count:,} {name}" for name, count in report.rows.items())
    tell(f"{report.out}: {rows}")
    for problem in report.problems[:_PROBLEMS_SHOWN]:
        tell(f"note: {problem}", err=True)
    if len(report.problems) > _PROBLEMS_SHOWN:
        more = len(report.problems) - _PROBLEMS_SHOWN
        tell(f"note: {more:,} more are in {report.out / 'provenance.json'}", err=True)


_PROBLEMS_SHOWN = 5
