"""Effects where agents start on different days, by averages over cohorts and days.

On each day with access those who have started are compared with those who have not (Callaway and
Sant'Anna 2021), and the differences are averaged over the days of all who have started:

    θ = 1/n Σ over started agent-days of (Y_it - Ȳ_t) - β (B_ik - B̄_tk),

where k is the agent's cohort, B_ik an agent's mean before k's start, and bars are means over those
who have not started by day t. Nobody is compared with those who started earlier, so effects may
grow or fade. Starts are randomised, so any β gives an unbiased estimate (Roth and Sant'Anna 2023):
β = 1 is the difference to before, and ``ancova`` takes the β with the smallest variance.

Errors are clustered by agent, with Welch's degrees of freedom over cohorts. An agent's deviations
are from the mean of the others of the cell, and are made smaller by what that mean's own error adds
to them. β is estimated too: agents' parts hold what each adds to β times the difference before, and
grow by 1/√(1-h) with h the agent's leverage on β, as those of HC2.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from console.effects.errors import EffectsError
from console.effects.estimates import Estimate, LateEstimate
from console.effects.estimators.anderson_rubin import ReducedForms
from console.effects.linear.caveats import dof_notes, late_notes
from console.effects.linear.fits import check_level
from console.effects.linear.numeric_rows import Codes, Numbers, take

_LEAST = 1e-9
"""What leverages leave, so that nothing is divided by nil."""

METHOD = "averages over cohorts and days (Callaway and Sant'Anna)"


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPanel:
    """Agents by days, and what each agent was like before each start.

    ``values`` (columns × agents × days) are 0 where an agent did not work, ``worked`` is 1 where
    one did. ``first`` is the day on which each cohort starts; ``before`` (columns × cohorts ×
    agents) the mean of a column before that day, 0 where there is none. ``cohort`` is each agent's,
    and one beyond the last for those who don't start. All values are less the mean of their day.
    """

    values: Numbers
    worked: Numbers
    before: Numbers
    first: Codes
    cohort: Codes
    agents: tuple[object, ...]
    notes: tuple[str, ...]

    @property
    def rows(self) -> int:
        """How many agent-days there are."""
        return int(self.worked.sum())


@dataclass(frozen=True, slots=True, kw_only=True)
class StartContrast:
    """Of each column the effect, and what each agent adds to its error (columns × agents)."""

    effects: Numbers
    parts: Numbers
    sizes: Codes
    cohort: Codes

    def covariance(self) -> Numbers:
        """Between the effects of all columns."""
        product: Numbers = self.parts @ self.parts.T
        return product

    def dof(self) -> float:
        """Welch's degrees of freedom of the first column's error."""
        squares = np.bincount(self.cohort, self.parts[0] ** 2, len(self.sizes))
        some = self.sizes > 1
        spread = float((squares[some] ** 2 / (self.sizes[some] - 1)).sum())
        return float(squares.sum()) ** 2 / spread if spread else float(self.sizes.sum() - 1)


def start_panel(
    frame: pd.DataFrame, columns: tuple[str, ...], *, agent: str, day: str, start: str
) -> StartPanel:
    """Put agent-days with all columns in order.

    Args:
        frame: one row an agent and day.
        columns: the outcome first.
        agent: the column that names the agent.
        day: a number for each day.
        start: the number of the day on which the agent starts; one beyond all days for never.

    Raises:
        EffectsError: nobody starts while others have not, or a cohort has one agent.
    """
    rows = take(frame, (*columns, day, start), (agent,))
    number, who = rows.numbers[day].astype(np.int64), rows.labels[agent]
    days, place = np.unique(number, return_inverse=True)
    _once(who, place)
    shape = (int(who.max()) + 1, len(days))
    worked: Numbers = np.zeros(shape)
    worked[who, place] = 1.0
    values: Numbers = np.zeros((len(columns), *shape))
    for each, name in enumerate(columns):
        values[each, who, place] = rows.numbers[name]
    means = values.sum(axis=1) / np.maximum(worked.sum(axis=0), 1)
    values = (values - means[:, None, :]) * worked
    starts: Numbers = np.empty(shape[0])
    starts[who] = rows.numbers[start]
    begun = np.unique(starts[starts <= days[-1]])
    first = np.searchsorted(days, begun).astype(np.int64)
    cohort = np.searchsorted(begun, starts).astype(np.int64)
    names: NDArray[np.object_] = np.empty(shape[0], dtype=object)
    kept = frame.loc[frame[[*columns, day, start, agent]].notna().all(axis=1), agent]
    names[who] = kept.to_numpy(dtype=object)
    _check(cohort, len(begun))
    return StartPanel(
        values=values,
        worked=worked,
        before=_before(values, worked, first),
        first=first,
        cohort=cohort,
        agents=tuple(names),
        notes=rows.notes,
    )


def _once(who: Codes, place: Codes) -> None:
    if len(np.unique(np.column_stack([who, place]), axis=0)) < len(who):
        raise EffectsError("some agents have several rows of the same day: keep one of each")


def _check(cohort: Codes, cohorts: int) -> None:
    if not cohorts:
        raise EffectsError("nobody starts on a day on which others have not: nothing is compared")
    if (np.bincount(cohort)[np.unique(cohort)] < 2).any():
        raise EffectsError(
            "a cohort has one agent, whose chance differences can't be told from an effect: "
            "let two agents start on the same day at least"
        )


def _before(values: Numbers, worked: Numbers, first: Codes) -> Numbers:
    sums = np.concatenate([np.zeros((*values.shape[:2], 1)), values.cumsum(axis=2)], axis=2)
    counts = np.concatenate([np.zeros((len(worked), 1)), worked.cumsum(axis=1)], axis=1)
    means = sums[:, :, first] / np.maximum(counts[:, first], 1)
    before: Numbers = means.transpose(0, 2, 1)
    return before


def contrast(panel: StartPanel, cohort: Codes, *, ancova: bool) -> StartContrast:
    """Compare as if these had been the agents' cohorts.

    Raises:
        EffectsError: on no day have some started and others not.
    """
    cells = _Cells.of(panel, cohort)
    raw, parts = cells.compare(panel.values)
    base, base_parts = cells.compare_before(panel.before)
    beta = _slope(parts[0], base_parts[0]) if ancova else 1.0
    left = parts - beta * base_parts
    return StartContrast(
        effects=raw - beta * base,
        parts=_with_slope(left, base, base_parts[0]) if ancova else left,
        sizes=np.bincount(cohort, minlength=len(panel.first) + 1),
        cohort=cohort,
    )


@dataclass(frozen=True, slots=True)
class _Cells:
    """Who had started (``on``) and who had not (``off``) of those who worked, by day.

    ``days`` (cohorts × days) are how many of a cohort had started, ``waiting`` how many had not.
    ``grow_on`` and ``grow_off`` make good what a cell's own mean takes from its deviations.
    """

    on: Numbers
    off: Numbers
    member: Numbers
    days: Numbers
    waiting: Numbers
    grow_on: Numbers
    grow_off: Numbers

    @classmethod
    def of(cls, panel: StartPanel, cohort: Codes) -> "_Cells":
        """Raises EffectsError if on no day some have started and others have not."""
        length = panel.worked.shape[1]
        since = np.append(panel.first, length)[cohort][:, None]
        started = np.arange(length)[None, :] >= since
        off: Numbers = panel.worked * ~started
        waiting: Numbers = off.sum(axis=0)
        on: Numbers = panel.worked * (started & (waiting > 0))
        if not on.any():
            raise EffectsError("on no day have some agents started and others not")
        member = (cohort[None, :] == np.arange(len(panel.first))[:, None]).astype(np.float64)
        days = member @ on
        of_cohort = member.sum(axis=1)[:, None]
        not_yet = (~started).sum(axis=0).astype(np.float64)
        return cls(
            on, off, member, days, waiting, _grown(days, of_cohort), _grown(waiting, not_yet)
        )

    def compare(self, values: Numbers) -> tuple[Numbers, Numbers]:
        """Of each column the mean difference, and what each agent adds to its error."""
        n, stands_for = self.days.sum(), self.days.sum(axis=0)
        ratio = stands_for / np.maximum(self.waiting, 1)
        own = self.member.T @ self.grow_on
        effects: Numbers = ((values * (self.on - self.off * ratio)).sum(axis=(1, 2))) / n
        parts: Numbers = np.empty(values.shape[:2])
        for place, each in enumerate(values):
            means = (self.member @ (each * self.on)) / np.maximum(self.days, 1)
            others = (each * self.off).sum(axis=0) / np.maximum(self.waiting, 1)
            treated = self.on * own * (each - self.member.T @ means)
            parts[place] = treated.sum(axis=1)
            parts[place] -= (self.off * (each - others)) @ (ratio * self.grow_off)
        return effects, parts / n

    def compare_before(self, before: Numbers) -> tuple[Numbers, Numbers]:
        """The same of what agents were like before the start that they are compared for."""
        n = self.days.sum()
        effects: Numbers = np.zeros(len(before))
        parts: Numbers = np.zeros((len(before), before.shape[2]))
        for k, mine in enumerate(self.member):
            days, level = self.days[k], before[:, k, :]
            share = days / np.maximum(self.waiting, 1)
            own = (level * mine) @ self.on / np.maximum(days, 1)
            others = level @ self.off / np.maximum(self.waiting, 1)
            effects += ((own - others) * (days * (self.waiting > 0))).sum(axis=1)
            treated, untreated = self.grow_on[k], share * self.grow_off
            parts += mine * (level * (self.on @ treated) - (own * treated) @ self.on.T)
            parts -= level * (self.off @ untreated) - (others * untreated) @ self.off.T
        return effects / n, parts / n


def _grown(counts: Numbers, agents: Numbers) -> Numbers:
    """What deviations of ``counts`` agents are multiplied by, who are the day's of ``agents``.

    The deviation from the others' mean is n/(n-1) times that from the mean of all. Over days on
    which not all work, the others' means average N-1 agents, whose error makes squares larger by
    N/(N-1). If all work it is the √(n/(n-1)) of CR2, which is too small where the same agents work
    on some days and not on others. It is 1 for a single one, whose deviation is nil.
    """
    behind: Numbers = np.maximum(agents - 1, 0) / np.maximum(agents, 1)
    grown: Numbers = counts / np.maximum(counts - 1, 1) * np.sqrt(behind)
    return np.where(counts > 1, grown, 1.0)


def _slope(outcome: Numbers, base: Numbers) -> float:
    """The share of the baseline's difference that leaves the smallest variance."""
    spread = float(base @ base)
    return float(base @ outcome) / spread if spread > 0 else 0.0


