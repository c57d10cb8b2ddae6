"""What an experiment is made with: sizes, effects, use, noise; and which of them can't be."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from console.domain.json_objects import JsonObject
from console.simulation import published
from console.simulation.errors import SimulationError

Preset = Literal["paper", "null"]

EFFECTS = (
    *("ln_issue_identification", "ln_duration", "ln_away", "rating", "retrial_rate"),
    "unfounded_claims",
)
"""What the assistant can have an effect on. ``dissatisfaction_rate`` follows from the rating."""

_PAPER = {
    "ln_issue_identification": published.EFFECTS["ln_issue_identification"].late,
    "ln_duration": published.EFFECTS["ln_duration"].late,
    "ln_away": -0.15,
    "rating": published.EFFECTS["rating"].late,
    "retrial_rate": published.EFFECTS["retrial_rate"].late,
    "unfounded_claims": -0.08,
}

SEED = int(published.BEGAN.strftime("%Y%m%d"))
"""Where nobody gives one."""

_MOST_AGENT_DAYS = 4_000_000


@dataclass(frozen=True, slots=True)
class Noise:
    """Standard deviations of what differs between agents, between days, and drifts in an agent."""

    agent: float
    day: float
    drift: float

    def scaled(self, factor: float) -> "Noise":
        """That many times as much."""
        return Noise(self.agent * factor, self.day * factor, self.drift * factor)

    def split(self, icc: float | None) -> "Noise":
        """The same variance within a day, a share ``icc`` of it between agents."""
        if icc is None:
            return self
        both = math.hypot(self.agent, self.drift)
        return Noise(both * math.sqrt(icc), self.day, both * math.sqrt(1 - icc))


NOISE = {
    "ln_issue_identification": Noise(0.35, 0.03, 0.68),
    "ln_duration": Noise(0.25, 0.02, 0.20),
    "ln_away": Noise(0.15, 0.01, 0.15),
    "dissatisfaction_rate": Noise(0.13, 0.01, 0.10),
    "retrial_rate": Noise(0.04, 0.01, 0.02),
    "unfounded_claims": Noise(0.06, 0.01, 0.03),
}
"""Of the mean of a day, without the noise that its chats add."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """One experiment.

    ``effects`` are those of use in every chat against none, on average over users. With
    ``by_skill`` they differ between agents by their true skill as the field experiment's do by
    tier, without it they are the same for all. ``usage`` is the mean share of chats in which
    treated agents use the assistant; ``never`` and ``always`` are the shares of agents who would
    not in any chat and in every one. ``rho`` is the correlation of an agent's drift from one day
    to the next, ``icc`` the share of variance that is between agents (null: as it was seen).
    ``noise_times`` multiplies the standard deviations of all that lasts longer than a chat.

    Raises:
        SimulationError: nothing can be made with these.
    """

    preset: Preset = "paper"
    agents: int = published.AGENTS
    days: int = published.DAYS
    seed: int = SEED
    treated: float = published.TREATED / published.AGENTS
    tiers: int = 5
    effects: Mapping[str, float] = field(default_factory=lambda: dict(_PAPER))
    by_skill: bool = True
    usage: float = published.USAGE
    never: float = 0.105
    always: float = 0.053
    rho: float = 0.5
    icc: float | None = None
    noise_times: float = 1.0

    def __post_init__(self) -> None:
        self._check_numbers()
        self._check_sizes()
        self._check_use()
        self._check_effects()

    @property
    def before(self) -> int:
        """How many days lie before the treatment begins."""
        return self.days // 2

    def noise(self, outcome: str) -> Noise:
        """How much an outcome varies without any treatment."""
        return NOISE[outcome].split(self.icc).scaled(self.noise_times)

    def as_dict(self) -> JsonObject:
        """For JSON."""
        return asdict(self) | {"effects": dict(self.effects)}

    def _check_numbers(self) -> None:
        numbers = {"usage": self.usage, "never": self.never, "always": self.always}
        numbers |= {"treated": self.treated, "rho": self.rho}
        numbers |= {} if self.icc is None else {"icc": self.icc}
        for name, value in numbers.items():
            if not 0 <= value <= 1:  # not a number is not in it either
                raise SimulationError(f"{name} is {value}; it is a share from 0 to 1")
        if self.rho >= 1:
            raise SimulationError("rho is 1: an agent's drift would never end; give less than 1")
        if not 0 <= self.noise_times <= 4:
            raise SimulationError(
                f"noise is {self.noise_times}; it multiplies standard deviations, give 0 to 4"
            )
        if self.icc == 1:
            raise SimulationError("icc is 1: no agent's days would differ; give less than 1")

    def _check_sizes(self) -> None:
        if self.agents < 2:
            raise SimulationError(f"agents is {self.agents}, fewer than the arms; give 2 or more")
        if self.days < 4:
            raise SimulationError(f"{self.days} days are too few; give 4, two of them before")
        if self.agents * self.days > _MOST_AGENT_DAYS:
            raise SimulationError(
                f"{self.agents:,} agents on {self.days} days don't fit into memory; the product "
                f"may be {_MOST_AGENT_DAYS:,}"
            )
        if not 1 <= self.tiers <= self.agents:
            raise SimulationError(f"{self.tiers} tiers of {self.agents} agents; give 1 or more")
        if self.seed < 0:
            raise SimulationError(f"seed is {self.seed}; give 0 or more")

    def _check_use(self) -> None:
        if self.never + self.always >= 1:
            raise SimulationError("never and always leave nobody in between; lower one of them")
        if not self.always < self.usage < 1 - self.never:
            raise SimulationError(
                f"usage is {self.usage}: it has to lie between always ({self.always}) and what "
                f"never ({self.never}) leaves, {1 - self.never:g}; change one of them"
            )

    def _check_effects(self) -> None:
        for name, value in self.effects.items():
            if name == "dissatisfaction_rate":
                raise SimulationError("dissatisfaction_rate follows from rating; give that effect")
            if name not in EFFECTS:
                raise SimulationError(f"no effect is called {name}; there is {', '.join(EFFECTS)}")
            if not abs(value) <= 4:
                raise SimulationError(f"the effect {name} is {value}; give a number from -4 to 4")


def preset(name: Preset, effects: Mapping[str, float] | None = None, **changed: Any) -> Parameters:  # noqa: ANN401 - fields of Parameters
    """The parameters of a preset, with some of them changed.

    ``paper`` has the field experiment's effects; ``null`` has none at all, and the same use.

    Raises:
        SimulationError: nothing can be made with these.
    """
    base = _PAPER if name == "paper" else dict.fromkeys(_PAPER, 0.0)
    return Parameters(
        preset=name, effects=base | dict(effects or {}), by_skill=name == "paper", **changed
    )
