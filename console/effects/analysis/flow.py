"""Who was assigned, took part, used it and was analysed, arm by arm, and who was lost and why."""

import pandas as pd

from console.effects.analysis.results import (
    AgentsWithinArms,
    ArmChats,
    ArmFlow,
    FlowResult,
    LostAgents,
)
from console.effects.data.bundle_tables import Frame, Tables
from console.effects.data.chat_rows import arm_names
from console.effects.data.outcome_catalogue import outcome_named
from console.effects.data.plan import AnalysisPlan
from console.effects.data.samples import NOT_BEFORE, Sample, sample_for
from console.effects.data.study_days import study_days, with_access, with_own_access

_UNHELD = "nothing known of the day before, which is held constant"


def flow(tables: Tables, plan: AnalysisPlan) -> FlowResult:
    """CONSORT's numbers, for agents and for chats.

    ``assigned`` are agents with a recorded assignment, ``worked`` those with a day in the study's
    time with access, ``received`` those of them who saw a suggestion, ``used`` those who sent one,
    ``analysed`` those with rows of that time in the comparison of the primary outcome, of which
    there are ``agent_days``. ``lost`` are the assigned who are not analysed, by reason, and
    ``alone`` the analysed who have nothing from before to be compared with. ``unassigned`` neither
    declined nor are assigned to any of the plan's arms.
    """
    days = study_days(tables, plan)
    within = plan.within_agents
    declined = _declined(tables)
    arms = () if within else tuple(_arm(tables, plan, days, arm.name) for arm in plan.arms)
    return FlowResult(
        agents=len(_everyone(tables, days)),
        declined=len(declined),
        unassigned=None if within else _unassigned(tables, plan, days, declined),
        outside=_outside(tables, days),
        unit=plan.unit,
        arms=arms,
        chats=tuple(_chats(tables, plan, days, arm.name) for arm in plan.arms),
        within=_within(tables, plan) if within else None,
    )


def _everyone(tables: Tables, days: Frame) -> set[str]:
    """Agents with a session or a day."""
    known = set(days["agent"])
    if "agent" in tables.agents.columns:
        known |= set(tables.agents["agent"])
    return known


def _unassigned(tables: Tables, plan: AnalysisPlan, days: Frame, declined: set[str]) -> int:
    """Agents of whom nobody knows why they have no arm."""
    assigned = [assigned_agents(tables, days, arm.name) for arm in plan.arms]
    return len(_everyone(tables, days) - declined.union(*assigned))


def _declined(tables: Tables) -> set[str]:
    """Agents who said no to taking part, and never yes later."""
    sessions = tables.sessions
    if "consent" not in sessions.columns or not sessions["consent"].notna().any():
        return set()
    by_agent = sessions.groupby("agent")["consent"]
    answers = {str(agent): set(each.dropna()) for agent, each in by_agent}
    return {who for who, each in answers.items() if "declined" in each and "given" not in each}


def _outside(tables: Tables, days: Frame) -> int:
    """Agent-days outside the study's periods or of agents without an arm."""
    return len(tables.agent_days) - len(days)


def assigned_agents(tables: Tables, days: Frame, arm: str) -> set[str]:
    """Agents of an arm: those with days in it, and those who were assigned and never worked."""
    with_days = set(days.loc[days["arm_of_agent"] == arm, "agent"])
    assignments = tables.assignments
    if "arm_name" not in assignments.columns or not assignments["arm_name"].notna().any():
        return with_days
    first = assignments[assignments["arm_name"].notna()].groupby("agent")["arm_name"].first()
    others = set(first.index[first == arm]) - set(days["agent"])
    return with_days | others


def _arm(tables: Tables, plan: AnalysisPlan, days: Frame, arm: str) -> ArmFlow:
    assigned = assigned_agents(tables, days, arm)
    days_of_arm = days[days["arm_of_agent"] == arm]
    after = with_access(days_of_arm)
    sample = _sample(tables, plan, arm)
    rows, measured = _rows_of(sample, plan, arm)
    analysed = set(rows["agent"])
    counted = rows if "day" in rows.columns else after[after["agent"].isin(analysed)]
    return ArmFlow(
        arm=arm,
        assigned=len(assigned),
        worked=int(after["agent"].nunique()),
        received=_count(after, "exposed_share"),
        used=_count(after, "usage"),
        analysed=len(analysed),
        alone=_alone(sample, analysed),
        agent_days=len(counted.drop_duplicates(["agent", "day"])),
        lost=_lost(plan, assigned, days_of_arm, measured, analysed),
    )


