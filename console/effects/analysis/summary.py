"""What came out, in a paragraph of careful plain words made from the numbers alone."""

import math
from collections.abc import Iterator

from console.domain.study_terms import AssignmentUnit
from console.effects.analysis.effect_results import OutcomeEffect
from console.effects.analysis.results import Results
from console.effects.estimates import Change
from console.effects.formatting import change, p_value, plain_number, share, whole

_CLEAR = 0.05


def summary(results: Results) -> tuple[str, ...]:
    """The sentences: an alarm if there is one, the primary outcome, and the others."""
    primary = next((each for each in results.itt if each.primary), None)
    return (
        *_alarm(results),
        *_primary(primary, results.study.unit),
        *_unplanned(results),
        *_use(results),
        *_others(results),
        *_tiers(results),
        *_deviations(results),
    )


def _primary(result: OutcomeEffect | None, unit: AssignmentUnit) -> Iterator[str]:
    if result is None:
        yield "There is only one arm, so nothing can be said of an effect."
        return
    effect, size = result.effect, result.effect.change
    if size is None:
        yield f"Nothing can be said of an effect on {result.label}: {effect.withheld}."
        return
    cause = _cause(result, unit)
    if effect.verdict == "unclear":
        yield (
            f"No effect of {cause} on {result.label} was found: the best estimate is "
            f"{change(size)}, and anything from {change(size, 'low')} to {change(size, 'high')} "
            "goes with the data."
        )
        return
    way = "lowered" if _is_negative(size) else "raised"
    judgement = {"better": ", which is for the better", "worse": ", which is for the worse"}
    yield (
        f"{_upper(cause)} {way} {result.label} by {change(size, signed=False)} "
        f"(95% interval {_ends(size)}){_seconds(result, size)}"
        f"{judgement.get(effect.verdict or '', '')}."
    )


def _cause(result: OutcomeEffect, unit: AssignmentUnit) -> str:
    """What is said to have had the effect."""
    if unit == "delayed":
        return "having started"
    return f"being assigned to “{result.contrast.arm}”"


def _is_negative(size: Change) -> bool:
    return size.value is not None and size.value < 0


def _ends(size: Change) -> str:
    """The interval's ends without signs, the nearer to nothing first."""
    low, high = change(size, "low", signed=False), change(size, "high", signed=False)
    return f"{low} to {high}" if _far(size.low) <= _far(size.high) else f"{high} to {low}"


def _far(end: float | None) -> float:
    """How far an end is from nothing; one that is beyond all numbers is furthest."""
    return math.inf if end is None else abs(end)


def _seconds(result: OutcomeEffect, size: Change) -> str:
    """What a percentage is in seconds."""
    seconds, level = size.seconds, result.means.control_level
    if seconds is None or level is None:
        return ""
    return (
        f", or {change(seconds, signed=False)} ({_ends(seconds)}) of the "
        f"{plain_number(level, 1)} s without it"
    )


def _use(results: Results) -> Iterator[str]:
    """How much it was used, and the effect of using it."""
    result = next((each for each in results.late if each.primary), None)
    if result is None:
        return
    usage = results.adoption.mean
    if usage is not None:
        yield f"Those who had it used it in {share(usage)} of their chats."
    size = result.effect.change
    if size is not None and result.effect.verdict != "unclear":
        way = "lower" if _is_negative(size) else "higher"
        yield (
            f"In the chats in which being assigned led to using it, {result.label} was "
            f"{change(size, signed=False)} {way} ({_ends(size)})."
        )


def _others(results: Results) -> Iterator[str]:
    others = [each for each in results.itt if _is_other(each)]
    several = len({each.contrast.arm for each in results.itt}) > 1
    for each in others:
        size = each.effect.change
        if size is not None and _is_clear(each):
            way = "fell" if _is_negative(size) else "rose"
            yield (
                f"{_upper(_named(each, several))} {way} by {change(size, signed=False)} "
                f"({_ends(size)}; p\u00a0{p_value(each.effect.p_holm)} after Holm)."
            )
    unclear = [
        _named(each, several)
        for each in others
        if each.effect.change is not None and not _is_clear(each)
    ]
    if unclear:
        yield f"No clear difference was found in {_listed(unclear)}."


def _is_other(each: OutcomeEffect) -> bool:
    """Whether it is not what the first sentence tells; only that has no p-value after Holm."""
    return not each.primary or each.effect.p_holm is not None


def _named(each: OutcomeEffect, several: bool) -> str:
    """The outcome, and the arm where there are several that are compared."""
    return f"{each.label} with “{each.contrast.arm}”" if several else each.label


def _is_clear(each: OutcomeEffect) -> bool:
    p_holm = each.effect.p_holm
    return each.effect.verdict != "unclear" and p_holm is not None and p_holm < _CLEAR


def _tiers(results: Results) -> Iterator[str]:
    result = next((each for each in results.by_tier if each.primary), None)
    if result is None or result.equal_effects.p_value is None:
        return
    p = result.equal_effects.p_value
    if p < _CLEAR:
        yield (
            f"The effect on {result.label} differs between tiers "
            f"(p\u00a0{p_value(p)}); the section on tiers shows how."
        )
    else:
        yield (
            f"There is no sign that the effect on {result.label} differs between tiers "
            f"(p\u00a0{p_value(p)})."
        )


def _alarm(results: Results) -> Iterator[str]:
    if results.srm.alarm:
        yield (
            "Beware: the arms do not have the sizes that randomisation was to give them "
            f"(p\u00a0{p_value(results.srm.p_value)}), so that something is wrong with the "
            "assignment or the records, and none of the effects can be trusted."
        )


def _unplanned(results: Results) -> Iterator[str]:
    if not results.study.planned:
        yield (
            "Beware: there was no study file, so what counts was not laid down beforehand, and all "
            "of this is a first look rather than a test."
        )


def _deviations(results: Results) -> Iterator[str]:
    count = len(results.deviations)
    if results.study.planned and count:
        are = "is 1 deviation" if count == 1 else f"are {whole(count)} deviations"
        yield f"There {are} from the plan, which the report lists."


def _upper(words: str) -> str:
    return words[0].upper() + words[1:]


def _listed(words: list[str]) -> str:
    """Words as a list in a sentence, each once."""
    words = list(dict.fromkeys(words))
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
