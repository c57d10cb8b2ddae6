"""The next move and its wording, from an article that has only its steps and policy."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from console.assist.moves import NextMove, Situation, next_move, situation, untrue
from console.assist.moves.conditions import holds
from console.assist.moves.grammar import announced, reported, to_customer
from console.assist.moves.steps import branches
from console.assist.reading import read_chat
from console.domain.chat import Chat, Delivery, Message
from console.domain.customers import Customer, Order, OrderItem
from console.domain.events import Move
from console.domain.issues import Issue
from console.domain.knowledge import Article, PreparedText
from console.domain.procedure import Action

TODAY = date(2026, 4, 15)
NOW = datetime(2026, 4, 15, 9, tzinfo=UTC)
STEPS = (
    "Ask for the serial number.",
    "Check the deadline: 14 days after delivery.",
    "Rented: e-mail the return label; it is valid for 21 days.",
    "Bought: explain that it may be kept.",
    "Never ask for card numbers.",
)
ROUTER = Article(
    id="router",
    title="Send a router back",
    issues=("router",),
    updated=TODAY,
    ask=("The serial number on the back (e-mail it if you like)", "E-mail on the account"),
    steps=STEPS,
    diagnosis="You'd like to send the {item} back. What is its serial number, and your e-mail?",
    reply="Thank you. I've e-mailed you the return label. I've also refunded {amount}.",
    body="""A router comes back within **14 days** of delivery. Customers may keep the box.

**Cost.** A label costs **$4**. It's free if the agent sends it with a new router.

**What we can't do:** pick it up, or take it in a shop.""",
)
ISSUE = Issue(id="router", name="Router back", group="d", summary="A router.", article="router")
OWNER = Customer(
    id="c",
    name="Ada Brandt",
    orders=(
        Order(
            id="TG-1",
            status="rented",
            delivered="2026-04-10",
            total=49.0,
            items=(OrderItem(name="Router X2", price=49.0),),
        ),
    ),
)
LABEL = STEPS[2]


def at(*said: str, done: tuple[str, ...] = (), customer: Customer = OWNER) -> Situation:
    """The situation after what was said; the agent's messages begin with ``A:``."""
    chat = Chat("c", customer, "router", NOW, "r")
    for number, text in enumerate(said):
        by_agent = text.startswith("A:")
        words = text.removeprefix("A:").strip()
        chat.messages.append(Message(f"m{number}", words, NOW, by_agent, Delivery.DELIVERED))
    for step in done:
        chat.procedure.actions[step] = Action(step, ROUTER.id, step, done=True)
    chat.procedure.read = read_chat(chat, ROUTER, TODAY)
    return situation(chat, ROUTER, ISSUE, (ROUTER,), TODAY)


def move(*said: str, done: tuple[str, ...] = ()) -> NextMove:
    """The next move after what was said."""
    return next_move(at(*said, done=done))


ASKED = "A: Sure! What's the serial number, and the e-mail on the account?"
TOLD = "SN-88213, ada@example.com"


def test_at_first_everything_missing_is_asked_for_in_one_message() -> None:
    """The approved diagnosis does that, with the customer's own item in it."""
    made = move("I want to send my router back")
    assert made.move is Move.ASK
    assert "Router X2" in made.text
    assert made.text.count("?") == 1


def test_once_all_is_told_the_step_is_announced_and_not_claimed() -> None:
    """The label is promised as long as nobody has sent it."""
    made = move("I want to send my router back", ASKED, TOLD)
    assert made.move is Move.ACT
    assert "I'll" in made.text
    assert untrue(made.text, at("I want to send my router back", ASKED, TOLD)) == ()


def test_what_is_done_is_reported_with_what_follows_and_nothing_else() -> None:
    """The reply also speaks of a refund, which nobody made."""
    made = move("I want to send my router back", ASKED, TOLD, done=STEPS[:3])
    assert made.move is Move.REPORT
    assert "e-mailed you the return label" in made.text
    assert "refund" not in made.text


def test_once_it_is_done_nobody_asks_what_it_needed() -> None:
    """The agent knew what the chat does not tell, such as from a call."""
    want, report = "I want to send my router back", "A: I've e-mailed you the return label."
    asked = move(want, ASKED, "one sec", report)
    settled = move(want, ASKED, "one sec", report, done=STEPS)
    assert asked.about
    assert settled.about == ()


def test_a_question_is_answered_from_the_policy() -> None:
    """What a label costs stands in the article's text."""
    made = move("quick question before I decide: what does the label cost?")
    assert made.move is Move.ANSWER
    assert "$4" in made.text


def test_what_the_policy_rules_out_is_declined() -> None:
    """Nobody picks a router up."""
    made = move("Could you please pick the router up?")
    assert made.move is Move.DECLINE
    assert "can't pick it up" in made.text


def test_after_the_deadline_the_day_it_ended_is_told() -> None:
    """Fourteen days from a delivery on March 2 were over on March 16."""
    order = OWNER.orders[0].model_copy(update={"delivered": "2026-03-02"})
    late = OWNER.model_copy(update={"orders": (order,)})
    made = next_move(at("I want to send my router back", ASKED, TOLD, customer=late))
    assert made.move is Move.DECLINE
    assert "March 16" in made.text


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("hang on, I'll look at the back of it", Move.WAIT),
        ("great, thank you, that's all!", Move.CLOSE),
    ],
)
def test_who_is_looking_or_content_is_asked_nothing(last: str, expected: Move) -> None:
    """To one it says that there is time, to the other good-bye."""
    agent = ASKED if expected is Move.WAIT else "A: The label is in your inbox."
    made = move("I want to send my router back", agent, last)
    assert made.move is expected
    assert "?" not in made.text


