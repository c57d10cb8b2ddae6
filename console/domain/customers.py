"""Who the customer is and what they bought, as the console shows it beside a chat."""

from pydantic import BaseModel, ConfigDict


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class OrderItem(_Record):
    """One line of an order. ``price`` is per piece, in the order's currency."""

    name: str
    quantity: int = 1
    price: float | None = None
    detail: str = ""


class Order(_Record):
    """One order. Dates are ISO 8601 days, or text as it came; unknown values are null."""

    id: str
    status: str
    placed: str | None = None
    delivered: str | None = None
    total: float | None = None
    currency: str = "USD"
    carrier: str | None = None
    tracking: str | None = None
    payment: str | None = None
    items: tuple[OrderItem, ...] = ()


class Customer(_Record):
    """A customer as the shop knows them. ``orders`` are newest first.

    ``note`` is the shop's; ``told`` is what a channel tells of what was said before the chat came
    here, and the note of the colleague who passed it on.
    """

    id: str
    name: str
    level: str | None = None
    email: str | None = None
    phone: str | None = None
    since: str | None = None
    language: str | None = None
    address: str | None = None
    note: str | None = None
    told: str | None = None
    orders: tuple[Order, ...] = ()

    @property
    def notes(self) -> str | None:
        """All that is noted, by the shop and by colleagues; null if nothing is."""
        return "\n".join(text for text in (self.note, self.told) if text) or None
