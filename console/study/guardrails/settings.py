"""What a study file says about each guardrail: which one, for whom, and its limit.

Times are those of customers: in a demonstration that runs faster than people, so do the limits.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class Rule(BaseModel):
    """What all guardrails have in common.

    ``arms`` and ``tiers`` are the names of those it applies to, empty for all. ``share`` makes it a
    factor of the experiment: the share of agents, chosen at random, for whom it is in force; null
    for all of them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    arms: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    share: float | None = Field(default=None, gt=0, lt=1)


class ConcurrencyCap(Rule):
    """No further chat from the queue while ``limit`` are open.

    An agent who takes none within ``settle_s`` after being held back has obeyed.
    """

    policy: Literal["concurrency_cap"]
    limit: int = Field(ge=1, le=50)
    settle_s: float = Field(default=60, gt=0)


class LongestWait(Rule):
    """No further chat from the queue while a customer of the agent's waits longer than ``limit_s``.

    The wait is for an answer in an open chat; time in the queue before it counts.
    """

    policy: Literal["longest_wait"]
    limit_s: float = Field(gt=0)


class AttentionNudge(Rule):
    """A notice to the agent when switches a minute or the share of time away pass a limit.

    Both are of the last ``window_s`` seconds. At least one of the two limits is given. Whether the
    agent obeyed shows in the ``settle_s`` after the notice; two are at least ``pause_s`` apart.
    """

    policy: Literal["attention_nudge"]
    switches_per_min: float | None = Field(default=None, gt=0)
    away_share: float | None = Field(default=None, gt=0, le=1)
    window_s: float = Field(default=180, gt=0)
    settle_s: float = Field(default=60, gt=0)
    pause_s: float = Field(default=300, ge=0)


class OnDemand(Rule):
    """Suggestions are made and shown only when the agent asks for them."""

    policy: Literal["on_demand"]


class ReadFirst(Rule):
    """One key does not send a suggestion before there was time to read it.

    The time is counted from when it was first shown. Scripts without spaces between words are
    counted by ``characters_per_min``. The defaults are quick: people read some 230 words or 255
    Chinese characters a minute with care.
    """

    policy: Literal["read_first"]
    words_per_min: float = Field(default=400, gt=0)
    characters_per_min: float = Field(default=450, gt=0)


class AdoptionCheck(Rule):
    """After ``after`` suggestions in a row sent unchanged, a question whether this one is right."""

    policy: Literal["adoption_check"]
    after: int = Field(default=5, ge=1)


class ResolvedCheck(Rule):
    """At closing as resolved: is it really, when signs in the chat say that it may not be?

    It asks from ``signs`` signs on. A chat that took less than ``short_s`` is a very short one.
    """

    policy: Literal["resolved_check"]
    signs: int = Field(default=1, ge=1, le=5)
    short_s: float = Field(default=60, ge=0)


class NeglectedChat(Rule):
    """A chat whose customer has waited longer than ``limit_s`` for an answer is highlighted.

    Counted from when the agent took the chat, or from the customer's first unanswered message.
    """

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
"""One guardrail of a study file; ``policy`` says which."""
