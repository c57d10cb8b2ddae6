"""Where the agent's attention was: spans of focus, and the moves of focus between chats.

A chat has focus while its tab is current, the window is active and the agent is not idle.
Idleness is recorded when the idle limit has passed, but it began with the last input. It is counted
from there, though never from before the agent last came back.
"""

import ibis

from console.measures.schema import Relation, Value
from console.measures.sessions import LOG, SESSION

RECORD_ENDS = "record_ends"
"""``ended_by`` where the session's facts stop (the console crashed, or still runs)."""

_NO_CHAT = ""
_LONGEST_S = 1e9
"""The longest idleness in seconds: more is a mistake, and would overflow in nanoseconds."""

_KINDS = (
    "tab_shown",
    "window_activated",
    "window_deactivated",
    "session_ended",
    "agent_idle",
    "agent_back",
)


def spans(events: Relation, sessions: Relation) -> Relation:
    """Spans of time in which one chat, or none (null), had the agent's attention.

    They cover each session without overlap; spans of no length without a chat are left out. The
    current tab carries over to the next session; whether the window is active and the agent idle
    does not.
    """
    boundaries = _boundaries(events, sessions)
    order = ibis.window(group_by=SESSION, order_by=("begin_ns", "place"))
    last = ibis.ifelse(boundaries.last_kind == "session_ended", "session_ended", RECORD_ENDS)
    boundaries = boundaries.mutate(
        end_ns=boundaries.begin_ns.lead().over(order).fill_null(boundaries.last_ns),
        end=boundaries.begin.lead().over(order).fill_null(boundaries.last),
        ended_by=boundaries.kind.lead().over(order).fill_null(last),
    )
    boundaries = boundaries.filter(
        (boundaries.focus != _NO_CHAT) | (boundaries.end_ns > boundaries.begin_ns)
    )
    return boundaries.select(
        *SESSION,
        "first_seq",
        "stretch",
        "begin",
        "begin_ns",
        "end",
        "end_ns",
        "ended_by",
        chat=boundaries.focus.nullif(_NO_CHAT),
        span=ibis.row_number().over(order) + 1,
    )


def moves(spans: Relation) -> Relation:
    """The moves of focus from one chat (``source``) to another (``chat``), with or without a gap.

    ``place`` counts the moves of a log.
    """
    attended = spans.filter(spans.chat.notnull())
    order = ibis.window(group_by=("log", "stretch"), order_by=("first_seq", "span"))
    attended = attended.mutate(source=attended.chat.lag().over(order))
    moved = attended.filter(attended.source != attended.chat)
    in_log = ibis.window(group_by=LOG, order_by=("first_seq", "span"))
    place = ibis.row_number().over(in_log)
    return moved.select("log", "source", "chat", at_ns="begin_ns", place=place)


def _boundaries(events: Relation, sessions: Relation) -> Relation:
    """Each session's beginning, and every moment at which the chat in focus changed."""
    facts = _with_focus(_attention_facts(events, sessions))
    before = facts.focus.lag().over(ibis.window(group_by=SESSION, order_by="place"))
    changed = facts.mutate(before=before.fill_null(_NO_CHAT))
    changed = changed.filter(changed.focus != changed.before)
    kept = (*SESSION, "begin_ns", "begin", "place", "kind", "focus")
    beginnings = sessions.select(
        *SESSION,
        "begin_ns",
        "begin",
        place=ibis.literal(0, "int64"),
        kind=ibis.literal("session_started"),
        focus=ibis.literal(_NO_CHAT),
    )
    boundaries = ibis.union(
        beginnings,
        changed.select(*SESSION, "place", "kind", "focus", begin_ns="at_ns", begin="time").select(
            *kept
        ),
    )
    about = sessions.select(*SESSION, "first_seq", "stretch", "last_ns", "last", "last_kind")
    return boundaries.inner_join(about, SESSION)


def _attention_facts(events: Relation, sessions: Relation) -> Relation:
    """The facts that change focus, each at the time from which it counts, in that order."""
    facts = events.filter(events.kind.isin(_KINDS))
    facts = facts.inner_join(sessions.select(*SESSION, "begin_ns", "first_seq"), SESSION)
    so_far = ibis.cumulative_window(group_by=SESSION, order_by="seq")
    back = ibis.ifelse(facts.kind == "agent_back", facts.at_ns, ibis.null("int64"))
    facts = facts.mutate(touched=back.max().over(so_far).fill_null(facts.begin_ns))
    idle_ns = (ibis.least(facts.idle_s, _LONGEST_S) * 1e9).round().cast("int64")
    idle = ibis.least(idle_ns, facts.at_ns - facts.touched)
    facts = facts.mutate(idle=ibis.ifelse(facts.kind == "agent_idle", idle, 0))
    facts = facts.mutate(
        at_ns=facts.at_ns - facts.idle, time=facts.time - (facts.idle / 1e3).round().cast("int64")
    )
    order = ibis.window(group_by=LOG, order_by=("first_seq", "at_ns", "seq"))
    return facts.mutate(place=ibis.row_number().over(order) + 1)


def _with_focus(facts: Relation) -> Relation:
    """Facts with the chat in focus afterwards, ``""`` for none; each kind's newest fact decides."""
    in_log = ibis.cumulative_window(group_by=LOG, order_by="place")
    in_session = ibis.cumulative_window(group_by=SESSION, order_by="place")

    def newest(*kinds: str) -> Value:
        place = ibis.ifelse(facts.kind.isin(kinds), facts.place, ibis.null("int64"))
        return place.max().over(in_log if kinds == ("tab_shown",) else in_session).fill_null(0)

    states = facts.mutate(
        tab_place=newest("tab_shown"),
        attending=(newest("window_activated") > newest("window_deactivated", "session_ended"))
        & (newest("agent_idle") <= newest("agent_back")),
    )
    tabs = facts.filter(facts.kind == "tab_shown")
    tabs = tabs.select(tab_log="log", tab_at="place", tab="chat")
    states = states.left_join(tabs, [states.log == tabs.tab_log, states.tab_place == tabs.tab_at])
    tab = states.tab.fill_null(_NO_CHAT)
    return states.mutate(focus=ibis.ifelse(states.attending, tab, _NO_CHAT))
