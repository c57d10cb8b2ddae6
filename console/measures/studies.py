"""Which study and arm each session and chat belongs to, and who could see suggestions.

What was drawn is kept apart from what came of it: ``arm`` is the lot, ``access`` whether
suggestions could be seen under it, and whether any was seen is the chats' ``exposed``.
"""

import ibis

from console.measures.columns import Relation, Value, beside, measure
from console.measures.sessions import CHAT, SESSION
from console.measures.units import indicator

STUDY_KINDS = (
    "study_entered",
    "consent_answered",
    "arm_assigned",
    "chat_assigned",
    "guardrail_triggered",
    "guardrail_obeyed",
    "guardrail_overridden",
    "guardrail_lapsed",
    "questionnaire_opened",
    "question_answered",
    "questionnaire_finished",
)
"""Kinds of facts that studies bring; only they are read for what this module is about."""

_ENTERED = ("study", "study_hash", "period", "idle_limit_s", "patience_s")
_DRAWN = ("arm", "arm_name", "access", "stratum", "block")
_OF_SESSIONS = (*_DRAWN, "guardrails")
_OF_CHATS = (*_DRAWN, "bucket", "bucket_start")


def study_facts(events: Relation) -> Relation:
    """The facts that studies bring, with ``access`` as the arm says where nothing else does."""
    facts = events.filter(events.kind.isin(STUDY_KINDS))
    return facts.mutate(access=facts.access.fill_null(indicator(facts.arm == "treatment")))


def with_study(sessions: Relation, facts: Relation) -> Relation:
    """Sessions with the study they are part of, the consent, and the first arm they were in.

    ``ever_treated`` and ``ever_access`` tell whether any lot in the session, its chats' included,
    was for treatment and gave access: null where none was drawn.
    """
    said = facts.filter(facts.kind == "consent_answered")
    consent = said.group_by(*SESSION).agg(consented=said.given.argmax(said.seq))
    lots = facts.filter(facts.kind.isin(("arm_assigned", "chat_assigned")))
    ever = lots.group_by(*SESSION).agg(
        ever_treated=indicator(lots.arm == "treatment").max(), ever_access=lots.access.max()
    )
    rows = beside(sessions, _first(facts, "study_entered", _ENTERED), SESSION)
    rows = beside(rows, _first(facts, "arm_assigned", _OF_SESSIONS), SESSION)
    return beside(beside(rows, consent, SESSION), ever, SESSION)


def _first(facts: Relation, kind: str, columns: tuple[str, ...]) -> Relation:
    """Columns of each session's first fact of a kind, nulls among them."""
    such = facts.filter(facts.kind == kind)
    places = such.group_by(*SESSION).agg(seq=such.seq.min())
    return such.inner_join(places, (*SESSION, "seq")).select(*SESSION, *columns)


def assigned(facts: Relation, lives: Relation) -> Relation:
    """The lot of each chat: its own, or else the one in force in its session when it began.

    A chat that nobody took has the one in force when it was queued. Where only later ones are
    known, in a damaged log, the first of them counts.
    """
    lots = facts.filter(facts.kind.isin(("arm_assigned", "chat_assigned")))
    own = lots.filter(lots.kind == "chat_assigned")
    own = own.group_by(*CHAT).agg(own_seq=own.seq.min())
    rows = beside(_in_force(lots, lives), own, CHAT)
    rows = rows.select(*CHAT, lot_seq=ibis.coalesce(rows.own_seq, rows.before_seq, rows.later_seq))
    told = lots.select("log", *_OF_CHATS, lot_seq="seq")
    return rows.inner_join(told, ("log", "lot_seq")).drop("lot_seq")


def _in_force(lots: Relation, lives: Relation) -> Relation:
    """For each chat the place of its session's latest lot before it began, and of any later one."""
    of_sessions = lots.filter(lots.kind == "arm_assigned").select(*SESSION, "seq")
    begun = lives.select(*CHAT, "session", begun=ibis.coalesce(lives.start_seq, lives.queued_seq))
    rows = begun.left_join(of_sessions, SESSION)
    rows = rows.select(*CHAT, "begun", "seq")
    return rows.group_by(*CHAT).agg(
        before_seq=rows.seq.max(where=rows.seq < rows.begun),
        later_seq=rows.seq.min(where=rows.seq > rows.begun),
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
