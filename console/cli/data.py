"""``switchboard export``."""

import json
from pathlib import Path
from typing import Literal

import click


@click.command()
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
