"""Small studies made by hand: tables as a bundle has them, with effects that are known."""

from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pandas as pd

from console.effects.analysis.pipeline import analyse
from console.effects.analysis.results import Results
from console.effects.data.bundle_tables import Tables
from console.effects.data.plan import (
    AnalysisPlan,
    PlannedArm,
    PlannedOutcome,
    PlannedPeriod,
    PlannedRule,
)

FIRST = date(2026, 3, 2)
TIERS = ("low", "middle", "high")
HASH = "ab" * 32


def plan(days: int = 20, *, before: int = 10) -> AnalysisPlan:
    """A study by agent with a time before, three tiers and two guardrails."""
    start = pd.Timestamp(FIRST)
    first, last = start.date(), (start + pd.Timedelta(days=days - 1)).date()
    access = (start + pd.Timedelta(days=before)).date()
    periods: tuple[PlannedPeriod, ...] = (
        PlannedPeriod(name="with", first=access, last=last, access=True),
    )
    if before:
        end = (start + pd.Timedelta(days=before - 1)).date()
        periods = (PlannedPeriod(name="before", first=first, last=end, access=False), *periods)
    return AnalysisPlan(
        name="made",
        title="A study made by hand",
        unit="agent",
        arms=(
            PlannedArm(name="assistant", access=True, share=0.5),
            PlannedArm(name="usual", access=False, share=0.5),
        ),
        outcomes=(
            PlannedOutcome(measure="ln_duration", primary=True, better="lower"),
            PlannedOutcome(measure="rating", better="higher"),
            PlannedOutcome(measure="dissatisfaction_rate", better="lower"),
        ),
        periods=periods,
        tiers=TIERS,
        strata=("tier",),
        rules=(PlannedRule(name="cap", policy="concurrency_cap", share=0.5),),
        study_hash=HASH,
    )


def tables(
    agents: int = 60,
    days: int = 20,
    *,
    before: int = 10,
    effect: float = -0.3,
    usage: float = 0.4,
    seed: int = 1,
) -> Tables:
    """Agent-days of a study like ``plan``; ``effect`` is that of use on the log of the duration."""
    rng = np.random.default_rng(seed)
    number = np.repeat(np.arange(agents), days)
    day = np.tile(np.arange(days), agents)
    assigned = np.arange(agents) % 2
    likes = rng.uniform(0, 2 * usage, agents) * (rng.random(agents) > 0.15)
    treated, period = assigned[number], (day >= before).astype(int)
    used = np.clip(likes[number] + rng.normal(0, 0.05, len(day)), 0, 1)
    used = np.where(likes[number] > 0, used, 0.0) * treated * period
    skill = rng.normal(0, 0.3, agents)[number] + rng.normal(0, 0.02, days)[day]
    ln_duration = 6 + skill + effect * used + rng.normal(0, 0.15, len(day))
    rating = np.clip(3.5 - 0.3 * (ln_duration - 6) + rng.normal(0, 0.4, len(day)), 1, 5)
    tier = np.array(TIERS)[np.arange(agents) // 2 % 3]
    chats = rng.integers(8, 20, len(day))
    rated = rng.binomial(chats, 0.3)
    frame = pd.DataFrame(
        {
            "agent": np.char.add("agent-", number.astype(str)),
            "day": pd.Timestamp(FIRST) + pd.to_timedelta(day, unit="D"),
            "tier": tier[number],
            "study": "made",
            "study_hash": HASH,
            "arm_name": np.where(treated, "assistant", "usual"),
            "stratum": tier[number],
            "access_share": (treated * period).astype(float),
            "exposed_share": np.where(used > 0, np.minimum(1, used + 0.2), 0.0),
            "treated": treated,
            "period": period,
            "treat": treated * period,
            "chats": chats,
            "rated": rated,
            "rated_share": rated / chats,
            "usage": used,
            "usage_complete": used * 0.8,
            "usage_partial": used * 0.2,
            "duration_s": np.exp(ln_duration),
            "ln_duration": ln_duration,
            "rating": np.where(rated > 0, rating, np.nan),
            "dissatisfaction_rate": np.where(rated > 0, rng.uniform(0, 0.5, len(day)), np.nan),
            "concurrency_at_start": rng.normal(2.6, 0.4, len(day)) + 0.3 * used,
            "switches_in": rng.normal(6, 1, len(day)) + used,
            "away_share": np.clip(rng.normal(0.4, 0.08, len(day)), 0, 1),
            "customer_tenure_days": rng.normal(900, 100, len(day)),
        }
    )
    ordered = frame.groupby("agent", sort=False)
    frame["lag_concurrency"] = ordered["concurrency_at_start"].shift()
    frame["lag_customer_tenure_days"] = ordered["customer_tenure_days"].shift()
    names = np.char.add("agent-", np.arange(agents).astype(str))
    assignments = pd.DataFrame(
        {
            "session": np.char.add("session-", np.arange(agents).astype(str)),
            "agent": names,
            "study": "made",
            "arm_name": np.where(assigned, "assistant", "usual"),
            "method": "drawn",
            "stratum": tier,
            "block": np.arange(agents) // 12,
            "guardrails": np.where(np.arange(agents) // 2 % 2, '["cap"]', "[]"),
        }
    )
    return Tables(
        agents=pd.DataFrame({"agent": names, "tier": tier}),
        agent_days=frame,
        chats=pd.DataFrame(),
        assignments=assignments,
        sessions=pd.DataFrame(
            {
                "agent": names,
                "session": assignments["session"],
                "study_hash": HASH,
                "consent": "given",
            }
        ),
        guardrails=_triggers(names, rng),
        answers=pd.DataFrame(),
        scores=_scores(names, rng),
        provenance={"simulated": False, "schema": 4},
    )


@cache
def results() -> Results:
    """All results of the study as it is made by default, for all tests that only read them."""
    return analyse(tables(), plan())


def without(found: Tables, **columns: pd.Series | str | float | None) -> Tables:
    """The same with columns of agent_days replaced."""
    return replace(found, agent_days=found.agent_days.assign(**columns))


def _triggers(names: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    count = 90
    return pd.DataFrame(
        {
            "guardrail": np.where(rng.random(count) < 0.6, "cap", "nudge"),
            "agent": rng.choice(names, count),
            "outcome": rng.choice(["obeyed", "overridden", "lapsed", "open"], count),
            "response_s": rng.exponential(8, count),
        }
    )


def _scores(names: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "agent": names,
            "session": np.char.add("session-", np.arange(len(names)).astype(str)),
            "questionnaire": "sus",
            "score": "sus",
            "label": "Usability (SUS)",
            "better": "higher",
            "value": rng.normal(70, 10, len(names)),
        }
    )
