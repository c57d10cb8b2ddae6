"""``switchboard gateway``: the page for customers."""

from pathlib import Path

import click

from console.cli.output import tell
from console.domain.errors import UsageError


@click.group()
def gateway() -> None:
    """The page through which customers write, and the gateway behind it.

    \b
    Example: switchboard gateway link acme
    """


@gateway.command()
@click.argument("folder", type=click.Path(path_type=Path))
def link(folder: Path) -> None:
    """Print the link that customers open; whoever has it may begin a chat.

    \b
    Example: switchboard gateway link acme
    """
    from console.app.opening import secret_file_of
    from console.channels.web.tokens import admission_key, secret_of
    from console.site.folder import load_site

    site = load_site(folder)
    page = site.description.channel
    if page is None or page.kind != "web":
        raise UsageError(f'{folder / "site.toml"}: [channel]: there is no page; write kind = "web"')
    key = f"#k={admission_key(secret_of(secret_file_of(site)))}"
    tell(page.address + (key if page.admission == "link" else ""))
