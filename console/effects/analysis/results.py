"""The results of a study: a class for each part of ``results.json``, with the fields it has there.

Fields that are marked ``INLINE`` stand among the others in the file: the estimate of an outcome's
effect next to the outcome's label. A number that does not exist is null; what is withheld has the
reason in ``withheld``, which is null otherwise.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from console.domain.study_terms import AssignmentUnit, Better
from console.effects.analysis.effect_results import (
    AssignmentEffect,
    AttritionResult,
    CarryOverResult,
    CheckResult,
    InterferenceResult,
    KeyResult,
    NeverTakersResult,
    OutcomeEffect,
    OutcomeUseEffect,
    QuantileEffect,
    RatingResponse,
    SaturationResult,
    TierEffects,
    WithheldAttrition,
    WithheldRatingResponse,
)
from console.effects.analysis.looks import LooksResult
from console.effects.data.plan import Minimums, PlannedArm, PlannedPeriod
from console.effects.json_values import INLINE, JsonObject, json_key, json_object

FORMAT = 1
"""Of ``results.json``; raised when a key is renamed or removed."""


# --- who took part, and whether the arms are sound -------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class LostAgents:
    """How many assigned agents are not analysed for one reason."""

    reason: str
    agents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmFlow:
    """The agents of one arm, from assignment to analysis; ``flow`` says what the counts are."""

    arm: str
    assigned: int
    worked: int
    received: int | None
    used: int | None
    analysed: int
    alone: int
    agent_days: int
    lost: tuple[LostAgents, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmChats:
    """The chats of one arm in the time with access; null is what was never measured."""

    arm: str
    taken: int
    exposed: int | None
    used: int | None
    rated: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentsWithinArms:
    """Where agents change arms: how many there are, and how many were in all of the arms."""

    agents: int
    in_all_arms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowResult:
    """CONSORT's numbers, for agents and for chats."""

    agents: int
    declined: int
    unassigned: int | None
    outside: int
    unit: AssignmentUnit
    arms: tuple[ArmFlow, ...]
    chats: tuple[ArmChats, ...]
    within: AgentsWithinArms | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleRatioResult:
    """Units in each arm, how many were expected, and whether to raise the alarm."""

    withheld: None = None
    counts: Mapping[str, int]
    expected: Mapping[str, float]
    p_value: float
    alarm: bool
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithheldSampleRatio:
    """Why the arms' sizes can't be tested, and the counts."""

    expected: None = None
    p_value: None = None
    method: None = None
    alarm: bool = False
    withheld: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceVariable:
    """One variable in both arms: means and their standardised difference."""

    variable: str
    label: str
    treated_mean: float | None
    control_mean: float | None
    smd: float | None
    flagged: bool
    n: int
    missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceResult:
    """Whether the arms were alike in the time that ``when`` names, and the joint test."""

    withheld: None = None
    when: str
    limit: float
    p_value: float | None
    method: str
    units: int
    flagged: int
    variables: tuple[BalanceVariable, ...]
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithheldBalance:
    """Why the arms are not compared before the study."""

    variables: tuple[BalanceVariable, ...] = ()
    limit: float
    p_value: None = None
    when: str = ""
    words: str = ""
    withheld: str


