"""Where the gateway listens, who may use it, and how much it takes from whom."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from console.domain.hosts import is_this_machine

Origin = Annotated[str, Field(pattern=r"^https?://[^\s/@;,'\"]+$")]


class GatewayLimits(BaseModel):
    """How much is taken; a rate is a number at once and the seconds until one more is allowed.

    ``connections`` are all that are open, ``connections_each`` those from one address. ``visits``
    is how many customers are waiting or served at once. ``idle_s`` is how long a connection may say
    nothing, ``frame_s`` how long one frame may take, ``gone_s`` after how long without a connection
    a customer has left. Every ``report_s`` the log hears what was refused.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    connections: int = 1000
    connections_each: int = 40
    visits: int = 300
    joins: tuple[int, float] = (30, 1.0)
    new_visits: tuple[int, float] = (10, 10.0)
    messages: tuple[int, float] = (10, 1.0)
    frames: tuple[int, float] = (60, 0.1)
    characters: int = 8_000
    handshake_s: float = 10.0
    idle_s: float = 90.0
    frame_s: float = 20.0
    gone_s: float = 600.0
    report_s: float = 60.0


class WebPage(BaseModel):
    """The page for customers and the gateway behind it.

    ``listen`` is an address and a port; only this machine reaches it unless another address is
    named. ``public`` is what customers open if that is another address. ``admission`` is who may
    begin a chat: whoever has the link that `switchboard gateway link` prints, or anyone.
    ``certificate`` and ``key`` are PEM files as seen from the site's folder; without them the
    gateway listens on this machine alone. ``embed_on`` are the sites that may show the page in a
    frame. With ``behind_proxy`` the addresses of customers are those that a proxy on this machine
    names in ``X-Forwarded-For``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    listen: str = Field(default="127.0.0.1:8440", pattern=r"^([\w.-]+|\[[0-9a-fA-F:.]+\]):\d{1,5}$")
    public: str | None = Field(default=None, pattern=r"^https?://[^\s@#?]+/$")
    admission: Literal["link", "anyone"] = "link"
    certificate: Path | None = None
    key: Path | None = None
    embed_on: tuple[Origin, ...] = ()
    behind_proxy: bool = False
    limits: GatewayLimits = GatewayLimits()

    @model_validator(mode="after")
    def _safe(self) -> Self:
        if (self.certificate is None) != (self.key is None):
            raise ValueError("name both certificate and key, or neither")
        if self.port > 65_535:
            raise ValueError("listen: a port is at most 65535")
        if not is_this_machine(self.host) and self.certificate is None:
            raise ValueError(
                "listen: other machines reach this address; name certificate and key, or listen on "
                "127.0.0.1 behind a proxy that has them"
            )
        return self

    @property
    def host(self) -> str:
        """The address without the port."""
        return self.listen.rpartition(":")[0].strip("[]")

    @property
    def port(self) -> int:
        """The port; 0 for any that is free."""
        return int(self.listen.rpartition(":")[2])

    @property
    def address(self) -> str:
        """What customers' browsers open."""
        if self.public is not None:
            return self.public
        scheme = "http" if self.certificate is None else "https"
        return f"{scheme}://{self.listen}/"
