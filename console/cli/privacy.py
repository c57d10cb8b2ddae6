"""``switchboard privacy`` and ``switchboard withdraw``."""

import json
from pathlib import Path

import click

from console.cli.output import tell


@click.command()
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def privacy(bundle: Path, as_json: bool) -> None:
    """What a bundle tells of people to somebody who knows more than the bundle.

    For agents, customers and chats: k, the size of the smallest group of rows that are alike in
    what may be known of them, and how many rows are alone. Whoever has the messages finds the
    chats that are alone.

    \b
    Example: switchboard privacy bundle
    """
    from console.export.privacy_report import examine

    findings = examine(bundle)
    if as_json:
        tell(json.dumps({"findings": [finding.as_dict() for finding in findings]}))
        return
    for finding in findings:
        tell(str(finding))


@click.command()
@click.argument("bundles", nargs=-1, type=click.Path(path_type=Path))
@click.option("--agent", "agents", multiple=True, help="An agent who took back the consent.")
@click.option("--customer", "customers", multiple=True, help="A customer, by the channel's id.")
def withdraw(
    bundles: tuple[Path, ...], agents: tuple[str, ...], customers: tuple[str, ...]
) -> None:
    """Leave people who took back their consent out of later exports, and of bundles that are there.

    The site notes them by their pseudonyms. Bundles that were given away have to be replaced where
    they are; logs are not changed. All that was learnt from past replies is forgotten, since it
    does not say whose it was: `switchboard learn` leaves these people out.

    \b
    Examples:
      switchboard withdraw --agent Robin bundle shared
      switchboard withdraw --customer 4711
    """
    from console.workflows.export import withdraw as withdraw_everywhere

    for taken in withdraw_everywhere(bundles, agents, customers):
        gone = {
            name: taken.before.get(name, 0) - rows
            for name, rows in taken.after.items()
            if taken.before.get(name, 0) != rows
        }
        rows = ", ".join(f"{count:,} {name}" for name, count in gone.items()) or "nothing"
        tell(f"{taken.bundle}: taken out: {rows}")
    tell(
        "noted: later exports of this site leave them out. What was learnt from past replies is "
        "forgotten; `switchboard learn` learns again, without them"
    )
