"""What to do next: for each warning the check to make, and what a next study should change."""

from collections.abc import Iterator

from console.effects.analysis.agreement import IDENTIFICATION
from console.effects.analysis.effect_results import OutcomeEffect
from console.effects.analysis.results import Results
from console.effects.analysis.summary import changed_attention
from console.effects.data.plan import AnalysisPlan

QUALITY = ("rating", "dissatisfaction_rate", "retrial_rate", "unfounded_claims")
"""Beginnings of outcomes that tell whether customers are served well, not only quickly."""


def next_steps(results: Results, plan: AnalysisPlan) -> tuple[str, ...]:
    """What follows from this study, the most urgent first; nothing where nothing is compared."""
    if not plan.contrasts:
        return ()
    if results.srm.alarm:
        return tuple(_records(results))
    primary = next((each for each in results.itt if each.primary), None)
    return (*_records(results), *_effects(results, primary), *_design(results, plan, primary))


def _records(results: Results) -> Iterator[str]:
    if results.srm.alarm:
        yield (
            "Count what each arm has by day and by desk, and compare that with the assignment "
            "file: somewhere logs are missing, or the assignment was not followed. Until that is "
            "found, use none of the effects."
        )
    if results.attrition.alarm:
        yield (
            "Find out of each lost agent why: whether they left, declined, or their logs were not "
            "exported. Logs that are found are to be exported and analysed again."
        )
    if results.attrition.chats is not None and results.attrition.chats.warn:
        yield (
            "Look at chats without the primary outcome in both arms, and why it was not measured."
        )


def _effects(results: Results, primary: OutcomeEffect | None) -> Iterator[str]:
    worse = [each.label for each in results.itt if each.effect.verdict == "worse"]
    if worse:
        yield (
            f"Read some chats of both arms with an eye to {' and '.join(dict.fromkeys(worse))}, "
            "which may have got worse, before more agents get the assistant."
        )
    open_at_once = [each.effect.outcome for each in changed_attention(results)]
    if "concurrency_at_start" in open_at_once and not results.guardrails:
        yield (
            "The assistant and the workload changed together. A guardrail that limits how many "
            "chats are open at once, given to half of the agents at random, tells them apart."
        )
    looked = None if primary is None else results.looks.effect or primary.effect
    if looked is not None and looked.verdict == "unclear":
        yield (
            "To find an effect as small as matters to you takes more agents or days: `switchboard "
            "study power` says how many, with the bundle of this study as the pilot."
        )


def _design(results: Results, plan: AnalysisPlan, primary: OutcomeEffect | None) -> Iterator[str]:
    names = [each.name for each in plan.outcomes]
    timed = primary is not None and IDENTIFICATION in primary.effect.outcome
    if timed and "customer_agreed_s" not in names:
        yield (
            "Plan `customer_agreed_s` as the outcome, which no key of the agent ends, rather than "
            "the time to confirm the issue."
        )
    if results.interference.warn:
        yield (
            "Switch whole queues on and off together, so that no arm takes chats from the other."
        )
    if results.carry_over is not None and results.carry_over.warn:
        yield "Leave out more of each shift's beginning, or make the shifts longer."
    rated = any(name in ("rating", "dissatisfaction_rate") for name in names)
    known = any(name in ("retrial_rate", "unfounded_claims") for name in names)
    if results.rating_response.warn and rated and not known:
        yield (
            "Ratings are of those who rate. Plan an outcome that is known of every chat as well, "
            "such as `retrial_rate` or `unfounded_claims`."
        )
    if not any(name.startswith(QUALITY) for name in names):
        yield (
            "No planned outcome tells whether customers were served well: a quicker chat may be a "
            "worse one. Plan `rating`, `retrial_rate` or `unfounded_claims` as well."
        )
