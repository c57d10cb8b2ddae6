"""Which study and arm each session and chat belongs to, and who could see suggestions.

What was assigned is kept apart from what happened: ``arm`` is the assignment, ``access`` whether
suggestions could be seen under it, and whether any was seen is the chats' ``exposed``.
"""

from collections.abc import Callable
from dataclasses import dataclass

import ibis

from console.measures.expressions import indicator, where
from console.measures.schema import Relation, Value, left_join, measure
from console.measures.sessions import CHAT, SESSION

_PLACE = (*SESSION, "seq", "kind")
_ENTERED = ("study", "study_hash", "period", "idle_limit_s", "patience_s")
_ASSIGNMENT = ("arm", "arm_name", "access", "stratum", "block")
_BUCKET = ("bucket", "bucket_start")


@dataclass(frozen=True)
class StudyFacts:
    """The facts that only studies record.

    ``entered`` are about studies and consent, ``assignments`` about the arms of sessions and chats,
    ``triggers`` about guardrails and what agents did about them, ``answers`` about questionnaires.
    """

    entered: Relation
    assignments: Relation
    triggers: Relation
    answers: Relation


def study_facts(events: Relation, keep: Callable[[str, Relation], Relation]) -> StudyFacts:
    """These facts, each group kept as a relation, since most logs have few of them or none.

    Each group is found by a column that no other fact has, because an engine skips the parts of a
    file in which a column is null throughout. Only the columns needed are read: reading takes
    longer than everything done with the facts.
    """
    assigned = events.filter(events.arm.notnull())
    assigned = assigned.mutate(
        access=assigned.access.fill_null(indicator(assigned.arm == "treatment"))
    )
    columns = (*_PLACE, "chat", "time", *_ASSIGNMENT, "unit", "method", *_BUCKET, "guardrails")
    return StudyFacts(
        entered=keep("entered", _facts_with(events, "study", (*_ENTERED, "given"))),
        assignments=keep("assignments", assigned.select(*columns)),
        triggers=keep("triggers", _facts_with(events, "trigger", _OF_TRIGGERS)),
        answers=keep("questionnaires", _facts_with(events, "sitting", _OF_ANSWERS)),
    )


_OF_TRIGGERS = (
    *("time", "at_ns", "chat", "reason"),
    *("trigger", "guardrail", "action", "value", "limit"),
)
_OF_ANSWERS = (
    *("time", "at_ns", "sitting", "questionnaire", "occasion", "item", "value", "complete"),
)


def _facts_with(events: Relation, column: str, columns: tuple[str, ...]) -> Relation:
    return events.filter(events[column].notnull()).select(*_PLACE, *columns)


def with_study(sessions: Relation, facts: StudyFacts) -> Relation:
    """Sessions with the study they are part of, the consent, and the first arm they were in.

    ``ever_treated`` is whether any assignment in the session, its chats' included, was to
    treatment, null without an assignment; ``access_began`` is when the first one gave access.
    """
    entered, assignments = facts.entered, facts.assignments
    consents = entered.filter(entered.kind == "consent_answered")
    consent = consents.group_by(*SESSION).agg(consented=consents.given.argmax(consents.seq))
    ever = assignments.group_by(*SESSION).agg(
        ever_treated=indicator(assignments.arm == "treatment").max(),
        access_began=where(assignments.time, assignments.access == 1).min(),
    )
    rows = left_join(sessions, _first(entered, "study_entered", _ENTERED), SESSION)
    rows = left_join(
        rows, _first(assignments, "arm_assigned", (*_ASSIGNMENT, "guardrails")), SESSION
    )
    return left_join(left_join(rows, consent, SESSION), ever, SESSION)


def _first(facts: Relation, kind: str, columns: tuple[str, ...]) -> Relation:
    """Columns of each session's first fact of a kind, nulls among them."""
    of_kind = facts.filter(facts.kind == kind)
    places = of_kind.group_by(*SESSION).agg(seq=of_kind.seq.min())
    return of_kind.inner_join(places, (*SESSION, "seq")).select(*SESSION, *columns)


def chat_assignments(facts: Relation, lifecycles: Relation) -> Relation:
    """The assignment of each chat: its own, or else the one in force in its session at its start.

    A chat that nobody took has the one in force when it was queued. Where only later ones are
    known, in a damaged log, the first of them counts.
    """
    own = facts.filter(facts.kind == "chat_assigned")
    own = own.group_by(*CHAT).agg(own_seq=own.seq.min())
    rows = left_join(_in_force(facts, lifecycles), own, CHAT)
    rows = rows.select(*CHAT, lot_seq=ibis.coalesce(rows.own_seq, rows.before_seq, rows.later_seq))
    assigned = facts.select("log", *_ASSIGNMENT, *_BUCKET, lot_seq="seq")
    return rows.inner_join(assigned, ("log", "lot_seq")).drop("lot_seq")


def _in_force(facts: Relation, lifecycles: Relation) -> Relation:
    """For each chat: its session's latest assignment before it began, and the first later one."""
    of_sessions = facts.filter(facts.kind == "arm_assigned").select(*SESSION, "seq")
    begun = lifecycles.select(
        *CHAT, "session", begun=ibis.coalesce(lifecycles.start_seq, lifecycles.queued_seq)
    )
    rows = begun.left_join(of_sessions, SESSION)
    rows = rows.select(*CHAT, "begun", "seq")
    return rows.group_by(*CHAT).agg(
        before_seq=where(rows.seq, rows.seq < rows.begun).max(),
        later_seq=where(rows.seq, rows.seq > rows.begun).min(),
    )


# --- of the session --------------------------------------------------------------------------


@measure("string", formula="the last consent_answered")
def consent(session: Relation) -> Value:
    """Whether the agent agreed to take part in the study: given or declined; null if not asked."""
    return session.consented.cases((1, "given"), (0, "declined"))


# --- of the chat -----------------------------------------------------------------------------


@measure("integer", unit="0 or 1", formula="suggestions_shown > 0", nullable=False)
def exposed(chat: Relation) -> Value:
    """Whether the agent could see any suggestion in the chat, whatever the assignment was."""
    return indicator(chat.suggestions_shown > 0)
