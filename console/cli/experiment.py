"""``switchboard analyze``."""

import json
from pathlib import Path

import click

from console.cli.output import tell
from console.cli.progress import share_bar


@click.command()
@click.argument(
    "bundles", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="BUNDLE..."
)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="The folder for report.html and results.json.",
)
@click.option(
    "--study",
    type=click.Path(path_type=Path),
    help="The study's file. [default: study.toml in the bundle]",
)
@click.option(
    "--replication",
    is_flag=True,
    help="Write the regressions' rows, with scripts in R and Python that run them again.",
)
@click.option("--json", "as_json", is_flag=True, help="results.json on standard output as well.")
def analyze(
    bundles: tuple[Path, ...], out: Path, study: Path | None, replication: bool, as_json: bool
) -> None:
    """What a study did: effects with their uncertainty, and a report that needs nothing else.

    Several bundles are measured as one; a log that is in several of them counts once.

    \b
    Examples:
      switchboard analyze bundle --out results
      switchboard analyze site-a site-b --out results --study study.toml --json
      switchboard analyze bundle --out results --replication
    """
    from console.workflows.analyse import REPLICATION, REPORT, RESULTS, analyse_bundles
    from console.workflows.replication import COMPARISON

    with share_bar() as progress:
        report = analyse_bundles(
            bundles, out, study=study, replication=replication, progress=progress
        )
    if as_json:
        tell(json.dumps(report.json(), allow_nan=False))
        return
    for sentence in report.results.summary:
        tell(sentence)
    for deviation in report.results.deviations:
        tell(f"note: {deviation}", err=True)
    tell(f"{out / REPORT} and {out / RESULTS}")
    if replication:
        tell(f"{out / REPLICATION}: {COMPARISON} says what R and Python find with the same rows")