@pytest.mark.parametrize(
    ("text", "objection"),
    [
        ("I've refunded you $49.00.", "claims what is not done"),
        ("Could you give me the e-mail on the account?", "asks for what was given"),
        ("Sure! What's the serial number, and the e-mail on the account?", "repeats"),
    ],
)
def test_the_guard_hears_what_is_not_so(text: str, objection: str) -> None:
    """Whoever words a move, these are held back."""
    now = at("I want to send my router back", ASKED, TOLD)
    assert any(objection in each for each in untrue(text, now))


def test_a_content_customer_gets_a_good_bye_only() -> None:
    """Neither a question nor a report."""
    content = at("back?", "A: It is on its way.", "great, thank you, that's all!")
    assert untrue("Is there anything else?", content) != ()
    assert untrue("You're welcome, Ada! Have a good day.", content) == ()


def test_a_situation_without_an_article_still_has_a_move() -> None:
    """Before the issue is known the agent asks what happened."""
    known = replace(at("hello there"), article=None, needs=(), further=())
    assert next_move(known).move is Move.ASK


@pytest.mark.parametrize(
    ("step", "will", "has"),
    [
        ("Send the reset link", "I'll send you the reset link", "I've sent you the reset link"),
        (
            "put it aside and phone the guest",
            "I'll put it aside and phone you",
            "I've put it aside and phoned you",
        ),
        ("open a trace", "I'll open a trace", "I've opened a trace"),
        (
            "cancel free of charge",
            "I'll cancel it free of charge",
            "I've cancelled it free of charge",
        ),
    ],
)
def test_instructions_become_announcements_and_reports(step: str, will: str, has: str) -> None:
    """What an agent is told to do is said to the customer in the first person."""
    assert announced(step) == will
    assert reported(step) == has


def test_policy_about_the_customer_is_said_to_them() -> None:
    """Persons change, their verbs with them."""
    said = to_customer("The guest opens the door and takes the key.", instruction=False)
    assert said == "You open the door and take the key."


def test_a_step_is_read_with_its_condition_action_and_facts() -> None:
    """Behind the semicolon stands what follows from it."""
    branch = next(it for it in branches(STEPS) if it.step == LABEL)
    assert (branch.condition, branch.kind) == ("Rented", "do")
    assert branch.action == "e-mail the return label"
    assert branch.facts == ("It's valid for 21 days.",)


def test_a_short_message_is_not_said_again_either() -> None:
    """Three words are too few to compare, but the same letters are the same message."""
    said = at("My router is broken", "A: I can cancel one.", "Which one do you mean?")
    assert "it repeats an earlier message" in untrue("I can cancel one!", said)
    assert "it repeats an earlier message" not in untrue("I can collect it.", said)


@pytest.mark.parametrize(
    ("said", "score"),
    [
        ("I was charged twice for one order", -1.0),
        ("there are two orders, I clicked again", 1.0),
        ("why was I charged", 0.0),
    ],
)
def test_a_number_of_things_is_what_the_customer_says(said: str, score: float) -> None:
    """Two charges for one order are not two orders."""
    assert holds("Two orders", None, at(said).evidence) == score


def test_an_offer_is_made_not_reported() -> None:
    """Whoever is told that something was offered still doesn't know what they can choose."""
    offer = "Offer a new router or a credit of $10."
    article = ROUTER.model_copy(update={"steps": (*STEPS[:2], offer), "reply": ""})
    moment = replace(at("It broke"), article=article, done=(offer,), needs=())
    assert "I've offered" not in next_move(moment).text


def test_a_stated_wish_is_declined_once_all_is_told() -> None:
    """It need not be a question, but words that only happen to stand there decline nothing."""
    no = PreparedText(asked=("saturday",), text="We don't come on Saturdays, I'm afraid.")
    article = ROUTER.model_copy(update={"declines": (no,)})
    told = replace(at("It has to be this Saturday"), article=article, needs=())
    assert next_move(told).move is Move.DECLINE
    open_still = replace(at("It arrived on Saturday"), article=article)
    assert next_move(open_still).move is not Move.DECLINE


def test_thanks_after_an_open_door_are_the_end() -> None:
    """Who is told to ask if anything is unclear was asked for nothing."""
    said = "A: I've e-mailed you the return label. Please let me know if anything is unclear."
    assert move("Where is my label?", said, "Phew! Thank you so much!", done=(LABEL,)).move is (
        Move.CLOSE
    )


def test_an_announcement_is_not_repeated_while_its_step_takes_time() -> None:
    """Not within a longer message either; the step stays the one to do."""
    announced = move("I want to send my router back", ASKED, TOLD)
    sent = f"A: {announced.text} Please let me know if anything is unclear."
    made = move("I want to send my router back", ASKED, TOLD, sent, "Still waiting here...")
    assert (made.move, made.about) == (Move.ACT, announced.about)
    assert "still on it" in made.text


def test_nobody_is_asked_to_describe_what_they_have_described() -> None:
    """The approved question asks for it beside what is missing."""
    wording = "Sorry to hear that. Could you tell me what exactly is broken and send a photo?"
    article = ROUTER.model_copy(update={"diagnosis": wording, "ask": ("A photo of the damage",)})

    def first(text: str) -> str:
        chat = Chat("c", OWNER, "router", NOW, "r")
        chat.messages.append(Message("m", text, NOW, False, Delivery.RECEIVED))
        chat.procedure.read = read_chat(chat, article, TODAY)
        return next_move(situation(chat, article, ISSUE, (article,), TODAY)).text

    assert "what exactly is broken" in first("It arrived damaged")
    described = first("One antenna is bent and the cover has a crack")
    assert "broken" not in described
    assert "photo" in described
