"""The desk is what the facts say, by a definition that shares no code with it."""

from collections.abc import Sequence
from dataclasses import fields, is_dataclass

from days import ALL_ACTS, log_of
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.desk import DeskDefinition, State
from strategies import Step, steps, workplace

from console.domain import events as ev
from console.domain.chat import Chat
from console.domain.desk import Desk
from console.domain.suggestions import Suggestion


@given(plan=steps())
@settings(deadline=None, max_examples=40)
def test_a_live_session_holds_the_desk_that_its_log_defines(plan: list[Step]) -> None:
    """After a day of work, crashes and new agents included, the desk is as the facts say."""
    with workplace(plan) as place:
        events = list(place.log.read(after=place.log.recovery_point()))
        assert state_of(place.session.desk) == DeskDefinition(events).state()


@given(seed=st.integers(0, 10**6), step=st.integers(20, 40))
@settings(deadline=None, max_examples=10)
def test_the_desk_after_any_part_of_a_long_log_is_the_defined_one(seed: int, step: int) -> None:
    """Whole days with nights between: the desk is right at the end and at any moment before."""
    events = log_of(seed, acts=ALL_ACTS)
    desk = Desk()
    for count, event in enumerate(events, start=1):
        desk.apply(event)
        if count % step == 0 or count == len(events):
            assert state_of(desk) == DeskDefinition(events[:count]).state()


@given(plan=steps(max_size=15))
@settings(deadline=None, max_examples=10)
def test_the_desk_is_the_defined_one_after_each_fact(plan: list[Step]) -> None:
    """There is no moment, however short, at which the desk says something else."""
    with workplace(plan) as place:
        events = list(place.log.read())
    desk = Desk()
    for count, event in enumerate(events, start=1):
        desk.apply(event)
        assert state_of(desk) == DeskDefinition(events[:count]).state()


def test_the_logs_that_are_compared_have_facts_of_every_kind() -> None:
    """What the comparison never meets, it can't check."""
    met = {type(e.fact) for seed in range(6) for e in log_of(seed, length=600, acts=ALL_ACTS)}
    assert {kind.__name__ for kind in met} == {kind.__name__ for kind in ev.FACT_TYPES}


def state_of(desk: Desk) -> State:
    """The desk and all that hangs on it, as the definition tells it."""
    state = _fields(desk)
    assert isinstance(state, dict)
    for of_chat, chat in zip(state["chats"].values(), desk.chats.values(), strict=True):
        of_chat.update(_derived_of_chat(chat))
        for each, suggestion in zip(
            of_chat["suggestions"].values(), chat.suggestions.values(), strict=True
        ):
            each.update(_derived_of_suggestion(suggestion))
    return {
        **state,
        "focus": desk.focus,
        "queue": _ids(desk.queue),
        "tabs": _ids(desk.tabs),
        "open_chats": _ids(desk.open_chats),
    }


def _derived_of_chat(chat: Chat) -> State:
    current = {kind: chat.current(kind) for kind in ev.SuggestionKind}
    return {
        "has_tab": chat.has_tab,
        "proposed_issue": chat.proposed_issue,
        "further_issue": chat.further_issue,
        "current": {kind: found.id if found else None for kind, found in current.items()},
    }


def _derived_of_suggestion(suggestion: Suggestion) -> State:
    return {
        "is_live": suggestion.is_live,
        "is_usable": suggestion.is_usable,
        "is_in_the_making": suggestion.is_in_the_making,
        "outcome": suggestion.outcome,
    }


def _ids(chats: Sequence[Chat]) -> list[str]:
    return [chat.id for chat in chats]


def _fields(value: object) -> object:
    """Dataclasses as dictionaries, all the way down; facts stay as they are.

    What dataclasses leave out of comparisons is no part of their state, like an index.
    """
    if is_dataclass(value) and not isinstance(value, type):
        compared = [each.name for each in fields(value) if each.compare]
        return {name: _fields(getattr(value, name)) for name in compared}
    if isinstance(value, dict):
        return {key: _fields(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_fields(each) for each in value]
    return value
