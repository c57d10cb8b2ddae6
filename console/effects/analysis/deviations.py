"""Where what happened is not what was planned: each a sentence, with its numbers."""

from collections.abc import Iterable, Iterator

import pandas as pd

from console.effects.data.bundle_tables import Frame, Tables
from console.effects.data.eligibility import other_sessions
from console.effects.data.log_outcomes import is_measured
from console.effects.data.plan import AnalysisPlan
from console.effects.data.study_days import in_periods
from console.effects.formatting import counted


def deviations(tables: Tables, plan: AnalysisPlan) -> tuple[str, ...]:
    """What a reader must know of how the study strayed from its file, in no order of weight."""
    checks = (
        _file,
        _registered,
        _hashes,
        _studies,
        _names,
        _outside,
        _moved,
        _without_arm,
        _access,
        _own_choice,
        _unmeasured,
    )
    return tuple(sentence for check in checks for sentence in check(tables, plan))


def set_by_hand(tables: Tables) -> int:
    """In how many sessions the arm was chosen by somebody and not by chance."""
    assignments = tables.assignments
    if "settings" not in _values(assignments, "method"):
        return 0
    return int(assignments.loc[assignments["method"] == "settings", "session"].nunique())


def _file(tables: Tables, plan: AnalysisPlan) -> Iterator[str]:
    if not plan.planned:
        yield (
            "There was no study file: outcomes, the primary one and the arms are the paper's and "
            "were not laid down beforehand by whoever ran this."
        )


def _registered(tables: Tables, plan: AnalysisPlan) -> Iterator[str]:
    """A plan that was changed after it was registered, or registered after the data began."""
    if plan.registered_hash is None or plan.registered_at is None:
        return
    on = f"{plan.registered_at:%Y-%m-%d}"
    if plan.registered_hash != plan.study_hash:
        yield (
            f"The study file was changed after it was registered on {on}: its hash began "
            f"{plan.registered_hash[:12]} and begins {_short(plan)} now."
        )
    days = tables.agent_days["day"]
    if len(days) and days.min().date() < plan.registered_at.date():
        yield (
            f"The study file was registered on {on}, after the first day of the data, "
            f"{days.min().date()}."
        )


def _hashes(tables: Tables, plan: AnalysisPlan) -> Iterator[str]:
    """Logs that name another file than the one the analysis follows."""
    sessions = tables.sessions.drop(index=other_sessions(tables, plan).index)
    hashes = _values(sessions, "study_hash") or _values(tables.agent_days, "study_hash")
    others = sorted(hashes - {plan.study_hash})
    if plan.planned and others:
        yield (
            f"Sessions were run with another study file: the plan's hash begins {_short(plan)}, "
            f"and the logs name {', '.join(each[:12] for each in others)}."
        )
    elif plan.planned and not hashes:
        yield "The logs name no study file, so that it can't be shown that this is the plan."
    elif len(hashes) > 1:
        yield f"Sessions were run with {len(hashes)} different study files."


def _studies(tables: Tables, plan: AnalysisPlan) -> Iterator[str]:
    """Sessions of other studies, which the bundle holds besides."""
    others = other_sessions(tables, plan)
    if len(others):
        names = ", ".join(sorted(set(others["study"])))
        yield f"{len(others):,} sessions were part of another study ({names}) and are left out."


def _names(tables: Tables, plan: AnalysisPlan) -> Iterator[str]:
    strange = sorted(_values(tables.agent_days, "arm_name") - {arm.name for arm in plan.arms})
    if strange:
        yield f"The logs have arms that the plan does not: {', '.join(strange)}."


def _outside(tables: Tables, plan: AnalysisPlan) -> Iterator[str]:
    days = tables.agent_days
    outside = int(in_periods(days["day"], plan).isna().sum()) if plan.periods else 0
    if outside:
        yield f"{outside:,} of {len(days):,} agent-days lie outside all periods and are left out."


def _moved(tables: Tables, plan: AnalysisPlan) -> Iterator[str]:
    """Agents who were assigned once and for all but turn up in several arms."""
    days = tables.agent_days
    if plan.unit not in ("agent", "delayed") or "arm_name" not in days.columns:
        return
    arms = days.groupby("agent")["arm_name"].nunique()
    moved = int((arms > 1).sum())
    if moved:
        yield (
            f"{moved:,} agents were in more than one arm although assigned for good; they are "
            "analysed in their first."
        )


def _without_arm(tables: Tables, plan: AnalysisPlan) -> Iterator[str]:
    """Agents for whom no assignment was recorded."""
    days = tables.agent_days
    if "arm_name" not in days.columns or not days["arm_name"].notna().any():
        return
    named = days.groupby("agent")["arm_name"].count()
    without = int((named == 0).sum())
    if without:
        yield f"{without:,} agents worked without an arm and are left out."


def _access(tables: Tables, plan: AnalysisPlan) -> Iterator[str]:
    """Access that was not what the assignment intended."""
    days = tables.agent_days
    if plan.unit != "agent" or not {"access_share", "arm_name"} <= set(days.columns):
        return
    intended = (
        days["arm_name"].map({arm.name: float(arm.access) for arm in plan.arms}).astype(float)
    )
    period = in_periods(days["day"], plan) if plan.periods else days["period"]
    wrong = int(((intended * period - days["access_share"]).abs() > 0).sum())
    if wrong:
        yield (
            f"On {wrong:,} agent-days access was not, or not all day, what the assignment intended."
        )


def _own_choice(tables: Tables, _plan: AnalysisPlan) -> Iterator[str]:
    """Arms that were chosen and not randomised."""
    if sessions := set_by_hand(tables):
        yield f"In {counted(sessions, 'session')} the arm was set by hand and not randomised."


def _unmeasured(tables: Tables, plan: AnalysisPlan) -> Iterator[str]:
    for outcome in plan.outcomes:
        columns = {outcome.measure, outcome.name} & set(tables.agent_days.columns)
        if not any(is_measured(tables.agent_days[column]) for column in columns):
            yield f"The planned outcome {outcome.name} was never measured."


def _values(table: Frame, column: str) -> set[str]:
    if column not in table.columns:
        return set()
    values: Iterable[str] = pd.unique(table[column].dropna())
    return set(values)


def _short(plan: AnalysisPlan) -> str:
    return (plan.study_hash or "")[:12]
