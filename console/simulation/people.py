"""The tables of agents, sessions, assignments and agent-days of a simulated experiment.

An agent's day is one session, of one log and one stream of customers of its own, that begins at
nine by UTC.
"""

from datetime import date

import numpy as np
import pyarrow as pa

from console.simulation.batches import Columns, repeated, texts
from console.simulation.model import Experiment
from console.simulation.plan import CONTROL, TREATED, tier_names
from console.simulation.random_streams import IntArray

_DAY_US = 86_400_000_000
_BEGIN_US = 9 * 3_600_000_000
_SECOND_US = 1_000_000
_LONGEST_S = 14 * 3_600.0
_SLACK = 1.15
"""How many times as long a session lasts as its chats taken in parallel."""


class ExperimentTables:
    """The columns of each table of an experiment, with what they share computed once."""

    def __init__(self, experiment: Experiment) -> None:
        self._experiment = experiment
        self._days = experiment.days
        self._names = texts("a", range(1, experiment.agents.count + 1), 5)
        self._tier = _tiers(experiment)
        columns = experiment.columns
        busy = columns["chats"] * columns["duration_s"] / columns["concurrency_at_start"]
        self.lasts_us: IntArray = (np.minimum(busy * _SLACK, _LONGEST_S) * _SECOND_US).astype(
            np.int64
        )
        epoch = (experiment.plan.first - date(1970, 1, 1)).days
        self.date: IntArray = self._days.day + epoch
        self.begin_us: IntArray = self.date * _DAY_US + _BEGIN_US

    @property
    def of_session(self) -> Columns:
        """What all rows of an agent's day have in common, one entry a day."""
        who, days = self._days.agent, self._days
        treated = self._experiment.agents.treated[who].astype(np.int64)
        return {
            "agent": self._names.take(who),
            "session": self._sessions(),
            "run": self._names.take(who),
            "log": self._sessions(),
            "tier": self._tier.take(who),
            "study": self._same(self._experiment.plan.study.name),
            "study_hash": self._same(self._experiment.plan.mark),
            "arm": repeated(["control", "treatment"], treated),
            "arm_name": repeated([CONTROL, TREATED], treated),
            "access": days.treat.astype(np.int64),
            "stratum": self._same("all"),
            "block": self._experiment.assignment.block[who],
        }

    def agent_days(self) -> Columns:
        """One row a day."""
        treat = self._days.treat.astype(np.int64)
        return {
            **self.of_session,
            **self._experiment.columns,
            "day": pa.array(self.date.astype(np.int32)).cast(pa.date32()),
            "treated": self._experiment.agents.treated[self._days.agent].astype(np.int64),
            "period": self._days.period.astype(np.int64),
            "treat": treat,
            "access_share": treat,
            "exposed_share": treat,
            "session_s": self.lasts_us / _SECOND_US,
        }

    def sessions(self) -> Columns:
        """One row a day."""
        periods = [period.name for period in self._experiment.plan.study.periods]
        every = np.ones(self._days.count, dtype=np.int64)
        return {
            **self.of_session,
            "period": repeated(list(periods), self._days.period.astype(np.int64)),
            "begin": self.begin_us,
            "last": self.begin_us + self.lasts_us,
            "ended": every,
            "resumed": 0 * every,
            "utc_offset_s": 0 * every,
        }

    def assignments(self) -> Columns:
        """One row a session."""
        return {
            **self.of_session,
            "seq": np.ones(self._days.count, dtype=np.int64),
            "time": self.begin_us,
            "unit": self._same("agent"),
            "method": self._same(self._experiment.assignment.method),
        }

    def agents(self) -> Columns:
        """One row an agent."""
        count, who = self._experiment.agents.count, self._days.agent
        starts = np.flatnonzero(self._days.starts)
        ends = np.append(starts[1:], self._days.count) - 1
        return {
            "agent": self._names,
            "tier": self._tier,
            "sessions": np.bincount(who, minlength=count),
            "chats": np.bincount(who, self._days.chats, minlength=count).astype(np.int64),
            "first_seen": self.begin_us[starts],
            "last_seen": self.begin_us[ends] + self.lasts_us[ends],
        }

    def _sessions(self) -> pa.StringArray:
        pairs = zip(self._days.agent.tolist(), self._days.day.tolist(), strict=True)
        return pa.array([f"a{agent + 1:05}-{day + 1:03}" for agent, day in pairs])

    def _same(self, value: str) -> pa.StringArray:
        return pa.repeat(value, self._days.count)


def _tiers(experiment: Experiment) -> pa.StringArray:
    """Each agent's tier, null for those in none."""
    tiers = experiment.parameters.tiers
    if tiers == 1:
        return pa.nulls(experiment.agents.count, pa.string())
    return repeated([*tier_names(tiers), None], experiment.tier % (tiers + 1))
