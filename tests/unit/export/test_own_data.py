"""An agent's own data: theirs in full, the customers' redacted, nothing of other agents."""

from datetime import UTC, datetime
from typing import Any

from console.domain import events as ev
from console.domain.customers import Customer
from console.export.own_data import own_data
from console.measures.events import rows


def _log(*facts: tuple[str, ev.AnyFact]) -> list[ev.Event]:
    return [
        ev.Event(
            seq=n, session=session, wall=datetime(2024, 1, 1, tzinfo=UTC), mono_ns=n, fact=fact
        )
        for n, (session, fact) in enumerate(facts, 1)
    ]


def _started(agent: str) -> ev.SessionStarted:
    return ev.SessionStarted(
        run="r", agent=agent, version="1", channel="c", wall_minus_mono_ns=0, utc_offset_s=0
    )


def _sent(text: str, origin: ev.Origin) -> ev.MessageSent:
    return ev.MessageSent(chat="a", message=text, text=text, origin=origin)


_LOG = _log(
    ("s1", _started("bo")),
    ("s1", ev.ChatQueued(chat="a", customer=Customer(id="ann-1", name="Ann Varga"))),
    ("s1", ev.MessageReceived(chat="a", message="m", text="I am Ann, ann@mail.example")),
    ("s1", _sent("Hello Ann", ev.Origin.TYPED)),
    ("s1", _sent("Dear Ann", ev.Origin.ADOPTED)),
    ("s2", _started("cy")),
    ("s2", _sent("Bye Ann", ev.Origin.TYPED)),
)


def _own(agent: str) -> list[dict[str, Any]]:
    own = own_data(agent, b"k" * 32)
    tell = own.privacy.of_log()
    return [tell(event, row) for event, row in rows(own.events(_LOG), "s1")]


def test_agents_have_what_they_wrote_and_no_more() -> None:
    """Typed messages come in full; the customer's, and what was proposed, are redacted."""
    assert [row["text"] for row in _own("bo")] == [
        None,
        None,
        "I am [NAME], [EMAIL]",
        "Hello Ann",
        "Dear [NAME]",
    ]


def test_other_agents_sessions_are_left_out() -> None:
    """A workstation's log may hold the sessions of several agents."""
    assert {row["session"] for row in _own("bo")} == {"s1"}
    assert {row["session"] for row in _own("cy")} == {"s2"}
    assert _own("nobody") == []


def test_agents_know_who_they_are_but_not_who_the_customers_are() -> None:
    """The agent's id is as it is, the customer's a pseudonym."""
    first, queued, *_ = _own("bo")
    assert first["agent"] == "bo"
    assert queued["customer"].startswith("c-")


def test_agents_have_their_answers_and_reasons_as_they_gave_them() -> None:
    """What they said of the study is theirs."""
    answer = ev.QuestionAnswered(
        sitting="q", questionnaire="sus", item="q1", text="Ask ann@mail.example"
    )
    against = ev.GuardrailOverridden(trigger="t", guardrail="g", chat="a", reason="Ann waits")
    log = [*_log(("s1", _started("bo")), ("s1", answer), ("s1", against))]
    own = own_data("bo", b"k" * 32)
    tell = own.privacy.of_log()
    _, answered, overridden = [tell(event, row) for event, row in rows(own.events(log), "s1")]
    assert answered["text"] == "Ask ann@mail.example"
    assert overridden["reason"] == "Ann waits"
