"""Every fact survives the way into the log and back, and the vocabulary keeps its promises."""

import inspect
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from console.domain import events as ev

st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
facts = st.one_of([st.from_type(kind) for kind in ev.FACT_TYPES])


@given(fact=facts)
@settings(max_examples=300, deadline=None)
def test_any_fact_round_trips_through_json(fact: ev.AnyFact) -> None:
    """What is written is what is read, with its class; a fact's own way is that of the union."""
    written = ev.fact_to_json(fact)
    again = ev.fact_from_json(written)
    assert written == ev.FACTS.dump_json(fact).decode()
    assert again == fact
    assert type(again) is type(fact)


@given(wall=st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_times_round_trip_to_the_microsecond(wall: datetime) -> None:
    """No floating point comes between a time and the log."""
    assert ev.from_micros(ev.to_micros(wall)) == wall
    assert ev.to_micros(wall + timedelta(microseconds=1)) == ev.to_micros(wall) + 1


@pytest.mark.parametrize("kind", ev.FACT_TYPES, ids=lambda kind: kind.__name__)
def test_every_fact_says_in_a_sentence_what_happened(kind: type[ev.Fact]) -> None:
    """The docstring begins with one sentence, and the kind is the class's name in snake case."""
    first = inspect.getdoc(kind).splitlines()[0]  # type: ignore[union-attr]
    assert first.endswith(".")
    snake = "".join(f"_{c.lower()}" if c.isupper() else c for c in kind.__name__).lstrip("_")
    assert kind.model_fields["kind"].default == snake


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        '{"kind": "nothing"}',
        '{"kind": "chat_accepted"}',
        '{"kind": "chat_accepted", "chat": "c", "extra": 1}',
        '{"kind": "chat_rated", "chat": "c", "rating": 6}',
    ],
)
def test_what_is_not_a_fact_is_refused(text: str) -> None:
    """Unknown kinds, missing, additional and impossible values are errors, never defaults."""
    with pytest.raises(ValidationError):
        ev.fact_from_json(text)


def test_facts_can_not_be_changed() -> None:
    """What happened has happened."""
    with pytest.raises(ValidationError):
        ev.ChatAccepted(chat="c").chat = "d"  # type: ignore[misc]


def test_the_union_names_each_kind_once() -> None:
    """Two facts of one kind could not be told apart in the log."""
    kinds = [kind.model_fields["kind"].default for kind in ev.FACT_TYPES]
    assert len(kinds) == len(set(kinds))
    assert TypeAdapter(ev.AnyFact).json_schema()["discriminator"]["propertyName"] == "kind"
