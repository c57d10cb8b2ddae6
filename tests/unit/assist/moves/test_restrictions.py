"""What an article in the old form rules out, compared with what a customer wants."""

from datetime import UTC, date, datetime

import pytest

from console.assist.moves import NextMove, next_move, situation
from console.assist.moves.quantities import MONEY, TIME, Quantity, quantities_in
from console.assist.moves.restrictions import limiting, restrictions
from console.assist.reading import read_chat
from console.domain.chat import Chat, Delivery, Message
from console.domain.customers import Customer
from console.domain.events import Move
from console.domain.issues import Issue
from console.domain.knowledge import Article

TODAY = date(2026, 5, 18)
NOW = datetime(2026, 5, 18, 9, tzinfo=UTC)
ISSUE = Issue(id="pool", name="Swimming pool", group="g", summary="s", article="pool")
OWNER = Customer(id="c", name="Ada Brandt")


def pool(policy: str, *steps: str) -> Article:
    """An article of a swimming pool with a policy and steps of its own."""
    return Article(
        id="pool",
        title="Season ticket",
        issues=("pool",),
        updated=TODAY,
        ask=("The number of the ticket",),
        steps=("Ask for the number of the ticket.", "Renew the ticket.", *steps),
        diagnosis="What is the number of your ticket?",
        reply="I've renewed the ticket.",
        body=policy,
    )


def move(article: Article, *said: str) -> NextMove:
    """The next move after what the customer said."""
    chat = Chat("c", OWNER, "pool", NOW, "r")
    chat.messages = [
        Message(f"m{n}", text, NOW, by_agent=False, delivery=Delivery.RECEIVED)
        for n, text in enumerate(said)
    ]
    chat.procedure.read = read_chat(chat, article, TODAY)
    return next_move(situation(chat, article, ISSUE, (article,), TODAY))


@pytest.mark.parametrize(
    ("policy", "wish", "words"),
    [
        (
            "Cash is taken at the desk; gift cards aren't accepted.",
            "can I use a gift card?",
            "gift",
        ),
        (
            "A ticket can't be handed over to a friend.",
            "could my friend take over my ticket?",
            "hand",
        ),
        ("Lockers are small. Pets can't swim with us.", "may I bring my dog?", "pets"),
        ("We can't lower the price because it rains.", "the price! lower it please", "lower"),
        ("Courses are Monday to Thursday.", "could I come on Saturday?", "only Monday"),
        (
            "A ticket is held for at most 14 days.",
            "can you hold the ticket for 6 weeks?",
            "14 days",
        ),
        (
            "Groups from 10 people on get a discount.",
            "can we be a group? we are 6 people",
            "10 people",
        ),
        (
            "**Refund.** It comes within 4 weeks, never earlier.",
            "I want the refund today",
            "4 weeks",
        ),
        ("A ticket can't be ended for a day in the past.", "please end it from April 30", "past"),
        (
            "Tickets can't be renewed unless the fee is paid.",
            "I haven't paid the fee. please renew my ticket",
            "unless",
        ),
        ("Gift cards aren't accepted.", "I came by, can I pay with a gift card?", "gift"),
    ],
)
def test_what_the_policy_rules_out_is_declined_in_its_own_words(
    policy: str, wish: str, words: str
) -> None:
    """By what isn't done, what isn't taken, a limit, a day of the week or a time."""
    made = move(pool(policy), wish)
    assert made.move is Move.DECLINE
    assert words in made.text


