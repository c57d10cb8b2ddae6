"""What came out, in a paragraph of careful plain words made from the numbers alone."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from console.domain.study_terms import AssignmentUnit
from console.effects.analysis.agreement import IDENTIFICATION
from console.effects.analysis.attention import ATTENTION
from console.effects.analysis.effect_results import (
    AssignmentEffect,
    OutcomeEffect,
    WithheldAttrition,
)
from console.effects.analysis.looks import LooksResult
from console.effects.analysis.results import Results
from console.effects.estimates import Change
from console.effects.formatting import (
    change,
    change_interval,
    counted,
    p_value,
    plain_number,
    share,
    whole,
)

_CLEAR = 0.05


@dataclass(frozen=True, slots=True)
class SummarySentence:
    """A sentence, and the part of the report that shows what it rests on."""

    sentence: str
    section: str


def summary(results: Results) -> tuple[str, ...]:
    """The sentences of ``claims``."""
    return tuple(each.sentence for each in claims(results))


def claims(results: Results) -> tuple[SummarySentence, ...]:
    """What could overturn the result, the primary outcome, what got worse, and the others."""
    primary = next((each for each in results.itt if each.primary), None)
    parts = (
        ("flow", _alarm(results)),
        ("deviations", _unplanned(results)),
        ("flow", _lost_agents(results, primary)),
        ("flow", _unmeasured_chats(results, primary)),
        ("flow", _interference(results, primary)),
        ("carry-over", _carry_over(results, primary)),
        ("effects", _primary(_read(primary, results.looks), results)),
        ("compared", _until_agreed(results, primary)),
        ("methods", _looks(results.looks, primary)),
        ("checks", _other_ways(results, _read(primary, results.looks))),
        ("effects", _changed(results, "worse")),
        ("saturation", _between_queues(results)),
        ("raters", _raters(results)),
        ("effects", _use(results)),
        ("attention", _attention(results)),
        ("effects", _changed(results, "better", "changed")),
        ("effects", _unclear(results)),
        ("tiers", _tiers(results)),
        ("deviations", _deviations(results)),
    )
    return tuple(
        SummarySentence(each, section) for section, sentences in parts for each in sentences
    )


def _read(primary: OutcomeEffect | None, looks: LooksResult) -> OutcomeEffect | None:
    """The primary effect with the interval that this look may be read by."""
    if primary is None or looks.effect is None:
        return primary
    return replace(primary, effect=looks.effect)


def _looks(looks: LooksResult, primary: OutcomeEffect | None) -> Iterator[str]:
    """How often the study was looked at, where that makes the interval another."""
    if looks.effect is None or primary is None or primary.effect.change is None:
        return
    which = "the first look" if looks.number == 1 else f"look {looks.number}"
    over = "" if looks.share >= 1 else f", after {share(looks.share)} of the days with access"
    if looks.kind == "spending":
        rule = "at which the study file spends the level as planned (Lan and DeMets)"
    elif looks.planned == "any time":
        rule = "and the interval is the planned one that holds however often somebody looks"
    else:
        rule = (
            "while the study file plans one look at the end; so the interval is one that holds "
            "however often somebody looks"
        )
    yield (
        f"This is {which} at the data{over}, {rule}. For a single look at the planned end it would "
        f"be {change(primary.effect.change, 'low')} to {change(primary.effect.change, 'high')}."
    )


def _primary(result: OutcomeEffect | None, results: Results) -> Iterator[str]:
    if result is None:
        yield "There is only one arm, so nothing can be said of an effect."
        return
    effect, size = result.effect, result.effect.change
    if size is None:
        yield f"Nothing can be said of an effect on {result.label}: {effect.withheld}."
        return
    cause = _cause(result, results.study.unit)
    if effect.verdict == "unclear":
        yield (
            f"The study does not show whether {cause} changes {result.label}: the best estimate is "
            f"{change(size)}, and the 95% interval from {change(size, 'low')} to "
            f"{change(size, 'high')} includes no change; effects beyond it are unlikely."
        )
        return
    way = "lowered" if _is_negative(size) else "raised"
    judgement = _FOR.get(str(effect.verdict), "")
    if may_be_overturned(results):
        judgement = "; but this may not be its effect"
    yield (
        f"{_upper(cause)} {way} {result.label} by {change(size, signed=False)} "
        f"(95% interval {_ends(size)}{_without_it(result, size)})"
        f"{judgement}."
    )


def may_be_overturned(results: Results) -> bool:
    """Whether a warning below leaves open if the primary difference is an effect at all."""
    lost, carried, key = results.attrition, results.carry_over, results.key
    primary = next((each for each in results.itt if each.primary), None)
    timed = primary is not None and IDENTIFICATION in primary.effect.outcome
    bounds = lost.bounds
    holds = bounds is not None and (bounds.ci_low > 0 or bounds.ci_high < 0)
    return (
        results.srm.alarm
        or (lost.alarm and not holds)
        or (carried is not None and carried.warn)
        or (key is not None and key.warn and timed)
        or (lost.chats is not None and lost.chats.warn)
        or results.interference.warn
    )


def _until_agreed(results: Results, primary: OutcomeEffect | None) -> Iterator[str]:
    """The same by a clock that no key stops, where the primary outcome ends with one."""
    agreed = results.until_agreed
    if primary is None or IDENTIFICATION not in primary.effect.outcome or agreed is None:
        return
    size = agreed.effect.change
    if size is not None:
        look = "" if results.looks.effect is None else " by the interval of a single look"
        yield (
            f"{_beware_of_key(results)}That time ends when the agent confirms the issue, which is "
            f"quicker where one is proposed. Until the customer agrees, which is measured alike in "
            f"both arms, it is {change(size)} ({change(size, 'low')} to "
            f"{change(size, 'high')}{look})."
        )


def _beware_of_key(results: Results) -> str:
    if results.key is None or not results.key.warn:
        return ""
    p = p_value(results.key.effect.p_value)
    agreed = results.until_agreed
    sooner = agreed is not None and agreed.effect.verdict == "better"
    return (
        "Beware: the two arms are timed in different ways, and the difference is not "
        f"{'only ' if sooner else ''}that the "
        f"issue is understood at another time (p\u00a0{p}). "
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


def _without_it(result: OutcomeEffect, size: Change) -> str:
    """How large it is in seconds, where the effect is told as a percentage."""
    level = result.means.control_level
    if size.seconds is None or level is None:
        return ""
    return f"; the mean without it is {plain_number(level, 1)} s"


def _other_ways(results: Results, primary: OutcomeEffect | None) -> Iterator[str]:
    """That other ways to estimate a clear effect do not show it, where some don't.

    A confidence sequence is left out: it is wider by design.
    """
    if primary is None or primary.effect.verdict == "unclear" or primary.effect.estimate is None:
        return
    told = [each for each in results.checks if each.effect.p_value is not None]
    unsure = [each.way for each in told if not _agrees(each.effect, primary.effect.estimate)]
    if unsure:
        yield (
            f"{_upper(primary.label)}: {len(unsure)} of {counted(len(told), 'other way')} to "
            f"estimate the effect {'does' if len(unsure) == 1 else 'do'} not show it: "
            f"{'; '.join(unsure)}."
        )


def _agrees(effect: AssignmentEffect, estimate: float) -> bool:
    """Whether the interval lies on the estimate's side of nothing."""
    low, high = effect.ci_low, effect.ci_high
    return low is not None and high is not None and (low > 0 if estimate > 0 else high < 0)


