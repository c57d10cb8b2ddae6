"""What a study file says about each guardrail: which one, for whom, and where its limit lies."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class Rule(BaseModel):
    """What all guardrails have in common.

    ``arms`` and ``tiers`` are the names of those it applies to, empty for all. ``share`` makes it a
    factor of the experiment: the share of agents, drawn by lot, for whom it is in force; null for
    all of them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    arms: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    share: float | None = Field(default=None, gt=0, lt=1)


class ConcurrencyCap(Rule):
    """No further chat from the queue while ``limit`` are open."""

    policy: Literal["concurrency_cap"]
    limit: int = Field(ge=1, le=50)


class LongestWait(Rule):
    """No further chat from the queue while a customer has waited longer than ``limit_s``."""

    policy: Literal["longest_wait"]
    limit_s: float = Field(gt=0)


class AttentionNudge(Rule):
    """A word to the agent when switches a minute or the share of time away pass a limit.

    Both are of the last ``window_s`` seconds. At least one of the two limits is given.
    """

    policy: Literal["attention_nudge"]
    switches_per_min: float | None = Field(default=None, gt=0)
    away_share: float | None = Field(default=None, gt=0, le=1)
    window_s: float = Field(default=180, gt=0)
    pause_s: float = Field(default=300, ge=0)


class OnDemand(Rule):
    """Suggestions are made and shown only when the agent asks for them."""

    policy: Literal["on_demand"]


class ReadFirst(Rule):
    """One key does not send a suggestion before there was time to read it."""

    policy: Literal["read_first"]
    words_per_min: float = Field(default=400, gt=0)


class AdoptionCheck(Rule):
    """After ``after`` suggestions in a row sent unchanged, a question whether this one is right."""

    policy: Literal["adoption_check"]
    after: int = Field(default=5, ge=1)


class ResolvedCheck(Rule):
    """At closing as resolved: is it really, when signs in the chat say that it may not be?"""

    policy: Literal["resolved_check"]


class NeglectedChat(Rule):
    """A chat whose customer has waited longer than ``limit_s`` for an answer stands out."""

    policy: Literal["neglected_chat"]
    limit_s: float = Field(gt=0)


GuardrailRule = Annotated[
    ConcurrencyCap
    | LongestWait
    | AttentionNudge
    | OnDemand
    | ReadFirst
    | AdoptionCheck
    | ResolvedCheck
    | NeglectedChat,
    Field(discriminator="policy"),
]
"""One guardrail of a study file; ``policy`` tells which."""
