"""From the events of any number of logs to every relation that tables are made of.

Each step is an expression; ``keep`` decides what is computed once and held (a table in DuckDB,
a checkpoint in Spark) because several steps read it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from console.measures import (
    attention,
    conversation,
    focus,
    outcomes,
    studies,
    texts,
    timing,
    usage,
)
from console.measures.agent_days import agent_days
from console.measures.chats import CHATS
from console.measures.edits import one_each
from console.measures.schema import Relation, beside, columns_from, with_parts
from console.measures.sessions import CHAT, lives, sessions
from console.measures.suggestions import suggestions

Keep = Callable[[str, Relation], Relation]
"""Computes an expression once under a name and returns the table that holds it."""


@dataclass(frozen=True)
class Given:
    """What measures are computed from.

    ``events`` are the events of all logs; ``edits`` and ``chat_texts`` are what was measured of
    texts when they were at hand: one row a suggestion, one row a chat and side. ``texts`` are the
    texts themselves, where a bundle may have them.
    """

    events: Relation
    edits: Relation
    chat_texts: Relation
    texts: Relation | None = None


@dataclass(frozen=True)
class Measured:
    """Every relation that tables are made of; ``texts`` is None where there are none at hand."""

    events: Relation
    texts: Relation | None
    study_facts: studies.StudyFacts
    sessions: Relation
    lives: Relation
    messages: Relation
    spans: Relation
    suggestions: Relation
    chats: Relation
    agent_days: Relation
    edits: Relation
    chat_texts: Relation


_BESIDE = ("log", "queued_seq", "utc_offset_s")
"""What other tables need of a chat that is not a column of its table."""


def measured(given: Given, keep: Keep) -> Measured:
    """All relations of these events."""
    events = given.events
    facts = studies.study_facts(events, keep)
    told = keep("sessions", studies.with_study(sessions(events), facts))
    alive = keep("lives", lives(events, told))
    messages = keep("messages", conversation.messages(events, alive))
    spans = keep("spans", focus.spans(events, told))
    moves = keep("moves", focus.moves(spans))
    edits = keep("edits", one_each(given.edits))
    found = keep("suggestions", suggestions(events, messages, edits, alive))
    parts = (
        (conversation.turns(messages), conversation.WAITS),
        (messages, (*conversation.COUNTS, *conversation.STAGE_COUNTS, *conversation.BOUNDS)),
        (attention.attended(spans, alive), (attention.attended_ns,)),
        (attention.composed(messages, told), (attention.composing_ns,)),
        (attention.cursor_stays(events, told, alive), (attention.cursor_ns,)),
        (moves, (attention.switches_in,)),
        (attention.departures(moves), (attention.switches_out,)),
        (attention.returns(moves, events), (attention.resumption_lag_s,)),
        (timing.open_chats(alive), (timing.concurrency_at_start, timing.shared_ns)),
        (found, (*usage.COUNTS, *usage.MEANS)),
        (given.chat_texts, texts.PARTS),
        (outcomes.again(alive), (outcomes.again_after_us,)),
    )
    rows = beside(with_parts(alive, CHAT, parts), studies.assigned(facts.lots, alive), CHAT)
    ends = told.group_by("run").agg(data_end=told.last.max())
    rows = beside(rows, ends, ("run",))
    chats = keep("chats", rows.select(*_BESIDE, **columns_from(CHATS, rows)))
    days = keep("agent_days", agent_days(chats, told, spans))
    return Measured(
        events,
        given.texts,
        facts,
        told,
        alive,
        messages,
        spans,
        found,
        chats,
        days,
        edits,
        given.chat_texts,
    )
