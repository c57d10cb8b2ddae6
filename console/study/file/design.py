"""A study as its file ``study.toml`` describes it. What exists as a ``Study`` fits together."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from console.domain.events import Arm
from console.domain.study_terms import AssignmentUnit, Better, Estimator, FamilyPart, Looks
from console.study.file import rules
from console.study.guardrails.settings import GuardrailRule

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
"""A name that the log, file names and columns can carry."""

TIER_PATTERN = r"^[^\s/]([^/]{0,38}[^\s/])?$"
WORDS_PATTERN = r"\S"
TierName = Annotated[str, Field(pattern=TIER_PATTERN)]


class _Part(BaseModel):
    """A table of the file; what it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class ArmDesign(_Part):
    """One arm. ``access`` is whether its agents get suggestions; ``share`` is of those assigned.

    ``start`` is for delayed starts: the first day on which the arm has access.
    """

    name: Key
    access: bool
    share: float = Field(gt=0, le=1)
    start: date | None = None

    @property
    def arm(self) -> Arm:
        """What the log calls it."""
        return Arm.TREATMENT if self.access else Arm.CONTROL

    def begun(self, day: date) -> bool:
        """Whether what the arm is given has come by that day."""
        return self.start is None or self.start <= day


class Period(_Part):
    """A range of days, both ends included. ``access`` is whether arms with access have it then."""

    name: Key
    first: date
    last: date
    access: bool = True


class Assignment(_Part):
    """How arms are assigned.

    ``unit`` is what is assigned: each agent for good, each chat, each shift of an agent (a
    switchback), each agent the day on which the assistant comes (delayed start), or each agent the
    order of the arms over their sessions (within subjects). ``bucket_min`` is the length of a shift
    in minutes and ``burn_in_min`` what an analysis drops after each change. With ``whole_queue``
    all agents change arms together at each shift, or those of a site where the strata name it, so
    that nobody with the assistant takes customers from somebody without. ``saturations`` are
    shares of agents that are assigned to queues (sites) first, each to as many; within its queue,
    that share of agents is then assigned to the arm with access. Assignment is stratified by
    ``strata``. ``block`` is the size of a block; without it, the smallest number, not below that of
    the arms, of which every arm's share is whole. ``order`` is for sessions: which orders of the
    arms are assigned. ``closed`` means that nobody is added at a console.
    """

    unit: AssignmentUnit = "agent"
    seed: int
    strata: tuple[Literal["tier", "site"], ...] = ()
    block: int | None = Field(default=None, ge=2, le=1000)
    bucket_min: float | None = Field(default=None, gt=0)
    burn_in_min: float = Field(default=0, ge=0)
    whole_queue: bool = False
    saturations: tuple[Annotated[float, Field(ge=0, le=1)], ...] = ()
    order: Literal["williams", "latin"] | None = None
    closed: bool = False


class Tiers(_Part):
    """Skill groups, lowest first: given for each agent, or cut by quantiles of a measure before.

    ``measure`` is a column of ``agent_days`` whose mean over the pre-period ranks the agents.
    """

    names: tuple[TierName, ...] = Field(min_length=1)
    rule: Literal["given", "quantiles"]
    measure: str | None = None


class StudyOutcome(_Part):
    """A column of ``agent_days`` (or of ``chats``) on which the arms are compared.

    One is ``primary``. ``better`` is the direction that is good. ``scale`` is how it is analysed.
    """

    measure: str
    primary: bool = False
    better: Better | None = None
    scale: Literal["level", "ln"] = "level"


class AnalysisDesign(_Part):
    """How the effect is estimated.

    ``estimator`` says how agents who were observed before are compared; see
    ``console.effects.data.samples``. ``family`` are the tests that are adjusted together for their
    number; all others in the report are exploratory. ``looks`` says how often the primary effect
    is read: once at the planned end, at looks that spend the level, or at any time.
    """

    estimator: Estimator = "ancova"
    family: tuple[FamilyPart, ...] = ("outcomes", "tiers")
    looks: Looks = "one"


class PlannedQuestionnaire(_Part):
    """When a questionnaire is shown to the agent; ``every_chats`` goes with after_chats."""

    questionnaire: str
    occasion: Literal["session_start", "session_end", "after_chats"] = "session_end"
    every_chats: int | None = Field(default=None, ge=1)


class TimeLimits(_Part):
    """``idle_s`` without key or pointer is idleness; ``patience_s`` of silence is having left."""

    idle_s: float = Field(default=60, gt=0)
    patience_s: float | None = Field(default=None, gt=0)


class Study(_Part):
    """The whole file. ``consent`` is the text an agent is shown before taking part."""

    format: Literal[1] = 1
    name: str = Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")
    title: str = Field(min_length=1, max_length=120)
    consent: str | None = Field(default=None, pattern=WORDS_PATTERN)
    assignment: Assignment
    arms: tuple[ArmDesign, ...] = Field(min_length=1)
    periods: tuple[Period, ...] = ()
    tiers: Tiers | None = None
    outcomes: tuple[StudyOutcome, ...] = Field(min_length=1)
    analysis: AnalysisDesign = AnalysisDesign()
    limits: TimeLimits = TimeLimits()
    guardrails: tuple[GuardrailRule, ...] = ()
    questionnaires: tuple[PlannedQuestionnaire, ...] = ()

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        """Raise everything at once that contradicts something else, each at its own key."""
        problems = [
            InitErrorDetails(
                type=PydanticCustomError("study", "{why}", {"why": problem.why}),
                loc=problem.place,
                input=None,
            )
            for problem in rules.problems(self)
        ]
        if problems:
            raise ValidationError.from_exception_data("Study", problems)
        return self

    @property
    def has_pre_period(self) -> bool:
        """Whether there is a time before anybody is treated, to compare with."""
        return bool(self.periods) and not self.periods[0].access

    def arm(self, name: str) -> ArmDesign:
        """The arm of that name; KeyError if there is none."""
        for arm in self.arms:
            if arm.name == name:
                return arm
        raise KeyError(name)

    def period(self, day: date) -> Period | None:
        """The period that a day belongs to."""
        return next((p for p in self.periods if p.first <= day <= p.last), None)
