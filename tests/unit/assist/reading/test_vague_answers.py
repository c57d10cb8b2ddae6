"""A yes to several things chooses none, and policy on other things is no answer."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from console import paths
from console.assist.moves.answering import answer
from console.assist.moves.situation import Situation, situation
from console.assist.reading import read_chat
from console.channels.scripted.pack import load_pack
from console.domain.chat import Chat, Delivery, Message

AT = datetime(2026, 3, 12, tzinfo=UTC)
HOTEL = Path(__file__).parents[3] / "sites" / "hotel"
CHOICE = (
    "Which booking should I change: QH-5107 (Double room, March 20 to 22) or QH-5106 (Single room, "
    "April 3)? Should it be moved to other dates, become another room, or be cancelled?"
)


def after(site: Path, issue_id: str, *texts: str) -> Situation:
    """Where a chat stands after messages, of which every second is the agent's."""
    pack = load_pack(site)
    customer = next(each for each in pack.customers if each.orders)
    chat = Chat("c", customer, None, queued_at=AT)
    chat.procedure.order = customer.orders[0].id
    for place, text in enumerate(texts):
        by_agent = place % 2 == 1
        state = Delivery.DELIVERED if by_agent else Delivery.RECEIVED
        chat.messages.append(Message(f"m{place}", text, AT, by_agent, state))
    issue = pack.issue(issue_id)
    article = pack.article(issue.article)
    chat.procedure.read = read_chat(chat, article, pack.shop.today)
    return situation(chat, article, issue, pack.articles, pack.shop.today)


@pytest.mark.parametrize("text", ["Yep, that's it.", "yes", "Yes, exactly.", "yes please"])
def test_a_yes_to_several_things_is_no_answer(text: str) -> None:
    """Neither the booking nor what to do is known, though the question has dates in it."""
    told = after(HOTEL, "change_booking", "I need to change my booking", CHOICE, text)
    assert [need.entry for need in told.needs if need.met] == []


def test_a_yes_to_one_thing_is_an_answer() -> None:
    """As the agent names one booking only."""
    told = after(HOTEL, "change_booking", "Please cancel it", "Is it QH-5107?", "yes")
    assert [need.entry for need in told.missing] == []


@pytest.mark.parametrize(
    "question", ["how far away is your office?", "can I also get an invoice?", "who are you?"]
)
def test_policy_that_shares_no_word_with_a_question_does_not_answer_it(question: str) -> None:
    """However much it is about what the chat is about."""
    shop = paths.resources() / "shop"
    asked = after(shop, "damaged_item", "The lantern arrived broken.", "Which one?", question)
    assert answer(asked, question) == ""
