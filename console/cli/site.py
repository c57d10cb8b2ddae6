"""``switchboard site``: an organisation's folder, written and checked."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.cli.output import tell
from console.domain.errors import UsageError

if TYPE_CHECKING:
    from console.site.description import ChannelSettings


@click.group()
def site() -> None:
    """An organisation's folder: name, tone, issues, articles, replies, actions, channel, study.

    \b
    Example: switchboard site init acme --name "Acme Garden"
    """


@site.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--name", help="What the organisation is called. Else the folder's name.")
def init(folder: Path, name: str | None) -> None:
    """Write a site to begin with: sound, with examples to be replaced.

    \b
    Example: switchboard site init acme --name "Acme Garden"
    """
    from datetime import datetime

    from console.site.writing import write_site

    called = (name if name is not None else folder.resolve().name).strip()
    if not called or not called.isprintable():
        raise UsageError("--name: say what the organisation is called, in one line")
    files = write_site(folder, called, datetime.now().astimezone().date())
    tell("\n".join(str(file) for file in files))
    tell(f"Edit these files, then run: switchboard site check {folder}")


@site.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_context
def check(ctx: click.Context, folder: Path, as_json: bool) -> None:
    """Say whether a site is sound: else each problem, with its file, its line and what to do.

    Whether the files fit together is examined once each is sound by itself, so run it again then.

    \b
    Example: switchboard site check acme
    """
    from console.site.check import site_problems
    from console.site.folder import load_site

    problems = site_problems(folder)
    if as_json:
        listed = [{"file": str(each.file), "line": each.line, "why": each.why} for each in problems]
        tell(json.dumps({"sound": not problems, "faults": listed}))
    else:
        for problem in problems:
            tell(str(problem), err=True)
    if problems:
        ctx.exit(1)
    if as_json:
        return
    sound = load_site(folder)
    pack, channel = sound.pack, sound.description.channel
    tell(
        f"{folder}: a sound site, {pack.shop.name}: {len(pack.issues)} issues, "
        f"{len(pack.articles)} articles, {len(pack.canned)} canned replies, "
        f"{len(pack.scenarios)} practice stories; " + _whence(channel)
    )


def _whence(channel: "ChannelSettings | None") -> str:
    """Where a site's live customers come from."""
    if channel is None:
        return "no channel: practice only"
    place = channel.address if channel.kind == "web" else channel.server
    return f"live customers from {place}"


@site.command("sign-in")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--user", required=True, help="The agent: @ana:example.org; at Chatwoot the e-mail address."
)
@click.password_option(
    confirmation_prompt=False,
    prompt="Password, or at Chatwoot the access token",
    help="Asked for if it is left out. At Chatwoot the access token of the agent's profile.",
)
def sign_in(folder: Path, user: str, password: str) -> None:
    """Sign in at the server of the site's live customers; kept in the system's keyring.

    \b
    Example: switchboard site sign-in acme --user @ana:example.org
    """
    from console.channels.chatwoot.client import account_of, key_of
    from console.channels.matrix.client import signed_in
    from console.channels.matrix.credentials import keep_account, load_account
    from console.site.folder import load_site

    channel = load_site(folder).description.channel
    if channel is None or channel.kind == "web":
        raise UsageError(f"{folder / 'site.toml'}: [channel]: there is no server; add one")
    chatwoot = channel if channel.kind == "chatwoot" else None
    key = channel.server if chatwoot is None else key_of(chatwoot.server, chatwoot.account)
    load_account(key)  # says so if there is no keyring, before a password is used
    if chatwoot is None:
        account = signed_in(channel.server, user, password)
    else:
        account = account_of(chatwoot.server, chatwoot.account, user, password)
    keep_account(key, account)
    tell(f"{account.user if chatwoot is None else user} is signed in at {channel.server}")
