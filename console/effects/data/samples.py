"""Which rows an effect is estimated on, and with what held constant: one way for each design.

By agent with days before, as the plan's ``estimator`` says:

- ``ancova``: ``outcome ~ treat + mean before | day + stratum`` on the days with access. It has the
  smaller variance of these (McKenzie 2012).
- ``difference``: ``outcome ~ treat | agent + day`` on all days.
- ``paper``: the same, holding the day before's concurrency and customer tenure constant. Where the
  assistant changes how many chats an agent takes on, that control takes part of its effect away.

By agent without days before: agents' means, one row an agent. By chat: chats, within agents. By
shift or session: an agent's means in each, within agents; of sessions with a constant for the
first, the second and so on, as in any cross-over trial (Senn 2002), since what all agents meet or
learn from one to the next would otherwise be noise. By shift of whole queues: a queue's means in
each, within the blocks of shifts that were randomised together. Delayed start: those who have
started with those who have not, day by day (``console.effects.estimators.staggered_starts``), with
the mean before held constant (``ancova``) or taken away (``difference`` and ``paper``).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from console.effects.data.bundle_tables import Frame, Tables
from console.effects.data.chat_rows import PLACE, bucket_rows, chat_rows, orders_differ
from console.effects.data.delayed_starts import delayed, stacked
from console.effects.data.log_outcomes import with_outcome
from console.effects.data.outcome_catalogue import outcome_named
from console.effects.data.plan import AnalysisPlan, Contrast
from console.effects.data.study_days import study_days

BEFORE, NOT_BEFORE = "mean before", "not measured before"
"""An agent's mean of the outcome before access, the mean of all where there is none, and whether
there is none."""

CONTROLS = ("lag_concurrency", "lag_customer_tenure_days")
"""The day before's means that the paper holds constant."""

_NEEDED = ("agent", "day", "tier", "stratum", "treated", "period", "usage", *CONTROLS)

_KEPT_SHARE = 0.75
"""A control is left out if rows would be lost beyond this for want of it."""


@dataclass(frozen=True)
class Sample:
    """Rows with ``treat``, ``usage``, the outcome and the agent, and how they are compared.

    ``holds_before`` says of delayed starts whether the mean before is held constant.
    """

    frame: Frame
    outcome: str
    fixed_effects: tuple[str, ...]
    controls: tuple[str, ...]
    design: str
    notes: tuple[str, ...] = ()
    holds_before: bool = False

    @cached_property
    def used(self) -> Frame:
        """The rows that have an outcome and all controls."""
        return self.frame.dropna(subset=[self.outcome, *self.controls])

    def agents(self, treated: int) -> int:
        """How many agents of the arm the effect rests on, among the rows that count.

        Where agents are compared with themselves before, these are the ones with rows of both
        times; of a delayed start those who were observed after it, and those observed waiting for
        it when others had it. Of whole queues it is shifts, in blocks that have both arms.
        """
        rows = of_arm(self.used, treated)
        if self.design == "panel":
            return int((rows.groupby("agent")["period"].nunique() == 2).sum())
        if self.design == "delayed":
            rows = rows[rows["period"] == 1]
        if self.design == "queue":
            both = self.used.groupby("agent")["treat"].transform("nunique") == 2
            return int((both & (self.used["treat"] == treated)).sum())
        return int(rows["agent"].nunique())


def regression_rows(sample: Sample) -> Sample:
    """The sample as a regression with fixed effects can use it: delayed starts in stacks."""
    if sample.design != "delayed":
        return sample
    held = ("stack_agent", "stack_day")
    return replace(sample, frame=stacked(sample.frame), fixed_effects=held)


def of_arm(rows: Frame, treated: int) -> Frame:
    """The rows of those who were assigned to it (1) or to the other arm (0), at any time."""
    return rows[rows["treated" if "treated" in rows.columns else "treat"] == treated]


def sample_for(tables: Tables, plan: AnalysisPlan, contrast: Contrast, outcome: str) -> Sample:
    """The rows on which an outcome of two arms is compared."""
    if plan.within_agents:
        rows = chat_rows(tables, plan, contrast, outcome)
        rows = rows if plan.unit == "chat" else bucket_rows(rows, plan, outcome)
        design = "queue" if plan.whole_queues else plan.unit
        held = ("agent", PLACE) if orders_differ(rows) else ("agent",)
        return Sample(rows, outcome, held, (), design)
    if plan.unit == "delayed":
        rows = delayed(_with_outcome(study_days(tables, plan), outcome), plan)
        ancova = plan.estimator == "ancova"
        return Sample(rows, outcome, ("day",), (), "delayed", holds_before=ancova)
    return _by_agent(tables, plan, contrast, outcome)


# --- by agent --------------------------------------------------------------------------------


