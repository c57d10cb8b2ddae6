"""A yes to several things chooses none, and policy on other things is no answer."""

from pathlib import Path

import pytest
from moments import after

from console import paths
from console.assist.moves.answering import answer
from console.assist.moves.situation import Situation
from console.channels.scripted.pack import load_pack

HOTEL = Path(__file__).parents[3] / "sites" / "hotel"
CHOICE = (
    "Which booking should I change: QH-5107 (Double room, March 20 to 22) or QH-5106 (Single room, "
    "April 3)? Should it be moved to other dates, become another room, or be cancelled?"
)


def known(site: Path, issue_id: str, *texts: str) -> Situation:
    """Where the chat of a customer on record stands after messages."""
    pack = load_pack(site)
    customer = next(each for each in pack.customers if each.orders)
    return after(pack, issue_id, *texts, customer=customer)


@pytest.mark.parametrize("text", ["Yep, that's it.", "yes", "Yes, exactly.", "yes please"])
def test_a_yes_to_several_things_is_no_answer(text: str) -> None:
    """Neither the booking nor what to do is known, though the question has dates in it."""
    told = known(HOTEL, "change_booking", "I need to change my booking", CHOICE, text)
    assert [need.entry for need in told.needs if need.met] == []


def test_a_yes_to_one_thing_is_an_answer() -> None:
    """As the agent names one booking only."""
    told = known(HOTEL, "change_booking", "Please cancel it", "Is it QH-5107?", "yes")
    assert [need.entry for need in told.missing] == []


@pytest.mark.parametrize(
    "question", ["how far away is your office?", "can I also get an invoice?", "who are you?"]
)
def test_policy_that_shares_no_word_with_a_question_does_not_answer_it(question: str) -> None:
    """However much it is about what the chat is about."""
    shop = paths.resources() / "shop"
    asked = known(shop, "damaged_item", "The lantern arrived broken.", "Which one?", question)
    assert answer(asked, question) == ""
