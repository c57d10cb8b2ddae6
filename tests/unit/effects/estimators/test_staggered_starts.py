"""Starts on different days: averages over cohorts and days, with and without means before."""

import numpy as np
import pandas as pd
import pytest

from console.bench.effects.staggered import StaggeredShape, study
from console.effects.errors import EffectsError
from console.effects.estimators.staggered_redraws import starts_test
from console.effects.estimators.staggered_starts import (
    StartPanel,
    contrast,
    staggered_itt,
    staggered_late,
    start_panel,
)


def panel(frame: pd.DataFrame, *columns: str) -> StartPanel:
    """The panel of a frame with columns agent, day and start."""
    return start_panel(frame, columns or ("y",), agent="agent", day="day", start="start")


def by_hand(frame: pd.DataFrame) -> float:
    """Callaway and Sant'Anna's differences from before, cohort by cohort and day by day."""
    total, count = 0.0, 0
    for start in sorted(frame.start.unique()):
        before = frame[frame.day < start].groupby("agent").y.mean()
        for day in range(int(start), int(frame.day.max()) + 1):
            today = frame[frame.day == day]
            change = today.y - today.agent.map(before)
            mine, waiting = today.start == start, today.start > day
            if mine.any() and waiting.any():
                total += mine.sum() * (change[mine].mean() - change[waiting].mean())
                count += int(mine.sum())
    return total / count


def balanced(seed: int = 4, growth: float = 0.05) -> pd.DataFrame:
    """Ten agents of each of three cohorts and ten who never start, on all of twelve days."""
    rng = np.random.default_rng(seed)
    agent, day = np.divmod(np.arange(40 * 12), 12)
    start = np.array([3, 6, 9, 12])[agent % 4]
    y = rng.normal(size=40)[agent] + rng.normal(size=12)[day] + rng.normal(size=len(day))
    y = y + growth * np.maximum(day - start + 1, 0)
    return pd.DataFrame({"agent": agent, "day": day, "start": start, "y": y})


def test_it_is_the_average_over_cohorts_and_days() -> None:
    """With everybody there every day it is the estimate that is computed cell by cell."""
    rows = balanced()
    assert staggered_itt(panel(rows), "y", ancova=False).estimate == pytest.approx(by_hand(rows))


def test_effects_that_grow_are_told() -> None:
    """Without noise the estimate is the true mean over the days of those who had started."""
    rows, truth = study(StaggeredShape(4, growth=0.05), np.random.default_rng(1))
    quiet = rows.assign(y=0.05 * np.maximum(rows.day - rows.start + 1, 0))
    for ancova in (True, False):
        # Days are worked or not, so means before are no constant; they don't bias it.
        found = staggered_itt(panel(quiet), "y", ancova=ancova).estimate
        assert found == pytest.approx(truth, rel=0.05)


def test_a_constant_does_not_matter() -> None:
    """Adding to a day or to all values changes neither the estimate nor its error."""
    rows = balanced()
    moved = rows.assign(y=rows.y + 100 + 3 * rows.day**2)
    one, other = (staggered_itt(panel(each), "y", ancova=True) for each in (rows, moved))
    assert one.estimate == pytest.approx(other.estimate)
    assert one.std_error == pytest.approx(other.std_error)


def test_means_before_make_it_more_precise() -> None:
    """Over many assignments of the starts, estimates vary less than those of changes do."""
    free, fixed = (told_and_true(ancova=each)[1] for each in (True, False))
    assert free < fixed


def told_and_true(*, ancova: bool, draws: int = 1_000) -> tuple[float, float]:
    """The mean variance told and that of the estimates, where starts are assigned many times."""
    made = panel(study(StaggeredShape(4, agents=40), np.random.default_rng(5))[0])
    rng = np.random.default_rng(6)
    found = [contrast(made, rng.permutation(made.cohort), ancova=ancova) for _ in range(draws)]
    told = np.mean([each.covariance()[0, 0] for each in found])
    return float(told), float(np.var([each.effects[0] for each in found]))


def test_errors_are_told_as_large_as_they_are() -> None:
    """Where not all agents work on all days, and though the weight of means before is estimated."""
    for ancova in (True, False):
        told, true = told_and_true(ancova=ancova)
        assert told == pytest.approx(true, rel=0.12)


def test_the_effect_of_use_is_a_ratio() -> None:
    """It is that of having started over what starting does to usage, with an interval around."""
    rows = balanced(growth=0.0)
    usage = 0.5 * (rows.day >= rows.start) + 0.0 * rows.day
    rows = rows.assign(usage=usage, y=rows.y + 4 * usage)
    made = panel(rows, "y", "usage")
    late = staggered_late(made, "y", ancova=True)
    itt = staggered_itt(made, "y", ancova=True)
    assert late.first_stage == pytest.approx(0.5, abs=0.01)
    assert late.estimate == pytest.approx(itt.estimate / late.first_stage)
    assert late.ar_low is not None
    assert late.ar_high is not None
    assert late.ar_low < 4 < late.ar_high


def test_redrawn_starts_are_exact() -> None:
    """With few agents all assignments are gone through, and p is a share of them."""
    rows = balanced()
    few = rows[rows.agent.isin(range(8)) & rows.start.isin([3, 12])]
    made = panel(few)
    found = starts_test(made, "y", np.zeros(len(made.cohort), dtype=np.int64), ancova=False)
    assert "all 6 draws" in found.method
    assert found.p_value * 6 == pytest.approx(round(found.p_value * 6))


def test_redrawn_starts_bound_a_constant_effect() -> None:
    """The interval by randomisation holds the truth and is about as wide as the other."""
    made = panel(balanced(growth=0.0).assign(y=lambda rows: rows.y + (rows.day >= rows.start)))
    block = np.zeros(len(made.cohort), dtype=np.int64)
    found = starts_test(made, "y", block, ancova=True, draws=199)
    plain = staggered_itt(made, "y", ancova=True)
    assert found.ci_low < 1 < found.ci_high
    assert found.ci_high - found.ci_low == pytest.approx(plain.ci_high - plain.ci_low, rel=0.4)


def test_six_cohorts_do_not_raise_false_alarms() -> None:
    """Of 40 studies without an effect few are found to have one (11 and more were with stacks)."""
    shape, alarms = StaggeredShape(6, agents=70, days=10), 0
    for seed in range(40):
        rows, _ = study(shape, np.random.default_rng(seed))
        alarms += staggered_itt(panel(rows), "y", ancova=True).p_value < 0.05
    assert alarms <= 6


def test_agents_are_exchanged_as_they_were_assigned() -> None:
    """Cohorts keep their sizes in each draw, and the effect is computed for the drawn ones."""
    made = panel(balanced())
    drawn = np.random.default_rng(1).permutation(made.cohort)
    found = contrast(made, drawn, ancova=False)
    assert list(found.sizes) == [10, 10, 10, 10]
    assert found.effects[0] != pytest.approx(contrast(made, made.cohort, ancova=False).effects[0])


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda rows: rows.assign(start=12), "nobody starts"),
        (lambda rows: rows[(rows.start != 3) | (rows.agent == 0)], "one agent"),
        (lambda rows: pd.concat([rows, rows.head(1)]), "several rows of the same day"),
        (lambda rows: rows[rows.start == 3], "some agents started and others not"),
    ],
)
def test_what_cannot_be_compared_is_refused(change: object, why: str) -> None:
    """Nobody starts, a cohort has one agent, days are there twice, or nobody waits."""
    with pytest.raises(EffectsError, match=why):
        staggered_itt(panel(change(balanced())), "y", ancova=True)  # type: ignore[operator]
