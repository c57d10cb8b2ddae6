"""What holds of all guardrails: who is watched, by what, and that each answer is given once."""

import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from guarded import Guarded, assigned, rule
from hypothesis import given, settings
from strategies import Step, Workplace, steps

from console.domain import events as ev
from console.domain.errors import StoreError
from console.study.errors import StudyError
from console.study.guardrails.monitor import make_guardrail_monitor

Watched = Callable[..., Guarded]

ALL = (
    rule("concurrency_cap", "cap", limit=1),
    rule("longest_wait", "wait", limit_s=30),
    rule("attention_nudge", "nudge", switches_per_min=1, away_share=0.3, window_s=60),
    rule("on_demand", "pull"),
    rule("read_first", "read"),
    rule("adoption_check", "check", after=1),
    rule("resolved_check", "resolved"),
    rule("neglected_chat", "neglected", limit_s=30),
)
_STUDY = ("reassign", "raise_objection", "answer_guardrail")


def test_without_guardrails_there_is_no_warden(place: Workplace) -> None:
    """Neither without rules nor where the assignment names none."""
    assert make_guardrail_monitor(place.session.study, (), place.clock) is None
    place.session.study.assign(assigned())
    assert make_guardrail_monitor(place.session.study, ALL, place.clock) is None


def test_where_shifts_change_a_warden_waits_for_its_turn(place: Workplace) -> None:
    """Nothing is in force now; with the next shift the cap is, and later not any more."""
    place.session.study.assign(assigned(unit="shift"))
    monitor = make_guardrail_monitor(place.session.study, ALL, place.clock)
    assert monitor is not None
    place.session.subscribe(monitor.on_event)
    assert not monitor.accepting()
    place.session.study.assign(assigned("neglected", "pull", unit="shift"))
    assert len(monitor.requesting("c1")) == 1
    place.session.study.assign(assigned(unit="shift"))
    assert not monitor.open_objections
    place.log.flush()
    kinds = [event.fact.kind for event in place.log.read()]
    assert kinds.count("guardrail_triggered") == kinds.count("guardrail_lapsed") == 1


def test_a_warden_waits_for_a_period_that_begins(place: Workplace) -> None:
    """An agent of a night shift is watched from the first day of the study on."""
    place.session.study.assign(assigned())
    assert make_guardrail_monitor(place.session.study, (), place.clock, ahead=True) is None
    monitor = make_guardrail_monitor(place.session.study, ALL, place.clock, ahead=True)
    assert monitor is not None
    place.session.subscribe(monitor.on_event)
    assert not monitor.requesting("c1")
    place.session.study.assign(assigned("pull"))
    assert len(monitor.requesting("c1")) == 1


def test_a_clock_that_is_put_back_holds_nobody_up(watched: Watched) -> None:
    """The second press sends, though the hold seems to lie in the future."""
    place = watched(ALL[4])
    place.hold("c1")
    suggestion = place.suggest("c1")
    assert place.monitor.adopting("c1", suggestion)
    place.clock.advance(-3600)
    assert not place.monitor.adopting("c1", suggestion)


def test_a_guardrail_that_the_file_does_not_have_is_an_error(place: Workplace) -> None:
    """It was made for another file."""
    place.session.study.assign(assigned("cap", "slower"))
    with pytest.raises(StudyError, match="'slower', which the study's file does not have"):
        make_guardrail_monitor(place.session.study, ALL, place.clock)


def test_what_stands_at_the_end_of_the_session_lapses(watched: Watched) -> None:
    """The end comes last."""
    place = watched(ALL[0])
    place.hold("c1")
    place.queue("c2")
    place.monitor.accepting()
    place.session.end("home time")
    assert place.said() == [("cap", "triggered"), ("cap", "lapsed")]
    assert [event.fact.kind for event in place.log.read()][-1] == "session_ended"


def test_limits_are_in_the_time_of_customers() -> None:
    """In a demonstration at ten times the speed, a minute is over after six seconds."""
    with tempfile.TemporaryDirectory() as folder:
        place = Guarded(Path(folder), [rule("neglected_chat", "neglected", limit_s=60)])
        state = place.session.desk.session
        assert state is not None
        state.started = state.started.model_copy(update={"speed": 10.0})
        place.hold("c1")
        place.passing(5.9, step_s=0.1)
        assert place.said() == []
        place.passing(0.2, step_s=0.1)
        assert place.said() == [("neglected", "triggered")]
        place.close()


def test_an_answer_that_could_not_be_recorded_is_recorded_later(watched: Watched) -> None:
    """The disk was full for a moment; nothing is lost and nothing is said twice."""
    place = watched(ALL[0])
    place.hold("c1")
    place.queue("c2")
    place.monitor.accepting()
    obey = place.session.study.obey

    def full(trigger: str) -> None:
        raise StoreError(f"no room for {trigger}")

    place.session.study.obey = full  # type: ignore[method-assign]
    place.session.subscribe_store_errors(lambda _: None)
    place.close_chat("c1")
    assert place.said() == [("cap", "triggered")]
    place.session.study.obey = obey  # type: ignore[method-assign]
    place.monitor.poll()
    place.monitor.poll()
    assert place.said() == [("cap", "triggered"), ("cap", "obeyed")]


class Pestered(Guarded):
    """A console with every guardrail, asked about every deed at every turn."""

    def take_in(self) -> None:
        super().take_in()
        self.monitor.poll()
        self.monitor.accepting()
        for chat in self.session.desk.tabs:
            self.monitor.resolving(chat.id)
            self.monitor.requesting(chat.id)
            for suggestion in chat.suggestions.values():
                if suggestion.is_usable:
                    self.monitor.adopting(chat.id, suggestion.id)


def day(plan: Sequence[Step], *, pestered: bool) -> list[ev.Event]:
    """All that was recorded of a generated day, with every guardrail or without any."""
    with tempfile.TemporaryDirectory() as folder:
        place = Pestered(Path(folder), ALL) if pestered else Guarded(Path(folder), ())
        place.play(step for step in plan if step.act not in _STUDY)
        events = list(place.log.read())
        place.close()
        return events


@settings(max_examples=15, deadline=None)
@given(steps(max_size=40))
def test_each_trigger_has_one_answer_at_most(plan: Sequence[Step]) -> None:
    """Whatever happens, crashes included; an answer comes after what it answers."""
    asked: set[str] = set()
    answers: Counter[str] = Counter()
    for event in day(plan, pestered=True):
        match event.fact:
            case ev.GuardrailTriggered(trigger=trigger):
                asked.add(trigger)
            case (
                ev.GuardrailObeyed(trigger=trigger)
                | ev.GuardrailOverridden(trigger=trigger)
                | ev.GuardrailLapsed(trigger=trigger)
            ):
                assert trigger in asked
                answers[trigger] += 1
    assert set(answers.values()) <= {1}


@settings(max_examples=10, deadline=None)
@given(steps(max_size=40))
def test_guardrails_keep_nobody_from_writing_to_a_customer(plan: Sequence[Step]) -> None:
    """The same day brings the same messages with every guardrail and without any."""
    sent = [
        [e.fact.text for e in day(plan, pestered=pestered) if isinstance(e.fact, ev.MessageSent)]
        for pestered in (False, True)
    ]
    assert sent[0] == sent[1]