@pytest.mark.parametrize(
    ("policy", "wish"),
    [
        ("Cash is taken at the desk; gift cards aren't accepted.", "can I pay by bank transfer?"),
        ("Instant renewals can't be undone.", "can you undo my reservation of lane 4?"),
        ("Courses are Monday to Thursday.", "could I come on Tuesday?"),
        ("Courses are Monday to Thursday.", "I was there on Saturday and lost it. can you help?"),
        ("A ticket is held for at most 14 days.", "can you hold the ticket for 1 week?"),
        ("A ticket can't be ended for a day in the past.", "please end the ticket on June 12"),
        ("You don't need a towel. It doesn't cost anything.", "can you send me a towel?"),
        ("A ticket can't be handed over to a friend.", "can you renew my ticket?"),
        ("Courses are Monday to Thursday.", "please renew it, I fly on Saturday June 6"),
        (
            "A ticket can't be handed over to a friend.",
            "please don't hand over my ticket to anybody. can you renew it?",
        ),
        ("Gift cards aren't accepted.", "I bought it with a gift card, can you renew it?"),
        ("We can't promise a lane.", "please make sure to renew the ticket"),
        ("We never share your data.", "can you share the data of my ticket with me?"),
        (
            "Refunds of up to $50 are paid at once.",
            "I paid $120 for my ticket, please refund the ticket at once",
        ),
        ("There are no hidden fees.", "are there hidden fees?"),
        ("There is no charge for renewing.", "is there a charge for renewing?"),
        ("You can't lose your place.", "can I lose my place if I wait?"),
        (
            "Tickets can't be renewed until they have expired.",
            "please renew my ticket, it expired last week",
        ),
        (
            "Tickets can't be renewed without the number.",
            "please renew my ticket, the number is 1234",
        ),
        (
            "Tickets can't be renewed unless the fee is paid.",
            "I paid the fee, please renew my ticket",
        ),
        (
            "We don't refund tickets after 14 days.",
            "I bought it yesterday. please refund the ticket",
        ),
    ],
)
def test_what_the_policy_allows_or_does_not_speak_of_is_not_declined(
    policy: str, wish: str
) -> None:
    """A refusal of what is possible would cost a customer something."""
    assert move(pool(policy), wish).move is not Move.DECLINE


def test_a_price_that_is_never_named_is_kept_back() -> None:
    """The rule is for the agent; to the customer it is what can't be said."""
    made = move(pool("The pool is warm.", "Never name a price in advance."), "how much will it be?")
    assert made.move is Move.DECLINE
    assert "price" in made.text


def test_a_denial_with_several_verbs_denies_each() -> None:
    """The thing stands behind the last of them."""
    denied = restrictions(pool("We can't show or tell a code to anybody."))
    assert [it.verb for it in denied] == ["show", "tell"]
    assert all(it.things == (frozenset({"=code"}),) for it in denied)


def test_a_limit_is_said_as_one() -> None:
    """What is possible only from somewhere on sounds like an offer without the word."""
    assert limiting("Plans are possible from $100 on.") == "Plans are possible only from $100 on."
    assert limiting("It takes at most 4 weeks.") == "It takes at most 4 weeks."


@pytest.mark.parametrize(
    ("policy", "wish", "text"),
    [
        (
            "Up to 3 guests can come along for free.",
            "can I bring 4 guests and pay for one?",
            "I'm afraid only up to 3 guests can come along for free.",
        ),
        (
            "At least 10 people make a group.",
            "can 6 people be a group?",
            "I'm afraid at least 10 people make a group.",
        ),
        (
            "From 10 people on a group pays less.",
            "can 6 people be a group?",
            "I'm afraid from 10 people on a group pays less.",
        ),
    ],
)
def test_a_limit_at_the_beginning_of_a_sentence_makes_a_whole_refusal(
    policy: str, wish: str, text: str
) -> None:
    """With small letters, and guests that are counted stay guests."""
    assert move(pool(policy), wish).text == text


def test_quantities_are_amounts_times_and_counts() -> None:
    """Times compare with each other whatever their unit."""
    found = quantities_in("$1,500, the 24th hour, two weeks, 4 monthly installments and no more")
    assert [(it.number, it.unit) for it in found[:3]] == [(1500, MONEY), (1.0, TIME), (14, TIME)]
    assert found[3].number == 4
    assert found[3] == Quantity(4, found[3].unit, found[3].start)
    assert quantities_in("nothing here, not even 4 or 5") == ()
