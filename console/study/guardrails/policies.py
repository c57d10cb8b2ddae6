"""Which policy carries out which rule, and which rules are in force for whom."""

from collections.abc import Sequence

from console.domain.desk import Desk
from console.study.errors import StudyError
from console.study.guardrails import settings
from console.study.guardrails.adoption_check import AdoptionCheckPolicy
from console.study.guardrails.attention_nudge import AttentionNudgePolicy
from console.study.guardrails.base import Guardrail
from console.study.guardrails.concurrency_cap import ConcurrencyCapPolicy
from console.study.guardrails.longest_wait import LongestWaitPolicy
from console.study.guardrails.neglected_chat import NeglectedChatPolicy
from console.study.guardrails.on_demand import OnDemandPolicy
from console.study.guardrails.read_first import ReadFirstPolicy
from console.study.guardrails.resolved_check import ResolvedCheckPolicy


def policy_of(rule: settings.GuardrailRule, desk: Desk) -> Guardrail:  # noqa: PLR0911
    """The policy that carries out a rule from now on."""
    match rule:
        case settings.ConcurrencyCap():
            return ConcurrencyCapPolicy(rule)
        case settings.LongestWait():
            return LongestWaitPolicy(rule)
        case settings.AttentionNudge():
            return AttentionNudgePolicy(rule, desk)
        case settings.OnDemand():
            return OnDemandPolicy(rule)
        case settings.ReadFirst():
            return ReadFirstPolicy(rule)
        case settings.AdoptionCheck():
            return AdoptionCheckPolicy(rule)
        case settings.ResolvedCheck():
            return ResolvedCheckPolicy(rule)
        case settings.NeglectedChat():
            return NeglectedChatPolicy(rule)


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
            "not have; use the file that the assignment was made for"
        )
    return [rule for rule in rules if rule.name in names]
