"""What a chat is about is asked for, recorded, and put to use; nobody waits for the answer."""

from dataclasses import replace

import pytest
from assist_scene import Oracle, arrives, assistant_at, live, writes
from strategies import Workplace

from console.assist.assistant import Assistant
from console.assist.clients.draft_client import DraftClient
from console.channels.scripted.pack import Pack
from console.domain import events as ev
from console.domain.clock import SystemClock
from console.domain.events import SuggestionKind
from console.domain.issues import Disposition
from console.inference.protocol import Load

LATE = "Hi, my parcel still has not arrived. Where is it?"


@pytest.fixture
def oracle() -> Oracle:
    """The diagnosis, for which the test speaks."""
    return Oracle()


@pytest.fixture
def assistant(place: Workplace, pack: Pack, oracle: Oracle) -> Assistant:
    """An assistant that offers approved wordings, so that no model is needed."""
    client = DraftClient(Load(path="none"), SystemClock())
    return assistant_at(place, pack, client, diagnoser=oracle)


def kinds(place: Workplace, kind: type[ev.Fact]) -> list[ev.Fact]:
    """The recorded facts of a kind."""
    return [event.fact for event in place.log.read() if isinstance(event.fact, kind)]


def test_all_the_customers_words_are_asked_about(
    place: Workplace, assistant: Assistant, pack: Pack, oracle: Oracle
) -> None:
    """And nothing is suggested before the answer is there, unless it takes too long."""
    chat = arrives(place, pack, "c", LATE, "It was due on Monday.")
    assert oracle.asked[-1][1] == f"{LATE}\nIt was due on Monday."
    assert live(chat) == []
    oracle.answer(("late_parcel", 0.9), ("missing_parcel", 0.05), language="en")
    assistant.poll()
    assert chat.diagnosed is not None
    assert (chat.diagnosed.issue, chat.diagnosed.message) == ("late_parcel", "c-1")
    assert (chat.diagnosed.by, chat.diagnosed.language) == ("classifier", "en")
    assert chat.diagnosed.evidence == ("where is it",)
    assert len(live(chat)) == 1
    assert {s.issue for s in live(chat)} == {"late_parcel"}


def test_answers_to_earlier_and_to_foreign_questions_are_dropped(
    place: Workplace, assistant: Assistant, pack: Pack, oracle: Oracle
) -> None:
    """Only the reading of everything that was written counts, once."""
    chat = arrives(place, pack, "c", LATE, "No, I want to cancel.")
    oracle.answer(("late_parcel", 0.9), question=0)
    assistant.poll()
    assert chat.diagnosed is None
    oracle.answer(("cancel_order", 0.9))
    oracle.answer(("late_parcel", 0.9))
    oracle.asked.append(("not-ours", ""))
    oracle.answer(("late_parcel", 0.9))
    assistant.poll()
    assert [getattr(f, "issue", None) for f in kinds(place, ev.ChatDiagnosed)] == ["cancel_order"]


def test_an_unsure_reading_gets_a_question_and_no_solution(
    place: Workplace, assistant: Assistant, pack: Pack, oracle: Oracle
) -> None:
    """The two likeliest issues are named; the agent is proposed none."""
    chat = arrives(place, pack, "c", LATE)
    oracle.answer(("late_parcel", 0.45), ("missing_parcel", 0.3), sure=False)
    assistant.poll()
    assert chat.proposed_issue is None
    (question,) = live(chat)
    assert question.about is SuggestionKind.DIAGNOSIS
    for issue in ("late_parcel", "missing_parcel"):
        assert pack.issue(issue).name.lower() in question.text
    assert question.sources == ()


def test_guesses_that_are_all_unlikely_are_not_named(
    place: Workplace, assistant: Assistant, pack: Pack, oracle: Oracle
) -> None:
    """Then the customer is asked for more."""
    chat = arrives(place, pack, "c", "hi")
    oracle.answer(("late_parcel", 0.1), ("missing_parcel", 0.1), sure=False)
    assistant.poll()
    assert "tell me a little more" in live(chat)[0].text


@pytest.mark.parametrize("ready", [True, False])
def test_without_an_answer_the_search_stands_in(place: Workplace, pack: Pack, ready: bool) -> None:
    """While the diagnosis learns, and when it fails."""
    oracle = Oracle(ready=ready)
    assistant = assistant_at(
        place, pack, DraftClient(Load(path="none"), SystemClock()), diagnoser=oracle
    )
    chat = arrives(place, pack, "c", LATE)
    if ready:
        oracle.refuse()
    assistant.poll()
    assert chat.diagnosed is not None
    assert (chat.diagnosed.by, chat.diagnosed.issue) == ("search", "late_parcel")
    assert len(live(chat)) == 1


@pytest.mark.parametrize("ready", [True, False])
def test_words_that_were_not_stored_keep_their_issue(
    place: Workplace, pack: Pack, ready: bool
) -> None:
    """After a restart without texts a "hello?" does not make the chat one about nothing."""
    oracle = Oracle(ready=ready)
    assistant = assistant_at(
        place, pack, DraftClient(Load(path="none"), SystemClock()), diagnoser=oracle
    )
    chat = arrives(place, pack, "c", LATE)
    if ready:
        oracle.answer(("late_parcel", 0.9))
    assistant.poll()
    chat.messages[:] = [replace(m, text="", unkept=len(m.text)) for m in chat.messages]
    writes(place, "c", "c-later", "hello?")
    if ready:
        oracle.answer(("late_parcel", 0.1), ("cancel_order", 0.1), sure=False)
    assistant.poll()
    assert chat.diagnosed is not None
    assert chat.diagnosed.message == chat.messages[-1].id
    assert chat.diagnosed.issue == "late_parcel"


