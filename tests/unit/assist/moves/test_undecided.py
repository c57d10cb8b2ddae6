"""What is said next where the procedure's cases are open, and that nothing is said twice."""

from datetime import UTC, datetime

import pytest
from moments import after

from console.assist.moves import NextMove, next_move, situation, untrue
from console.assist.reading import read_chat
from console.channels.scripted.pack import load_pack
from console.domain.chat import Chat, Delivery, Message
from console.domain.customers import Customer, Order, OrderItem
from console.domain.events import Move
from console.domain.procedure import Action
from console.paths import resources

PACK = load_pack(resources() / "shop")
NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)


def move_in(scenario: str, *said: str, done: tuple[str, ...] = (), failed: str = "") -> NextMove:
    """The next move after what was said, the customer first; steps by how they begin."""
    story = next(each for each in PACK.scenarios if each.id == scenario)
    issue = PACK.issue(story.issue)
    article = PACK.article(issue.article)
    chat = Chat("c", PACK.customer(story.customer), story.issue, NOW, "r")
    for number, text in enumerate(said):
        by_agent = number % 2 == 1
        chat.messages.append(Message(f"m{number}", text, NOW, by_agent, Delivery.DELIVERED))
    for beginning in (*done, *filter(None, [failed])):
        step = next(step for step in article.steps if step.startswith(beginning))
        taken = Action(step, article.id, step, done=beginning != failed, at=NOW)
        chat.procedure.actions[step] = taken
    today = PACK.shop.today
    chat.procedure.read = read_chat(chat, article, today)
    return next_move(situation(chat, article, issue, PACK.articles, today))


def test_where_nothing_tells_the_case_the_first_likely_step_is_tried() -> None:
    """A gift card may lack activation; if that fails, the next case is tried."""
    told = (
        "My printed gift card isn't accepted.",
        "x?",
        "Ends in 7XKP. Bought December 20 online.",
    )
    first = move_in("gift-card-1", *told)
    assert first.move is Move.ACT
    assert first.about == ("Not activated: activate it; it works after 15 minutes.",)
    then = move_in("gift-card-1", *told, failed="Not activated")
    assert then.move is Move.REPORT
    assert "can't be activated" in then.text
    after = move_in("gift-card-1", *told, then.text, "And now?", failed="Not activated")
    assert after.move is Move.ACT
    assert after.about != first.about


def test_what_is_granted_is_not_declined_by_a_word_in_common() -> None:
    """The price fell in our own shop within 14 days, so nobody speaks of other shops."""
    move = move_in("price-drop-1", "The bench I bought on Saturday is $40 less on your website.")
    assert move.move is Move.ACT
    assert any("refund the difference" in step for step in move.about)


def test_a_step_behind_the_case_that_applied_is_due() -> None:
    """After unlocking comes the reset link, although only the lock's step names the case."""
    told = ("My account is locked.", "x?", "imani.wallace@example.com, zip 64109")
    move = move_in("account-locked-1", *told, done=("Do the identity", "Five failed"))
    following = [step for step in move.about if step.startswith("Send the reset link")]
    assert move.move is Move.REPORT or following


def test_nothing_is_suggested_twice() -> None:
    """A second good-bye is none, and an answer given is not given again."""
    thanked = ("Is it cancelled?", "It is.", "Great, thank you so much!")
    bye = move_in("cancel-order-1", *thanked)
    assert bye.move is Move.CLOSE
    assert move_in("cancel-order-1", *thanked, bye.text, "Thanks, bye!").text == ""


def three_items() -> Customer:
    """A customer whose one order has three things."""
    names = ("Pika headlamp, black", "Camp lamp, blue", "Fjell 2-person tent")
    items = tuple(OrderItem(name=name, price=30.0) for name in names)
    order = Order(id="LM-1", status="delivered", delivered="2026-03-09", items=items)
    return Customer(id="v", name="Ana Reyes", orders=(order,))


def test_no_item_is_named_where_several_may_be_meant() -> None:
    """The first of an order is a guess; which one it is is asked once."""
    said = "my lamp arrived broken, the glass is cracked"
    first = next_move(after(PACK, "damaged_item", said, customer=three_items()))
    assert first.text.startswith("I'm sorry the item from order LM-1")
    which = "which item is it: the Pika headlamp, the Camp lamp or the Fjell 2-person tent?"
    assert which in first.text
    now = after(PACK, "damaged_item", said, customer=three_items())
    assert not untrue(first.text, now)
    assert untrue("I'm sorry that the Fjell 2-person tent is damaged.", now)
    told = after(PACK, "damaged_item", said, first.text, "the camp one", customer=three_items())
    assert told.item is not None
    assert told.item.name == "Camp lamp, blue"
    assert "which item" not in next_move(told).text.lower()


def test_the_price_is_that_of_the_item() -> None:
    """Also of one whose name has a color behind a comma, which nobody says."""
    now = after(PACK, "damaged_item", "the headlamp is broken", customer=three_items())
    assert (now.slots["item"], now.slots["price"]) == ("Pika headlamp", "$30.00")


@pytest.mark.parametrize(
    ("agent", "asks_for_day"),
    [
        ("Are you sure? When it's cancelled, it can't be undone.", False),
        ("Are you sure that you want it to end when the term is over?", False),
        ("Will somebody be in when the courier comes?", False),
        ("When should the pause end?", True),
        ("From when, please?", True),
        ("When?", True),
        ("When's it for?", True),
        ("Could you tell me when it should start?", True),
        ("Which day would suit you?", True),
    ],
)
def test_a_day_is_asked_for_again_only_where_one_was_asked(agent: str, asks_for_day: bool) -> None:
    """A vague yes to "Are you sure?" leaves no day open."""
    said = ("please pause my refills", agent, "yes, or so. not sure, depends")
    move = next_move(after(PACK, "refill_club", *said))
    assert ("Which day exactly" in move.text) is asks_for_day


def test_the_wrong_item_came_in_place_of_the_one_that_was_named() -> None:
    """The other item of the order is not promised for it."""
    c003 = next(each for each in PACK.customers if each.id == "c003")
    said = ("it's about the Enameled Dutch oven", "What arrived instead?")
    now = after(PACK, "wrong_item", *said, "You sent me the wrong item", customer=c003)
    assert now.item is not None
    assert "Dutch oven" in now.item.name
    assert "towel" not in next_move(now).text
