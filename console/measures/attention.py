"""How much attention each chat got, observed and inferred, and what switching cost."""

import ibis

from console.measures.expressions import overlap, seconds
from console.measures.schema import PAPER, Relation, Value, left_join, measure
from console.measures.sessions import CHAT, SESSION

_CURSOR = ("composer_focused", "composer_left")
_INPUT = ("agent_typing", "draft_changed", "send_held", "message_sent")


def attended(spans: Relation, lifecycles: Relation) -> Relation:
    """The time each span of focus shares with its chat, from the chat's start to its end."""
    shared = spans.inner_join(lifecycles.select(*CHAT, "start_ns", "until_ns"), CHAT)
    shared = shared.filter(shared.start_ns.notnull())
    return shared.mutate(
        shared_ns=overlap(shared.begin_ns, shared.end_ns, shared.start_ns, shared.until_ns)
    )


def composed(messages: Relation, sessions: Relation) -> Relation:
    """The time from the agent's message before, in any chat of the session, to each message.

    A session's first interval begins with the session, a chat's first one not before its start.
    """
    sent = messages.filter(messages.by_agent & messages.start_ns.notnull())
    order = ibis.window(group_by=("log", "sent_in"), order_by="seq")
    sent = sent.mutate(before_ns=sent.at_ns.lag().over(order))
    begins = sessions.select("log", "begin_ns", sent_in="session")
    sent = sent.inner_join(begins, ("log", "sent_in"))
    since = ibis.greatest(sent.before_ns.fill_null(sent.begin_ns), sent.start_ns)
    return sent.mutate(composing_ns=sent.at_ns - since)


def cursor_stays(events: Relation, sessions: Relation, lifecycles: Relation) -> Relation:
    """The times the cursor was in a chat's input box, as far as the chat was going on."""
    facts = events.filter(events.kind.isin(_CURSOR))
    order = ibis.window(group_by=CHAT, order_by="seq")
    facts = facts.mutate(
        next_ns=facts.at_ns.lead().over(order), next_session=facts.session.lead().over(order)
    )
    facts = facts.filter(facts.kind == "composer_focused")
    facts = facts.inner_join(sessions.select(*SESSION, "last_ns"), SESSION)
    left = ibis.ifelse(facts.next_session == facts.session, facts.next_ns, facts.last_ns)
    facts = facts.mutate(left_ns=ibis.coalesce(left, facts.last_ns))
    facts = facts.select(*CHAT, "at_ns", "left_ns")
    stays = facts.inner_join(lifecycles.select(*CHAT, "start_ns", "until_ns"), CHAT)
    stays = stays.filter(stays.start_ns.notnull())
    return stays.mutate(stay_ns=overlap(stays.at_ns, stays.left_ns, stays.start_ns, stays.until_ns))


def departures(moves: Relation) -> Relation:
    """Moves of focus, as the chat that was left sees them."""
    return moves.mutate(chat=moves.source)


def returns(moves: Relation, events: Relation) -> Relation:
    """Returns of focus to a chat, and how long after it the agent's first input there came.

    A return is a move to a chat that had been left. ``lag_ns`` is null if focus moved on before
    there was any input.
    """
    begun = events.active.isnull() | (events.active == 1)
    # A message that was held leaves by itself.
    at_once = events.held_s.isnull() | (events.held_s == 0)
    acts = events.filter(events.kind.isin(_INPUT) & begun & at_once)
    left = departures(moves)
    nothing = ibis.null("int64")
    points = ibis.union(
        moves.select(*CHAT, "at_ns", "place", left=nothing, act=nothing),
        left.select(*CHAT, "at_ns", place=nothing, left="at_ns", act=nothing),
        acts.select(*CHAT, "at_ns", place=nothing, left=nothing, act="at_ns"),
    )
    here_on = ibis.window(group_by=CHAT, order_by="at_ns", range=(0, None))
    later = ibis.window(group_by=CHAT, order_by="at_ns", range=(1, None))
    points = points.mutate(
        act_ns=points.act.min().over(here_on), leave_ns=points.left.min().over(later)
    )
    first = left.group_by(*CHAT).agg(first_left=left.place.min())
    lags = left_join(points.filter(points.place.notnull()), first, CHAT)
    lags = lags.filter(lags.place > lags.first_left)
    in_time = lags.leave_ns.isnull() | (lags.act_ns <= lags.leave_ns)
    return lags.mutate(lag_ns=ibis.ifelse(in_time, lags.act_ns - lags.at_ns, nothing))


