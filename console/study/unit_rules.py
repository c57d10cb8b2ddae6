"""What must fit together in how a study draws its lots: units, blocks, shifts, orders, starts."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from console.study.portions import block_of, exact_block
from console.study.problem import Problem

if TYPE_CHECKING:
    from console.study.design import Study


def _block(study: "Study") -> Iterator[Problem]:
    shares, block = [arm.share for arm in study.arms], study.assignment.block
    if abs(sum(shares) - 1) > 1e-9 or study.assignment.unit == "session":
        return
    smallest = exact_block(shares)
    if smallest is None:
        place = ("arms", len(study.arms) - 1, "share")
        yield Problem(place, "no block up to 1000 gives each arm whole draws; use simpler shares")
    elif block is not None and (block % smallest or block < len(shares)):
        fits = block_of(shares)
        yield Problem(
            ("assignment", "block"),
            f"{block} draws can't be shared out to the arms; take {fits} or a multiple of "
            f"{smallest} above it",
        )


def _unit(study: "Study") -> Iterator[Problem]:
    """Keys that go with one unit only."""
    how = study.assignment
    if len(set(how.strata)) < len(how.strata):
        yield Problem(("assignment", "strata"), "the same twice; name each once")
    if "tier" in how.strata and study.tiers is None:
        yield Problem(("assignment", "strata"), "there are no tiers; add a table [tiers]")
    for key, unit in (("bucket_min", "shift"), ("order", "session")):
        if getattr(how, key) is not None and how.unit != unit:
            yield Problem(("assignment", key), f"goes with unit = {unit!r}; take it out")
    if how.burn_in_min and how.unit != "shift":
        yield Problem(("assignment", "burn_in_min"), "goes with unit = 'shift'; take it out")


def _shifts(study: "Study") -> Iterator[Problem]:
    how = study.assignment
    if how.unit != "shift":
        return
    if how.bucket_min is None:
        yield Problem(("assignment",), "shifts need their length; add bucket_min = 240, in minutes")
    elif how.burn_in_min >= how.bucket_min:
        why = "leaves nothing of a shift; make it shorter than bucket_min"
        yield Problem(("assignment", "burn_in_min"), why)
    if not study.periods:
        yield Problem(("assignment", "unit"), "shifts are counted from a day; add [[periods]]")


def _sessions(study: "Study") -> Iterator[Problem]:
    how = study.assignment
    if how.unit != "session":
        return
    if how.order is None:
        yield Problem(("assignment",), 'sessions need an order of arms; add order = "williams"')
    if how.block is not None:
        why = "the orders make up the block when sessions are drawn; take it out"
        yield Problem(("assignment", "block"), why)
    if len({round(arm.share, 9) for arm in study.arms}) > 1:
        why = "each agent works once in each arm; give all arms the same share"
        yield Problem(("arms", len(study.arms) - 1, "share"), why)


def _starts(study: "Study") -> Iterator[Problem]:
    """Delayed starts, which only their own unit has."""
    delayed = study.assignment.unit == "delayed"
    for n, arm in enumerate(study.arms):
        if arm.start is not None and not (delayed and arm.access):
            why = "goes with unit = 'delayed' and access = true; take it out"
            yield Problem(("arms", n, "start"), why)
        elif delayed and arm.access and arm.start is None:
            yield Problem(("arms", n), "has access from which day? add start = 2026-03-02")
        elif arm.start is not None and study.periods and study.period(arm.start) is None:
            yield Problem(("arms", n, "start"), "is in no period; move it into one")
    starts = [arm.start for arm in study.arms if arm.access]
    somebody_never = len(starts) < len(study.arms)
    if delayed and None not in starts and len(set(starts)) + somebody_never < 2:
        why = "all start on the same day; add an arm that starts later, or never (access = false)"
        yield Problem(("arms",), why)


UNIT_RULES: tuple[Callable[["Study"], Iterable[Problem]], ...] = (
    _block,
    _unit,
    _shifts,
    _sessions,
    _starts,
)
"""Each yields what it finds wrong."""