def _by_agent(tables: Tables, plan: AnalysisPlan, contrast: Contrast, outcome: str) -> Sample:
    days = _with_outcome(of_contrast(study_days(tables, plan), contrast), outcome)
    wanted = dict.fromkeys((*_NEEDED, plan.tier_measure, outcome_named(outcome).level, outcome))
    # Copying all columns of a large table again and again is what would take the time.
    return agents_compared(days[[name for name in wanted if name in days.columns]], plan, outcome)


def _with_outcome(days: Frame, outcome: str) -> Frame:
    """The days with the outcome, and what counts as use of the assistant for it as ``usage``.

    Bundles of older versions don't tell who confirmed what was proposed; use is then that of
    suggestions alone.
    """
    days = with_outcome(days, outcome)
    use = outcome_named(outcome).use
    known = use in days.columns and days[use].notna().any()
    return days.assign(usage=days[use]) if known else days


def agents_compared(days: Frame, plan: AnalysisPlan, outcome: str) -> Sample:
    """Agent-days with ``treated``, ``period`` and the outcome, compared as the plan has it."""
    if not has_before(days):
        return cross_section(days[days["period"] == 1], plan, outcome)
    if plan.estimator == "ancova":
        return ancova(days, plan, outcome)
    return panel(days, outcome, as_in_paper=plan.estimator == "paper")


def panel_for(tables: Tables, plan: AnalysisPlan, contrast: Contrast, outcome: str) -> Sample:
    """The rows of both times for comparing agents with themselves before, whatever the estimator.

    Of agents without a time before, what ``sample_for`` returns.
    """
    if plan.estimator == "ancova":
        plan = replace(plan, estimator="difference")
    return sample_for(tables, plan, contrast, outcome)


def has_before(days: Frame) -> bool:
    """Whether both arms have days before and after."""
    return len(days.groupby(["treated", "period"]).size()) == 4


def ancova(days: Frame, plan: AnalysisPlan, outcome: str) -> Sample:
    """Days with access, each agent's mean before held constant.

    Agents who were not observed before count with the mean of all, and are told apart by a control
    of their own, so that nobody is left out for what happened before the assignment.
    """
    before = days[days["period"] == 0].groupby("agent")[outcome].mean().dropna()
    rows = days[days["period"] == 1]
    own = rows["agent"].map(before).astype(float)
    rows = rows.assign(
        treat=rows["treated"],
        stratum=_stratum(rows),
        **{BEFORE: own.fillna(before.mean()), NOT_BEFORE: own.isna().astype(float)},
    )
    controls = varying(rows, outcome, (BEFORE, NOT_BEFORE))
    fixed = ("day", "stratum") if plan.strata and rows["stratum"].nunique() > 1 else ("day",)
    return Sample(rows, outcome, fixed, controls, "ancova")


def varying(rows: Frame, outcome: str, controls: Sequence[str]) -> tuple[str, ...]:
    """The controls that differ among the rows with an outcome; the others hold nothing constant."""
    measured = rows[rows[outcome].notna()]
    return tuple(each for each in controls if measured[each].nunique() > 1)


def panel(days: Frame, outcome: str, *, as_in_paper: bool) -> Sample:
    """Agents and days held constant, and in the paper's way the day before's means."""
    days = days.assign(treat=days["treated"] * days["period"])
    controls, notes = _controls(days, outcome) if as_in_paper else ((), ())
    return Sample(days, outcome, ("agent", "day"), controls, "panel", notes)


def _controls(days: Frame, outcome: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    rows = days[days[outcome].notna()]
    usable = [name for name in CONTROLS if name in rows.columns and rows[name].notna().any()]
    kept = tuple(name for name in usable if rows[name].nunique() > 1)
    if kept and rows[list(kept)].notna().all(axis=1).mean() < _KEPT_SHARE:
        return (), (
            "the day before's concurrency and customer tenure are not held constant: too many days "
            "have no day before",
        )
    return kept, ()


def cross_section(days: Frame, plan: AnalysisPlan, outcome: str) -> Sample:
    """One row an agent: means over the agent's days, each day alike."""
    days = days.assign(stratum=_stratum(days))
    numbers = [name for name in {outcome, "usage"} if name in days.columns]
    means = days.groupby("agent", as_index=False).agg(
        treated=("treated", "first"),
        stratum=("stratum", "first"),
        **({"tier": ("tier", "first")} if "tier" in days.columns else {}),
        **{name: (name, "mean") for name in numbers},
    )
    within = ("stratum",) if plan.strata and means["stratum"].nunique() > 1 else ()
    return Sample(means.assign(treat=means["treated"]), outcome, within, (), "cross-section")


def _stratum(days: Frame) -> pd.Series:
    if "stratum" in days.columns and days["stratum"].notna().any():
        return days["stratum"].fillna("")
    return pd.Series("", index=days.index)


def of_contrast(days: Frame, contrast: Contrast) -> Frame:
    """The days of both arms' agents, with ``treated`` for the arm that is compared."""
    days = days[days["arm_of_agent"].isin([contrast.arm, contrast.against])]
    return days.assign(treated=(days["arm_of_agent"] == contrast.arm).astype(int))
