"""What a log shows about the workstation's clock. It is reported and never corrected.

Durations rest on monotonic time and don't need the wall clock; times of day, days, the gaps between
sessions and returns of customers do.
"""

import ibis

from console.measures.expressions import overlap, seconds, where
from console.measures.schema import Relation, Value, left_join, measure
from console.measures.sessions import CHAT, SESSION

_LONGEST_S = 1e9
"""The longest sleep in seconds: more is a mistake, and would overflow in nanoseconds."""


def clocks(events: Relation, sessions: Relation, lifecycles: Relation) -> Relation:
    """Sessions with what is known of their clocks."""
    ahead = events.time * 1_000 - events.mono_ns
    clock_readings = events.group_by(*SESSION).agg(
        first_ahead_ns=ahead.argmin(events.seq),
        last_ahead_ns=ahead.argmax(events.seq),
        least_ahead_ns=ahead.min(),
        most_ahead_ns=ahead.max(),
    )
    rows = left_join(sessions, clock_readings, SESSION)
    slept = sleeps(events).group_by(*SESSION).agg(session_slept_ns=lambda each: each.ns.sum())
    rows = left_join(rows, slept, SESSION)
    return left_join(rows, _behind(lifecycles), SESSION)


def sleeps(events: Relation) -> Relation:
    """Each time that a computer was suspended: ``ns`` nanoseconds, up to ``at_ns``."""
    facts = events.filter(events.kind == "computer_slept")
    lasted_s = ibis.greatest(ibis.least(facts.slept_s, _LONGEST_S), 0.0)
    return facts.select(*SESSION, "at_ns", ns=(lasted_s * 1e9).round().cast("int64"))


def slept_through(sleeps: Relation, lifecycles: Relation) -> Relation:
    """The time each sleep shares with each chat of its log, from the chat's start to its end."""
    chats = lifecycles.filter(lifecycles.start_ns.notnull() & lifecycles.end_ns.notnull())
    shared = chats.select(*CHAT, "start_ns", "end_ns").inner_join(
        sleeps.select("log", "at_ns", "ns"), "log"
    )
    return shared.mutate(
        shared_ns=overlap(shared.at_ns - shared.ns, shared.at_ns, shared.start_ns, shared.end_ns)
    )


@measure("integer", empty=0)
def asleep_ns(shared: Relation) -> Value:
    """How long the computer slept while the chat went on, in nanoseconds."""
    return shared.shared_ns.sum()


@measure(
    "number",
    unit="s",
    formula="of duration_s, what lies in the slept_s before a computer_slept",
)
def slept_s(chat: Relation) -> Value:
    """For how much of the chat's duration the computer slept, which the duration holds.

    Null where there is no duration. Systems that do not tell, and logs before schema 9, have 0.
    """
    return seconds(where(chat.asleep_ns, chat.start_ns.notnull() & chat.end_ns.notnull()))


def _behind(lifecycles: Relation) -> Relation:
    """For sessions whose customers came back from a chat elsewhere before that chat had ended."""
    ended = lifecycles.filter(lifecycles.end.notnull())
    ended = ended.select(from_run="run", from_chat="chat", from_log="log", from_end="end")
    returning = lifecycles.filter(lifecycles.previous.notnull())
    pairs = returning.inner_join(
        ended,
        [
            returning.run == ended.from_run,
            returning.previous == ended.from_chat,
            returning.log != ended.from_log,
        ],
    )
    early = pairs.filter(pairs.from_end > pairs.queued)
    early = early.mutate(session=early.queued_session)
    return early.group_by(*SESSION).agg(behind_us=(early.from_end - early.queued).max())


@measure(
    "number",
    unit="s",
    formula="(time - mono_ns) at the session's last fact - the same at its first",
    nullable=False,
)
def clock_drift_s(session: Relation) -> Value:
    """How much the wall clock went ahead of the monotonic one from beginning to end."""
    return seconds(session.last_ahead_ns - session.first_ahead_ns)


@measure("number", unit="s", formula="largest - smallest (time - mono_ns)", nullable=False)
def clock_range_s(session: Relation) -> Value:
    """How far the wall clock moved against the monotonic one at all: a clock that was set shows."""
    return seconds(session.most_ahead_ns - session.least_ahead_ns)


@measure(
    "number",
    unit="s",
    formula="max over chat_returned from another log: that chat's end - this one's chat_queued",
)
def clock_behind_s(session: Relation) -> Value:
    """By how much at least the clock was behind another workstation's.

    A customer can't come back before the chat they come back from has ended there. Null where no
    customer did, by these clocks; that does not mean that the clocks agree.
    """
    return seconds(session.behind_us * 1_000)


@measure("number", unit="s", formula="sum of computer_slept.slept_s", nullable=False)
def computer_slept_s(session: Relation) -> Value:
    """For how long the computer slept in the session, as far as its system tells; see chats."""
    return seconds(session.session_slept_ns.fill_null(0))


CLOCK_COLUMNS = (computer_slept_s, clock_drift_s, clock_range_s, clock_behind_s)
