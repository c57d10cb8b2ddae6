"""Which study and arm sessions and chats belong to, by going through their facts."""

from datetime import UTC, datetime
from typing import Any

from console.domain import events as ev
from reference.columns import Column, indicator
from reference.history import ChatRecord, SessionRecord

Lot = ev.ArmAssigned | ev.ChatAssigned


def entered(session: SessionRecord) -> ev.StudyEntered | None:
    """The study the session is part of."""
    return next((e.fact for e in session.events if isinstance(e.fact, ev.StudyEntered)), None)


def lots_in(session: SessionRecord) -> list[Lot]:
    """Everything that was drawn while it lasted."""
    facts = (each.fact for each in session.events)
    return [fact for fact in facts if isinstance(fact, (ev.ArmAssigned, ev.ChatAssigned))]


def has_access(lot: Lot) -> bool:
    """Whether suggestions may be seen under it."""
    return lot.arm is ev.Arm.TREATMENT if lot.access is None else lot.access


def lot_of(chat: ChatRecord) -> Lot | None:
    """The chat's own lot, or else the one its session was under when it began."""
    own = chat.first(ev.ChatAssigned)
    if own is not None and isinstance(own.fact, ev.ChatAssigned):
        return own.fact
    begun = (chat.start or chat.queued).event.seq
    drawn = [
        (each.event.seq, each.fact)
        for each in chat.session.events
        if isinstance(each.fact, ev.ArmAssigned)
    ]
    before = [lot for seq, lot in drawn if seq < begun]
    return before[-1] if before else next((lot for _, lot in drawn), None)


def bucket_start(lot: Lot | None) -> datetime | None:
    """When the stretch of time began that it was drawn for."""
    if lot is None or lot.bucket is None:
        return None
    return datetime.fromisoformat(lot.bucket).astimezone(UTC)


def _of_lot(name: str) -> Any:  # noqa: ANN401 - a column's value
    return lambda chat: getattr(lot_of(chat), name, None)


def _of_study(name: str) -> Any:  # noqa: ANN401
    return lambda chat: getattr(entered(chat.session), name, None)


def _access(chat: ChatRecord) -> int | None:
    lot = lot_of(chat)
    return None if lot is None else indicator(has_access(lot))


def _exposed(chat: ChatRecord) -> int:
    return int(any(isinstance(each.fact, ev.SuggestionShown) for each in chat.events))


OF_THE_CHAT: tuple[Column[ChatRecord, Any], ...] = (
    Column("study", "string", "The study.", _of_study("study")),
    Column("study_hash", "string", "Its file's hash.", _of_study("study_hash")),
    Column("arm", "string", "What was drawn.", _of_lot("arm")),
    Column("arm_name", "string", "As the study calls it.", _of_lot("name")),
    Column("access", "integer", "Whether suggestions could be seen.", _access),
    Column("stratum", "string", "Among whom.", _of_lot("stratum")),
    Column("block", "integer", "In which block.", _of_lot("block")),
    Column("bucket", "string", "For when.", _of_lot("bucket")),
    Column("bucket_start", "datetime", "From when.", lambda c: bucket_start(lot_of(c))),
    Column("exposed", "integer", "Whether a suggestion was seen.", _exposed),
)