# --- over parts of the chat ------------------------------------------------------------------


@measure("integer", empty=0)
def attended_ns(attended: Relation) -> Value:
    """The time the chat had focus between its start and its end, in nanoseconds."""
    return attended.shared_ns.sum()


@measure("integer", empty=0)
def composing_ns(composed: Relation) -> Value:
    """The time that led to the agent's messages in this chat, in nanoseconds."""
    return composed.composing_ns.sum()


@measure("integer", empty=0)
def cursor_ns(stays: Relation) -> Value:
    """The time the cursor was in the chat's input box, in nanoseconds."""
    return stays.stay_ns.sum()


@measure("integer", unit="switches", formula="moves of focus from another chat to this one",
         source=PAPER, empty=0, nullable=False)  # fmt: skip
def switches_in(moves: Relation) -> Value:
    """How often focus came here from another chat, whatever lay between."""
    return moves.count()


@measure("integer", unit="switches", formula="moves of focus from this chat to another",
         source=PAPER, empty=0, nullable=False)  # fmt: skip
def switches_out(departures: Relation) -> Value:
    """How often focus went from here to another chat, whatever lay between."""
    return departures.count()


@measure(
    "number",
    unit="s",
    formula="mean over the returns of focus (a move here after a move away) of the first of "
    "agent_typing, draft_changed, send_held, message_sent (unless it was held) in this chat before "
    "focus moves on",
)
def resumption_lag_s(returns: Relation) -> Value:
    """Mean time from the return of focus to the agent's first key press or message.

    Returns without either don't count; null if there were none with it.
    """
    return seconds(returns.lag_ns.sum()) / returns.lag_ns.count().nullif(0)


# --- of the chat -----------------------------------------------------------------------------


@measure(
    "number",
    unit="s",
    formula="sum of the chat's focus spans between its start and end",
    source=PAPER,
)
def active_s(chat: Relation) -> Value:
    """Observed attention: the time the chat had focus."""
    return seconds(_active_ns(chat))


@measure("number", unit="s", formula="duration_s - active_s", source=PAPER)
def away_s(chat: Relation) -> Value:
    """The time the chat was open and did not have focus."""
    return seconds(chat.end_ns - chat.start_ns - _active_ns(chat))


@measure("number", formula="away_s / duration_s", source=PAPER)
def away_share(chat: Relation) -> Value:
    """The share of the chat's duration in which it did not have focus."""
    duration = chat.end_ns - chat.start_ns
    return (duration - _active_ns(chat)) / duration.nullif(0)


@measure(
    "number",
    unit="s",
    formula="for each of the chat's message_sent, the time since the latest of: the agent's "
    "message before it in any chat, the chat's start, the session's start; summed",
    source=PAPER,
)
def active_inferred_s(chat: Relation) -> Value:
    """Attention inferred from the agent's messages alone, as the field experiment does.

    Each interval between two of the agent's consecutive messages belongs to the chat of the later.
    Messages count from when they left the console.
    """
    return seconds(_if_started(chat, chat.composing_ns))


@measure(
    "number",
    unit="s",
    formula="composer_focused to composer_left, or to the session's last fact; within the chat",
    source=PAPER,
)
def typing_s(chat: Relation) -> Value:
    """Time the cursor was in the chat's input box."""
    return seconds(_if_over(chat, chat.cursor_ns))


def _active_ns(chat: Relation) -> Value:
    return _if_over(chat, chat.attended_ns)


def _if_started(chat: Relation, value: Value) -> Value:
    return ibis.ifelse(chat.start_ns.notnull(), value, ibis.null("int64"))


def _if_over(chat: Relation, value: Value) -> Value:
    return ibis.ifelse(chat.start_ns.notnull() & chat.end_ns.notnull(), value, ibis.null("int64"))
