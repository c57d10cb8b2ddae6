"""The reader's table: what a study of this design can tell, and what it can't."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from console.effects.analysis.agreement import IDENTIFICATION
from console.effects.analysis.effect_results import SaturationResult
from console.effects.analysis.results import Results
from console.effects.analysis.summary import changed_attention
from console.effects.data.plan import AnalysisPlan
from console.effects.formatting import change, change_interval, counted

Answer = Literal["yes", "in part", "no"]


@dataclass(frozen=True, slots=True)
class Reach:
    """A question that readers ask, whether the design answers it, and why."""

    question: str
    answer: Answer
    why: str


def reach(results: Results, plan: AnalysisPlan) -> tuple[Reach, ...]:
    """Every question with its answer; nothing where nothing is compared."""
    return tuple(_rows(results, plan)) if plan.contrasts else ()


def _rows(results: Results, plan: AnalysisPlan) -> Iterator[Reach]:
    yield _assigned(results, plan)
    yield _used(results)
    if results.saturation is not None:
        yield _others(results.saturation)
    yield _everybody(results, plan)
    if results.by_tier:
        yield Reach(
            "Does it help some more than others?",
            "in part",
            "Between the tiers that were cut before. Why they differ is not randomised.",
        )
    yield Reach(
        "Through what does it work?",
        "no",
        "Attention, waiting and messages are compared too, but none of them was randomised: that "
        "they changed along does not show that they are the way.",
    )
    yield _for_how_long(results)
    if any(each.name in ("rating", "dissatisfaction_rate") for each in plan.outcomes):
        yield Reach(
            "Are customers more satisfied?",
            "in part",
            "Those who rate. Whether being assigned changed who rates is in “Who rated”.",
        )
    if any(IDENTIFICATION in each.name for each in plan.outcomes):
        yield _understood(results)


def _understood(results: Results) -> Reach:
    key = (
        "It ends when the agent confirms the issue, which is one key where it is proposed and a "
        "choice from a list where it is not."
    )
    agreed = results.until_agreed
    size = None if agreed is None else agreed.effect.change
    other = (
        "The two are not told apart."
        if size is None
        else f"Until the customer agrees, which takes no key, the change is {change(size)} "
        f"({change_interval(size)})."
    )
    sooner = agreed is not None and agreed.effect.verdict == "better"
    warned = results.key is not None and results.key.warn
    answer: Answer = "no" if warned and not sooner else "in part"
    return Reach("Is the issue understood sooner?", answer, f"{key} {other}")


def _assigned(results: Results, plan: AnalysisPlan) -> Reach:
    answer, why = _spoilt(results) or _by_design(results, plan)
    return Reach("What did having it do in this study?", answer, why)


def _spoilt(results: Results) -> tuple[Answer, str] | None:
    """Why chance does not decide between the arms, or nothing was compared; null if all is well."""
    if all(each.effect.estimate is None for each in results.itt):
        return "no", "Nothing could be compared; the tables say why."
    by_hand = _set_by_hand(results.set_by_hand)
    if results.srm.alarm:
        return "no", f"The arms do not have the sizes that randomisation gives.{by_hand}"
    if results.attrition.alarm:
        return "in part", f"The arms lost different shares of their agents.{by_hand}"
    if results.interference.warn:
        why = "One arm took more chats, so that the other's work is not what it was without it."
        return "in part", f"{why}{by_hand}"
    return ("in part", by_hand.strip()) if by_hand else None


def _used(results: Results) -> Reach:
    question = "What does using it do?"
    if results.srm.alarm:
        return Reach(question, "no", "The arms do not have the sizes that randomisation gives.")
    changed = [each.label for each in changed_attention(results)]
    why = (
        "For chats in which being assigned made agents use it, and only if being assigned changes "
        "nothing but through use."
    )
    if changed:
        return Reach(question, "no", f"{why} It changed {' and '.join(changed)} too.")
    return Reach(question, "in part", why)


def _set_by_hand(sessions: int) -> str:
    if not sessions:
        return ""
    return f" In {counted(sessions, 'session')} somebody chose the arm, and not chance."


def _by_design(results: Results, plan: AnalysisPlan) -> tuple[Answer, str]:
    if plan.whole_queues:
        if results.carry_over is not None and results.carry_over.warn:
            return "in part", "What a shift was like shows in the next one."
        why = "Chance decided which shifts of a queue had it. It holds for shifts of that length."
        return "yes", why
    if plan.saturations:
        return "yes", "Chance decided who had it within each queue; beside others who had not."
    if plan.within_agents:
        return (
            "in part",
            "Between an agent's own times with and without; what carries over is in both.",
        )
    return "yes", "Chance decided who had it, so nothing else differs on average."


def _everybody(results: Results, plan: AnalysisPlan) -> Reach:
    question = "What would happen if everybody had it?"
    if results.saturation is not None:
        return _between(question, results.saturation, "total")
    if results.interference.warn:
        why = "The arms took different numbers of chats, so each changed the other's work."
        return Reach(question, "no", why)
    if plan.whole_queues:
        why = "Whole queues were switched, for a shift at a time; habits may take longer to form."
        return Reach(question, "in part", why)
    if plan.within_agents:
        why = "While some had it others had not; only whole queues switched on and off can tell."
        return Reach(question, "no", why)
    why = "Only if agents do not take chats from each other; only whole queues can show that."
    return Reach(question, "in part", why)


def _others(found: SaturationResult) -> Reach:
    return _between("What does it do to those without it?", found, "spillover")


def _between(question: str, found: SaturationResult, which: str) -> Reach:
    """Whether queues with different shares answer it."""
    each = next(each for each in found.between if each.which == which)
    if each.effect.estimate is None:
        return Reach(question, "no", f"Queues were to tell, but {each.effect.withheld}.")
    pure = each.low == 0 and (which == "spillover" or each.high == (1.0,))
    if pure:
        return Reach(question, "yes", "Chance decided which queues had which share of agents.")
    why = f"Only as far as from a share of {each.low:.0%} to one of {max(each.high):.0%}."
    return Reach(question, "in part", why)


def _for_how_long(results: Results) -> Reach:
    first, last = results.study.first_day, results.study.last_day
    days = "the days observed" if first is None or last is None else f"{first} to {last}"
    return Reach("Will it last?", "no", f"Nothing was observed beyond {days}.")
