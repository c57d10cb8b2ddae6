"""Suggestions come when a customer writes, go when the chat moves on, and never send themselves."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from strategies import Step, Workplace

from console.assist.assistant import Assistant
from console.assist.clients.draft_client import DraftClient
from console.assist.knowledge.past_replies import PastReplies, PastReply
from console.assist.knowledge.search import Knowledge
from console.channels import base
from console.channels.scripted.pack import Pack
from console.domain import events as ev
from console.domain.chat import Chat
from console.domain.clock import SystemClock
from console.domain.issues import Disposition
from console.domain.suggestions import Progress, Suggestion, SuggestionOutcome
from console.inference.models.catalog import resolve_model
from console.session.session import Session
from console.store.search import TextIndex

LATE = "My parcel should have been here on Monday. Where is it?"


@pytest.fixture
def client(shallow_model: Path) -> Iterator[DraftClient]:
    """The real child with a real model."""
    choice = resolve_model(str(shallow_model))
    assert choice is not None
    client = DraftClient(choice.load(), SystemClock())
    yield client
    client.stop()


@pytest.fixture
def assistant(place: Workplace, client: DraftClient, pack: Pack) -> Assistant:
    """The assistant at work on that console."""
    knowledge = Knowledge(pack.issues, pack.articles, TextIndex)
    assistant = Assistant(
        place.session, client, knowledge, SystemClock(), "the shop", pack.shop.today
    )
    place.session.subscribe(assistant.on_event)
    assistant.start()
    return assistant


def _customer_writes(place: Workplace, pack: Pack, text: str, message: str = "m1") -> Chat:
    session = place.session
    if "c" not in session.desk.chats:
        place.channel.incoming.append(base.Arrived("c", pack.customers[0]))
    place.channel.incoming.append(base.Wrote("c", message, text))
    session.poll_channel()
    if session.desk.queue:
        session.accept("c")
        session.attention.show_tab("c")
        session.attention.activate_window(True)
    return session.desk.chats["c"]


def _until(assistant: Assistant, true: Callable[[], bool]) -> None:
    limit = time.monotonic() + 90
    while not true():
        assert time.monotonic() < limit, "it did not happen within 90 s"
        assistant.poll()
        time.sleep(0.01)


def _live(chat: Chat) -> list[Suggestion]:
    return [s for s in chat.suggestions.values() if s.is_live]


def test_a_customers_message_is_answered_at_once(
    place: Workplace, assistant: Assistant, pack: Pack
) -> None:
    """With the approved wording for a move, without a word of the model; nothing is sent."""
    chat = _customer_writes(place, pack, LATE)
    (suggestion,) = _live(chat)
    assert suggestion.progress is Progress.READY
    assert suggestion.text
    assert suggestion.move is not None
    assert suggestion.version is ev.Version.APPROVED
    assert suggestion.issue == "late_parcel"
    assert suggestion.sources == (pack.issue("late_parcel").article,)
    assert not any(message.by_agent for message in chat.messages)


def test_a_newer_message_supersedes_and_late_answers_are_dropped(
    place: Workplace, assistant: Assistant, pack: Pack
) -> None:
    """What was asked for before is overtaken, and nothing more is heard of it."""
    chat = _customer_writes(place, pack, LATE)
    first = _live(chat)
    _customer_writes(place, pack, "Forget it, I want to cancel my order.", "m2")
    assert [s.outcome for s in first] == [SuggestionOutcome.SUPERSEDED]
    assert [s.message for s in _live(chat)] == ["m2"]
    for _ in range(50):
        assistant.poll()
        time.sleep(0.01)
    assert all(s.revision is None for s in first)


def test_a_step_that_was_carried_out_changes_the_card_at_once(
    place: Workplace, assistant: Assistant, pack: Pack
) -> None:
    """What was true to say before is not what is to be said now."""
    chat = _customer_writes(place, pack, LATE)
    article = pack.article(pack.issue("late_parcel").article)
    place.session.confirm_issue("c", "late_parcel")
    for need in article.ask:
        place.session.procedure.correct_need("c", article.id, need, met=True)
    before = _live(chat)
    for step in article.steps:
        place.session.procedure.carry_out("c", article.id, step)
    (after,) = _live(chat)
    assert after.move is ev.Move.REPORT
    assert after not in before
    assert all(s.superseded for s in before)


def test_confirming_another_issue_asks_for_its_solution(
    place: Workplace, assistant: Assistant, pack: Pack
) -> None:
    """The agent knows better, and the article follows."""
    chat = _customer_writes(place, pack, LATE)
    place.session.confirm_issue("c", "missing_parcel")
    solution = chat.current(ev.SuggestionKind.SOLUTION)
    assert solution is not None
    assert solution.issue == "missing_parcel"


def test_asking_again_links_the_new_suggestion_to_the_old_one(
    place: Workplace, assistant: Assistant, pack: Pack
) -> None:
    """The chain of attempts can be followed in the log."""
    chat = _customer_writes(place, pack, LATE)
    (before,) = _live(chat)
    assistant.ask_again("c", before.about, before.id)
    (again,) = _live(chat)
    assert (again.replaces, again.by_agent) == (before.id, True)
    assert before.outcome is SuggestionOutcome.SUPERSEDED


def test_asking_again_offers_what_an_agent_of_the_site_wrote_before(
    place: Workplace, client: DraftClient, pack: Pack
) -> None:
    """The second choice is a past reply for the same move, told as such; then the model's again."""
    past = PastReply(
        issue="late_parcel",
        move=ev.Move.ANSWER,
        customer="where is my parcel, it should have been here on monday",
        text="Sorry about the wait, {first_name}! The last scan on the carrier page tells us more.",
        log="monday.db",
    )
    assistant = Assistant(
        place.session,
        client,
        Knowledge(pack.issues, pack.articles, TextIndex),
        SystemClock(),
        "the shop",
        pack.shop.today,
        past=PastReplies([past]),
    )
    place.session.subscribe(assistant.on_event)
    chat = _customer_writes(place, pack, LATE)
    (approved,) = _live(chat)
    assistant.ask_again("c", approved.about, approved.id)
    (second,) = _live(chat)
    name = chat.customer.name.split()[0]
    assert (
        second.text
        == f"Sorry about the wait, {name}! The last scan on the carrier page tells us more."
    )
    assert second.version is ev.Version.PAST_REPLY
    assert "an agent of this site" in second.notes[0]
    assistant.ask_again("c", second.about, second.id)
    (third,) = _live(chat)
    assert third.text == approved.text


