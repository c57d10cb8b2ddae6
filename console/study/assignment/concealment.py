"""Conceals assignments in a file; ``study.assignment.assignment_list`` says what for."""

import json

from console.study.assignment.permuted_blocks import AssignedArms
from console.study.assignment.seeded_shuffle import SeededShuffle
from console.study.file.design import Study


def concealed(study: Study, shuffle: SeededShuffle, agent: str, assigned: AssignedArms) -> str:
    """Arms and guardrails under a pad of the agent's own, in hexadecimal.

    All of a study's are of the same length, so that the length says nothing either.
    """
    text = _content(assigned.arms, assigned.guardrails).ljust(_longest(study)).encode()
    pad = shuffle.octets(("seal", agent), len(text))
    return bytes(one ^ other for one, other in zip(text, pad, strict=True)).hex()


def _content(arms: tuple[str, ...], guardrails: tuple[str, ...]) -> str:
    return json.dumps([arms, guardrails], separators=(",", ":"))


def _longest(study: Study) -> int:
    arms = tuple(arm.name for arm in study.arms)
    factors = tuple(rule.name for rule in study.guardrails if rule.share is not None)
    return len(_content(arms, factors))
