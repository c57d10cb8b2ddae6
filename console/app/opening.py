"""Opens the console on a site: with practice customers, or live."""

from pathlib import Path

from console import paths
from console.app.console import Demo
from console.app.first_start import answered_settings, site_of
from console.app.window import run_window
from console.channels.base import Channel
from console.channels.chatwoot.channel import ChatwootChannel
from console.channels.chatwoot.client import key_of
from console.channels.matrix.channel import MatrixChannel
from console.channels.matrix.client import Account
from console.channels.matrix.credentials import load_account
from console.channels.web.channel import WebChannel
from console.domain.clock import SystemClock
from console.domain.errors import UsageError
from console.settings import Settings, load_settings
from console.site.description import ChatwootSettings, MatrixSettings, WebSettings
from console.site.folder import Site


def open_console() -> None:
    """Open the window on the configured site; on a first start ask which that is.

    Raises:
        SwitchboardError: something it needs is missing.
    """
    file = paths.config_file()
    settings = answered_settings(load_settings(file), file)
    if settings is not None:
        site = site_of(settings)
        run_window(plan_for(site, settings), site.settings(settings))


def plan_for(site: Site, settings: Settings) -> Demo:
    """What a console at this site works on.

    Raises:
        UsageError: it is to be live, and the site has no channel, or nobody is signed in.
        ChannelError: there is no keyring.
    """
    live = live_channel(site, settings.agent) if settings.mode == "live" else None
    if live is not None:
        return Demo(
            database=database_of(site, practice=False),
            model=settings.model,
            study=site.study or settings.study,
            site=site,
            live=live,
        )
    practice = site.description.practice
    return Demo(
        database=database_of(site, practice=True),
        customers=practice.customers,
        model=settings.model,
        speed=practice.speed,
        study=site.study or settings.study,
        site=site,
    )


def live_channel(site: Site, agent: str) -> Channel:
    """The channel of a site's live customers, for this agent; raises as ``plan_for`` does."""
    match site.description.channel:
        case MatrixSettings() as told:
            return _matrix_channel(site, told)
        case ChatwootSettings() as told:
            account = _signed_in(site, key_of(told.server, told.account))
            return ChatwootChannel(told.server, told.account, account, inbox=told.inbox)
        case WebSettings() as told:
            title, secret = site.pack.shop.name, secret_file_of(site)
            return WebChannel(told, site.folder, title, agent, secret, SystemClock())
        case None:
            raise UsageError(f"{site.folder / 'site.toml'}: [channel]: there is none; add it")


def _matrix_channel(site: Site, told: MatrixSettings) -> MatrixChannel:
    return MatrixChannel(
        told.server,
        _signed_in(site, told.server),
        colleagues=told.colleagues,
        customers_from=told.customers_from,
    )


def _signed_in(site: Site, server: str) -> Account:
    account = load_account(server)
    if account is None:
        raise UsageError(
            f"nobody is signed in at {server}; run: switchboard site sign-in {site.folder}"
        )
    return account


def secret_file_of(site: Site) -> Path:
    """What the links and tokens of a site's page for customers are made of."""
    return paths.data_dir() / f"{site.slug}-gateway.key"


def gateway_account_file_of(site: Site) -> Path:
    """Where a gateway that agents share keeps its sign-in."""
    return paths.data_dir() / f"{site.slug}-gateway.account"


def database_of(site: Site, *, practice: bool) -> Path:
    """Where a site's sessions are recorded; practice never shares a file with live customers."""
    return paths.data_dir() / (f"{site.slug}-practice.db" if practice else f"{site.slug}.db")