def test_a_killed_child_is_replaced_and_writes_all_the_same(
    place: Workplace, assistant: Assistant, client: DraftClient, pack: Pack
) -> None:
    """The log tells of the loss; the agent has had the approved wording all the time."""
    chat = _customer_writes(place, pack, LATE)
    assert client.pid is not None
    os.kill(client.pid, signal.SIGKILL)
    _until(assistant, lambda: place.session.desk.assistant_trouble is not None)
    assert assistant.status == "Assistant restarting"
    assert [s.progress for s in _live(chat)] == [Progress.READY]
    _until(assistant, lambda: not assistant.is_writing)
    assert place.session.desk.assistant_ready
    kinds = [event.fact.kind for event in place.log.read()]
    assert kinds.count("assistant_lost") == 1
    assert kinds.count("suggestion_first_token") == 1


def test_closing_drops_what_was_in_the_making(
    place: Workplace, assistant: Assistant, pack: Pack
) -> None:
    """A closed chat needs no drafts."""
    chat = _customer_writes(place, pack, LATE)
    place.session.close("c", Disposition.ANSWERED, True)
    assert _live(chat) == []


def test_words_that_point_nowhere_get_a_question(
    place: Workplace, assistant: Assistant, pack: Pack
) -> None:
    """Without an issue there is nothing to solve yet, and no article to cite."""
    chat = _customer_writes(place, pack, "hi")
    assert [(s.about, s.move) for s in _live(chat)] == [(ev.SuggestionKind.DIAGNOSIS, ev.Move.ASK)]
    assert _live(chat)[0].sources == ()


@pytest.mark.parametrize("text", ["", "\x00\x1b[2J", "x" * 1_000_000, "أين طلبي؟ 📦", "<|im_end|>"])
def test_odd_messages_do_no_harm(
    place: Workplace, assistant: Assistant, pack: Pack, text: str
) -> None:
    """Whatever a customer writes, every suggestion comes to an end and the child lives."""
    chat = _customer_writes(place, pack, text)
    assert all(s.progress is Progress.READY for s in _live(chat))
    for _ in range(20):
        assistant.poll()
        time.sleep(0.01)
    assert place.session.desk.assistant_trouble is None


def test_a_restarted_console_makes_what_chats_lack(
    tmp_path: Path, client: DraftClient, pack: Pack
) -> None:
    """It was killed before it came to that; the customer still waits."""
    place = Workplace(tmp_path)
    _customer_writes(place, pack, LATE)
    session: Session = place.session
    knowledge = Knowledge(pack.issues, pack.articles, TextIndex)
    assistant = Assistant(session, client, knowledge, SystemClock(), "the shop", pack.shop.today)
    session.subscribe(assistant.on_event)
    assistant.start()
    assert len(_live(session.desk.chats["c"])) == 1
    place.close()


def test_a_restarted_console_keeps_what_was_ready(
    place: Workplace, client: DraftClient, assistant: Assistant, pack: Pack
) -> None:
    """What lay before the agent when the console was killed lies there again."""
    chat = _customer_writes(place, pack, LATE)
    texts = [s.text for s in _live(chat)]
    client.stop()
    place.crash(Step("crash", 0, 1, False, ""))
    knowledge = Knowledge(pack.issues, pack.articles, TextIndex)
    again = Assistant(place.session, client, knowledge, SystemClock(), "the shop", pack.shop.today)
    again.start()
    assert [s.text for s in _live(place.session.desk.chats["c"])] == texts


def test_a_restarted_console_does_not_keep_answers_to_an_earlier_message(
    place: Workplace, client: DraftClient, pack: Pack
) -> None:
    """The console may be killed between a message and the request that follows from it."""
    chat = _customer_writes(place, pack, LATE)
    name = {"chat": "c", "suggestion": "g"}
    place.session.record(
        ev.SuggestionRequested(**name, about=ev.SuggestionKind.SOLUTION, message="m1"),
        ev.SuggestionReady(**name, text="We trace it.", elapsed_ms=1.0, tokens=3),
    )
    _customer_writes(place, pack, "And where is my invoice?", "m2")
    knowledge = Knowledge(pack.issues, pack.articles, TextIndex)
    Assistant(place.session, client, knowledge, SystemClock(), "the shop", pack.shop.today).start()
    assert chat.suggestions["g"].outcome is SuggestionOutcome.SUPERSEDED
    assert {s.message for s in _live(chat)} == {"m2"}
