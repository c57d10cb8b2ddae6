"""All tables of a bundle but the events: which columns each has and which rows it is made from."""

from collections.abc import Callable
from dataclasses import dataclass

import ibis

from console.measures.agent_days import AGENT_DAYS
from console.measures.assignments import ASSIGNMENTS, assignments
from console.measures.chats import CHATS
from console.measures.clocks import CLOCK_COLUMNS, clocks
from console.measures.expressions import indicator, seconds
from console.measures.guardrails import GUARDRAILS, guardrails
from console.measures.pipeline import Measured
from console.measures.questionnaires import ANSWERS, SITTINGS, answers, sittings
from console.measures.schema import (
    Privacy,
    Relation,
    Table,
    Value,
    beside,
    columns_from,
    given,
    measure,
)
from console.measures.sessions import CHAT, SESSION
from console.measures.studies import consent
from console.measures.suggestions import SUGGESTION, SUGGESTIONS
from console.measures.texts import CHAT_TEXTS, EDITS


@dataclass(frozen=True)
class TableDefinition:
    """A table, what it is made from, and the columns by which its rows are in order."""

    table: Table
    rows: Callable[[Measured], Relation]
    order: tuple[str, ...]

    def expression(self, found: Measured) -> Relation:
        """The table's rows with its columns, in order."""
        rows = self.rows(found)
        rows = rows.mutate(**{f"order_{name}": rows[name] for name in self.order})
        found_rows = rows.select(
            **columns_from(self.table, rows),
            **{f"order_{name}": rows[name] for name in self.order},
        )
        ordered = found_rows.order_by(*(f"order_{name}" for name in self.order))
        return ordered.drop(*(f"order_{name}" for name in self.order))


# --- messages --------------------------------------------------------------------------------


@measure("string", nullable=False)
def sender(message: Relation) -> Value:
    """Who wrote it: agent or customer."""
    return message.by_agent.ifelse("agent", "customer")


MESSAGES = Table(
    name="messages",
    description="Every message of every chat, in order.",
    key=("session", "chat", "message"),
    columns=(
        given("session", "string", "The session the chat belongs to.", nullable=False),
        given("chat", "string", "The chat.", nullable=False),
        given("message", "string", "The message's id.", nullable=False),
        given("time", "datetime", "When the console sent it or took it in.", nullable=False),
        sender,
        given(
            "origin",
            "string",
            "How the agent's text came to be: typed, adopted, modified or canned; null for the "
            "customer's.",
        ),
        given("suggestion", "string", "The suggestion it was made from."),
        given(
            "delivery",
            "string",
            "How far it had got when the data end: received, sending, delivered or failed.",
            nullable=False,
        ),
        given(
            "pictures",
            "integer",
            "Pictures that came with it.",
            unit="pictures",
            nullable=False,
        ),
        given("characters", "integer", "Length of its text.", unit="characters", nullable=False),
        given("text", "string", "Its text.", privacy=Privacy.TEXT),
    ),
)

# --- focus -----------------------------------------------------------------------------------


@measure("number", unit="s", nullable=False)
def duration_s(span: Relation) -> Value:
    """Its length by the monotonic clock."""
    return seconds(span.end_ns - span.begin_ns)


FOCUS = Table(
    name="focus",
    description="Where the agent's attention was: spans that cover each session without overlap. A "
    "chat has focus while its tab is current, the window active and the agent not idle; idleness "
    "begins with the last input.",
    key=("session", "span"),
    columns=(
        given("session", "string", "The session.", nullable=False),
        given(
            "span", "integer", "Its number in the session, from 1 in order of time.", nullable=False
        ),
        given("agent", "string", "The agent.", nullable=False, privacy=Privacy.AGENT),
        given("chat", "string", "The chat in focus; null if none was."),
        given("start", "datetime", "Its beginning.", nullable=False),
        given("end", "datetime", "Its end.", nullable=False),
        duration_s,
        given(
            "ended_by",
            "string",
            "The kind of fact that ended it; record_ends if the session's facts stop there, "
            "because the console was killed or still runs.",
            nullable=False,
        ),
    ),
)

# --- agents ---------------------------------------------------------------------------------

AGENTS = Table(
    name="agents",
    description="The agents.",
    key=("agent",),
    columns=(
        given("agent", "string", "The agent.", nullable=False, privacy=Privacy.AGENT),
        given("tier", "string", "Skill group in the last session."),
        given("sessions", "integer", "How many sessions.", unit="sessions", nullable=False),
        given("chats", "integer", "How many chats they took.", unit="chats", nullable=False),
        given("first_seen", "datetime", "The beginning of the first session.", nullable=False),
        given("last_seen", "datetime", "The last fact of any session.", nullable=False),
    ),
)

# --- sessions --------------------------------------------------------------------------------


@measure("integer", unit="0 or 1", nullable=False)
def ended(session: Relation) -> Value:
    """Whether the agent left the console; 0 after a crash, or while it runs."""
    return indicator(session.last_kind == "session_ended")


