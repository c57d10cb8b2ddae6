"""How soon suggestions were there, from facts."""

from datetime import UTC, datetime

from console.bench.drafts.waits import desk_waits
from console.domain import events as ev


def log(*facts: tuple[int, ev.AnyFact]) -> list[ev.Event]:
    """Events at these milliseconds."""
    wall = datetime(2026, 1, 1, tzinfo=UTC)
    return [
        ev.Event(seq=seq, session="s", wall=wall, mono_ns=ms * 1_000_000, fact=fact)
        for seq, (ms, fact) in enumerate(facts, 1)
    ]


def received(message: str) -> ev.MessageReceived:
    """A message of the customer."""
    return ev.MessageReceived(chat="c", message=message, text="Hello?")


def asked(suggestion: str, message: str | None) -> ev.SuggestionRequested:
    """A suggestion is wanted because of the message."""
    return ev.SuggestionRequested(
        chat="c", suggestion=suggestion, about="solution", message=message
    )


def ready(suggestion: str, strategy: str) -> ev.SuggestionReady:
    """It can be sent."""
    return ev.SuggestionReady.model_validate(
        {
            "chat": "c",
            "suggestion": suggestion,
            "text": "Hello.",
            "elapsed_ms": 1,
            "tokens": 1,
            "strategy": strategy,
        }
    )


def test_times_count_from_the_message() -> None:
    """To the first wording that can be sent, and to the first that the model wrote."""
    revised = ev.SuggestionRevised(
        chat="c", suggestion="s1", text="Hello there.", elapsed_ms=1, tokens=2
    )
    waits = desk_waits(
        log(
            (0, received("m1")),
            (5, asked("s1", "m1")),
            (40, ready("s1", "template")),
            (90, ready("s2", "template")),
            (900, revised),
            (1000, received("m2")),
            (1010, asked("s3", "m2")),
            (3000, ready("s3", "generate")),
        ),
        chats=6,
    )
    assert (waits.messages, waits.usable, waits.model_versions) == (2, 2, 2)
    assert waits.usable_ms == {"p50": 1020, "p95": 1902}
    assert waits.model_version_ms == {"p50": 1450, "p95": 1945}


def test_a_message_that_was_overtaken_counts_as_asked_only() -> None:
    """It has no time, and what the agent asked for has no message."""
    waits = desk_waits(
        log((0, received("m1")), (5, asked("s1", "m1")), (6, asked("s2", None))), chats=6
    )
    assert (waits.messages, waits.usable) == (1, 0)
    assert waits.usable_ms == {"p50": None, "p95": None}
