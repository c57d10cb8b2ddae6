"""How simulated customers behave: when they come, how long they wait, how fast they write."""

from pydantic import BaseModel, ConfigDict, Field, model_validator


class CustomerSettings(BaseModel):
    """The habits of a simulated crowd. All times are simulated seconds.

    Field trials see far fewer ratings (``rating_share`` .15) and returns after days rather than
    minutes; the defaults are what makes a short demonstration show both.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    arrival_mean_s: float = Field(default=20.0, gt=0)
    """Mean time between two arrivals; the gaps are exponential."""

    burst: int = Field(default=3, ge=0)
    """How many customers are there within the first seconds, before the steady flow begins."""

    burst_spread_s: float = Field(default=4.0, ge=0)
    """The time over which the first ``burst`` customers come in."""

    patience_factor: float = Field(default=1.0, gt=0)
    """Multiplies every customer's patience; above 1 is more patient."""

    typing_factor: float = Field(default=1.0, gt=0)
    """Multiplies every customer's typing speed; above 1 is faster."""

    thinking_mean_s: float = Field(default=4.0, ge=0)
    """Mean time between reading the agent's message and beginning to type an answer."""

    delivery_s: float = Field(default=0.3, ge=0)
    """How long the agent's message is on its way."""

    rating_share: float = Field(default=0.6, ge=0, le=1)
    """Share of customers who rate a closed chat."""

    rating_delay_s: float = Field(default=8.0, ge=0)
    """Mean time between the end of a chat and its rating."""

    return_share: float = Field(default=0.9, ge=0, le=1)
    """Share of customers who come back if their issue was not resolved."""

    return_min_s: float = Field(default=60.0, ge=0)
    """Earliest return after the end of a chat; in reality it takes days."""

    return_max_s: float = Field(default=120.0, ge=0)
    """Latest return after the end of a chat."""

    max_returns: int = Field(default=2, ge=0)
    """How often one customer comes back at most."""

    @model_validator(mode="after")
    def _window(self) -> "CustomerSettings":
        if self.return_max_s < self.return_min_s:
            raise ValueError("return_max_s must not be below return_min_s")
        return self
