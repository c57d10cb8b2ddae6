"""Redactors come with their chats, and their number is bounded."""

from datetime import UTC, datetime

from console.domain import events as ev
from console.domain.customers import Customer
from console.export.redactors import KEPT, Redactors


def _event(fact: ev.AnyFact) -> ev.Event:
    return ev.Event(seq=1, session="s", wall=datetime(2024, 1, 1, tzinfo=UTC), mono_ns=0, fact=fact)


def _queued(chat: str) -> ev.Event:
    return _event(ev.ChatQueued(chat=chat, customer=Customer(id="k", name="Zoltan")))


def _said(chat: str) -> ev.Event:
    return _event(ev.MessageReceived(chat=chat, message="m", text="zoltan"))


def test_a_chat_that_speaks_is_kept() -> None:
    """Only chats that have been silent for thousands of others are forgotten."""
    redactors = Redactors()
    redactors.of(_queued("open"))
    redactors.of(_queued("silent"))
    for number in range(KEPT - 1):
        redactors.of(_queued(f"{number}"))
        redactors.of(_said("open"))
    assert redactors.of(_said("open"))("zoltan") == "[NAME]"
    assert redactors.of(_said("silent"))("zoltan") == "zoltan"


def test_the_agents_question_tells_what_the_customer_answers() -> None:
    """The context is the chat's own, in its order; another chat's question says nothing."""
    redactors = Redactors()
    for chat in ("asked", "other"):
        redactors.of(_queued(chat))
    typed, question = ev.Origin.TYPED, "What is your name?"
    redactors.of(_event(ev.MessageSent(chat="asked", message="q", text=question, origin=typed)))
    said = {
        chat: redactors.of(_event(ev.MessageReceived(chat=chat, message="a", text="Amber Lodge")))
        for chat in ("asked", "other")
    }
    assert said["asked"]("Amber Lodge") == "[NAME]"
    assert said["other"]("Amber Lodge") == "Amber Lodge"


def test_a_new_agents_name_is_known_from_their_session_on() -> None:
    """The name under which the agent works is no customer's business to hand on."""
    redactors = Redactors()
    started = ev.SessionStarted(
        run="r", agent="zoltan", version="1", channel="c", wall_minus_mono_ns=0, utc_offset_s=0
    )
    redactors.of(_event(started))
    redactors.of(_event(ev.ChatQueued(chat="a", customer=Customer(id="k", name="Ann"))))
    assert redactors.of(_said("a"))("Zoltan for ann") == "[AGENT] for [NAME]"
