"""A reason that keeps the model's drafts from use again and again is told once."""

from strategies import Workplace

from console.assist.fallbacks import Fallbacks
from console.domain import events as ev


def told(place: Workplace) -> list[str]:
    """The reasons in the log."""
    facts = (event.fact for event in place.log.read())
    return [fact.reason for fact in facts if isinstance(fact, ev.ItemSetAside)]


def test_the_third_failure_in_a_row_is_told_once(place: Workplace) -> None:
    """Without what the draft said; a draft that is used begins the count again."""
    fallbacks = Fallbacks(place.session)
    for _ in range(2):
        fallbacks.note("it has code in it: <think>Ann is angry")
    fallbacks.clear()
    for _ in range(2):
        fallbacks.note("it has code in it: <|end|>")
    assert told(place) == []
    for _ in range(5):
        fallbacks.note("it has code in it: {x}")
    assert told(place) == ["it has code in it"]
    for name in ("Ann", "Bob", "Eve"):
        fallbacks.note(f"it names a person {name} who is not on record")
    assert told(place)[1:] == ["it names what is not on record"]
