"""Where the agent's attention was: spans of focus, and the moves of focus between chats.

A chat has focus while its tab is current, the window is active and the agent is not idle.
Idleness is told when the idle limit has passed, but began with the last input, so it is put there,
never before the agent was last seen to come back.
"""

import ibis

from console.measures.schema import Relation, Value
from console.measures.sessions import LOG, SESSION

RECORD_ENDS = "record_ends"
"""What ended a span if nothing did: the session's facts stop there (a crash, or it still runs)."""

_NO_CHAT = ""
_LONGEST_S = 1e9
"""Of idleness, in seconds: more is no time but a mistake, and has no room in nanoseconds."""

_KINDS = (
    "tab_shown",
    "window_activated",
    "window_deactivated",
    "session_ended",
    "agent_idle",
    "agent_back",
)


def spans(events: Relation, sessions: Relation) -> Relation:
    """Stretches of time in which one chat, or none (null), had the agent's attention.

    They cover each session without overlap; stretches of no length without a chat are left out.
    The current tab outlives a session; window and idleness don't.
    """
    found = _boundaries(events, sessions)
    order = ibis.window(group_by=SESSION, order_by=("begin_ns", "place"))
    last = ibis.ifelse(found.last_kind == "session_ended", "session_ended", RECORD_ENDS)
    found = found.mutate(
        end_ns=found.begin_ns.lead().over(order).fill_null(found.last_ns),
        end=found.begin.lead().over(order).fill_null(found.last),
        ended_by=found.kind.lead().over(order).fill_null(last),
    )
    found = found.filter((found.focus != _NO_CHAT) | (found.end_ns > found.begin_ns))
    return found.select(
        *SESSION,
        "first_seq",
        "stretch",
        "begin",
        "begin_ns",
        "end",
        "end_ns",
        "ended_by",
        chat=found.focus.nullif(_NO_CHAT),
        span=ibis.row_number().over(order) + 1,
    )


def moves(found: Relation) -> Relation:
    """The moves of focus from one chat (``source``) to another (``chat``), whatever lay between.

    ``place`` counts the moves of a log.
    """
    attended = found.filter(found.chat.notnull())
    order = ibis.window(group_by=("log", "stretch"), order_by=("first_seq", "span"))
    attended = attended.mutate(source=attended.chat.lag().over(order))
    moved = attended.filter(attended.source != attended.chat)
    in_log = ibis.window(group_by=LOG, order_by=("first_seq", "span"))
    place = ibis.row_number().over(in_log)
    return moved.select("log", "source", "chat", at_ns="begin_ns", place=place)


def _boundaries(events: Relation, sessions: Relation) -> Relation:
    """Each session's beginning, and every moment at which the chat in focus changed."""
    facts = _with_state(_placed(events, sessions))
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
    found = ibis.union(
        beginnings,
        changed.select(*SESSION, "place", "kind", "focus", begin_ns="at_ns", begin="time").select(
            *kept
        ),
    )
    about = sessions.select(*SESSION, "first_seq", "stretch", "last_ns", "last", "last_kind")
    return found.inner_join(about, SESSION)


def _placed(events: Relation, sessions: Relation) -> Relation:
    """The facts that touch attention, each at the time from which it counts, in that order."""
    facts = events.filter(events.kind.isin(_KINDS))
    facts = facts.inner_join(sessions.select(*SESSION, "begin_ns", "first_seq"), SESSION)
    so_far = ibis.cumulative_window(group_by=SESSION, order_by="seq")
    back = ibis.ifelse(facts.kind == "agent_back", facts.at_ns, ibis.null("int64"))
    facts = facts.mutate(touched=back.max().over(so_far).fill_null(facts.begin_ns))
    told = (ibis.least(facts.idle_s, _LONGEST_S) * 1e9).round().cast("int64")
    idle = ibis.least(told, facts.at_ns - facts.touched)
    facts = facts.mutate(idle=ibis.ifelse(facts.kind == "agent_idle", idle, 0))
    facts = facts.mutate(
        at_ns=facts.at_ns - facts.idle, time=facts.time - (facts.idle / 1e3).round().cast("int64")
    )
    order = ibis.window(group_by=LOG, order_by=("first_seq", "at_ns", "seq"))
    return facts.mutate(place=ibis.row_number().over(order) + 1)


def _with_state(facts: Relation) -> Relation:
    """The chat in focus after each fact, ``""`` for none: the newest fact of each kind decides."""
    in_log = ibis.cumulative_window(group_by=LOG, order_by="place")
    in_session = ibis.cumulative_window(group_by=SESSION, order_by="place")

    def newest(*kinds: str) -> Value:
        place = ibis.ifelse(facts.kind.isin(kinds), facts.place, ibis.null("int64"))
        return place.max().over(in_log if kinds == ("tab_shown",) else in_session).fill_null(0)

    told = facts.mutate(
        tab_place=newest("tab_shown"),
        attending=(newest("window_activated") > newest("window_deactivated", "session_ended"))
        & (newest("agent_idle") <= newest("agent_back")),
    )
    tabs = facts.filter(facts.kind == "tab_shown")
    tabs = tabs.select(tab_log="log", tab_at="place", tab="chat")
    told = told.left_join(tabs, [told.log == tabs.tab_log, told.tab_place == tabs.tab_at])
    tab = told.tab.fill_null(_NO_CHAT)
    return told.mutate(focus=ibis.ifelse(told.attending, tab, _NO_CHAT))
