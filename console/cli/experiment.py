"""``switchboard analyze``."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click


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
@click.option("--json", "as_json", is_flag=True, help="results.json on standard output as well.")
def analyze(bundles: tuple[Path, ...], out: Path, study: Path | None, as_json: bool) -> None:
    """What a study did: effects with their uncertainty, and a report that needs nothing else.

    Several bundles are measured as one; a log that is in several of them counts once.

    \b
    Examples:
      switchboard analyze bundle --out results
      switchboard analyze site-a site-b --out results --study study.toml --json
    """
    from console.analysing import REPORT, RESULTS
    from console.analysing import analyze as run

    with _progress() as progress:
        results = run(bundles, out, study=study, progress=progress)
    if as_json:
        click.echo(json.dumps(results, allow_nan=False))
        return
    for sentence in results["summary"]:
        click.echo(sentence)
    for deviation in results["deviations"]:
        click.echo(f"note: {deviation}", err=True)
    click.echo(f"{out / REPORT} and {out / RESULTS}")


@contextmanager
def _progress() -> Iterator[Callable[[str, float], None]]:
    """A bar on a terminal, and nothing elsewhere."""
    import sys

    with click.progressbar(length=1_000, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def told(what: str, share: float) -> None:
            bar.label = what
            bar.update(max(0, round(share * 1_000) - bar.pos))

        yield told
