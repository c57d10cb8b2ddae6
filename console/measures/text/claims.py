"""Counts the claims of completed steps in sent messages, and those that are unfounded."""

from dataclasses import dataclass, field

from console.domain import events as ev
from console.domain.claims import completed_claims, is_backed_by, record_texts

ACTIONS_SINCE = 5
"""The first schema of logs in which it stands what was carried out."""


@dataclass(slots=True)
class ClaimCount:
    """How many claims a message makes, and how many of them nothing bears out."""

    claims: int
    unfounded_claims: int


@dataclass(slots=True)
class _KnownOfChat:
    """What a claim may rest on: the record, and the steps carried out so far, by action."""

    record: tuple[str, ...] = ()
    steps: dict[str, str] = field(default_factory=dict)


class ClaimCounter:
    """Follows the facts of one log, in their order, and counts the claims of each sent message."""

    def __init__(self) -> None:
        self._chats: dict[str, _KnownOfChat] = {}

    def count(self, event: ev.Event) -> ClaimCount | None:
        """The claims of a sent message; null for other facts and in logs that knew no actions."""
        fact = event.fact
        if isinstance(fact, ev.MessageSent) and fact.measured is not None:
            return _measured_before(fact.measured)
        if isinstance(fact, ev.MessageSent) and event.schema_version >= ACTIONS_SINCE:
            return _counted(fact.text, self._of(fact.chat))
        match fact:
            case ev.ChatQueued():
                self._of(fact.chat).record = record_texts(fact.customer)
            case ev.ActionTaken() if fact.done:
                self._of(fact.chat).steps[fact.action] = fact.step
            case ev.ActionTaken() | ev.ActionWithdrawn():
                self._of(fact.chat).steps.pop(fact.action, None)
        return None

    def _of(self, chat: str) -> _KnownOfChat:
        return self._chats.setdefault(chat, _KnownOfChat())


def _measured_before(measured: ev.TextMeasures) -> ClaimCount | None:
    """The count of a message whose text was not stored."""
    if measured.claims is None or measured.unfounded_claims is None:
        return None
    return ClaimCount(measured.claims, measured.unfounded_claims)


def _counted(text: str, known: _KnownOfChat) -> ClaimCount:
    claims = completed_claims(text)
    steps = tuple(known.steps.values())
    backed = sum(is_backed_by(claim, steps, known.record) for claim in claims)
    return ClaimCount(len(claims), len(claims) - backed)
