"""How often a study was looked at, and what that makes of the primary effect."""

from dataclasses import replace

import made_studies
import pandas as pd

from console.effects.analysis.looks import LooksResult, RecordedLook, looks
from console.effects.analysis.outcomes import outcome_effect
from console.effects.data.bundle_tables import Tables
from console.effects.data.plan import AnalysisPlan
from console.effects.data.samples import sample_for

PLAN = made_studies.plan()


def found(tables: Tables, plan: AnalysisPlan = PLAN, *before: RecordedLook) -> LooksResult:
    """The looks at a study of logarithms of durations."""
    contrast, planned = plan.contrasts[0], plan.primary
    effect = outcome_effect(
        sample_for(tables, plan, contrast, planned.name), plan, contrast, planned
    )
    return looks(tables, plan, effect, before)


def until(days: int) -> Tables:
    """The study as it was after so many days."""
    tables = made_studies.tables()
    last = pd.Timestamp(made_studies.FIRST) + pd.Timedelta(days=days - 1)
    return replace(tables, agent_days=tables.agent_days[tables.agent_days["day"] <= last])


def width(result: LooksResult) -> float:
    """Of the interval that may be read."""
    effect = result.effect
    assert effect is not None
    assert effect.ci_high is not None
    assert effect.ci_low is not None
    return effect.ci_high - effect.ci_low


def test_one_look_at_the_end_is_as_planned() -> None:
    """Nothing is changed by it, nor by looking at the same data again."""
    first = found(until(20))
    assert (first.number, first.share, first.kind, first.effect) == (1, 1.0, "one", None)
    assert found(until(20), PLAN, first.this).effect is None


def test_an_early_look_is_read_at_any_time() -> None:
    """After half of the days the interval holds at all looks and is wider."""
    early = found(until(15))
    assert (early.share, early.kind) == (0.5, "any time")
    planned = found(until(15), replace(PLAN, looks="spending"))
    assert early.effect is not None
    assert early.effect.verdict is not None
    assert width(early) > 0
    assert planned.limit is not None
    assert planned.limit > 2.5


def test_a_later_look_counts_the_earlier_ones() -> None:
    """Whoever looked before the end does not read the interval of one look at the end."""
    early = found(until(15))
    late = found(until(20), PLAN, early.this)
    assert (late.number, late.kind) == (2, "any time")
    spent = found(until(20), replace(PLAN, looks="spending"), early.this)
    assert spent.limit is not None
    assert 1.96 < spent.limit < 2.0
    assert width(spent) < width(late)
