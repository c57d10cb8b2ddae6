"""What must fit together in a study beyond each key by itself, and what to do where it does not."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from console.study.file.block_sizes import block_of, exact_block
from console.study.file.problem import Place, StudyFileProblem, suggestion
from console.study.guardrails.settings import AttentionNudge

if TYPE_CHECKING:
    from console.study.file.design import ArmDesign, Study


def problems(study: "Study") -> Iterator[StudyFileProblem]:
    """Everything in the study that contradicts something else in it."""
    for rule in _RULES:
        yield from rule(study)


def unknown_measures(
    study: "Study", known: Mapping[str, Collection[str]]
) -> Iterator[StudyFileProblem]:
    """Outcomes, and a measure for tiers, that no table has.

    Args:
        study: the study.
        known: the columns of ``agent_days`` and ``chats``, by table.
    """
    everywhere = {column for columns in known.values() for column in columns}
    for n, outcome in enumerate(study.outcomes):
        if outcome.measure not in everywhere:
            yield StudyFileProblem(
                ("outcomes", n, "measure"), _not_measured(outcome.measure, known)
            )
    measure = study.tiers.measure if study.tiers else None
    if measure is not None and measure not in known.get("agent_days", everywhere):
        yield StudyFileProblem(("tiers", "measure"), _not_measured(measure, known))


def _not_measured(measure: str, known: Mapping[str, Collection[str]]) -> str:
    columns = [column for table in known.values() for column in table]
    remedy = suggestion(measure, columns, f"take a column of {' or '.join(known)}")
    return f"nothing measures {measure!r}; {remedy}"


def _arms(study: "Study") -> Iterator[StudyFileProblem]:
    yield from _doubles("arms", [arm.name for arm in study.arms])
    total = sum(arm.share for arm in study.arms)
    if abs(total - 1) > 1e-9:
        place = ("arms", len(study.arms) - 1, "share")
        yield StudyFileProblem(
            place, f"the arms' shares add up to {total:.10g}; make them add up to 1"
        )
    if any(rule.share is not None for rule in study.guardrails):
        return
    if len(study.arms) < 2:
        yield StudyFileProblem(
            ("arms",), "there is nothing to compare; add an arm, or a guardrail's share"
        )
    elif study.assignment.unit != "delayed" and len({_given(study, a) for a in study.arms}) == 1:
        why = "all arms get the same; let one have access = false, or a guardrail of its own"
        yield StudyFileProblem(("arms",), why)


def _given(study: "Study", arm: "ArmDesign") -> tuple[object, ...]:
    """What agents in an arm get: suggestions, and guardrails."""
    own = (rule.name for rule in study.guardrails if not rule.arms or arm.name in rule.arms)
    return (arm.access, *own)


def _periods(study: "Study") -> Iterator[StudyFileProblem]:
    yield from _doubles("periods", [period.name for period in study.periods])
    for n, period in enumerate(study.periods):
        if period.last < period.first:
            why = f"is before the period's first day, {period.first}; swap the two"
            yield StudyFileProblem(("periods", n, "last"), why)
        elif n and period.first <= study.periods[n - 1].last:
            before = study.periods[n - 1]
            yield StudyFileProblem(
                ("periods", n, "first"),
                f"overlaps with {before.name!r}, which lasts until {before.last}; "
                "begin on a later day, and put the periods in order",
            )
    if study.periods and not any(period.access for period in study.periods):
        yield StudyFileProblem(("periods",), "nobody ever has access; let one have access = true")


def _tiers(study: "Study") -> Iterator[StudyFileProblem]:
    tiers = study.tiers
    if tiers is None:
        return
    if len(set(tiers.names)) < len(tiers.names):
        yield StudyFileProblem(("tiers", "names"), "the same tier twice; name each once")
    if tiers.rule == "given":
        if tiers.measure is not None:
            why = 'ranks nobody when tiers are given; take it out, or say rule = "quantiles"'
            yield StudyFileProblem(("tiers", "measure"), why)
        return
    if len(tiers.names) < 2:
        yield StudyFileProblem(
            ("tiers", "names"), "quantiles cut into two tiers or more; name them"
        )
    if tiers.measure is None:
        why = 'quantiles of what? add measure = "rating", a column of agent_days'
        yield StudyFileProblem(("tiers",), why)
    if not study.has_pre_period:
        why = "quantiles need a time before; let the first of [[periods]] have access = false"
        yield StudyFileProblem(("tiers", "rule"), why)


def _outcomes(study: "Study") -> Iterator[StudyFileProblem]:
    primary = [n for n, outcome in enumerate(study.outcomes) if outcome.primary]
    if not primary:
        yield StudyFileProblem(("outcomes",), "none is the primary one; add primary = true to one")
    for n in primary[1:]:
        first = study.outcomes[primary[0]].measure
        yield StudyFileProblem(
            ("outcomes", n, "primary"), f"{first!r} is the primary one; only one can be"
        )
    seen: set[tuple[str, str]] = set()
    for n, outcome in enumerate(study.outcomes):
        if (outcome.measure, outcome.scale) in seen:
            yield StudyFileProblem(("outcomes", n, "measure"), "is there already; take one out")
        seen.add((outcome.measure, outcome.scale))


def _guardrails(study: "Study") -> Iterator[StudyFileProblem]:
    yield from _doubles("guardrails", [rule.name for rule in study.guardrails])
    arms = [arm.name for arm in study.arms]
    tiers = study.tiers.names if study.tiers else ()
    for n, rule in enumerate(study.guardrails):
        yield from _known(("guardrails", n, "arms"), rule.arms, arms, "arm")
        yield from _known(("guardrails", n, "tiers"), rule.tiers, tiers, "tier")
        if rule.arms and study.assignment.unit == "chat":
            why = "a guardrail watches all of an agent's chats, whose arms differ; take it out"
            yield StudyFileProblem(("guardrails", n, "arms"), why)
        if rule.share is not None and exact_block([rule.share, 1 - rule.share]) is None:
            why = "the share is whole in no block up to 1000; use a simpler share"
            yield StudyFileProblem(("guardrails", n, "share"), why)
        if isinstance(rule, AttentionNudge) and not (rule.switches_per_min or rule.away_share):
            why = "has no limit; add switches_per_min or away_share"
            yield StudyFileProblem(("guardrails", n), why)


def _known(
    place: Place, named: Iterable[str], known: Collection[str], what: str
) -> list[StudyFileProblem]:
    there = f"there is {', '.join(known)}" if known else f"there are no {what}s"
    return [
        StudyFileProblem((*place, n), f"no {what} {name!r}; {there}")
        for n, name in enumerate(named)
        if name not in known
    ]


def _questionnaires(study: "Study") -> Iterator[StudyFileProblem]:
    for n, sitting in enumerate(study.questionnaires):
        counts = sitting.occasion == "after_chats"
        if counts and sitting.every_chats is None:
            why = "after how many chats? add every_chats = 20"
            yield StudyFileProblem(("questionnaires", n), why)
        elif not counts and sitting.every_chats is not None:
            why = 'goes with occasion = "after_chats"; take it out'
            yield StudyFileProblem(("questionnaires", n, "every_chats"), why)
        elif sitting in study.questionnaires[:n]:
            yield StudyFileProblem(("questionnaires", n), "is there already; take one out")


def _doubles(table: str, names: list[str]) -> Iterator[StudyFileProblem]:
    for n, name in enumerate(names):
        if name in names[:n]:
            yield StudyFileProblem((table, n, "name"), f"{name!r} is taken; give another name")


def _block(study: "Study") -> Iterator[StudyFileProblem]:
    shares, block = [arm.share for arm in study.arms], study.assignment.block
    own = study.assignment.unit == "session" or study.assignment.saturations
    if abs(sum(shares) - 1) > 1e-9 or own:
        return
    smallest = exact_block(shares)
    if smallest is None:
        place = ("arms", len(study.arms) - 1, "share")
        yield StudyFileProblem(
            place, "the arms' shares are whole in no block up to 1000; use simpler shares"
        )
    elif block is not None and (block % smallest or block < len(shares)):
        fits = block_of(shares)
        yield StudyFileProblem(
            ("assignment", "block"),
            f"a block of {block} can't be shared out to the arms; take {fits} or a multiple of "
            f"{smallest} above it",
        )


def _unit(study: "Study") -> Iterator[StudyFileProblem]:
    """Keys that go with one unit only."""
    how = study.assignment
    if len(set(how.strata)) < len(how.strata):
        yield StudyFileProblem(("assignment", "strata"), "the same twice; name each once")
    if "tier" in how.strata and study.tiers is None:
        yield StudyFileProblem(("assignment", "strata"), "there are no tiers; add a table [tiers]")
    for key, unit in (("bucket_min", "shift"), ("order", "session")):
        if getattr(how, key) is not None and how.unit != unit:
            yield StudyFileProblem(("assignment", key), f"goes with unit = {unit!r}; take it out")
    for key in ("burn_in_min", "whole_queue"):
        if getattr(how, key) and how.unit != "shift":
            yield StudyFileProblem(("assignment", key), "goes with unit = 'shift'; take it out")
    if how.whole_queue and "tier" in how.strata:
        why = 'a queue is all agents, or those of a site; leave "tier" out, or whole_queue'
        yield StudyFileProblem(("assignment", "strata"), why)


def _shifts(study: "Study") -> Iterator[StudyFileProblem]:
    how = study.assignment
    if how.unit != "shift":
        return
    if how.bucket_min is None:
        yield StudyFileProblem(
            ("assignment",), "shifts need their length; add bucket_min = 240, in minutes"
        )
    elif how.burn_in_min >= how.bucket_min:
        why = "leaves nothing of a shift; make it shorter than bucket_min"
        yield StudyFileProblem(("assignment", "burn_in_min"), why)
    if not study.periods:
        yield StudyFileProblem(
            ("assignment", "unit"), "shifts are counted from a day; add [[periods]]"
        )


def _sessions(study: "Study") -> Iterator[StudyFileProblem]:
    how = study.assignment
    if how.unit != "session":
        return
    if how.order is None:
        yield StudyFileProblem(
            ("assignment",), 'sessions need an order of arms; add order = "williams"'
        )
    if how.block is not None:
        why = "the orders make up the block when sessions are assigned; take it out"
        yield StudyFileProblem(("assignment", "block"), why)
    if len({round(arm.share, 9) for arm in study.arms}) > 1:
        why = "each agent works once in each arm; give all arms the same share"
        yield StudyFileProblem(("arms", len(study.arms) - 1, "share"), why)


def _saturations(study: "Study") -> Iterator[StudyFileProblem]:
    """Shares of agents that differ from queue to queue."""
    how, shares = study.assignment, study.assignment.saturations
    if not shares:
        return
    place = ("assignment", "saturations")
    if how.unit != "agent":
        yield StudyFileProblem(place, "goes with unit = 'agent'; take it out")
    if how.strata != ("site",):
        why = 'a site is a queue, to which a share is assigned; say strata = ["site"]'
        yield StudyFileProblem(("assignment", "strata"), why)
    if how.block is not None:
        why = "the shares make up the block when they are assigned to queues; take it out"
        yield StudyFileProblem(("assignment", "block"), why)
    if list(shares) != sorted(set(shares)) or len(shares) < 2 or set(shares) <= {0.0, 1.0}:
        why = (
            "name two shares or more, each once, the lowest first, and one of them between 0 "
            "and 1: [0.0, 0.5, 1.0]"
        )
        yield StudyFileProblem(place, why)
    elif exact_block([*filter(None, shares), *(1 - each for each in shares if each < 1)]) is None:
        yield StudyFileProblem(
            place, "the shares are whole in no block up to 1000; use simpler shares"
        )
    if study.analysis.estimator != "ancova":
        why = "would compare agents of queues with different shares; take it out"
        yield StudyFileProblem(("analysis", "estimator"), why)
    if [arm.access for arm in study.arms].count(True) != 1 or len(study.arms) != 2:
        yield StudyFileProblem(("arms",), "saturations go with an arm with access and one without")
    elif shares and not all(_is_mean(arm, shares) for arm in study.arms):
        mean = sum(shares) / len(shares)
        why = f"is not that of all queues together; say {mean:.4g} for the arm with access"
        yield StudyFileProblem(("arms", 0, "share"), why)


_ROUNDED = 0.005
"""By how much an arm's share may be off from the saturations' mean, which may have no end."""


def _is_mean(arm: "ArmDesign", shares: Collection[float]) -> bool:
    mean = sum(shares) / len(shares)
    return abs(arm.share - (mean if arm.access else 1 - mean)) <= _ROUNDED


def _starts(study: "Study") -> Iterator[StudyFileProblem]:
    """Delayed starts, which only their own unit has."""
    delayed = study.assignment.unit == "delayed"
    for n, arm in enumerate(study.arms):
        if arm.start is not None and not (delayed and arm.access):
            why = "goes with unit = 'delayed' and access = true; take it out"
            yield StudyFileProblem(("arms", n, "start"), why)
        elif delayed and arm.access and arm.start is None:
            yield StudyFileProblem(("arms", n), "has access from which day? add start = 2026-03-02")
        elif arm.start is not None and study.periods and study.period(arm.start) is None:
            yield StudyFileProblem(("arms", n, "start"), "is in no period; move it into one")
    starts = [arm.start for arm in study.arms if arm.access]
    somebody_never = len(starts) < len(study.arms)
    if delayed and None not in starts and len(set(starts)) + somebody_never < 2:
        why = "all start on the same day; add an arm that starts later, or never (access = false)"
        yield StudyFileProblem(("arms",), why)


_RULES: tuple[Callable[["Study"], Iterable[StudyFileProblem]], ...] = (
    _arms,
    _block,
    _unit,
    _shifts,
    _sessions,
    _saturations,
    _starts,
    _periods,
    _tiers,
    _outcomes,
    _guardrails,
    _questionnaires,
)
"""Each yields what it finds wrong."""
