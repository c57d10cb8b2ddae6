"""What is peculiar to one recorded customer: patience, and what they make of the chat."""

from dataclasses import dataclass
from random import Random

from console.channels.simulated.settings import CustomerSettings

_PATIENCE_S = (150.0, 400.0)
"""How long a customer waits for the agent, before and after the chat was taken."""


@dataclass(frozen=True, slots=True)
class Habits:
    """One customer's habits. They are chosen before anything else, so a restart chooses the same.

    The delays count from the end of the chat; None means that they never rate, or never return.
    """

    patience_s: float
    rating_delay_s: float | None
    return_delay_s: float | None
    mood: float

    @classmethod
    def random(cls, rng: Random, settings: CustomerSettings) -> "Habits":
        """Habits chosen at random."""
        patience_s = rng.uniform(*_PATIENCE_S) * settings.patience_factor
        rates = rng.random() < settings.rating_share
        rating_delay_s = settings.rating_delay_s * rng.uniform(0.5, 1.5)
        returns = rng.random() < settings.return_share and settings.max_returns > 0
        return_delay_s = rng.uniform(settings.return_min_s, settings.return_max_s)
        return cls(
            patience_s,
            rating_delay_s if rates else None,
            return_delay_s if returns else None,
            mood=rng.gauss(0.0, 0.6),
        )

    def rating(self, *, resolved: bool, all_said: bool, wait_s: float) -> int:
        """Higher if the issue was resolved and all was said, lower the longer the longest wait."""
        score = (4.7 if resolved else 2.7) + self.mood
        score -= 0.0 if all_said else 1.0
        score -= 2.0 * min(1.0, wait_s / self.patience_s)
        return min(5, max(1, round(score)))


def exponential(rng: Random, mean: float) -> float:
    """A random time with this mean; a mean of 0 is no time at all."""
    return rng.expovariate(1 / mean) if mean else 0.0