def _count(days: Frame, column: str) -> int | None:
    """Agents with any of it; null if it was never measured."""
    if column not in days.columns or (len(days) and not days[column].notna().any()):
        return None
    return int(days.loc[days[column].fillna(0) > 0, "agent"].nunique())


def _rows_of(sample: Sample | None, plan: AnalysisPlan, arm: str) -> tuple[Frame, set[str]]:
    """The arm's rows in the comparison, and the agents who have an outcome; both with access."""
    if sample is None:
        return pd.DataFrame({"agent": []}), set()
    rows = with_access(sample.used)
    measured = with_access(sample.frame.dropna(subset=[sample.outcome]))
    return rows[_of_arm(rows, plan, arm)], set(measured["agent"])


def _alone(sample: Sample | None, analysed: set[str]) -> int:
    """Analysed agents who are to be compared with themselves before and have no such row."""
    if sample is None or sample.design not in ("ancova", "panel"):
        return 0
    if sample.design == "ancova":
        rows = sample.used[sample.used["agent"].isin(analysed)]
        return int(rows.loc[rows[NOT_BEFORE] == 1, "agent"].nunique())
    return len(analysed - set(sample.used.loc[sample.used["period"] == 0, "agent"]))


def _sample(tables: Tables, plan: AnalysisPlan, arm: str) -> Sample | None:
    """What the arm is compared in first; null if it is not."""
    both = [each for each in plan.contrasts if arm in (each.arm, each.against)]
    both = list(plan.contrasts) if plan.unit == "delayed" else both
    return sample_for(tables, plan, both[0], plan.primary.name) if both else None


def _of_arm(rows: Frame, plan: AnalysisPlan, arm: str) -> "pd.Series[bool]":
    if plan.unit == "delayed":
        return rows["arm_of_agent"] == arm
    return rows["treated"] == int(arm != plan.reference.name)


def _lost(
    plan: AnalysisPlan, assigned: set[str], days: Frame, measured: set[str], analysed: set[str]
) -> tuple[LostAgents, ...]:
    """Reasons with how many agents; each agent has the first that applies."""
    with_days, worked = set(days["agent"]), set(days.loc[days["period"] == 1, "agent"])
    stayed = assigned & worked
    reasons = (
        ("never worked in the study's time", assigned - with_days),
        ("worked only before anybody had access", (assigned & with_days) - worked),
        (f"{outcome_named(plan.primary.name).label} never measured", stayed - measured - analysed),
        (_UNHELD, (stayed & measured) - analysed),
    )
    return tuple(LostAgents(reason=reason, agents=len(who)) for reason, who in reasons if who)


def _chats(tables: Tables, plan: AnalysisPlan, days: Frame, arm: str) -> ArmChats:
    if plan.within_agents:
        return _assigned_chats(tables, plan, arm)
    after = with_own_access(days[days["arm_of_agent"] == arm], plan)
    return ArmChats(
        arm=arm,
        taken=int(after["chats"].sum()),
        exposed=_product(after, "exposed_share"),
        used=_product(after, "usage"),
        rated=int(after["rated"].sum()),
    )


def _product(days: Frame, share: str) -> int | None:
    """Chats that the day's share stands for; null if it was never measured."""
    if share not in days.columns or (len(days) and not days[share].notna().any()):
        return None
    return round(float((days["chats"] * days[share].fillna(0)).sum()))


def _assigned_chats(tables: Tables, plan: AnalysisPlan, arm: str) -> ArmChats:
    chats = _taken(tables)
    if len(chats):
        chats = chats[arm_names(chats, plan) == arm]
    return ArmChats(
        arm=arm,
        taken=len(chats),
        exposed=_sum(chats, "exposed"),
        used=_sum(chats, "used"),
        rated=int(chats["rating"].notna().sum()) if len(chats) else 0,
    )


def _sum(chats: Frame, column: str) -> int | None:
    return int(chats[column].fillna(0).sum()) if column in chats.columns else None


def _taken(tables: Tables) -> Frame:
    chats = tables.chats
    return chats[chats["start"].notna()] if len(chats) else pd.DataFrame()


def _within(tables: Tables, plan: AnalysisPlan) -> AgentsWithinArms:
    """Where agents are in several arms: how many agents, and how many were in all of the arms."""
    chats = _taken(tables)
    if chats.empty:
        return AgentsWithinArms(agents=0, in_all_arms=0)
    arms_seen = arm_names(chats, plan).groupby(chats["agent"]).nunique()
    in_all = int((arms_seen == len(plan.arms)).sum())
    return AgentsWithinArms(agents=len(arms_seen), in_all_arms=in_all)
