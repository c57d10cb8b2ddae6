"""Live customers of whom there is no record: no name, no order, only what they write."""

from datetime import UTC, datetime

import pytest

from console.assist.moves.rules import next_move
from console.assist.moves.situation import Situation, situation
from console.assist.reading import read_chat
from console.channels.scripted.pack import Pack
from console.domain.chat import Chat, Delivery, Message
from console.domain.customers import Customer
from console.domain.events import Move
from console.domain.names import UNNAMED

AT = datetime(2026, 3, 12, tzinfo=UTC)


def at_first(pack: Pack, issue_id: str, text: str, customer: Customer | None = None) -> Situation:
    """Where a chat stands after its first message."""
    return after(pack, issue_id, text, customer=customer)


def after(pack: Pack, issue_id: str, *texts: str, customer: Customer | None = None) -> Situation:
    """Where a chat stands after messages, of which every second is the agent's."""
    chat = Chat("c", customer or Customer(id="v", name=UNNAMED), None, queued_at=AT)
    for place, text in enumerate(texts):
        by_agent = place % 2 == 1
        state = Delivery.DELIVERED if by_agent else Delivery.RECEIVED
        chat.messages.append(Message(f"m{place}", text, AT, by_agent, state))
    issue = pack.issue(issue_id)
    article = pack.article(issue.article)
    chat.procedure.read = read_chat(chat, article, pack.shop.today)
    return situation(chat, article, issue, pack.articles, pack.shop.today)


def test_each_issue_has_a_first_message(pack: Pack) -> None:
    """It can be sent as it is, and claims nothing of what is not known."""
    for issue in pack.issues:
        for text in issue.examples:
            move = next_move(at_first(pack, issue.id, text))
            assert move.text, (issue.id, text)
            assert "{" not in move.text, (issue.id, text)
            assert UNNAMED not in move.text


def test_a_stranger_is_asked_for_the_order(pack: Pack) -> None:
    """In the words of the site, after what is said of the issue."""
    move = next_move(at_first(pack, "damaged_item", "The lantern arrived with a broken glass."))
    assert move.text.startswith("I'm sorry the item from your order arrived damaged.")
    assert move.text.endswith("Could you give me your order number?")


def test_an_order_that_was_named_is_not_asked_for(pack: Pack) -> None:
    """Its number is taken over from the customer's words."""
    text = "The lantern from LM-58203 arrived with a broken glass."
    move = next_move(at_first(pack, "damaged_item", text))
    assert "order LM-58203" in move.text
    assert "order number" not in move.text


def test_a_customer_on_record_is_not_asked_for_the_order(pack: Pack) -> None:
    """The record says which orders there are."""
    known = next(each for each in pack.customers if each.orders)
    move = next_move(at_first(pack, "damaged_item", "The lantern is broken.", known))
    assert "order number" not in move.text


BROKEN = "The lantern arrived with a broken glass."
UNABLE = (
    "A photo isn't possible right now",
    "LM-58203. my phone is broken",
    "no camera here, sorry",
    "i can't take pictures at the moment",
)


@pytest.mark.parametrize("text", UNABLE)
def test_who_can_not_give_something_is_offered_the_articles_other_way(
    pack: Pack, text: str
) -> None:
    """And has given it with what they tell then; to wait or to ask tells nothing."""
    asked = next_move(at_first(pack, "damaged_item", BROKEN)).text
    offered = next_move(after(pack, "damaged_item", BROKEN, asked, text))
    assert "If a photo isn't possible" in offered.text
    so_far = (BROKEN, asked, text, offered.text)
    told = after(pack, "damaged_item", *so_far, "a crack across, the box was fine")
    assert told.missing == ()
    assert next_move(told).move is Move.ACT
    for nothing in ("ok", "one moment", "and what then?"):
        assert after(pack, "damaged_item", *so_far, nothing).missing


@pytest.mark.parametrize(
    ("text", "move"),
    [
        ("How do I cancel my Refill Club?", Move.ACT),
        ("You charged me for the candle box although I cancelled.", Move.ACT),
    ],
)
def test_what_has_happened_is_what_somebody_said(pack: Pack, text: str, move: Move) -> None:
    """A refund for a box that was charged after the end is for those who were charged."""
    found = next_move(at_first(pack, "refill_club", text))
    assert found.move is move
    assert ("refund" in found.text) == ("charged" in text)


def test_which_item_is_asked_without_naming_one(pack: Pack) -> None:
    """As the record's first item may be another one."""
    known = next(each for each in pack.customers if each.orders)
    found = at_first(pack, "price_drop", "saw the same blanket for less on your site", known)
    assert "Which the" not in next_move(found).text
