"""The tests that a study counts together have p-values for all of them at once."""

from dataclasses import replace
from functools import cache

import made_studies
import pytest

from console.domain.study_terms import FamilyPart
from console.effects.analysis.pipeline import analyse
from console.effects.analysis.results import Results
from console.effects.checks.holm import holm

pytestmark = pytest.mark.slow

PLAN = made_studies.plan()


@cache
def found(*family: FamilyPart) -> Results:
    """The results of a small study whose family has these parts."""
    return analyse(made_studies.tables(), replace(PLAN, family=family))


def p_values_of(results: Results) -> list[tuple[float | None, float | None]]:
    """p-values and adjusted ones of all tests but the primary one, in one order."""
    effects = [each.effect for each in results.itt[1:]]
    effects += [each.effect for each in results.quantiles]
    tests = [(each.p_value, each.p_holm) for each in effects]
    for outcome in results.by_tier:
        tests += [(tier.itt.p_value, tier.itt.p_holm) for tier in outcome.tiers]
        tests += [(outcome.equal_effects.p_value, outcome.equal_effects.p_holm)]
    return tests


def test_everything_that_is_named_is_adjusted_together() -> None:
    """With all parts in it, the adjusted p-values are Holm's of all tests of the report."""
    tests = p_values_of(found("outcomes", "tiers of all outcomes", "quantiles"))
    together = holm([p for p, _ in tests if p is not None])
    assert len(together) == 2 + 5 + 3 * 4
    assert [adjusted for p, adjusted in tests if p is not None] == pytest.approx(together)


def test_redraws_adjust_beside_holm() -> None:
    """Each test of the family has Romano and Wolf's p-value, near Holm's if small."""
    results = found("outcomes", "tiers")
    effects = [each.effect for each in results.itt[1:]]
    effects += [tier.itt for tier in results.by_tier[0].tiers]
    equal = results.by_tier[0].equal_effects
    pairs = [(each.p_holm, each.p_romano_wolf) for each in (*effects, equal)]
    assert len(pairs) == 2 + 3 + 1
    assert all(holm is not None and redrawn is not None for holm, redrawn in pairs)
    small = [(holm, redrawn) for holm, redrawn in pairs if holm and redrawn and holm < 0.3]
    assert len(small) >= 2
    assert all(redrawn <= holm + 0.02 for holm, redrawn in small)
    assert results.itt[0].effect.p_romano_wolf is None


def test_quantiles_are_not_redrawn() -> None:
    """With them in the family there is Holm alone."""
    results = found("outcomes", "tiers of all outcomes", "quantiles")
    assert all(each.effect.p_romano_wolf is None for each in results.itt)


def test_what_is_left_out_is_exploratory() -> None:
    """By default other outcomes' tiers and quantiles have no adjusted p-value; primary tiers do."""
    results = found(*PLAN.family)
    assert all(each.effect.p_holm is None for each in results.quantiles)
    primary, *others = results.by_tier
    assert all(tier.itt.p_holm is not None for tier in primary.tiers)
    assert primary.equal_effects.p_holm is not None
    assert all(each.equal_effects.p_holm is None for each in others)


def test_a_study_may_have_no_family() -> None:
    """Then nothing but the primary outcome is claimed."""
    results = found()
    assert all(adjusted is None for _, adjusted in p_values_of(results))
    assert not any("after Holm" in each for each in results.summary)
    assert any("exploratory" in each for each in results.summary)


def test_using_it_is_the_same_hypothesis() -> None:
    """The effect of use has the adjusted p-value of being assigned."""
    results = found(*PLAN.family)
    assert [each.effect.p_holm for each in results.late] == [
        each.effect.p_holm for each in results.itt
    ]
