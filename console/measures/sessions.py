"""One row a session and one row a chat: what the other relations are joined to."""

import ibis

from console.measures.expressions import first_place, where
from console.measures.schema import Relation, Value

LOG = ("log",)
SESSION = ("log", "session")
CHAT = ("log", "chat")

ENDS = ("chat_closed", "chat_abandoned", "chat_dropped")
"""Kinds of facts that end a chat; the first one counts."""

_LIFECYCLE_KINDS = (
    "chat_queued",
    "chat_returned",
    "chat_accepted",
    "chat_rated",
    "issue_confirmed",
    "procedure_finished",
    *ENDS,
)


def sessions(events: Relation) -> Relation:
    """One row a session: who worked, from when to when.

    ``stretch`` counts the sessions of a log that did not resume the one before: focus never moves
    from one stretch into the next. A session whose beginning is missing from a damaged log is left
    out, with its chats: nobody knows who worked.
    """
    rows = events.group_by(*SESSION).agg(
        run=events.run.max(),
        agent=events.agent.max(),
        tier=events.tier.max(),
        resumed=events.resumed.max(),
        utc_offset_s=where(events.utc_offset_s, events.kind == "session_started").max(),
        first_seq=events.seq.min(),
        last_seq=events.seq.max(),
        begin_ns=events.at_ns.min(),
        last_ns=events.at_ns.max(),
        begin=events.time.argmin(events.seq),
        last=events.time.argmax(events.seq),
        last_kind=events.kind.argmax(events.seq),
        events=events.count(),
    )
    rows = rows.filter(rows.agent.notnull())
    so_far = ibis.cumulative_window(group_by=LOG, order_by="first_seq")
    return rows.mutate(stretch=(rows.resumed == 0).cast("int64").sum().over(so_far))


def chat_lifecycles(events: Relation, sessions: Relation) -> Relation:
    """One row a chat: when it was queued, taken, its issue confirmed and ended, and its outcome.

    Times are in nanoseconds of the log's own time (``_ns``) and in microseconds since 1970.
    ``until_ns`` is the end, or the log's end for a chat that was open then. ``session`` is the one
    in which the agent took the chat, or in which it was queued if nobody did; ``sessions`` are the
    sessions with their studies (``console.measures.studies``). ``utc_offset_s`` is the local time
    when the chat was taken, or, where that was not recorded, when the session began. A chat that
    was never queued, in a damaged log, is left out.
    """
    facts = events.filter(events.kind.isin(_LIFECYCLE_KINDS))
    rows = facts.group_by(*CHAT).agg(
        **_single_fact(facts, "queued", "chat_queued"),
        **_single_fact(facts, "start", "chat_accepted"),
        **_first(facts, "end", ENDS),
        **first_place(facts, "confirmed", facts.kind == "issue_confirmed"),
        took_proposal=facts.took_proposal.argmin(facts.seq, where=facts.kind == "issue_confirmed"),
        finished_seq=where(facts.seq, facts.kind == "procedure_finished").min(),
        end_kind=facts.kind.argmin(facts.seq, where=facts.kind.isin(ENDS)),
        taken_offset_s=where(facts.utc_offset_s, facts.kind == "chat_accepted").max(),
        customer=facts.customer.max(),
        customer_tenure_days=facts.customer_tenure_days.max(),
        known_issue=facts.known_issue.max(),
        previous=where(facts.previous, facts.kind == "chat_returned").max(),
        issue=_last(facts, "issue", "issue_confirmed"),
        rating=_last(facts, "rating", "chat_rated"),
        disposition=where(facts.disposition, facts.kind == "chat_closed").max(),
        resolved=where(facts.resolved, facts.kind == "chat_closed").max(),
        end_reason=where(facts.reason, facts.kind == "chat_abandoned").max(),
    )
    rows = rows.filter(rows.queued_seq.notnull())
    rows = rows.mutate(session=ibis.coalesce(rows.start_session, rows.queued_session))
    ends = sessions.group_by(*LOG).agg(log_ns=sessions.last_ns.max())
    rows = rows.inner_join(ends, LOG)
    who = sessions.select(
        *SESSION, "run", "agent", "tier", "utc_offset_s", "study", "study_hash", "patience_s"
    )
    rows = rows.inner_join(who, SESSION)
    return rows.mutate(
        until_ns=ibis.coalesce(rows.end_ns, rows.log_ns),
        utc_offset_s=ibis.coalesce(rows.taken_offset_s, rows.utc_offset_s),
    )


def _first(facts: Relation, name: str, kinds: tuple[str, ...]) -> dict[str, Value]:
    """The first fact of some kinds: its place, session, and both its times."""
    of_kind = facts.kind.isin(kinds)
    return {
        **first_place(facts, name, of_kind),
        name: facts.time.argmin(facts.seq, where=of_kind),
        f"{name}_session": facts.session.argmin(facts.seq, where=of_kind),
    }


def _single_fact(facts: Relation, name: str, kind: str) -> dict[str, Value]:
    """The one fact of its kind that a chat has, as ``_first``; the smallest of one is itself."""
    of_kind = facts.kind == kind
    return {
        **first_place(facts, name, of_kind),
        name: where(facts.time, of_kind).min(),
        f"{name}_session": where(facts.session, of_kind).min(),
    }


def _last(facts: Relation, column: str, kind: str) -> Value:
    """A column of the last fact of a kind."""
    return facts[column].argmax(facts.seq, where=facts.kind == kind)