def _with_slope(left: Numbers, base: Numbers, weight: Numbers) -> Numbers:
    """Agents' parts of all effects with what each adds through the slope; see the module's text."""
    spread = float(weight @ weight)
    if not spread > 0:
        return left
    leverage = np.minimum(weight**2 / spread, 1 - _LEAST)
    first = left[0] / np.sqrt(1 - leverage)
    parts: Numbers = np.vstack([first, left[1:]]) - np.outer(base, weight * first / spread)
    return parts


# --- estimates -------------------------------------------------------------------------------


def staggered_itt(
    panel: StartPanel, outcome: str, *, ancova: bool, level: float = 0.95
) -> Estimate:
    """The effect of having started on the panel's first column.

    Raises:
        EffectsError: the panel can't answer; the text says why.
    """
    return _estimate(contrast(panel, panel.cohort, ancova=ancova), panel, outcome, ancova, level)


def _estimate(
    found: StartContrast, panel: StartPanel, outcome: str, ancova: bool, level: float
) -> Estimate:
    variance, dof = float(found.covariance()[0, 0]), found.dof()
    value = float(found.effects[0])
    if not variance > 0:
        raise EffectsError(
            f"{outcome!r} leaves no variance within cohorts: an interval would be of no width"
        )
    error = variance**0.5
    half = float(stats.t.ppf((1 + check_level(level)) / 2, dof)) * error
    return Estimate(
        outcome=outcome,
        estimate=value,
        std_error=error,
        ci_low=value - half,
        ci_high=value + half,
        p_value=float(2 * stats.t.sf(abs(value) / error, dof)),
        dof=dof,
        n=panel.rows,
        clusters=len(panel.cohort),
        method=f"{METHOD}, {_held(ancova)}, errors clustered by agent, Welch's dof",
        level=level,
        notes=(*panel.notes, *dof_notes(dof)),
    )


