"""Every table of a bundle except the events: its columns, and the rows it is made from."""

from collections.abc import Callable
from dataclasses import dataclass

import ibis

from console.measures.actions import ACTIONS, actions
from console.measures.agent_days import AGENT_DAYS
from console.measures.assignments import ASSIGNMENTS, assignments
from console.measures.chats import CHATS
from console.measures.clocks import CLOCK_COLUMNS, clocks
from console.measures.expressions import indicator, seconds
from console.measures.guardrails import GUARDRAILS, guardrails
from console.measures.pipeline import MeasureRelations
from console.measures.questionnaires import ANSWERS, SITTINGS, answers, sittings
from console.measures.schema import (
    Privacy,
    Relation,
    Table,
    Value,
    columns_from,
    left_join,
    measure,
    plain_column,
)
from console.measures.sessions import CHAT, SESSION
from console.measures.studies import consent
from console.measures.suggestions import SUGGESTION, SUGGESTIONS
from console.measures.text_tables import CHAT_TEXTS, CLAIMS, EDITS


@dataclass(frozen=True)
class TableDefinition:
    """A table, what it is made from, and the columns by which its rows are in order."""

    table: Table
    rows: Callable[[MeasureRelations], Relation]
    order: tuple[str, ...]

    def expression(self, relations: MeasureRelations) -> Relation:
        """The table's rows with its columns, in order."""
        rows = self.rows(relations)
        rows = rows.mutate(**{f"order_{name}": rows[name] for name in self.order})
        selected = rows.select(
            **columns_from(self.table, rows),
            **{f"order_{name}": rows[name] for name in self.order},
        )
        ordered = selected.order_by(*(f"order_{name}" for name in self.order))
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
        plain_column("session", "string", "The session the chat belongs to.", nullable=False),
        plain_column("chat", "string", "The chat.", nullable=False),
        plain_column("message", "string", "The message's id.", nullable=False),
        plain_column("time", "datetime", "When the console sent it or took it in.", nullable=False),
        sender,
        plain_column(
            "origin",
            "string",
            "How the agent's text came to be: typed, adopted, modified or canned; null for the "
            "customer's.",
        ),
        plain_column("suggestion", "string", "The suggestion it was made from."),
        plain_column(
            "delivery",
            "string",
            "How far it had got when the data end: received, sending, delivered, read or failed.",
            nullable=False,
        ),
        plain_column(
            "pictures",
            "integer",
            "Pictures that came with it.",
            unit="pictures",
            nullable=False,
        ),
        plain_column(
            "characters", "integer", "Length of its text.", unit="characters", nullable=False
        ),
        plain_column(
            "claims",
            "integer",
            "How often the agent says in it that something has been done for the customer; null "
            "for the customer's, and in logs that knew no actions.",
            unit="claims",
        ),
        plain_column(
            "unfounded_claims",
            "integer",
            "How many of these say what had not been done by then; see chats.",
            unit="claims",
        ),
        plain_column("text", "string", "Its text.", privacy=Privacy.TEXT),
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
        plain_column("session", "string", "The session.", nullable=False),
        plain_column(
            "span", "integer", "Its number in the session, from 1 in order of time.", nullable=False
        ),
        plain_column("agent", "string", "The agent.", nullable=False, privacy=Privacy.AGENT),
        plain_column("chat", "string", "The chat in focus; null if none was."),
        plain_column("start", "datetime", "Its beginning.", nullable=False),
        plain_column("end", "datetime", "Its end.", nullable=False),
        duration_s,
        plain_column(
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
        plain_column("agent", "string", "The agent.", nullable=False, privacy=Privacy.AGENT),
        plain_column("tier", "string", "Skill group in the last session."),
        plain_column("sessions", "integer", "How many sessions.", unit="sessions", nullable=False),
        plain_column("chats", "integer", "How many chats they took.", unit="chats", nullable=False),
        plain_column(
            "first_seen", "datetime", "The beginning of the first session.", nullable=False
        ),
        plain_column("last_seen", "datetime", "The last fact of any session.", nullable=False),
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
        plain_column("log", "string", "The log it is in, by its first session.", nullable=False),
        plain_column("session", "string", "The session.", nullable=False),
        plain_column("run", "string", "The stream of customers.", nullable=False),
        plain_column("agent", "string", "The agent.", nullable=False, privacy=Privacy.AGENT),
        plain_column("tier", "string", "The agent's skill group."),
        plain_column("study", "string", "The study it is part of."),
        plain_column("study_hash", "string", "SHA-256 of the study's file."),
        plain_column("period", "string", "The study's name for this time."),
        consent,
        plain_column("arm", "string", "Treatment or control, by the session's first assignment."),
        plain_column("arm_name", "string", "The study's name for that arm."),
        plain_column(
            "access", "integer", "Whether suggestions could be seen in it.", unit="0 or 1"
        ),
        plain_column("stratum", "string", "The stratum within which it was randomised."),
        plain_column("block", "integer", "The block of the stratum, from 0."),
        plain_column("guardrails", "array", "The names of the guardrails in force at first."),
        plain_column(
            "idle_limit_s", "number", "After how long without input it was idle.", unit="s"
        ),
        plain_column(
            "patience_s",
            "number",
            "How long silence is not yet leaving; null for no such limit.",
            unit="s",
        ),
        plain_column(
            "resumed", "integer", "Whether it took over from a killed one.", unit="0 or 1"
        ),
        plain_column("utc_offset_s", "integer", "The workstation's time zone.", unit="s"),
        plain_column("begin", "datetime", "Its first fact.", nullable=False),
        plain_column("last", "datetime", "Its last fact.", nullable=False),
        ended,
        plain_column("events", "integer", "How many facts.", unit="facts", nullable=False),
        *CLOCK_COLUMNS,
    ),
)

