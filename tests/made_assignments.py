"""Small studies made by hand in which agents change arms, or start one after the other."""

from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Literal

import made_studies
import numpy as np
import pandas as pd

from console.effects.analysis.pipeline import analyse
from console.effects.analysis.results import Results
from console.effects.data.bundle_tables import Tables
from console.effects.data.plan import AnalysisPlan, PlannedArm, PlannedPeriod

EFFECT = -0.3
"""Of use, on the logarithm of the duration."""


@cache
def results(unit: Literal["chat", "shift", "session", "delayed"]) -> Results:
    """All results of such a study as it is made by default, for all tests that only read them."""
    return analyse(*(delayed() if unit == "delayed" else within(unit)))


def within(
    unit: Literal["chat", "shift", "session"], agents: int = 40
) -> tuple[Tables, AnalysisPlan]:
    """A study that assigns chats, shifts or sessions; half of the chats with access use it."""
    plan = replace(made_studies.plan(before=0), unit=unit, strata=(), burn_in_s=600.0, rules=())
    tables = made_studies.tables(agents, before=0)
    chats = _chats(unit, agents, np.random.default_rng(5))
    return replace(tables, chats=chats, assignments=tables.assignments.iloc[:0]), plan


def _chats(unit: str, agents: int, rng: np.random.Generator) -> pd.DataFrame:
    each = 60
    who, place = np.repeat(np.arange(agents), each), np.tile(np.arange(each), agents)
    shift = place // 6
    by_shift = rng.permuted(np.tile([0, 1], (agents, 5)), axis=1)[who, shift]
    arm = rng.integers(0, 2, len(who)) if unit == "chat" else by_shift
    used = (rng.random(len(who)) < 0.5) * arm
    dull = rng.normal(0, 0.3, agents)[who] + rng.normal(0, 0.3, len(who))
    begin = pd.Timestamp(made_studies.FIRST, tz="UTC") + pd.Timedelta(hours=8)
    bucket = begin + pd.to_timedelta(shift * 7_200, unit="s")
    return pd.DataFrame(
        {
            "agent": np.char.add("agent-", who.astype(str)),
            "session": [f"session-{one}-{other}" for one, other in zip(who, shift, strict=True)],
            "start": begin + pd.to_timedelta(place * 1_200, unit="s"),
            "bucket": bucket.astype(str),
            "bucket_start": bucket,
            "arm_name": np.where(arm, "assistant", "usual"),
            "tier": np.array(made_studies.TIERS)[who % 3],
            "used": used,
            "exposed": arm,
            "duration_s": np.exp(6 + EFFECT * used + dull),
            "rating": np.where(rng.random(len(who)) < 0.4, rng.integers(1, 6, len(who)), np.nan),
            "away_share": rng.uniform(0, 1, len(who)),
        }
    ).assign(dissatisfied=lambda chats: (chats["rating"] < 3).where(chats["rating"].notna()))


def delayed(agents: int = 90, days: int = 24) -> tuple[Tables, AnalysisPlan]:
    """Thirds of the agents start on the ninth day, on the seventeenth, and never."""
    rng, names = np.random.default_rng(3), ("early", "late", "never")
    made = made_studies.tables(agents, days, before=8)
    frame = made.agent_days
    third = frame["agent"].str.removeprefix("agent-").astype(int).to_numpy() % 3
    day = (frame["day"] - frame["day"].min()).dt.days.to_numpy()
    started = (day >= np.array([8, 16, days])[third]).astype(int)
    usage = np.clip(rng.normal(0.4, 0.1, len(day)), 0, 1) * started
    skill = np.repeat(rng.normal(0, 0.3, agents), days)
    ln_duration = 6 + skill + 0.01 * day + EFFECT * usage + rng.normal(0, 0.15, len(day))
    frame = frame.assign(
        arm_name=np.array(names)[third],
        treated=(third < 2).astype(int),
        period=(day >= 8).astype(int),
        usage=usage,
        ln_duration=ln_duration,
        duration_s=np.exp(ln_duration),
    )
    assignments = made.assignments.assign(arm_name=np.array(names)[np.arange(agents) % 3])
    first, last = made_studies.FIRST, made_studies.FIRST + timedelta(days=days - 1)
    starts = (first + timedelta(days=8), first + timedelta(days=16), None)
    plan = replace(
        made_studies.plan(),
        unit="delayed",
        rules=(),
        arms=tuple(
            PlannedArm(name=name, access=start is not None, share=1 / 3, start=start)
            for name, start in zip(names, starts, strict=True)
        ),
        periods=(
            PlannedPeriod(name="before", first=first, last=first + timedelta(7), access=False),
            PlannedPeriod(name="with", first=first + timedelta(8), last=last, access=True),
        ),
    )
    return replace(made, agent_days=frame, assignments=assignments), plan