def _held(ancova: bool) -> str:
    return "means before held constant" if ancova else "change from before"


def staggered_late(
    panel: StartPanel, outcome: str, *, ancova: bool, level: float = 0.95
) -> LateEstimate:
    """The effect of the second column (usage), which starting moves, on the first.

    Raises:
        EffectsError: the panel can't answer; the text says why.
    """
    found = contrast(panel, panel.cohort, ancova=ancova)
    itt, covariance = _estimate(found, panel, outcome, ancova, level), found.covariance()
    moved = float(found.effects[1])
    if not abs(moved) > 0:
        raise EffectsError("starting does not move usage, so there is no effect of using it")
    value, strength = itt.estimate / moved, moved**2 / float(covariance[1, 1] or np.nan)
    forms = ReducedForms(
        found.effects[:1], found.effects[1:2], covariance[:1, :1], covariance[1:2, 1:2],
        covariance[:1, 1:2], float(itt.dof or 1),
    )  # fmt: skip
    pieces = forms.accepted(level)
    row = np.array([1.0, -value]) / moved
    ratio = replace(found, effects=np.array([value]), parts=(row @ found.parts[:2])[None, :])
    estimate = _estimate(ratio, panel, outcome, ancova, level)
    strength = strength if np.isfinite(strength) else float("inf")
    return LateEstimate(
        **{each: getattr(estimate, each) for each in Estimate.__dataclass_fields__}
        | {"notes": (*estimate.notes, *late_notes(strength, pieces))},
        first_stage=moved,
        first_stage_f=strength,
        ar_low=pieces[0][0] if pieces else None,
        ar_high=pieces[-1][1] if pieces else None,
        ar_p=forms.p_value(0.0),
        ar_set=pieces,
    )
