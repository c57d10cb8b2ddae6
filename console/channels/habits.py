"""What is peculiar to one recorded customer: patience, and what they make of the chat."""

from dataclasses import dataclass
from random import Random

from console.channels.settings import CustomerSettings

_PATIENCE_S = (150.0, 400.0)
"""How long a customer waits for the agent, before and after the chat was taken."""


@dataclass(frozen=True, slots=True)
class Habits:
    """One customer's habits. They are drawn before anything else, so a restart draws the same.

    The delays count from the end of the chat; None means that they never rate, or never return.
    """

    patience_s: float
    rating_delay_s: float | None
    return_delay_s: float | None
    mood: float

    @classmethod
    def draw(cls, luck: Random, settings: CustomerSettings) -> "Habits":
        """Habits by lot."""
        patience_s = luck.uniform(*_PATIENCE_S) * settings.patience_factor
        rates = luck.random() < settings.rating_share
        rating_delay_s = settings.rating_delay_s * luck.uniform(0.5, 1.5)
        returns = luck.random() < settings.return_share and settings.max_returns > 0
        return_delay_s = luck.uniform(settings.return_min_s, settings.return_max_s)
        return cls(
            patience_s,
            rating_delay_s if rates else None,
            return_delay_s if returns else None,
            mood=luck.gauss(0.0, 0.6),
        )

    def rating(self, *, resolved: bool, heard_out: bool, wait_s: float) -> int:
        """A good mark for being helped and heard out, less for the longest wait."""
        score = (4.7 if resolved else 2.7) + self.mood
        score -= 0.0 if heard_out else 1.0
        score -= 2.0 * min(1.0, wait_s / self.patience_s)
        return min(5, max(1, round(score)))


def exponential(luck: Random, mean: float) -> float:
    """A random time with this mean; a mean of 0 is no time at all."""
    return luck.expovariate(1 / mean) if mean else 0.0
