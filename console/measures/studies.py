"""Which study and arm each session and chat belongs to, and who could see suggestions.

What was drawn is kept apart from what came of it: ``arm`` is the lot, ``access`` whether
suggestions could be seen under it, and whether any was seen is the chats' ``exposed``.
"""

from collections.abc import Callable
from dataclasses import dataclass

import ibis

from console.measures.expressions import indicator, only
from console.measures.schema import Relation, Value, beside, measure
from console.measures.sessions import CHAT, SESSION

_PLACE = (*SESSION, "seq", "kind")
_ENTERED = ("study", "study_hash", "period", "idle_limit_s", "patience_s")
_DRAWN = ("arm", "arm_name", "access", "stratum", "block")
_BUCKET = ("bucket", "bucket_start")


@dataclass(frozen=True)
class StudyFacts:
    """The facts that studies bring.

    ``entered`` are those of studies and consent, ``lots`` those of sessions and chats, ``triggers``
    what guardrails said with the answers to it, ``answers`` all that is about questionnaires.
    """

    entered: Relation
    lots: Relation
    triggers: Relation
    answers: Relation


def study_facts(events: Relation, keep: Callable[[str, Relation], Relation]) -> StudyFacts:
    """These facts, each sort kept by itself, since most logs have but few of them or none.

    They are found by a column that no other fact has, because an engine passes over parts of a
    file in which a column is null throughout. Only what is needed of them is read, which takes
    longer than everything done with them.
    """
    lots = events.filter(events.arm.notnull())
    lots = lots.mutate(access=lots.access.fill_null(indicator(lots.arm == "treatment")))
    columns = (*_PLACE, "chat", "time", *_DRAWN, "unit", "method", *_BUCKET, "guardrails")
    return StudyFacts(
        entered=keep("entered", _known(events, "study", (*_ENTERED, "given"))),
        lots=keep("lots", lots.select(*columns)),
        triggers=keep("triggers", _known(events, "trigger", _OF_TRIGGERS)),
        answers=keep("questionnaires", _known(events, "sitting", _OF_ANSWERS)),
    )


_OF_TRIGGERS = (
    *("time", "at_ns", "chat", "reason"),
    *("trigger", "guardrail", "action", "value", "limit"),
)
_OF_ANSWERS = (
    *("time", "at_ns", "sitting", "questionnaire", "occasion", "item", "value", "complete"),
)


def _known(events: Relation, column: str, columns: tuple[str, ...]) -> Relation:
    return events.filter(events[column].notnull()).select(*_PLACE, *columns)


def with_study(sessions: Relation, facts: StudyFacts) -> Relation:
    """Sessions with the study they are part of, the consent, and the first arm they were in.

    ``ever_treated`` tells whether any lot in the session, its chats' included, was for treatment,
    null where none was drawn; ``access_began`` is when the first of them gave access, if any did.
    """
    entered, lots = facts.entered, facts.lots
    said = entered.filter(entered.kind == "consent_answered")
    consent = said.group_by(*SESSION).agg(consented=said.given.argmax(said.seq))
    ever = lots.group_by(*SESSION).agg(
        ever_treated=indicator(lots.arm == "treatment").max(),
        access_began=only(lots.time, lots.access == 1).min(),
    )
    rows = beside(sessions, _first(entered, "study_entered", _ENTERED), SESSION)
    rows = beside(rows, _first(lots, "arm_assigned", (*_DRAWN, "guardrails")), SESSION)
    return beside(beside(rows, consent, SESSION), ever, SESSION)


def _first(facts: Relation, kind: str, columns: tuple[str, ...]) -> Relation:
    """Columns of each session's first fact of a kind, nulls among them."""
    such = facts.filter(facts.kind == kind)
    places = such.group_by(*SESSION).agg(seq=such.seq.min())
    return such.inner_join(places, (*SESSION, "seq")).select(*SESSION, *columns)


def assigned(lots: Relation, lives: Relation) -> Relation:
    """The lot of each chat: its own, or else the one in force in its session when it began.

    A chat that nobody took has the one in force when it was queued. Where only later ones are
    known, in a damaged log, the first of them counts.
    """
    own = lots.filter(lots.kind == "chat_assigned")
    own = own.group_by(*CHAT).agg(own_seq=own.seq.min())
    rows = beside(_in_force(lots, lives), own, CHAT)
    rows = rows.select(*CHAT, lot_seq=ibis.coalesce(rows.own_seq, rows.before_seq, rows.later_seq))
    told = lots.select("log", *_DRAWN, *_BUCKET, lot_seq="seq")
    return rows.inner_join(told, ("log", "lot_seq")).drop("lot_seq")


def _in_force(lots: Relation, lives: Relation) -> Relation:
    """For each chat the place of its session's latest lot before it began, and of any later one."""
    of_sessions = lots.filter(lots.kind == "arm_assigned").select(*SESSION, "seq")
    begun = lives.select(*CHAT, "session", begun=ibis.coalesce(lives.start_seq, lives.queued_seq))
    rows = begun.left_join(of_sessions, SESSION)
    rows = rows.select(*CHAT, "begun", "seq")
    return rows.group_by(*CHAT).agg(
        before_seq=only(rows.seq, rows.seq < rows.begun).max(),
        later_seq=only(rows.seq, rows.seq > rows.begun).min(),
    )


# --- of the session --------------------------------------------------------------------------


@measure("string", formula="the last consent_answered")
def consent(session: Relation) -> Value:
    """Whether the agent agreed to take part in the study: given or declined; null if not asked."""
    return session.consented.cases((1, "given"), (0, "declined"))


# --- of the chat -----------------------------------------------------------------------------


@measure("integer", unit="0 or 1", formula="suggestions_shown > 0", nullable=False)
def exposed(chat: Relation) -> Value:
    """Whether the agent could see any suggestion in the chat, whatever the lot said."""
    return indicator(chat.suggestions_shown > 0)
