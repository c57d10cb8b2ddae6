"""Whether the arms lost different shares of their agents between assignment and analysis.

Arms that were alike when they were assigned need not be alike any more when who is lost depends on
the arm; a difference between the analysed is then partly one between those who stayed.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import stats

from console.effects.errors import EffectsError

ALARM = 0.01
"""The p-value below which the report warns: seldom where nothing is wrong, though it warns of other
things too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttritionTest:
    """The test that both arms keep the same share, and whether to warn."""

    p_value: float
    alarm: bool
    method: str


def attrition_test(
    analysed: Mapping[str, int], assigned: Mapping[str, int], *, alarm: float = ALARM
) -> AttritionTest:
    """Compare the share of the assigned that is analysed between the arms.

    Fisher's exact test for two arms, Pearson's χ² for several.

    Raises:
        EffectsError: fewer than two arms have anybody assigned.
    """
    arms = [arm for arm, count in assigned.items() if count]
    if len(arms) < 2:
        raise EffectsError("fewer than two arms have anybody assigned: no shares can be compared")
    table = np.array([[analysed.get(arm, 0), assigned[arm] - analysed.get(arm, 0)] for arm in arms])
    if not table[:, 1].any() or not table[:, 0].any():
        return AttritionTest(p_value=1.0, alarm=False, method="all alike")
    if len(arms) == 2:
        p_value, method = float(stats.fisher_exact(table).pvalue), "Fisher's exact test"
    else:
        p_value, method = float(stats.chi2_contingency(table).pvalue), "chi-squared"
    return AttritionTest(p_value=p_value, alarm=p_value < alarm, method=method)