def _use(results: Results) -> Iterator[str]:
    """How much it was used, and the effect of using it."""
    result = next((each for each in results.late if each.primary), None)
    if result is None:
        return
    usage = results.adoption.mean
    if usage is not None:
        yield f"An agent who had it used it in {share(usage)} of the chats on average."
    in_level = results.late_level or result
    size = in_level.effect.change
    clear = in_level.effect.verdict != "unclear" and not may_be_overturned(results)
    if size is not None and clear:
        way = "lower" if _is_negative(size) else "higher"
        yield (
            f"In the chats in which being assigned led to using it, {in_level.label} was on "
            f"average {change(size, signed=False)} {way} ({_ends(size)})."
        )


_CLEAR_ATTENTION = 0.001
"""Measures of attention are several and not planned to be tested, so that much is asked."""


def _attention(results: Results) -> Iterator[str]:
    """What being assigned clearly did to agents' attention, which use alone may not explain."""
    changed = changed_attention(results)
    if changed and not results.srm.alarm:
        what = " and ".join(
            f"{each.label} by {change(each.effect.change)} ({change_interval(each.effect.change)})"
            for each in changed
        )
        yield (
            f"Being assigned changed {what}. That may act in chats without a suggestion too, so "
            "the effect of using one can't be told from it."
        )


