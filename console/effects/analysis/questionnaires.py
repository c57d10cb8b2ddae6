"""Scores of questionnaires by arm."""

import math
from collections.abc import Iterator

from scipy import stats

from console.effects.data.bundle_tables import Frame, Tables
from console.effects.data.plan import AnalysisPlan
from console.effects.data.study_days import arms_of_agents
from console.effects.json_values import Entry, plain


def questionnaires(tables: Tables, plan: AnalysisPlan) -> list[Entry]:
    """Each score: means of agents' means by arm, with intervals where there are enough agents.

    Every agent counts once, whatever the number of sittings. Where agents are in several arms, the
    arm is that of the session.
    """
    scores = tables.scores
    if scores.empty:
        return []
    scores = scores.assign(arm=_arms(tables, plan, scores))
    return [
        _score(rows, plan) for _, rows in scores.groupby(["questionnaire", "score"], sort=False)
    ]


def _arms(tables: Tables, plan: AnalysisPlan, scores: Frame) -> Frame:
    if plan.unit in ("agent", "delayed"):
        return scores["agent"].map(arms_of_agents(tables.agent_days, plan))
    sessions = tables.sessions
    if "arm_name" not in sessions.columns:
        return scores["agent"].map({})
    named = sessions[sessions["arm_name"].notna()]
    return scores["session"].map(dict(zip(named["session"], named["arm_name"], strict=True)))


def _score(rows: Frame, plan: AnalysisPlan) -> Entry:
    first = rows.iloc[0]
    entry: Entry = {name: first[name] for name in ("questionnaire", "score", "label", "better")}
    entry["sittings"] = len(rows)
    entry["by_arm"] = list(_by_arm(rows, plan))
    return plain(entry)  # type: ignore[no-any-return]


def _by_arm(rows: Frame, plan: AnalysisPlan) -> Iterator[Entry]:
    for arm in plan.arms:
        means = rows[rows["arm"] == arm.name].groupby("agent")["value"].mean()
        count = len(means)
        told: Entry = {"arm": arm.name, "agents": count, "mean": None, "low": None, "high": None}
        if count >= plan.minimums.agents_per_mean:
            told["mean"] = float(means.mean())
        if count >= plan.minimums.agents_per_arm:
            half = float(stats.t.ppf(0.975, count - 1) * means.std() / math.sqrt(count))
            told |= {"low": told["mean"] - half, "high": told["mean"] + half}
        yield told
