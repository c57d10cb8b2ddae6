"""From the events of any number of logs to every relation that tables are made of.

Each step is an expression. What several steps read is passed through ``keep``, which computes it
once and holds it (as a table in DuckDB, as a checkpoint in Spark).
"""

from collections.abc import Callable
from dataclasses import dataclass

from console.measures import (
    attention,
    clocks,
    conversation,
    focus,
    outcomes,
    studies,
    text_tables,
    timing,
    usage,
)
from console.measures.agent_days import agent_days
from console.measures.chats import CHATS
from console.measures.edits import merged_edits
from console.measures.schema import Relation, columns_from, left_join, with_parts
from console.measures.sessions import CHAT, chat_lifecycles, sessions
from console.measures.suggestions import suggestions

Keep = Callable[[str, Relation], Relation]
"""Computes an expression once under a name and returns the table that holds it."""


@dataclass(frozen=True)
class MeasureInputs:
    """What measures are computed from.

    ``events`` are the events of all logs; ``edits`` (a row a suggestion), ``chat_texts`` (a row a
    chat and side) and ``claims`` (a row a sent message) are what was measured of texts earlier.
    ``texts`` are the texts themselves, where a bundle may have them.
    """

    events: Relation
    edits: Relation
    chat_texts: Relation
    claims: Relation
    texts: Relation | None = None


@dataclass(frozen=True)
class MeasureRelations:
    """Every relation that tables are made of; ``texts`` is None where a bundle has none."""

    events: Relation
    texts: Relation | None
    study_facts: studies.StudyFacts
    sessions: Relation
    lifecycles: Relation
    messages: Relation
    spans: Relation
    suggestions: Relation
    chats: Relation
    agent_days: Relation
    edits: Relation
    chat_texts: Relation
    claims: Relation


_EXTRA_COLUMNS = ("log", "queued_seq", "utc_offset_s")
"""What other tables need of a chat that is not a column of its table."""


def all_measures(inputs: MeasureInputs, keep: Keep) -> MeasureRelations:
    """Compute all relations from these events."""
    events = inputs.events
    facts = studies.study_facts(events, keep)
    session_rows = keep("sessions", studies.with_study(sessions(events), facts))
    lifecycles = keep("lifecycles", chat_lifecycles(events, session_rows))
    messages = keep("messages", conversation.messages(events, lifecycles))
    spans = keep("spans", focus.spans(events, session_rows))
    moves = keep("moves", focus.moves(spans))
    edits = keep("edits", merged_edits(inputs.edits))
    suggestion_rows = keep("suggestions", suggestions(events, messages, edits, lifecycles))
    parts = (
        (conversation.turns(messages), conversation.OF_TURNS),
        (messages, (*conversation.COUNTS, *conversation.STAGE_COUNTS, *conversation.BOUNDS)),
        (inputs.claims, (conversation.unfounded_claims,)),
        (attention.attended(spans, lifecycles), (attention.attended_ns,)),
        (attention.composed(messages, session_rows), (attention.composing_ns,)),
        (attention.cursor_stays(events, session_rows, lifecycles), (attention.cursor_ns,)),
        (moves, (attention.switches_in,)),
        (attention.departures(moves), (attention.switches_out,)),
        (attention.returns(moves, events), (attention.resumption_lag_s,)),
        (clocks.slept_through(clocks.sleeps(events), lifecycles), (clocks.asleep_ns,)),
        (timing.open_chats(lifecycles), (timing.concurrency_at_start, timing.shared_ns)),
        (suggestion_rows, (*usage.COUNTS, *usage.MEANS)),
        (inputs.chat_texts, text_tables.SIDE_MEASURES),
        (outcomes.queued_again(lifecycles), (outcomes.again_after_us,)),
    )
    rows = left_join(
        with_parts(lifecycles, CHAT, parts),
        studies.chat_assignments(facts.assignments, lifecycles),
        CHAT,
    )
    ends = session_rows.group_by("run").agg(data_end=session_rows.last.max())
    rows = left_join(rows, ends, ("run",))
    chats = keep("chats", rows.select(*_EXTRA_COLUMNS, **columns_from(CHATS, rows)))
    days = keep("agent_days", agent_days(chats, session_rows, spans))
    return MeasureRelations(
        events,
        inputs.texts,
        facts,
        session_rows,
        lifecycles,
        messages,
        spans,
        suggestion_rows,
        chats,
        days,
        edits,
        inputs.chat_texts,
        inputs.claims,
    )
