"""Scores of questionnaires by arm."""

import math

import pandas as pd
from scipy import stats

from console.effects.analysis.effect_units import finite
from console.effects.analysis.results import ArmScore, ScoreResult
from console.effects.data.bundle_tables import Frame, Tables
from console.effects.data.plan import AnalysisPlan
from console.effects.data.study_days import arms_of_agents


def questionnaires(tables: Tables, plan: AnalysisPlan) -> tuple[ScoreResult, ...]:
    """Each score: means of agents' means by arm, with intervals where there are enough agents.

    Every agent counts once, whatever the number of sittings. Where agents are in several arms, the
    arm is that of the session.
    """
    scores = tables.scores
    if scores.empty:
        return ()
    scores = scores.assign(arm=_arms(tables, plan, scores))
    return tuple(
        _score(rows, plan) for _, rows in scores.groupby(["questionnaire", "score"], sort=False)
    )


def _arms(tables: Tables, plan: AnalysisPlan, scores: Frame) -> pd.Series:
    if plan.unit in ("agent", "delayed"):
        return scores["agent"].map(arms_of_agents(tables.agent_days, plan))
    sessions = tables.sessions
    if "arm_name" not in sessions.columns:
        return pd.Series(float("nan"), index=scores.index)
    named = sessions[sessions["arm_name"].notna()]
    return scores["session"].map(dict(zip(named["session"], named["arm_name"], strict=True)))


def _score(rows: Frame, plan: AnalysisPlan) -> ScoreResult:
    first = rows.iloc[0]
    return ScoreResult(
        questionnaire=first["questionnaire"],
        score=first["score"],
        label=first["label"],
        better=first["better"] if isinstance(first["better"], str) else None,
        sittings=len(rows),
        by_arm=tuple(_of_arm(rows, plan, arm.name) for arm in plan.arms),
    )


def _of_arm(rows: Frame, plan: AnalysisPlan, arm: str) -> ArmScore:
    means = rows[rows["arm"] == arm].groupby("agent")["value"].mean()
    count = len(means)
    if count < plan.minimums.agents_per_mean:
        return ArmScore(arm=arm, agents=count, mean=None, low=None, high=None)
    mean = float(means.mean())
    if count < plan.minimums.agents_per_arm:
        return ArmScore(arm=arm, agents=count, mean=finite(mean), low=None, high=None)
    half = float(stats.t.ppf(0.975, count - 1) * means.std() / math.sqrt(count))
    return ArmScore(
        arm=arm, agents=count, mean=finite(mean), low=finite(mean - half), high=finite(mean + half)
    )
