"""Assigns agents one after the other: permuted-block randomisation within strata.

The algorithm, ``permuted-blocks-1``:

- The key is the SHA-256 of ``permuted-blocks-1``, the seed in decimal and the salt, a line each.
- A stratum's agents are numbered in the order in which they were enrolled. A block holds each arm
  as often as its share says, in the order of the file, and is then shuffled under the label
  ``["arms", stratum, block]``. The agent with number n gets place n mod size of block n div size.
- Where queues are assigned shares, strata are numbered in the order of their first agents, and
  the shares are shuffled under ``["saturation", block]``. A block of a stratum's agents is then the
  smallest in which each of the shares is whole, whatever the stratum's own is.
- For sessions, the block holds the orders of the arms, under ``["orders", stratum, block]``.
- A guardrail with a share is assigned in the same way, under ``["guardrail", name, stratum, arm,
  tier, block]``, numbering the agents of the stratum who have this arm; ``arm`` is empty where it
  is not the agent's for good, and ``tier`` where the guardrail is for all tiers.
- Chats are numbered within a session, shifts from the first day of the first period with access;
  their labels are ``["chats", agent, session, block]`` and ``["shifts", agent, block]``, and where
  whole queues change arms ``["queue", stratum, block]``.

The shuffling is described in ``console.study.assignment.seeded_shuffle``.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from console.study.assignment.orders import orders
from console.study.assignment.seeded_shuffle import Label, SeededShuffle
from console.study.file.block_sizes import block_of, counts, exact_block
from console.study.file.design import Study
from console.study.guardrails.settings import GuardrailRule

ALGORITHM = "permuted-blocks-1"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class AssignedArms:
    """What an agent is assigned.

    ``arms`` is one arm, or one for each session, or none where chats or shifts are assigned.
    ``block`` and ``position`` are the place in the stratum, counted from 0, null where there are no
    arms. ``guardrails`` are those with a share that are in force for the agent. ``saturation`` is
    the share of the stratum's agents who have access and ``draw`` the block of queues that it was
    assigned in, both null where no shares are assigned.
    """

    stratum: str
    block: int | None
    position: int | None
    arms: tuple[str, ...]
    guardrails: tuple[str, ...]
    saturation: float | None = None
    draw: int | None = None

    @property
    def told_stratum(self) -> str:
        """The stratum as it is recorded once a session starts, with its share and draw.

        The list does not show these, since they give away the arms of agents who have not started.
        """
        if self.saturation is None:
            return self.stratum
        short = f"{self.saturation:g}"
        exact = short if float(short) == self.saturation else repr(self.saturation)
        return f"{self.stratum}/share={exact}/draw={self.draw}"


def stratum_of(study: Study, tier: str | None, site: str | None) -> str:
    """The name of the stratum, such as ``tier=low/site=north``; ``all`` if there are none."""
    values = {"tier": tier, "site": site}
    return "/".join(f"{key}={values[key]}" for key in study.assignment.strata) or "all"


class BlockRandomization:
    """Assigns the agents of one study, under one salt, in the order of their enrolment."""

    def __init__(self, study: Study, salt: str) -> None:
        """Nobody has been assigned yet. ``salt`` is what the seed alone does not give away."""
        text = f"{ALGORITHM}\n{study.assignment.seed}\n{salt}"
        self.shuffle = SeededShuffle(hashlib.sha256(text.encode()).hexdigest())
        self._study = study
        self._numbers: Counter[tuple[str | int, ...]] = Counter()
        self._shuffled = cache(self.shuffle.shuffled)
        self._queues: dict[str, int] = {}
        shares = [arm.share for arm in study.arms]
        self._arms = (
            ()
            if study.assignment.saturations
            else _repeated(
                [arm.name for arm in study.arms], shares, study.assignment.block or block_of(shares)
            )
        )

    def assign_next(self, tier: str | None, site: str | None) -> AssignedArms:
        """The arms of the next agent to be enrolled."""
        stratum = stratum_of(self._study, tier, site)
        saturation, draw = self._saturation(stratum)
        arms, block, position = self._arms_of(stratum, saturation)
        guardrails = self._guardrails(stratum, arms, tier)
        return AssignedArms(stratum, block, position, arms, guardrails, saturation, draw)

    def _saturation(self, stratum: str) -> tuple[float | None, int | None]:
        """The share that is assigned to a queue, and the block of queues it is in."""
        shares = self._study.assignment.saturations
        if not shares:
            return None, None
        number = self._queues.setdefault(stratum, len(self._queues))
        share, draw, _ = self._at(("saturation",), number, shares)
        return share, draw

    def of_chat(self, agent: str, session: str, number: int) -> tuple[str, int]:
        """The arm of a chat, the ``number``-th of the session from 0, and its block."""
        arm, block, _ = self._at(("chats", agent, session), number, self._arms)
        return arm, block

    def of_shift(self, agent: str, number: int) -> tuple[str, int]:
        """The arm of an agent's shift, counted from 0 over the study, and its block."""
        arm, block, _ = self._at(("shifts", agent), number, self._arms)
        return arm, block

    def of_queue(self, stratum: str, number: int) -> tuple[str, int]:
        """The arm of a shift of all agents of a stratum, and its block; as of an agent's shift."""
        arm, block, _ = self._at(("queue", stratum), number, self._arms)
        return arm, block

    def _arms_of(
        self, stratum: str, saturation: float | None
    ) -> tuple[tuple[str, ...], int | None, int | None]:
        match self._study.assignment.unit:
            case "agent" | "delayed":
                items = self._arms if saturation is None else self._of_share(saturation)
                arm, block, position = self._next(("arms", stratum), items)
                return (arm,), block, position
            case "session":
                kind = self._study.assignment.order or "williams"
                rows = tuple(orders(kind, [arm.name for arm in self._study.arms]))
                return self._next(("orders", stratum), rows)
        return (), None, None

    def _of_share(self, saturation: float) -> tuple[str, ...]:
        """A block of arms of which this share has access."""
        shares = self._study.assignment.saturations
        parts = [part for each in shares for part in (each, 1 - each) if part > 0]
        own = [saturation if arm.access else 1 - saturation for arm in self._study.arms]
        return _repeated([arm.name for arm in self._study.arms], own, exact_block(parts) or 0)

    def _guardrails(self, stratum: str, arms: Sequence[str], tier: str | None) -> tuple[str, ...]:
        arm = arms[0] if len(arms) == 1 else ""
        return tuple(
            rule.name
            for rule in self._study.guardrails
            if rule.share is not None
            and _may_apply(rule, arm, tier)
            and self._factor(rule, rule.share, stratum, arm, tier if rule.tiers else "")
        )

    def _factor(
        self, rule: GuardrailRule, share: float, stratum: str, arm: str, tier: str | None
    ) -> bool:
        shares = (share, 1 - share)
        items = _repeated((True, False), shares, exact_block(shares) or 0)
        in_force, _, _ = self._next(("guardrail", rule.name, stratum, arm, tier or ""), items)
        return in_force

    def _next(self, label: Label, items: tuple[T, ...]) -> tuple[T, int, int]:
        label = tuple(label)
        number = self._numbers[label]
        self._numbers[label] += 1
        return self._at(label, number, items)

    def _at(self, label: Label, number: int, items: tuple[T, ...]) -> tuple[T, int, int]:
        block, position = divmod(number, len(items))
        return self._shuffled((*label, block), items)[position], block, position


def _may_apply(rule: GuardrailRule, arm: str, tier: str | None) -> bool:
    """Whether the agent can come under the guardrail; an arm that changes may be any."""
    return (not rule.arms or not arm or arm in rule.arms) and (not rule.tiers or tier in rule.tiers)


def _repeated(items: Sequence[T], shares: Sequence[float], block: int) -> tuple[T, ...]:
    portions = zip(items, counts(shares, block), strict=True)
    return tuple(item for item, times in portions for _ in range(times))
