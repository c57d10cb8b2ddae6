"""Remarks on a study that is valid but could be better, for before anybody is assigned."""

from collections.abc import Iterator

from console.study.file.block_sizes import block_of
from console.study.file.design import Study

_OF_SUGGESTIONS = {"on_demand", "read_first", "adoption_check"}
"""Policies that have nothing to do where there are no suggestions."""

_ENOUGH_SHIFTS = 40


def remarks(study: Study) -> Iterator[str]:
    """One sentence for each thing that costs precision, or mixes up what is compared."""
    yield from _guessable(study)
    yield from _carried_over(study)
    yield from _unlike(study)
    yield from _mixed(study)


def _guessable(study: Study) -> Iterator[str]:
    """Chats can be chosen and shifts be swapped by whoever knows what comes."""
    how = study.assignment
    if how.unit not in {"chat", "shift"}:
        return
    if how.whole_queue and study.periods and how.bucket_min:
        yield from _few_shifts(study, how.bucket_min)
    block = how.block or block_of([arm.share for arm in study.arms])
    if block <= 2 * len(study.arms):
        yield (
            f"after each {block} {how.unit}s the arms are even, so agents can guess the last of "
            "them; a larger block makes that harder"
        )


def _few_shifts(study: Study, minutes: float) -> Iterator[str]:
    """A queue's shifts are the sample, however many agents work in it."""
    days = sum((each.last - each.first).days + 1 for each in study.periods if each.access)
    shifts = int(days * 1440 / minutes)
    if shifts < _ENOUGH_SHIFTS:
        yield (
            f"a queue has {shifts} shifts in all, and shifts are what is compared, however many "
            f"agents there are; {_ENOUGH_SHIFTS} or more find effects of the usual size"
        )


def _carried_over(study: Study) -> Iterator[str]:
    if study.assignment.unit == "shift" and not study.assignment.burn_in_min:
        yield "chats go on from one shift into the next; burn_in_min leaves the first minutes out"


def _unlike(study: Study) -> Iterator[str]:
    """Agents, of whom nothing is known that their outcomes could be compared with."""
    compared = study.assignment.unit == "agent" and len(study.arms) > 1
    if compared and study.periods and not study.has_pre_period:
        yield (
            "there is no time before: agents differ a lot, and a first period with access = false "
            "would take much of that out"
        )


def _mixed(study: Study) -> Iterator[str]:
    """Guardrails that come with the assistant in some arm, and never apart from it."""
    for rule in study.guardrails:
        under = {arm.access for arm in study.arms if arm.name in rule.arms}
        without = {arm.access for arm in study.arms if arm.name not in rule.arms}
        watches_all = rule.policy not in _OF_SUGGESTIONS
        if under and without and not under & without and rule.share is None and watches_all:
            yield (
                f"guardrail {rule.name!r} is in force in {' and '.join(rule.arms)} only, so what "
                "the arms differ in is the assistant with it"
            )