def changed_attention(results: Results) -> tuple[OutcomeEffect, ...]:
    """Measures of attention that being assigned clearly changed (p < .001), planned or not."""
    planned = [each for each in results.itt if each.effect.outcome in ATTENTION]
    first = [each for each in planned if each.contrast == planned[0].contrast]
    return tuple(
        each
        for each in (*first, *results.attention.effects)
        if each.effect.p_value is not None and each.effect.p_value < _CLEAR_ATTENTION
    )


_FOR = {"better": ", which is for the better", "worse": ", which is for the worse"}


def _changed(results: Results, *verdicts: str) -> Iterator[str]:
    """Outcomes beside the primary one that clearly changed, for the worse or otherwise."""
    several = _several(results)
    for each in results.itt:
        size, verdict = each.effect.change, each.effect.verdict
        if size is None or not _is_other(each) or not _is_clear(each) or verdict not in verdicts:
            continue
        way = "fell" if _is_negative(size) else "rose"
        yield (
            f"{_upper(_named(each, several))} {way} by {change(size, signed=False)} "
            f"({_ends(size)}; p\u00a0{p_value(each.effect.p_holm)} after Holm)"
            f"{_FOR.get(str(verdict), '')}."
        )


def _unclear(results: Results) -> Iterator[str]:
    """Outcomes beside the primary one that did not clearly change, the suspicious ones first."""
    several = _several(results)
    others = [each for each in results.itt if _is_other(each) and each.effect.change is not None]
    open_ones = [each for each in others if not _is_clear(each)]
    alone = [each for each in open_ones if each.effect.verdict not in ("unclear", None)]
    for each in alone:
        size = each.effect.change
        if size is None:
            continue
        way = "fell" if _is_negative(size) else "rose"
        because = (
            "it was not among the planned tests and is exploratory"
            if each.effect.p_holm is None
            else "among all that is tested together this may be chance "
            f"(p\u00a0{p_value(each.effect.p_holm)} after Holm)"
        )
        yield (
            f"By itself it would seem that {_named(each, several)} {way} by "
            f"{change(size, signed=False)} ({_ends(size)})"
            f"{_FOR.get(str(each.effect.verdict), '')}; {because}."
        )
    rest = [_named(each, several) for each in open_ones if each not in alone]
    if rest:
        yield f"The study leaves open whether {_listed(rest)} changed."


def _several(results: Results) -> bool:
    return len({each.contrast.arm for each in results.itt}) > 1


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
    p = result.equal_effects.p_holm
    if p is None:
        yield "Effects by tier were not among the planned tests and are exploratory."
    elif p < _CLEAR:
        yield (
            f"The effect on {result.label} differs between tiers "
            f"(p\u00a0{p_value(p)} after Holm); the section on tiers shows how."
        )
    else:
        yield (
            f"Whether the effect on {result.label} differs between tiers can't be told from these "
            f"data (p\u00a0{p_value(p)} after Holm)."
        )


def _alarm(results: Results) -> Iterator[str]:
    if results.srm.alarm:
        yield (
            "Beware: the arms do not have the sizes that randomisation was to give them "
            f"(p\u00a0{p_value(results.srm.p_value)}), so that something is wrong with the "
            "assignment or the records, and none of the effects can be trusted."
        )


def _lost_agents(results: Results, primary: OutcomeEffect | None) -> Iterator[str]:
    """That the arms lost different shares of their agents, and what is left of the effect."""
    lost = results.attrition
    if isinstance(lost, WithheldAttrition) or not lost.alarm or primary is None:
        return
    counts = [
        f"{lost.analysed[arm]:,} of {lost.assigned[arm]:,} in “{arm}”" for arm in lost.assigned
    ]
    yield (
        f"Beware: the arms lost different shares of their agents ({' and '.join(counts)} are "
        f"analysed, p\u00a0{p_value(lost.p_value)}), so that the difference may be one between "
        "those who stayed."
    )
    if lost.bounds is None:
        return
    low, high = lost.bounds.low_change, lost.bounds.high_change
    holds = lost.bounds.ci_low > 0 or lost.bounds.ci_high < 0
    so = "its direction is the same" if holds else "it may be nil or the opposite"
    yield (
        "If being assigned only drives agents away, or only keeps them, the effect on those who "
        f"would have stayed in either arm is between {change(low)} and {change(high)} (95% "
        f"interval {change(low, 'low')} to {change(low, 'high')}): {so}."
    )