# --- which rows ------------------------------------------------------------------------------


def _messages(relations: MeasureRelations) -> Relation:
    """Messages with how far they got, and their texts where those may be shared."""
    facts = relations.events.filter(
        relations.events.kind.isin(("message_delivered", "message_failed", "message_read"))
    )
    last_kind = facts.group_by(*CHAT, "message").agg(last_kind=facts.kind.argmax(facts.seq))
    rows = left_join(relations.messages, last_kind, (*CHAT, "message"))
    rows = rows.mutate(
        delivery=ibis.cases(
            (~rows.by_agent, "received"),
            (rows.last_kind == "message_delivered", "delivered"),
            (rows.last_kind == "message_read", "read"),
            (rows.last_kind == "message_failed", "failed"),
            else_="sending",
        ),
        pictures=rows.pictures.fill_null(0),
    )
    rows = left_join(rows, relations.claims, CLAIMS.key)
    return _with_text(rows, relations, "seq")


def _suggestions(relations: MeasureRelations) -> Relation:
    return _with_text(relations.suggestions, relations, "text_seq")


def _actions(relations: MeasureRelations) -> Relation:
    return actions(relations.events, relations.lifecycles, relations.sessions)


def _with_text(rows: Relation, relations: MeasureRelations, place: str) -> Relation:
    """Rows with the text at a place in the log, null where it may not be shared."""
    if relations.texts is None:
        return rows.mutate(text=ibis.null("string"))
    texts = relations.texts.select("log", "shared", **{place: relations.texts.seq})
    rows = left_join(rows, texts, ("log", place))
    return rows.mutate(text=rows.shared)


def _focus(relations: MeasureRelations) -> Relation:
    who = relations.sessions.select(*SESSION, "agent")
    return left_join(relations.spans, who, SESSION).rename(start="begin")


def _sessions(relations: MeasureRelations) -> Relation:
    return clocks(relations.events, relations.sessions, relations.lifecycles)


def _agents(relations: MeasureRelations) -> Relation:
    sessions, taken = relations.sessions, relations.chats.filter(relations.chats.start.notnull())
    rows = sessions.group_by("agent").agg(
        sessions=sessions.count(), first_seen=sessions.begin.min(), last_seen=sessions.last.max()
    )
    newest = sessions.inner_join(
        sessions.group_by("agent").agg(begin=sessions.begin.max()), ("agent", "begin")
    )
    rows = left_join(rows, newest.group_by("agent").agg(tier=newest.tier.max()), ("agent",))
    chats = taken.group_by("agent").agg(chats=taken.count())
    rows = left_join(rows, chats, ("agent",))
    return rows.mutate(chats=rows.chats.fill_null(0))


def _assignments(relations: MeasureRelations) -> Relation:
    return assignments(relations.study_facts.assignments, relations.sessions)


def _guardrails(relations: MeasureRelations) -> Relation:
    return guardrails(relations.study_facts.triggers, relations.sessions)


def _sittings(relations: MeasureRelations) -> Relation:
    return sittings(relations.study_facts.answers, relations.sessions)


def _answers(relations: MeasureRelations) -> Relation:
    rows = answers(relations.study_facts.answers, _sittings(relations))
    return _with_text(rows, relations, "text_seq")


TABLES = (
    TableDefinition(MESSAGES, _messages, ("log", "seq")),
    TableDefinition(SUGGESTIONS, _suggestions, ("log", "requested_seq")),
    TableDefinition(FOCUS, _focus, ("log", "first_seq", "span")),
    TableDefinition(CHATS, lambda relations: relations.chats, ("log", "queued_seq")),
    TableDefinition(AGENT_DAYS, lambda relations: relations.agent_days, ("agent", "day")),
    TableDefinition(CHAT_TEXTS, lambda relations: relations.chat_texts, ("log", "chat", "sender")),
    TableDefinition(EDITS, lambda relations: relations.edits, SUGGESTION),
    TableDefinition(CLAIMS, lambda relations: relations.claims, CLAIMS.key),
    TableDefinition(ACTIONS, _actions, ("log", "seq")),
    TableDefinition(SESSIONS, _sessions, ("log", "first_seq")),
    TableDefinition(AGENTS, _agents, ("agent",)),
    TableDefinition(ASSIGNMENTS, _assignments, ("log", "seq")),
    TableDefinition(GUARDRAILS, _guardrails, ("log", "seq")),
    TableDefinition(SITTINGS, _sittings, ("log", "seq")),
    TableDefinition(ANSWERS, _answers, ("log", "seq", "item")),
)
"""Every table but the events, with its rows."""
