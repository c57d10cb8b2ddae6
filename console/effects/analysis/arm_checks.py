"""Whether the arms have the right sizes and were alike before anything was done to them."""

from console.effects.analysis.assignment_blocks import BLOCK, with_blocks
from console.effects.analysis.effect_units import finite
from console.effects.analysis.estimate import attempt
from console.effects.analysis.flow import assigned_agents
from console.effects.analysis.results import (
    BalanceResult,
    BalanceVariable,
    SampleRatioResult,
    WithheldBalance,
    WithheldSampleRatio,
)
from console.effects.checks.balance import FLAG, Balanced, balance
from console.effects.checks.sample_ratio import RatioCheck, sample_ratio
from console.effects.data.bundle_tables import Frame, Tables
from console.effects.data.chat_rows import bucket_rows, chat_rows
from console.effects.data.outcome_catalogue import outcome_named
from console.effects.data.plan import AnalysisPlan, Contrast
from console.effects.data.samples import of_contrast
from console.effects.data.study_days import study_days
from console.effects.estimates import Withheld
from console.effects.formatting import p_value

BEFORE = (
    "issue_identification_s", "duration_s", "first_response_s", "agent_response_s",
    "customer_response_s", "concurrency_at_start", "switches_in", "away_share", "typing_s",
    "agent_messages", "customer_messages", "message_ratio", "customer_pictures", "rating",
    "dissatisfaction_rate", "rated_share", "retrial_rate", "abandonment_rate", "queue_wait_s",
    "customer_tenure_days", "chats",
)  # fmt: skip
"""What agents are compared by in the time before."""

UNTOUCHED = ("customer_tenure_days", "queue_wait_s", "customer_pictures")
"""What the assistant hardly touches, for studies without a time before."""

_NO_SHARES = "no study file says which shares the arms were to have"


def arm_sizes(tables: Tables, plan: AnalysisPlan) -> SampleRatioResult | WithheldSampleRatio:
    """Whether each arm has as many as it should; see ``console.effects.checks.sample_ratio``."""
    counts = _counts(tables, plan)
    total = sum(arm.share for arm in plan.arms)
    shares = {arm.name: arm.share / total for arm in plan.arms}
    check: RatioCheck | Withheld = Withheld(outcome="srm", reason=_NO_SHARES)
    if plan.planned:
        check = attempt("srm", lambda: sample_ratio(counts, shares))
    if isinstance(check, Withheld):
        return WithheldSampleRatio(withheld=check.reason, counts=counts)
    return SampleRatioResult(
        counts=check.counts,
        expected=check.expected,
        p_value=check.p_value,
        alarm=check.alarm,
        method=check.method,
    )


def _counts(tables: Tables, plan: AnalysisPlan) -> dict[str, int]:
    """Units assigned to each arm: agents, chats, shifts or sessions."""
    if plan.unit in ("agent", "delayed"):
        days = study_days(tables, plan)
        return {arm.name: len(assigned_agents(tables, days, arm.name)) for arm in plan.arms}
    counts = {arm.name: 0 for arm in plan.arms}
    for contrast in plan.contrasts:
        rows = chat_rows(tables, plan, contrast, plan.primary.name)
        rows = rows if plan.unit == "chat" else bucket_rows(rows, plan, plan.primary.name)
        counts[contrast.arm] = int((rows["treat"] == 1).sum())
        counts[contrast.against] = int((rows["treat"] == 0).sum())
    return counts


def arm_balance(tables: Tables, plan: AnalysisPlan) -> BalanceResult | WithheldBalance:
    """Standardised differences between the first contrast's arms, and the joint test."""
    if not plan.contrasts:
        return _withheld("there is one arm only")
    if plan.unit not in ("agent", "delayed"):
        return _withheld(
            "agents are compared with themselves, so what they bring along is the same in all arms"
        )
    rows, when = _rows(tables, plan, plan.contrasts[0])
    wanted = BEFORE if when == "before anybody had access" else UNTOUCHED
    names = [name for name in wanted if name in rows.columns and rows[name].notna().any()]
    if rows["treated"].nunique() < 2 or not names:
        return _withheld("nothing was measured in both arms")
    fewest = int(rows.groupby("treated")["agent"].nunique().min())
    if fewest < plan.minimums.agents_per_mean:
        return _withheld(f"an arm has {fewest} agents, too few to tell their means")
    compared = attempt(
        "balance",
        lambda: balance(rows, treatment="treated", variables=names, unit="agent", within=(BLOCK,)),
    )
    if isinstance(compared, Withheld):
        return _withheld(compared.reason)
    flagged = sum(each.flagged for each in compared.variables)
    return BalanceResult(
        when=when,
        limit=FLAG,
        p_value=finite(compared.p_value),
        method=compared.method,
        units=compared.units,
        flagged=flagged,
        variables=tuple(_variable(each) for each in compared.variables),
        words=_words(len(compared.variables), flagged, finite(compared.p_value), when),
    )


def _withheld(reason: str) -> WithheldBalance:
    return WithheldBalance(withheld=reason, limit=FLAG)


def _rows(tables: Tables, plan: AnalysisPlan, contrast: Contrast) -> tuple[Frame, str]:
    rows = of_contrast(study_days(tables, plan), contrast)
    before = rows[rows["period"] == 0]
    rows = with_blocks(rows, tables)
    if before["treated"].nunique() == 2:
        return rows[rows["period"] == 0], "before anybody had access"
    return rows, "in what the assistant hardly touches"


def _variable(each: Balanced) -> BalanceVariable:
    return BalanceVariable(
        variable=each.variable,
        label=outcome_named(each.variable).label,
        treated_mean=each.mean_treated,
        control_mean=each.mean_control,
        smd=each.smd,
        flagged=each.flagged,
        n=each.n_treated + each.n_control,
        missing=each.missing,
    )


def _words(variables: int, flagged: int, joint: float | None, when: str) -> str:
    sentence = (
        f"Agents' means {when}, {variables} variables: "
        f"{flagged or 'none'} with a standardised difference beyond {FLAG:g}."
    )
    if joint is None:
        return sentence
    much = "more than" if joint < 0.05 else "no more than"
    test = f"joint p\u00a0{p_value(joint)}"
    return f"{sentence} All together they differ {much} randomisation would give ({test})."