def test_a_confirmed_issue_stands_whatever_is_read_later(
    place: Workplace, assistant: Assistant, pack: Pack, oracle: Oracle
) -> None:
    """The agent knows better; an answer on its way is dropped, the same one changes nothing."""
    chat = arrives(place, pack, "c", LATE)
    place.session.accept("c")
    place.session.confirm_issue("c", "cancel_order")
    oracle.answer(("late_parcel", 0.9))
    assistant.poll()
    assert chat.diagnosed is None
    assert [(s.about, s.issue) for s in live(chat)] == [(SuggestionKind.SOLUTION, "cancel_order")]
    writes(place, "c", "m9", "And when do I get my money?")
    oracle.answer(("cancel_order", 0.9))
    assistant.poll()
    assert chat.diagnosed is None
    assert {s.issue for s in live(chat)} == {"cancel_order"}


def test_confirmed_issues_of_closed_chats_are_learnt(
    place: Workplace, assistant: Assistant, pack: Pack, oracle: Oracle
) -> None:
    """A chat without one teaches nothing."""
    for chat, issue in (("a", "cancel_order"), ("b", None)):
        arrives(place, pack, chat, LATE)
        place.session.accept(chat)
        if issue:
            place.session.confirm_issue(chat, issue)
        place.session.close(chat, Disposition.ANSWERED, True)
    assert [(e.text, e.issue) for e in oracle.learnt] == [(LATE, "cancel_order")]


def test_starting_and_stopping_reach_the_diagnosis(assistant: Assistant, oracle: Oracle) -> None:
    """Both processes come and go together."""
    assert oracle.runs
    assistant.stop()
    assert not oracle.runs


INVOICE = "thanks! could you also send me an invoice for my order?"


def test_a_second_issue_after_the_first_is_noticed_and_taken_up(
    place: Workplace, assistant: Assistant, pack: Pack, oracle: Oracle
) -> None:
    """The first stays confirmed; the suggestion speaks of both."""
    chat = arrives(place, pack, "c", LATE)
    oracle.answer(("late_parcel", 0.9))
    assistant.poll()
    place.session.accept("c")
    place.session.confirm_issue("c", "late_parcel")
    place.session.send("c", "Is the delivery address on the order still right?")
    writes(place, "c", "m6499", f"yes it is. {INVOICE}")
    assert oracle.asked[-1][1] == f"yes it is. {INVOICE}"
    oracle.answer(("invoice", 0.9))
    assistant.poll()
    assert (chat.issue, chat.further_issue) == ("late_parcel", "invoice")
    (card,) = live(chat)
    assert card.issue == "late_parcel"
    assert "invoice" in card.text.lower()


def test_switching_to_the_second_issue_keeps_the_first_at_hand(
    place: Workplace, assistant: Assistant, pack: Pack, oracle: Oracle
) -> None:
    """What is asked then is what the second one needs."""
    chat = arrives(place, pack, "c", LATE)
    oracle.answer(("late_parcel", 0.9))
    assistant.poll()
    place.session.accept("c")
    place.session.confirm_issue("c", "late_parcel")
    place.session.send("c", "I've opened a trace.")
    writes(place, "c", "m7287", INVOICE)
    oracle.answer(("invoice", 0.9))
    assistant.poll()
    place.session.confirm_issue("c", "invoice")
    assistant.poll()
    assert (chat.issue, chat.further_issue) == ("invoice", None)
    assert chat.issues == ("late_parcel", "invoice")
    (card,) = live(chat)
    assert (card.issue, "address" in card.text) == ("invoice", True)


def test_an_answer_or_an_unsure_reading_brings_up_nothing(
    place: Workplace, assistant: Assistant, pack: Pack, oracle: Oracle
) -> None:
    """What was confirmed is not put in question by every message."""
    chat = arrives(place, pack, "c", LATE)
    place.session.accept("c")
    place.session.confirm_issue("c", "late_parcel")
    place.session.send("c", "What's the address?")
    asked = len(oracle.asked)
    writes(place, "c", "m8076", "12 Elm Street, Albany")
    assert len(oracle.asked) == asked
    writes(place, "c", "m8162", "and what about my invoice?")
    oracle.answer(("invoice", 0.4), sure=False)
    assistant.poll()
    assert chat.further_issue is None


def test_two_issues_in_one_message_are_both_promised_and_both_kept(
    place: Workplace, assistant: Assistant, pack: Pack, oracle: Oracle
) -> None:
    """The agent begins with one; the other is left for after it."""
    chat = arrives(place, pack, "c", f"{LATE} Also I need an invoice.")
    oracle.answer(("late_parcel", 0.45), ("invoice", 0.4), sure=False)
    assistant.poll()
    (card,) = live(chat)
    assert "both" in card.text
    place.session.accept("c")
    place.session.confirm_issue("c", "late_parcel")
    assert chat.further_issue == "invoice"


def test_an_unsure_reading_takes_back_nothing_that_was_answered(
    place: Workplace, assistant: Assistant, pack: Pack, oracle: Oracle
) -> None:
    """Who only says that they wait is not asked anew what it is about."""
    chat = arrives(place, pack, "c", LATE)
    oracle.answer(("late_parcel", 0.9))
    assistant.poll()
    place.session.accept("c")
    (card,) = live(chat)
    place.session.adopt("c", card.id)
    writes(place, "c", "w1", "Still waiting here...")
    oracle.answer(("late_parcel", 0.4), ("missing_parcel", 0.2), sure=False)
    assistant.poll()
    assert chat.proposed_issue is None
    assert {s.issue for s in live(chat)} <= {"late_parcel"}
    assert not any("anything else" in s.text for s in live(chat))
