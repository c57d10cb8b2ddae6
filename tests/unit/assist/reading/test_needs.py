"""Which needs of an article the customer's messages meet."""

import pytest
from unit.assist.reading.written_chats import TODAY, article, chat, customer, met, order, read

from console.assist.reading import read_chat
from console.assist.reading.forms import read_need
from console.domain.chat import Chat
from console.domain.events import NeedReading
from console.domain.knowledge import Article, NeedWording

TWO_ORDERS = customer(order("KD-2", "Oak desk"), order("KD-1", "Reading lamp"))


@pytest.mark.parametrize(
    ("need", "kinds"),
    [
        ("E-mail and postcode on the contract", [("email",), ("postal",)]),
        ("Postcode or last invoice number", [("postal", "identifier")]),
        ("Photos of the leak", [("picture",)]),
        ("Which size or color instead?", [("size", "colour")]),
        ("Since when, and in which room?", [("since",), ("room",)]),
        ("When and where was it bought?", [("date",), ("place",)]),
        ("What exactly happens?", [()]),
    ],
)
def test_a_need_is_taken_apart_by_its_own_words(need: str, kinds: list[tuple[str, ...]]) -> None:
    """No table of an article is needed for that."""
    assert [part.kinds for part in read_need(need).parts] == kinds


def test_every_part_of_a_need_has_to_be_met() -> None:
    """An identity check with half of it is none."""
    need = "E-mail and ZIP code on the account"
    assert not met("it's ada@example.com", ask=need)
    assert met("it's ada@example.com", "and 30309", ask=need)


def test_one_of_two_alternatives_is_enough() -> None:
    """Either identifies the customer."""
    need = "ZIP code or date of birth"
    assert met("30309", ask=need)
    assert met("born 14 Feb 1988", ask=need)


def test_two_pictures_are_more_than_one() -> None:
    """One of the tear alone does not show the label."""
    need = "A photo of the tear and of the label"
    asked = "> Could you send a photo of the tear and one of the label?"
    assert not met(asked, "here's the photo of the tear", ask=need)
    assert met(asked, "both photos are up now", ask=need)


def test_pictures_of_the_channel_count_without_a_word() -> None:
    """The customer may send them without a comment."""
    written: Chat = chat("> Could you send a photo?", "")
    written.messages[1].pictures = 1
    assert read_chat(written, article("A photo of the leak"), TODAY).needs[0].met


def test_an_answer_meets_what_was_asked_and_says_with_which_message() -> None:
    """So that the agent can look it up."""
    reading = read(
        "my heating is cold",
        "> Has the valve been opened all the way?",
        "yep, all the way",
        ask=("Has the valve been opened?",),
    ).needs[0]
    assert reading == NeedReading(
        need="Has the valve been opened?", met=True, sure=reading.sure, by="reader", message="m2"
    )


@pytest.mark.parametrize(
    "reply",
    [
        "why do you need that?",
        "I'd rather not say",
        "one moment, I'll look",
        "no idea",
        "haha take a guess",
        "what happens if it hasn't?",
        "ok thanks",
    ],
)
def test_a_reply_that_is_no_answer_meets_nothing(reply: str) -> None:
    """A refusal, a counter-question, a joke or a postponement leaves it open."""
    question = "> What brand is the boiler, and how old?"
    assert not met("heating is off", question, reply, ask="Brand and age of the boiler")


def test_the_rest_of_a_message_counts_beside_a_refusal() -> None:
    """What was given is given."""
    reading = read(
        "> Your e-mail and your postcode, please?",
        "ada@example.com. not giving you my postcode though",
        ask=("E-mail on the contract", "Postcode"),
    )
    assert [need.met for need in reading.needs] == [True, False]


def test_a_yes_confirms_the_value_that_the_agent_named() -> None:
    """Agents often propose instead of asking."""
    need = "Which day would suit?"
    assert met("can you come by", "> Would Thursday the 19th suit you?", "yes exactly", ask=need)
    assert not met("can you come by", "> Would Thursday the 19th suit you?", "no", ask=need)


def test_one_answer_meets_one_of_two_questions() -> None:
    """Nobody says which of two a bare yes is to."""
    reading = read(
        "> Is the water hot at all, and did the pressure drop?",
        "the pressure did, yes",
        ask=("Is the water hot?", "Did the pressure drop?"),
    )
    assert [need.met for need in reading.needs] == [False, True]


@pytest.mark.parametrize(
    ("said", "chosen"),
    [
        ("please pause it until June", True),
        ("I want out, cancel everything", True),
        ("what happens when I cancel?", False),
        ("if I cancel, how long does it run?", False),
        ("my box is late", False),
    ],
)
def test_a_choice_is_made_by_asking_for_it_and_not_by_asking_about_it(
    said: str, chosen: bool
) -> None:
    """Asking about the terms of something is not asking for it."""
    assert met(said, ask="Pause, swap or cancel?") is chosen


