"""What ``site.toml`` may say: how a site's console works, beside what the shop's files hold."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from console.channels.web.settings import WebPage
from console.settings import OperationSettings

_SERVER = r"^(https://[^\s/@]+|http://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?)/?$"


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MatrixSettings(_Table):
    """Live customers of a Matrix server.

    ``server`` is the address of its client API. ``colleagues`` are the user ids of the agents whom
    a chat can be passed on to. Invitations are taken from users of ``customers_from`` alone, which
    are names of servers; without any, from users of the agent's own.
    """

    kind: Literal["matrix"]
    server: str = Field(pattern=_SERVER)
    colleagues: tuple[str, ...] = ()
    customers_from: tuple[str, ...] = ()


class ChatwootSettings(_Table):
    """Live customers of a Chatwoot server.

    ``account`` is the number in the address of its pages. Without ``inbox`` the customers of all
    inboxes come that the agent is a member of.
    """

    kind: Literal["chatwoot"]
    server: str = Field(pattern=_SERVER)
    account: int = Field(ge=1)
    inbox: int | None = Field(default=None, ge=1)


class WebSettings(WebPage):
    """Live customers of the page that this console serves itself, for one desk."""

    kind: Literal["web"]


ChannelSettings = Annotated[
    MatrixSettings | ChatwootSettings | WebSettings, Field(discriminator="kind")
]


class PracticeSettings(_Table):
    """How many practice customers come in one sitting, and how fast: 1 is as people are."""

    customers: int = Field(default=12, ge=1, le=1000)
    speed: float = Field(default=1.0, ge=0.1, le=100)


class SiteDescription(_Table):
    """The content of ``site.toml``; every key may be left out.

    ``languages`` are those that agents answer in; suggestions are made in no other. ``limit`` is
    how many chats an agent has at once at most, ``wrap_up_s`` the pause after a chat before the
    agent counts as available again. ``study`` is a study file, as seen from the site's folder.
    ``actions`` carries out the steps of procedures. Without ``channel`` a site is for practice.
    ``gateway`` is the page for customers in front of a Matrix server (`switchboard gateway run`).
    Without ``store_texts`` no log of this site holds what anybody wrote.
    """

    tone: Literal["friendly", "neutral", "formal"] | None = None
    length: Literal["short", "medium", "long"] | None = None
    languages: tuple[str, ...] = ()
    limit: int | None = Field(default=None, ge=1, le=50)
    wrap_up_s: float = Field(default=0.0, ge=0, le=600)
    store_texts: bool = True
    study: Path | None = None
    actions: OperationSettings | None = None
    channel: ChannelSettings | None = None
    gateway: WebPage | None = None
    practice: PracticeSettings = PracticeSettings()
