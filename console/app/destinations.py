"""What leaves this computer while an agent works, and where it goes, in words for the agent."""

from urllib.parse import urlsplit

from console.settings import Settings
from console.site.description import ChatwootSettings, MatrixSettings, WebSettings
from console.site.folder import Site
from console.ui.kit.interfaces import Destination

_TO_CUSTOMERS = "The messages you send, that you are typing, and how far you have read"


def destinations(live_site: Site | None, settings: Settings) -> tuple[Destination, ...]:
    """Where a console sends something; nothing if everything stays on this computer.

    Args:
        live_site: whose customers come; null in practice.
        settings: with the site's in place of the person's.
    """
    return (*_customers(live_site), *_model(settings), *_actions(settings))


def _customers(site: Site | None) -> list[Destination]:
    match None if site is None else site.description.channel:
        case WebSettings():
            text = f"{_TO_CUSTOMERS}, and what you are called, go to the customer's page."
            return [Destination("Customers", text)]
        case MatrixSettings(server=server):
            text = (
                f"{_TO_CUSTOMERS} go to {_host(server)}, and with it to the customer; so does that "
                "a chat is yours or has ended. A note for a colleague goes there for them alone."
            )
            return [Destination("Customers", text)]
        case ChatwootSettings(server=server):
            text = (
                f"{_TO_CUSTOMERS} go to {_host(server)}, and with it to the customer. It learns "
                "that a chat is yours or has ended, and keeps a note for a colleague as a private "
                "note, which all agents there can read."
            )
            return [Destination("Customers", text)]
        case _:
            return []


def _model(settings: Settings) -> list[Destination]:
    if settings.server is None:
        return []
    text = (
        "The chat, what is known of the customer and the article are sent to "
        f"{_host(settings.server.url)}, which writes the suggestions."
    )
    return [Destination("Suggestions", text, of_assistant=True)]


def _actions(settings: Settings) -> list[Destination]:
    told = settings.operations
    if told is None:
        return []
    where = _host(told.url) if told.url is not None else "a program of this site"
    text = f"What a step needs (customer, order, words of the customer) goes to {where}."
    return [Destination("Steps that you have carried out", text)]


def _host(address: str) -> str:
    return urlsplit(address).netloc or address