def _unmeasured_chats(results: Results, primary: OutcomeEffect | None) -> Iterator[str]:
    """That the outcome is known of more chats in one arm than in the other."""
    chats = results.attrition.chats
    if chats is None or not chats.warn or primary is None:
        return
    yield (
        f"Beware: {primary.label} is known of {share(chats.treated_share, 1)} of the chats in "
        f"“{primary.contrast.arm}” and of {share(chats.control_share, 1)} in "
        f"“{primary.contrast.against}” (p\u00a0{p_value(chats.effect.p_value)}), so that the "
        "difference may be one between the chats that are measured."
    )


def _interference(results: Results, primary: OutcomeEffect | None) -> Iterator[str]:
    """That one arm took more chats, so that the other was given fewer or other ones."""
    effect = results.interference.effect
    if not results.interference.warn or effect.change is None or primary is None:
        return
    more = "fewer" if _is_negative(effect.change) else "more"
    yield (
        f"Beware: agents in “{primary.contrast.arm}” took {change(effect.change, signed=False)} "
        f"{more} chats a day than those in “{primary.contrast.against}” "
        f"(p\u00a0{p_value(effect.p_value)}). If both take them from one queue, the others' work "
        "changed too, and the differences are not what handing it to everybody would do."
    )


def _carry_over(results: Results, primary: OutcomeEffect | None) -> Iterator[str]:
    """That a shift shows in the next one, which the difference between shifts then leaves out."""
    carried = results.carry_over
    if carried is None or not carried.warn or primary is None:
        return
    size, minutes = carried.effect.change, whole(round(carried.burn_in_s / 60))
    if size is None:
        return
    yield (
        f"Beware: {primary.label} differs by {change(size)} after a shift in "
        f"“{primary.contrast.arm}” (p\u00a0{p_value(carried.effect.p_value)}), so that shifts "
        "carry over into the next, and their difference is not what having it all the time would "
        "do. "
        f"The first {minutes} minutes of each shift are left out; the plan may need more."
    )


def _between_queues(results: Results) -> Iterator[str]:
    """What others lose or gain, and what all having it does, where queues tell it."""
    found = results.saturation
    if found is None:
        return
    for each in found.between:
        if not each.high:
            continue
        size, high = each.effect.change, " or ".join(f"{share:.0%}" for share in each.high)
        who = "agents without it" if each.which == "spillover" else "all agents"
        what, other = f"{found.label} of {who} in queues where {high} have it", f"{each.low:.0%}"
        if size is None:
            withheld = each.effect.withheld
            yield f"{_upper(what)} can't be compared with that where {other} have it: {withheld}."
        elif each.effect.verdict == "unclear":
            yield (
                f"The study leaves open whether {what} differs from that where {other} have it: "
                f"{change(size)} (95% interval {change_interval(size)})."
            )
        else:
            way = "lower" if _is_negative(size) else "higher"
            yield (
                f"{_upper(what)} is {change(size, signed=False)} {way} than where {other} have it "
                f"({_ends(size)}){_FOR.get(str(each.effect.verdict), '')}."
            )


def _raters(results: Results) -> Iterator[str]:
    """That other customers rate in one arm, where ratings are among the outcomes."""
    rated, outcomes = results.rating_response, results.study.outcomes
    ratings = any(each.name in ("rating", "dissatisfaction_rate") for each in outcomes)
    size = rated.effect.change
    if not ratings or not rated.warn or size is None:
        return
    yield (
        f"Beware: being assigned changed the share of chats that are rated by {change(size)} "
        f"(p\u00a0{p_value(rated.effect.p_value)}), so that ratings of the arms are those of "
        "different customers, and an effect on them may be that."
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