def test_a_choice_of_other_dates_needs_the_dates() -> None:
    """A vague wish is no date."""
    need = "Other dates (which?) or cancel?"
    assert not met("can we come a bit later?", ask=need)
    assert met("can we come on the 14th instead?", ask=need)


def test_what_is_told_unasked_counts() -> None:
    """Customers tell much before they are asked."""
    need = "Is it unused, with its tags?"
    assert met("never worn, tags are still on", ask=need)
    assert not met("I'd like to give it back", ask=need)


def test_a_correction_keeps_the_need_met_and_a_withdrawal_does_not() -> None:
    """The new value takes the place of the old one."""
    need = "The new address"
    assert met("12 Cobbler Lane, York", "sorry, 21 Cobbler Lane", ask=need)
    assert not met("12 Cobbler Lane, York", "oh no that's the old one", ask=need)


def test_the_item_is_told_by_naming_it() -> None:
    """The record has the names of their items."""
    assert met("the lamp can go back", ask="Which item?", by=TWO_ORDERS)
    assert not met("I want to give something back", ask="Which item?", by=TWO_ORDERS)


def test_the_words_of_an_approved_question_ask_for_its_need() -> None:
    """Suggestions are mostly sent as they are written in the article."""
    worded = article("State of the seal").model_copy(
        update={"needs": (NeedWording(of="State of the seal", question="How does the rim look?"),)}
    )
    assert _met(worded, "> How does the rim look?", "brittle and cracked")
    assert not _met(article("State of the seal"), "brittle and cracked")


def _met(by: Article, *lines: str) -> bool:
    return read_chat(chat(*lines), by, TODAY).needs[0].met


def test_nearness_of_meaning_helps_where_words_differ() -> None:
    """The words of the question and the need need not be the same."""
    lines = ("> Did somebody flip the main switch?", "yes, an hour ago")
    need = article("Was the fuse reset?")
    assert (
        not read_chat(chat(*lines), article("Was the fuse reset?", "Is it wet?"), TODAY)
        .needs[0]
        .met
    )
    near = read_chat(chat(*lines), need, TODAY, lambda first, second: 0.9)
    assert near.needs[0].met


def test_the_parts_that_are_missing_are_told_in_their_own_words() -> None:
    """So that only the rest is asked for."""
    reading = read("I'm ada@example.com", ask=("E-mail and ZIP code",)).needs[0]
    assert not reading.met
    assert reading.missing == ("ZIP code",)


# --- needs with a condition ------------------------------------------------------------------


def test_which_order_is_not_needed_of_a_customer_with_one() -> None:
    """The record says that there is only one."""
    ask = ("Which order, if there are several?",)
    one = customer(order("KD-2", "Oak desk"))
    assert not read("please cancel", ask=ask, by=one).needs[0].needed
    assert read("please cancel", ask=ask, by=TWO_ORDERS).needs[0].needed
    assert read("the desk, please cancel it", ask=ask, by=TWO_ORDERS).needs[0].met


def test_a_need_below_a_price_is_not_needed_for_what_is_cheaper() -> None:
    """The condition stands in the need."""
    ask = ("A photo (not needed below $25)",)
    cheap = customer(order("KD-2", "Oak spoon", price=9.0))
    dear = customer(order("KD-2", "Oak desk", price=300.0))
    assert not read("it broke", ask=ask, by=cheap).needs[0].needed
    assert read("it broke", ask=ask, by=dear).needs[0].needed


def test_a_need_for_late_hours_depends_on_the_time_that_was_told() -> None:
    """The small hours belong to the evening before."""
    ask = ("A phone number, if they come after 9 p.m.",)
    assert not read("we'll be there at 4 pm", ask=ask).needs[0].needed
    assert read("we'll be there at 11 pm", ask=ask).needs[0].needed
    assert read("landing at 1 am", ask=ask).needs[0].needed


def test_a_need_of_one_option_is_not_needed_once_another_was_chosen() -> None:
    """Who cancels has no new day."""
    ask = ("Move or cancel?", "New day, if it is to be moved")
    assert not read("please cancel my visit", ask=ask).needs[1].needed
    assert read("please move my visit", ask=ask).needs[1].needed


def test_a_no_meets_a_need_that_may_be_empty() -> None:
    """None is an answer."""
    need = "A tax number, if one has to be on it"
    asked = "> Should a tax number be on it?"
    assert met(asked, "no, just the name", ask=need)
    assert not met(asked, "hm, I don't know", ask=need)
