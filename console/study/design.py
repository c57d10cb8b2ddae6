"""A study as its file ``study.toml`` describes it."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from console.domain.events import Arm
from console.study.guardrails.settings import GuardrailRule


class _Part(BaseModel):
    """A table of the file; what it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class ArmDesign(_Part):
    """One arm. ``access`` is whether its agents get suggestions; ``share`` is of those drawn.

    ``start`` is for delayed starts: the first day on which the arm has access.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    access: bool
    share: float = Field(gt=0, le=1)
    start: date | None = None

    @property
    def arm(self) -> Arm:
        """What the log calls it."""
        return Arm.TREATMENT if self.access else Arm.CONTROL


class Period(_Part):
    """A stretch of days, both ends in it. ``access`` is whether arms with access have it then."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    first: date
    last: date
    access: bool = True


class Assignment(_Part):
    """How the lot is drawn.

    ``unit``: each agent for good, each chat, each shift of an agent (a switchback), or each agent
    to the day on which the assistant comes (delayed start). ``bucket_min`` is the length of a shift
    in minutes and ``burn_in_min`` what an analysis drops after each change. ``strata`` are within
    which it is drawn, ``block`` how many draws come out even.
    """

    unit: Literal["agent", "chat", "shift", "delayed"] = "agent"
    seed: int
    strata: tuple[Literal["tier", "site"], ...] = ()
    block: int | None = Field(default=None, ge=2)
    bucket_min: float | None = Field(default=None, gt=0)
    burn_in_min: float = Field(default=0, ge=0)


class Tiers(_Part):
    """Skill groups, lowest first: given for each agent, or cut by quantiles of a measure before.

    ``measure`` is a column of ``agent_days`` whose mean over the pre-period ranks the agents.
    """

    names: tuple[str, ...] = Field(min_length=1)
    rule: Literal["given", "quantiles"] = "given"
    measure: str | None = None


class Outcome(_Part):
    """A column of ``agent_days`` (or of ``chats``) on which the arms are compared.

    One is ``primary``. ``better`` is the direction that is good. ``scale`` is how it is analysed.
    """

    measure: str
    primary: bool = False
    better: Literal["higher", "lower"] | None = None
    scale: Literal["level", "ln"] = "level"


class Sitting(_Part):
    """When a questionnaire is put before the agent; ``every_chats`` goes with after_chats."""

    questionnaire: str
    occasion: Literal["session_start", "session_end", "after_chats"] = "session_end"
    every_chats: int | None = Field(default=None, ge=1)


class Limits(_Part):
    """``idle_s`` without key or pointer is idleness; ``patience_s`` of silence is having left."""

    idle_s: float = Field(default=60, gt=0)
    patience_s: float | None = Field(default=None, gt=0)


class Study(_Part):
    """The whole file. ``consent`` is the text an agent is shown before taking part."""

    format: Literal[1] = 1
    name: str = Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")
    title: str = Field(min_length=1, max_length=120)
    consent: str | None = None
    assignment: Assignment
    arms: tuple[ArmDesign, ...] = Field(min_length=1)
    periods: tuple[Period, ...] = ()
    tiers: Tiers | None = None
    outcomes: tuple[Outcome, ...] = Field(min_length=1)
    limits: Limits = Limits()
    guardrails: tuple[GuardrailRule, ...] = ()
    questionnaires: tuple[Sitting, ...] = ()
