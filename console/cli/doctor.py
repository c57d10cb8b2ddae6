"""``switchboard doctor``."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.cli.output import tell

if TYPE_CHECKING:
    from console.app.doctor import HealthCheck


@click.command()
@click.option("--db", type=click.Path(path_type=Path), help="A session database to verify.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option(
    "--collect",
    "file",
    type=click.Path(path_type=Path),
    help="Also write what helps to find a fault into this text file, without messages or names.",
)
def doctor(db: Path | None, as_json: bool, file: Path | None) -> None:
    """What is installed, what is missing, what to do.

    Has the model write one draft, so that it takes some seconds.

    \b
    Example: switchboard doctor --db session.db
    """
    from console.app.collecting import collect
    from console.app.doctor import examine

    findings = []
    for finding in examine(db):
        findings.append(finding)
        if not as_json:
            _tell(finding)
    if as_json:
        tell(json.dumps({"findings": [finding.as_dict() for finding in findings]}))
    if file is not None:
        collect(file, findings)
        tell(f"Written to {file}; read it before you send it.", err=as_json)
    if not all(finding.ok for finding in findings):
        raise click.exceptions.Exit(1)


def _tell(finding: "HealthCheck") -> None:
    """Say one thing at once: the draft after it takes its time."""
    tell(f"{'ok  ' if finding.ok else 'FAIL'}  {finding.what}: {finding.detail}")
    if not finding.ok:
        tell(f"      {finding.remedy}")
