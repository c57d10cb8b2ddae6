"""What the field experiment published, as numbers: presets start from them, benchmarks compare.

Ni et al., arXiv 2603.29888: 5,940 agents, 28 days before and 28 days with the assistant.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Published:
    """An outcome's effects, standard errors, and effects on users by tier, lowest first."""

    itt: float
    itt_se: float
    late: float
    late_se: float
    by_tier: tuple[float, ...]


EFFECTS = {
    "ln_issue_identification": Published(
        -0.082, 0.012, -0.323, 0.046, (-0.168, -0.362, -0.462, -0.378, -0.183)
    ),
    "ln_duration": Published(-0.011, 0.005, -0.042, 0.020, (-0.148, -0.053, -0.090, 0.013, 0.059)),
    "dissatisfaction_rate": Published(
        -0.012, 0.005, -0.054, 0.021, (-0.567, -0.177, -0.088, 0.037, 0.374)
    ),
    "rating": Published(0.042, 0.018, 0.184, 0.079, (2.144, 0.636, 0.321, -0.126, -1.514)),
    "retrial_rate": Published(0.0, 0.002, 0.0, 0.009, (0.0, -0.003, -0.007, -0.017, 0.041)),
}
"""By column of ``agent_days``."""

AGENTS = 5_940
TREATED = 2_895
DAYS = 56
BEGAN = date(2024, 1, 23)
"""The first day with the assistant."""

FIRST_STAGE = 0.254
FIRST_STAGE_SE = 0.007
FIRST_STAGE_RATED = 0.228
"""On the days with ratings."""

USAGE = 0.287
USAGE_BY_TIER = (0.39, 0.25, 0.22, 0.18, 0.18)
NEVER_USED = 0.179
USED_ALWAYS = 0.062

AWAY_BY_TIER_PERCENT = (-31.2, -14.7, -15.4, -20.5, 26.3)

RATING_BEFORE_BY_TIER = (2.184, 2.881, 3.271, 3.637, 4.008)
RATING_AFTER_BY_TIER = (2.981, 3.145, 3.406, 3.666, 3.846)
"""Of treated agents."""
