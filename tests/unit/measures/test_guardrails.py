"""What guardrails said, and what the agent did about it, by hand."""

from stories import BEGIN, at, rows, started, taken, told

from console.domain import events as ev


def spoke(trigger: str, chat: str | None = None) -> ev.GuardrailTriggered:
    """A guardrail has something to say."""
    return ev.GuardrailTriggered(
        trigger=trigger, guardrail="calmer", action="advise", chat=chat, value=5, limit=4
    )


def test_each_trigger_has_what_came_of_it_and_how_long_that_took() -> None:
    """Obeyed, overridden with a reason, lapsed, or nothing by the time the data end."""
    log = told(
        [
            *at(0, started(), *taken("a"), spoke("t1", "a"), spoke("t2"), spoke("t3"), spoke("t4")),
            *at(5, ev.GuardrailObeyed(trigger="t1", guardrail="calmer", chat="a")),
            *at(6, ev.GuardrailOverridden(trigger="t2", guardrail="calmer", reason="No time")),
            *at(7, ev.GuardrailLapsed(trigger="t3", guardrail="calmer")),
        ]
    )
    found = rows("guardrails", log)
    names = ("trigger", "chat", "outcome", "response_s", "reason")
    assert [tuple(each[name] for name in names) for each in found] == [
        ("t1", "a", "obeyed", 5, None),
        ("t2", None, "overridden", 6, "No time"),
        ("t3", None, "lapsed", 7, None),
        ("t4", None, "open", None, None),
    ]
    assert found[0]["triggered"] == ev.to_micros(BEGIN)
    assert found[0]["decided"] == ev.to_micros(BEGIN) + 5_000_000
    assert {(each["agent"], each["value"], each["limit"]) for each in found} == {("henry", 5, 4)}


def test_the_first_answer_to_a_guardrail_counts() -> None:
    """What comes after it was about something that was over."""
    answers: list[ev.AnyFact] = [
        ev.GuardrailLapsed(trigger="t", guardrail="calmer"),
        ev.GuardrailObeyed(trigger="t", guardrail="calmer"),
    ]
    (found,) = rows("guardrails", told(at(0, started(), spoke("t"), *answers)))
    assert found["outcome"] == "lapsed"


def test_an_answer_without_its_trigger_has_no_row() -> None:
    """In a damaged log nobody knows what was answered, or to which guardrail's limit."""
    answer = ev.GuardrailObeyed(trigger="t", guardrail="calmer")
    assert rows("guardrails", told(at(0, started(), answer))) == []


def test_triggers_of_two_logs_that_are_called_alike_are_kept_apart() -> None:
    """An id means something in its own log only."""
    answer = ev.GuardrailObeyed(trigger="t", guardrail="calmer")
    one, other = (
        told(at(0, started(), spoke("t"))),
        told(at(0, started(), spoke("t"), answer), name="x"),
    )
    found = {each["session"]: each["outcome"] for each in rows("guardrails", one, other)}
    assert found == {"s-1": "open", "x-1": "obeyed"}
