"""What a scripted customer says to it, and when they are satisfied."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from console.channels.base import Line
from console.channels.scripted.conversation import Conversation
from console.channels.scripted.pack import load_pack
from console.channels.scripted.script import Scenario
from console.paths import resources

PACK = load_pack(resources() / "shop")
STORY = Scenario(
    id="s",
    customer="c",
    issue="damaged_item",
    opening=("It is {item}", "Help!"),
    about=("broken",),
    solution=(("replace", "refund"), ("ship", "label")),
    followups=("First", "Second"),
    unsolved="Hm",
    thanks="Thanks",
    back="Again",
)


def talk(*, back: bool = False) -> Conversation:
    """A customer with a broken pot."""
    return Conversation(STORY, PACK.phrases["en"], {"item": "a pot"}, Random(1), back=back)


def test_slots_in_lines_are_filled() -> None:
    """The customer speaks of their own order."""
    assert talk().opening == ["It is a pot", "Help!"]
    assert talk(back=True).opening == ["Again"]


def test_a_stated_solution_is_thanked_for() -> None:
    """All groups in a statement settle the issue."""
    customer = talk()
    assert customer.reply_to("We replace it, it ships today.") == ["Thanks"]
    assert customer.solved


def test_a_solution_may_come_in_pieces() -> None:
    """What was said before counts; the piece in between is asked about, not held against anyone."""
    customer = talk()
    assert customer.reply_to("I will refund it.") == ["First"]
    assert customer.misses == 0
    assert customer.reply_to("The label is in your inbox.") == ["Thanks"]


def test_an_offered_solution_is_agreed_to_and_settled_by_the_next_word() -> None:
    """Question, yes please, done: three steps as between people."""
    customer = talk()
    assert len(customer.reply_to("Shall I replace it and ship it today?")) == 1
    assert not customer.solved
    assert customer.reply_to("One moment, let me check the stock.") == []
    assert customer.reply_to("All set.") == ["Thanks"]


def test_the_right_diagnosis_is_confirmed_once() -> None:
    """Asking the same again and again is no progress."""
    customer = talk()
    (confirmed,) = customer.reply_to("So it is broken?")
    assert confirmed in PACK.phrases["en"].confirm
    assert customer.reply_to("So it is broken?") == ["First"]


def test_what_is_beside_the_point_costs_goodwill() -> None:
    """Followups first, then doubt; in the end the customer is fed up."""
    customer = talk()
    said = [customer.reply_to("We love nature.")[0] for _ in range(6)]
    assert said == ["First", "Second", "Hm", "Hm", "Hm", "Hm"]
    assert customer.fed_up


def test_after_the_solution_one_farewell_is_enough() -> None:
    """A second 'anything else?' stays unanswered."""
    customer = talk()
    customer.reply_to("We replace it, it ships today.")
    assert len(customer.reply_to("Can we do anything else?")) == 1
    assert customer.reply_to("Can we do anything else?") == []


MESSAGES = st.sampled_from(
    [
        "Hi!",
        "Could you tell me your order number?",
        "So it is broken?",
        "Nature!",
        "We replace it.",
        "Shall I ship it?",
        "The label is sent.",
    ]
)


@given(st.lists(MESSAGES, max_size=12), st.data())
def test_reading_the_transcript_again_gives_the_same_customer(
    messages: list[str], data: st.DataObject
) -> None:
    """From any prefix of a chat what is left to say is what was not said yet."""
    first = talk()
    lines = [Line(f"c{n}", by_agent=False, text=text) for n, text in enumerate(first.opening)]
    for n, message in enumerate(messages):
        lines.append(Line(f"a{n}", by_agent=True, text=message))
        said = first.reply_to(message)
        lines += [Line(f"c{n}.{k}", by_agent=False, text=text) for k, text in enumerate(said)]
    cut = data.draw(st.integers(0, len(lines)))
    unsaid = talk().resume(lines[:cut])
    rest = lines[cut:]
    until_agent = next((n for n, line in enumerate(rest) if line.by_agent), len(rest))
    assert unsaid == [line.text for line in rest[:until_agent]]
