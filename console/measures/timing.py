"""When a chat began and ended, how long its parts took, and how many chats were open with it."""

import ibis

from console.measures.expressions import indicator, seconds, where
from console.measures.schema import PAPER, Relation, Value, measure
from console.measures.sessions import LOG


def open_chats(lifecycles: Relation) -> Relation:
    """Every start and end of a chat, with how many were open then.

    ``open`` counts the chats of the log that are open after this moment, ``area`` adds up the time
    that all chats were open before it, in nanoseconds: the difference of two areas is what the
    chats open between them lasted together.
    """
    started = lifecycles.filter(lifecycles.start_ns.notnull())
    ended = started.filter(started.end_ns.notnull())
    points = ibis.union(
        started.select(
            "log", "chat", seq="start_seq", at_ns="start_ns", step=ibis.literal(1, "int64")
        ),
        ended.select("log", "chat", seq="end_seq", at_ns="end_ns", step=ibis.literal(-1, "int64")),
    )
    so_far = ibis.cumulative_window(group_by=LOG, order_by="seq")
    order = ibis.window(group_by=LOG, order_by="seq")
    points = points.mutate(
        open=points.step.sum().over(so_far), before_ns=points.at_ns.lag().over(order)
    )
    lasted = (points.open - points.step) * (points.at_ns - points.before_ns)
    points = points.mutate(lasted=lasted.fill_null(0))
    return points.mutate(area=points.lasted.sum().over(so_far))


# --- over the moments at which a chat of the log starts or ends -------------------------------


@measure("integer", unit="chats", source=PAPER)
def concurrency_at_start(points: Relation) -> Value:
    """How many chats the agent had open when this one started, this one included."""
    return where(points.open, points.step == 1).max()


@measure("integer")
def shared_ns(points: Relation) -> Value:
    """How long all chats together were open during this one, in nanoseconds; null until it ends."""
    ended = where(points.area, points.step == -1).max()
    return ended - where(points.area, points.step == 1).max()


# --- of the chat -----------------------------------------------------------------------------


@measure("string")
def ended_by(chat: Relation) -> Value:
    """Who ended the chat: agent, customer, or session (the console did); null while it is open."""
    return chat.end_kind.cases(
        ("chat_closed", "agent"), ("chat_abandoned", "customer"), ("chat_dropped", "session")
    )


@measure("integer", unit="0 or 1", nullable=False)
def spans_sessions(chat: Relation) -> Value:
    """Whether the chat began in one session and ended in a later one (a crash, a restart).

    Its durations then hold the gap, by the wall clock; nobody's attention is counted in it.
    """
    return indicator((chat.start_session != chat.end_session).fill_null(False))


@measure("number", unit="s", formula="(start, or end if there is no start) - queued")
def queue_wait_s(chat: Relation) -> Value:
    """Time in the queue; null while the customer waits."""
    return seconds(ibis.coalesce(chat.start_ns, chat.end_ns) - chat.queued_ns)


@measure("number", unit="s", formula="first issue_confirmed - start", source=PAPER)
def issue_identification_s(chat: Relation) -> Value:
    """Chat start to the confirmation of the customer's issue; null if not confirmed before the end.

    A later correction of the issue does not move it.
    """
    late = chat.confirmed_seq > chat.end_seq
    return seconds(
        ibis.ifelse(late.fill_null(False), ibis.null("int64"), chat.confirmed_ns - chat.start_ns)
    )


@measure("number", unit="s", formula="end - start", source=PAPER)
def duration_s(chat: Relation) -> Value:
    """Chat start to chat end."""
    return seconds(chat.end_ns - chat.start_ns)


@measure("number", unit="chats", formula="time all chats were open during this one / duration_s",
         source=PAPER)  # fmt: skip
def concurrency_mean(chat: Relation) -> Value:
    """Open chats, this one included, averaged over the chat's duration."""
    return chat.shared_ns / (chat.end_ns - chat.start_ns).nullif(0)
