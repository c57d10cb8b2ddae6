"""When a questionnaire is due: never while a customer waits for an answer or one is being written.

Customers in the queue don't count: where the queue is never empty, nobody would be asked anything.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from console.domain.access import may_have_access
from console.domain.desk import Desk, OpenQuestionnaire
from console.domain.errors import UsageError
from console.study.assignment.placement import OUTSIDE
from console.study.file import design
from console.study.questionnaires.form import Questionnaire
from console.study.questionnaires.library import find_questionnaire

SESSION_START, AFTER_CHATS, SESSION_END = "session_start", "after_chats", "session_end"


@dataclass(frozen=True, slots=True)
class SetPoint:
    """A questionnaire and when it is shown to the agent; ``every_chats`` for after_chats."""

    questionnaire: Questionnaire
    occasion: str
    every_chats: int = 1


def set_points(
    sittings: Iterable[design.PlannedQuestionnaire], folder: Path
) -> tuple[SetPoint, ...]:
    """The set points of a study, with their questionnaires loaded.

    Args:
        sittings: the study's ``questionnaires``.
        folder: where the study's file lies.

    Raises:
        UsageError: a questionnaire can't be found or read, or two different ones have one id.
    """
    points = [
        SetPoint(find_questionnaire(s.questionnaire, folder), s.occasion, s.every_chats or 1)
        for s in sittings
    ]
    by_id: dict[str, Questionnaire] = {}
    for each in (point.questionnaire for point in points):
        if by_id.setdefault(each.id, each) != each:
            raise UsageError(
                f"two questionnaires of this study have the id {each.id!r}; rename one"
            )
    return tuple(points)


def due(points: Sequence[SetPoint], desk: Desk) -> SetPoint | None:
    """What may come up now, while the agent works; None while another one is open."""
    if desk.sitting is not None or is_awaited(desk) or is_writing(desk):
        return None
    return next((p for p in _for_agent(points, desk) if _is_reached(p, desk)), None)


def due_at_end(points: Sequence[SetPoint], desk: Desk) -> SetPoint | None:
    """What is to be asked before the agent leaves."""
    if desk.sitting is not None:
        return None
    at_end = (p for p in _for_agent(points, desk) if p.occasion == SESSION_END)
    return next((p for p in at_end if not _was_opened(p, desk)), None)


def is_awaited(desk: Desk) -> bool:
    """Whether a customer in an open chat waits for the agent's answer."""
    return any(chat.waiting_since is not None for chat in desk.open_chats)


def is_writing(desk: Desk) -> bool:
    """Whether the agent has a message half written."""
    return any(chat.agent_typing or chat.draft.text.strip() for chat in desk.open_chats)


def _is_reached(point: SetPoint, desk: Desk) -> bool:
    if point.occasion == SESSION_START:
        return desk.chats_taken == 0 and not _was_opened(point, desk)
    if point.occasion == AFTER_CHATS:
        last = max((s.chats_before for s in _of(point, desk)), default=0)
        return desk.chats_closed - last >= point.every_chats
    return False


def _was_opened(point: SetPoint, desk: Desk) -> bool:
    return any(True for _ in _of(point, desk))


def _of(point: SetPoint, desk: Desk) -> Iterator[OpenQuestionnaire]:
    for sitting in desk.sittings:
        if (sitting.questionnaire, sitting.occasion) == (point.questionnaire.id, point.occasion):
            yield sitting


def _for_agent(points: Sequence[SetPoint], desk: Desk) -> Iterator[SetPoint]:
    """Whoever sees no suggestions is not asked about them, and nobody anything before the study."""
    if _is_outside(desk):
        return iter(())
    has = may_have_access(desk)
    return (point for point in points if has or not point.questionnaire.needs_access)


def _is_outside(desk: Desk) -> bool:
    """Whether the session is no part of the study, and has not been."""
    session = desk.session
    if session is None or session.study is not None or session.assigned is None:
        return False
    return session.assigned.method == OUTSIDE
