"""All measures in the order they need each other, from the events to two tables."""

from pathlib import Path

from baselines.measures_in_pandas.attention import with_attention, with_switches
from baselines.measures_in_pandas.days import agent_days
from baselines.measures_in_pandas.facts import Frame, chats_of, read, sessions_of, sleeps_of
from baselines.measures_in_pandas.focus import moves_of, spans_of
from baselines.measures_in_pandas.messages import messages_of, with_counts, with_stages, with_waits
from baselines.measures_in_pandas.outcomes import (
    with_concurrency,
    with_outcomes,
    with_retrials,
    with_sleep,
    with_times,
)
from baselines.measures_in_pandas.suggestions import suggestions_of, with_use


def tables(path: Path) -> dict[str, Frame]:
    """The tables chats and agent_days of these events."""
    events = read(path)
    sessions = sessions_of(events)
    chats = chats_of(events, sessions)
    messages = messages_of(events, chats)
    spans = spans_of(events, sessions)
    chats = with_concurrency(with_sleep(with_times(chats), sleeps_of(events)))
    chats = with_waits(with_counts(chats, messages), messages)
    chats = with_stages(chats, messages)
    chats = with_attention(chats, events, messages, sessions, spans)
    chats = with_switches(chats, events, moves_of(spans))
    chats = with_use(chats, suggestions_of(events, messages))
    chats = with_retrials(with_outcomes(chats), sessions.groupby("run")["last"].max())
    return {"chats": chats, "agent_days": agent_days(chats, sessions, spans)}