# --- attention, adoption, guardrails, questionnaires -----------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class DayMean:
    """A mean over agents on a day, or in the week that begins with it."""

    day: str
    mean: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionMeans:
    """One measure's means in one arm, before access and with it."""

    arm: str
    measure: str
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionSeries:
    """One measure over time in one arm; ``access`` is whether the arm has it."""

    measure: str
    arm: str
    access: bool
    points: tuple[DayMean, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionResult:
    """How agents divided their attention; ``began`` is the first day with access."""

    measures: tuple[str, ...]
    by_arm: tuple[AttentionMeans, ...]
    over_time: tuple[AttentionSeries, ...]
    began: str | None
    effects: tuple[OutcomeEffect, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageSpread:
    """Shares of agents who never used it, who always did, and in each tenth between."""

    never_share: float | None = None
    always_share: float | None = None
    tenths: tuple[float, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TierAdoption:
    """Usage in one tier."""

    tier: str
    agents: int
    mean: float | None
    points: tuple[DayMean, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptionResult:
    """Usage among those with access: means, spread over agents, by tier and over time."""

    mean: float | None
    complete: float | None
    partial: float | None
    agent_days: int
    agents: int
    spread: UsageSpread = field(metadata=INLINE)
    by_tier: tuple[TierAdoption, ...]
    over_time: tuple[DayMean, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardrailEffect:
    """A randomised guardrail's effect on the primary outcome."""

    effect: AssignmentEffect = field(metadata=INLINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedGuardrailEffect(GuardrailEffect):
    """The same, with how many agents had the guardrail and how many had not."""

    n_with: int
    n_without: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardrailResult:
    """How often one guardrail was triggered, and what agents did."""

    guardrail: str
    policy: str | None
    randomised: bool
    triggers: int
    agents: int
    obeyed: int
    overridden: int
    lapsed: int
    open: int
    median_response_s: float | None
    comparison: GuardrailEffect | None = field(metadata=json_key("effect"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmScore:
    """The mean of one arm's agents, with its interval."""

    arm: str
    agents: int
    mean: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreResult:
    """One score of a questionnaire, by arm."""

    questionnaire: str
    score: str
    label: str
    better: str | None
    sittings: int
    by_arm: tuple[ArmScore, ...]


# --- the whole -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyOutcomeRole:
    """An outcome of the study, and whether it is the primary one."""

    name: str
    label: str
    primary: bool
    better: Better | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyDescription:
    """What the study was, as far as the plan and the bundle say."""

    name: str
    title: str
    planned: bool
    hash: str | None
    hashes_in_logs: tuple[str, ...]
    unit: AssignmentUnit
    delayed: bool
    compared: str
    first_day: date | None = field(metadata=json_key("from"))
    last_day: date | None = field(metadata=json_key("until"))
    arms: tuple[PlannedArm, ...]
    periods: tuple[PlannedPeriod, ...]
    strata: tuple[str, ...]
    seed: int | None
    block: int | None
    outcomes: tuple[StudyOutcomeRole, ...]
    minimums: Minimums


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """All that the tables say of a study.

    ``set_by_hand`` counts the sessions whose arm somebody chose.
    """

    format: int = FORMAT
    study: StudyDescription
    looks: LooksResult
    simulated: bool
    itt: tuple[OutcomeEffect, ...]
    late: tuple[OutcomeUseEffect, ...]
    flow: FlowResult
    srm: SampleRatioResult | WithheldSampleRatio
    balance: BalanceResult | WithheldBalance
    attrition: AttritionResult | WithheldAttrition
    interference: InterferenceResult
    carry_over: CarryOverResult | None
    saturation: SaturationResult | None
    late_level: OutcomeUseEffect | None
    until_agreed: OutcomeEffect | None
    key: KeyResult | None
    quantiles: tuple[QuantileEffect, ...]
    by_tier: tuple[TierEffects, ...]
    negative_control: tuple[TierEffects, ...]
    never_takers: NeverTakersResult
    rating_response: RatingResponse | WithheldRatingResponse
    attention: AttentionResult
    adoption: AdoptionResult
    guardrails: tuple[GuardrailResult, ...]
    questionnaires: tuple[ScoreResult, ...]
    checks: tuple[CheckResult, ...]
    deviations: tuple[str, ...]
    set_by_hand: int = 0
    summary: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CodebookEntry:
    """A column that the results rest on, as the codebook describes it."""

    name: str
    description: str
    formula: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeFrom:
    """What the results were made with and from; ``schema`` is that of the events."""

    version: str
    schema: int
    bundles: int
    code_book: tuple[CodebookEntry, ...]


def results_json(results: Results, made_from: MadeFrom) -> JsonObject:
    """The content of ``results.json``."""
    return json_object(results) | json_object(made_from)
