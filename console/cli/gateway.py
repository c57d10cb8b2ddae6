"""``switchboard gateway``: the page for customers, and the gateway that agents share."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.cli.output import tell
from console.domain.errors import ChannelError, UsageError

if TYPE_CHECKING:
    from console.channels.web.settings import WebPage
    from console.site.description import MatrixSettings
    from console.site.folder import Site


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
    page = _page_of(site)
    key = f"#k={admission_key(secret_of(secret_file_of(site)))}"
    tell(page.address + (key if page.admission == "link" else ""))


@gateway.command("sign-in")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--user", required=True, help="The gateway's own user id, such as @web:example.org.")
@click.password_option(confirmation_prompt=False, help="Asked for if it is left out.")
def sign_in(folder: Path, user: str, password: str) -> None:
    """Sign the gateway in at the site's Matrix server; kept in a file for this user alone.

    \b
    Example: switchboard gateway sign-in acme --user @web:example.org
    """
    from console.app.opening import gateway_account_file_of
    from console.channels.matrix.client import signed_in
    from console.channels.web.account import keep_gateway_account
    from console.site.folder import load_site

    site = load_site(folder)
    _, channel = _shared(site)
    account = signed_in(channel.server, user, password)
    keep_gateway_account(gateway_account_file_of(site), account)
    tell(f"{account.user} is signed in at {channel.server}")


@gateway.command()
@click.argument("folder", type=click.Path(path_type=Path))
def run(folder: Path) -> None:
    """Serve the page in front of the site's Matrix server, until it is interrupted.

    \b
    Example: switchboard gateway run acme
    """
    from console.app.opening import gateway_account_file_of, secret_file_of
    from console.channels.web.account import load_gateway_account
    from console.channels.web.tokens import secret_of
    from console.site.folder import load_site

    site = load_site(folder)
    page, channel = _shared(site)
    account = load_gateway_account(gateway_account_file_of(site))
    if account is None:
        raise UsageError(f"the gateway is not signed in; run: switchboard gateway sign-in {folder}")
    try:
        from console.channels.web.bridge import serve_bridged
    except ImportError as error:
        raise ChannelError(
            'the page for customers needs the extra "gateway": pip install "switchboard[gateway]"'
        ) from error
    from console.channels.web.protocol import OpenGateway

    secret = secret_of(secret_file_of(site))
    opened = OpenGateway(page=page, folder=folder, secret=secret, title=site.pack.shop.name)
    try:
        serve_bridged(
            opened,
            channel.server,
            account,
            channel.colleagues,
            on_listening=lambda _: tell(json.dumps({"listening": page.address})),
            note=lambda line: tell(f"note: {line}", err=True),
        )
    except OSError as error:
        raise ChannelError(f"{page.listen} can't be listened to: {error.strerror}") from error
    except KeyboardInterrupt:
        return


def _page_of(site: "Site") -> "WebPage":
    """The page of a site, of its console or of its gateway."""
    told = site.description
    if told.channel is not None and told.channel.kind == "web":
        return told.channel
    if told.gateway is None:
        raise UsageError(f"{site.folder / 'site.toml'}: there is no page; add [gateway]")
    return told.gateway


def _shared(site: "Site") -> "tuple[WebPage, MatrixSettings]":
    """The page and the server of a site whose agents share the gateway."""
    told = site.description
    if told.gateway is None or told.channel is None or told.channel.kind != "matrix":
        raise UsageError(
            f"{site.folder / 'site.toml'}: agents share a page with [gateway] and a [channel] of "
            'kind = "matrix"; a page of kind = "web" is served by the console itself'
        )
    if not told.channel.colleagues:
        raise UsageError(f"{site.folder / 'site.toml'}: colleagues: name the agents to invite")
    return told.gateway, told.channel