SESSIONS = Table(
    name="sessions",
    description="Every session of an agent at a console, and what is known of the console's clock.",
    key=("session",),
    columns=(
        given("log", "string", "The log it is in, by its first session.", nullable=False),
        given("session", "string", "The session.", nullable=False),
        given("run", "string", "The stream of customers.", nullable=False),
        given("agent", "string", "The agent.", nullable=False, privacy=Privacy.AGENT),
        given("tier", "string", "The agent's skill group."),
        given("study", "string", "The study it is part of."),
        given("study_hash", "string", "SHA-256 of the study's file."),
        given("period", "string", "The study's name for this time."),
        consent,
        given("arm", "string", "Treatment or control, by the first lot of the session."),
        given("arm_name", "string", "The study's name for that arm."),
        given("access", "integer", "Whether suggestions could be seen under it.", unit="0 or 1"),
        given("stratum", "string", "Among whom it was drawn."),
        given("block", "integer", "In which block of the stratum it was drawn, from 0."),
        given("guardrails", "array", "The names of the guardrails in force at first."),
        given("idle_limit_s", "number", "After how long without input it was idle.", unit="s"),
        given(
            "patience_s",
            "number",
            "How long silence is not yet leaving; null for no such limit.",
            unit="s",
        ),
        given("resumed", "integer", "Whether it took over from a killed one.", unit="0 or 1"),
        given("utc_offset_s", "integer", "The workstation's time zone.", unit="s"),
        given("begin", "datetime", "Its first fact.", nullable=False),
        given("last", "datetime", "Its last fact.", nullable=False),
        ended,
        given("events", "integer", "How many facts.", unit="facts", nullable=False),
        *CLOCK_COLUMNS,
    ),
)

# --- which rows ------------------------------------------------------------------------------


def _messages(found: Measured) -> Relation:
    """Messages with how far they got and what may be told of their texts."""
    facts = found.events.filter(found.events.kind.isin(("message_delivered", "message_failed")))
    fate = facts.group_by(*CHAT, "message").agg(fate=facts.kind.argmax(facts.seq))
    rows = beside(found.messages, fate, (*CHAT, "message"))
    rows = rows.mutate(
        delivery=ibis.cases(
            (~rows.by_agent, "received"),
            (rows.fate == "message_delivered", "delivered"),
            (rows.fate == "message_failed", "failed"),
            else_="sending",
        ),
        pictures=rows.pictures.fill_null(0),
    )
    return _with_text(rows, found, "seq")


def _suggestions(found: Measured) -> Relation:
    return _with_text(found.suggestions, found, "ready_seq")


def _with_text(rows: Relation, found: Measured, place: str) -> Relation:
    """With the text at a place in the log, null where it may not be told."""
    if found.texts is None:
        return rows.mutate(text=ibis.null("string"))
    told = found.texts.select("log", "told", **{place: found.texts.seq})
    rows = beside(rows, told, ("log", place))
    return rows.mutate(text=rows.told)


def _focus(found: Measured) -> Relation:
    who = found.sessions.select(*SESSION, "agent")
    return beside(found.spans, who, SESSION).rename(start="begin")


def _sessions(found: Measured) -> Relation:
    return clocks(found.events, found.sessions, found.lives)


def _agents(found: Measured) -> Relation:
    told, taken = found.sessions, found.chats.filter(found.chats.start.notnull())
    rows = told.group_by("agent").agg(
        sessions=told.count(), first_seen=told.begin.min(), last_seen=told.last.max()
    )
    newest = told.inner_join(told.group_by("agent").agg(begin=told.begin.max()), ("agent", "begin"))
    rows = beside(rows, newest.group_by("agent").agg(tier=newest.tier.max()), ("agent",))
    chats = taken.group_by("agent").agg(chats=taken.count())
    rows = beside(rows, chats, ("agent",))
    return rows.mutate(chats=rows.chats.fill_null(0))


def _assignments(found: Measured) -> Relation:
    return assignments(found.study_facts.lots, found.sessions)


def _guardrails(found: Measured) -> Relation:
    return guardrails(found.study_facts.triggers, found.sessions)


def _sittings(found: Measured) -> Relation:
    return sittings(found.study_facts.answers, found.sessions)


def _answers(found: Measured) -> Relation:
    told = answers(found.study_facts.answers, _sittings(found))
    return _with_text(told, found, "text_seq")


TABLES = (
    TableDefinition(MESSAGES, _messages, ("log", "seq")),
    TableDefinition(SUGGESTIONS, _suggestions, ("log", "requested_seq")),
    TableDefinition(FOCUS, _focus, ("log", "first_seq", "span")),
    TableDefinition(CHATS, lambda found: found.chats, ("log", "queued_seq")),
    TableDefinition(AGENT_DAYS, lambda found: found.agent_days, ("agent", "day")),
    TableDefinition(CHAT_TEXTS, lambda found: found.chat_texts, ("log", "chat", "sender")),
    TableDefinition(EDITS, lambda found: found.edits, SUGGESTION),
    TableDefinition(SESSIONS, _sessions, ("log", "first_seq")),
    TableDefinition(AGENTS, _agents, ("agent",)),
    TableDefinition(ASSIGNMENTS, _assignments, ("log", "seq")),
    TableDefinition(GUARDRAILS, _guardrails, ("log", "seq")),
    TableDefinition(SITTINGS, _sittings, ("log", "seq")),
    TableDefinition(ANSWERS, _answers, ("log", "seq", "item")),
)
"""Every table but the events, with its rows."""
