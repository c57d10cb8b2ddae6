"""A sent message waits for a few seconds, can be taken back meanwhile, and is never lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from strategies import Workplace

from console.channels import base
from console.domain import events as ev
from console.domain.customers import Customer
from console.domain.errors import InvalidAction
from console.domain.issues import Disposition
from console.domain.suggestions import SuggestionOutcome
from console.store.log import read_log

HOLD_S = 5.0


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    """A workplace that holds messages, with one open chat in which the customer has written."""
    place = Workplace(tmp_path, hold_s=HOLD_S)
    _bring(place, "c")
    yield place
    place.close()


def _bring(place: Workplace, chat: str) -> None:
    customer = Customer(id=f"cu-{chat}", name="Ana")
    place.channel.incoming += [base.Arrived(chat, customer), base.Wrote(chat, f"in-{chat}", "Hi")]
    place.take_in()
    place.session.accept(chat)
    place.session.attention.show_tab(chat)


def _write(place: Workplace, text: str, chat: str = "c") -> None:
    place.session.change_draft(chat, text)
    place.session.send(chat, text)
    place.take_in()


def _wait(place: Workplace, seconds: float) -> None:
    place.clock.advance(seconds)
    place.take_in()


def _texts(place: Workplace, chat: str = "c") -> list[str]:
    return [m.text for m in place.session.desk.chats[chat].messages if m.by_agent]


def _kinds(place: Workplace) -> list[str]:
    place.log.flush()
    return [event.fact.kind for event in read_log(place.path)]


def test_a_message_leaves_when_its_time_is_over(place: Workplace) -> None:
    """Before that neither log nor customer has it as sent; then it says how long it was held."""
    _write(place, "Sorry!")
    _wait(place, HOLD_S - 0.1)
    assert "message_sent" not in _kinds(place)
    _wait(place, 0.2)
    place.log.flush()
    sent = [e.fact for e in read_log(place.path) if isinstance(e.fact, ev.MessageSent)]
    assert [(fact.text, fact.held_s) for fact in sent] == [("Sorry!", 5.1)]
    assert place.session.desk.chats["c"].held == []


def test_what_is_taken_back_goes_before_what_has_been_typed_since(place: Workplace) -> None:
    """No word is lost, and nothing of it reaches the customer."""
    _write(place, "The parcel is lots.")
    place.session.change_draft("c", "One more thing")
    place.session.take_back("c")
    _wait(place, HOLD_S + 1)
    assert place.session.desk.chats["c"].draft.text == "The parcel is lots.\nOne more thing"
    assert _texts(place) == []


def test_what_has_left_can_not_be_taken_back(place: Workplace) -> None:
    """Whoever is too late is told so."""
    _write(place, "Sorry!")
    _wait(place, HOLD_S)
    with pytest.raises(InvalidAction, match="left already"):
        place.session.take_back("c")


def test_several_messages_leave_in_their_order(place: Workplace) -> None:
    """One that is taken back leaves no gap in the order of the others."""
    for text in ("one", "two", "three"):
        _write(place, text)
        _wait(place, 1)
    second = place.session.desk.chats["c"].held[1].id
    place.session.take_back("c", second)
    _wait(place, HOLD_S)
    assert _texts(place) == ["one", "three"]
    assert place.session.desk.chats["c"].draft.text == "two"


def test_a_killed_console_gives_back_what_it_held(place: Workplace) -> None:
    """It comes back as a draft: the agent sees first what the customer has written since."""
    _write(place, "one")
    _write(place, "two")
    place.session.change_draft("c", "three")
    place.log.flush()
    place.play([])
    place.close()
    place._sit_down()
    chat = place.session.desk.chats["c"]
    assert chat.draft.text == "one\ntwo\nthree"
    assert chat.held == []
    assert "message_sent" not in _kinds(place)


def test_closing_the_chat_sends_what_is_held(place: Workplace) -> None:
    """A farewell that was just sent reaches the customer, before the chat ends."""
    _write(place, "Goodbye!")
    place.session.close("c", Disposition.ANSWERED, resolved=True)
    kinds = _kinds(place)
    assert kinds.index("message_sent") < kinds.index("chat_closed")


def test_leaving_sends_what_is_held(place: Workplace) -> None:
    """Whoever leaves has sent what they sent."""
    _write(place, "Goodbye!")
    place.session.end("left")
    kinds = _kinds(place)
    assert kinds.index("message_sent") < kinds.index("session_ended")


def test_a_customer_who_leaves_gives_the_held_message_back(place: Workplace) -> None:
    """It is kept where it can be read and copied, and counts as not sent."""
    _write(place, "Are you there?")
    place.channel.incoming.append(base.Left("c", "gone"))
    place.take_in()
    _wait(place, HOLD_S)
    assert place.session.desk.chats["c"].draft.text == "Are you there?"
    assert _texts(place) == []
    withdrawn = [e.fact for e in read_log(place.path) if isinstance(e.fact, ev.SendWithdrawn)]
    assert [fact.why for fact in withdrawn] == ["chat_ended"]


def test_a_suggestion_is_used_when_its_message_leaves(place: Workplace) -> None:
    """Until then it can't be sent twice; taken back it is pending again, and stays its source."""
    name = {"chat": "c", "suggestion": "g"}
    place.session.record(
        ev.SuggestionRequested(**name, about=ev.SuggestionKind.SOLUTION),
        ev.SuggestionReady(**name, text="On its way.", elapsed_ms=1.0, tokens=3),
    )
    place.session.adopt("c", "g")
    suggestion = place.session.desk.chats["c"].suggestions["g"]
    assert not suggestion.is_usable
    place.session.take_back("c")
    assert (suggestion.outcome, suggestion.is_usable) == (SuggestionOutcome.PENDING, True)
    assert place.session.desk.chats["c"].draft.suggestion == "g"
    place.session.send("c", "On its way.")
    _wait(place, HOLD_S)
    assert suggestion.outcome is SuggestionOutcome.ADOPTED


def test_what_the_customer_writes_meanwhile_stays_unanswered(place: Workplace) -> None:
    """An answer that was on its way answers nothing that came after it was sent."""
    _write(place, "Sorry!")
    place.session.attention.show_tab(None)
    _wait(place, 1)
    place.channel.incoming.append(base.Wrote("c", "m2", "And my refund?"))
    place.take_in()
    came = place.clock.wall()
    _wait(place, HOLD_S)
    chat = place.session.desk.chats["c"]
    assert (chat.waiting_since, chat.unread) == (came, 1)


def test_without_a_hold_messages_leave_at_once(tmp_path: Path) -> None:
    """The setting 0 leaves no trace of the hold."""
    place = Workplace(tmp_path)
    _bring(place, "c")
    _write(place, "Hello")
    assert _texts(place) == ["Hello"]
    assert "send_held" not in _kinds(place)
    place.close()
