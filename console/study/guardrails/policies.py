"""Which policy carries out which rule, and which rules are in force for whom."""

from collections.abc import Sequence

from console.domain.desk import Desk
from console.study.errors import StudyError
from console.study.guardrails import settings
from console.study.guardrails.adoption_check import CheckOnAdoption
from console.study.guardrails.attention_nudge import NudgeToAttend
from console.study.guardrails.base import Guardrail
from console.study.guardrails.concurrency_cap import CapOnChats
from console.study.guardrails.longest_wait import LongestWaitFirst
from console.study.guardrails.neglected_chat import HighlightNeglected
from console.study.guardrails.on_demand import OnDemandOnly
from console.study.guardrails.read_first import ReadBeforeSending
from console.study.guardrails.resolved_check import CheckOnResolution


def policy_of(rule: settings.GuardrailRule, desk: Desk) -> Guardrail:  # noqa: PLR0911
    """The policy that carries out a rule from now on."""
    match rule:
        case settings.ConcurrencyCap():
            return CapOnChats(rule)
        case settings.LongestWait():
            return LongestWaitFirst(rule)
        case settings.AttentionNudge():
            return NudgeToAttend(rule, desk)
        case settings.OnDemand():
            return OnDemandOnly(rule)
        case settings.ReadFirst():
            return ReadBeforeSending(rule)
        case settings.AdoptionCheck():
            return CheckOnAdoption(rule)
        case settings.ResolvedCheck():
            return CheckOnResolution(rule)
        case settings.NeglectedChat():
            return HighlightNeglected(rule)


def in_force(
    rules: Sequence[settings.GuardrailRule], desk: Desk
) -> Sequence[settings.GuardrailRule]:
    """The rules that the session's assignment names, in the order of the study's file.

    Raises:
        StudyError: it names one that the file does not have.
    """
    assigned = desk.session.assigned if desk.session else None
    names = set(assigned.guardrails) if assigned else set()
    unknown = sorted(names - {rule.name for rule in rules})
    if unknown:
        raise StudyError(
            f"the session was assigned the guardrail {unknown[0]!r}, which the study's file does "
            "not have; use the file that the assignment was drawn for"
        )
    return [rule for rule in rules if rule.name in names]
