"""What a scripted customer says to it, and when they are satisfied."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from console.channels.base import ActionNews, Line
from console.channels.scripted.conversation import Conversation
from console.channels.scripted.pack import load_pack
from console.channels.scripted.script import Scenario, ScriptedAnswer
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


ASKED = STORY.model_copy(
    update={
        "answers": (
            ScriptedAnswer(asked=("photo",), reply="Here it is", pictures=1),
            ScriptedAnswer(asked=("which item",), reply="The pot", given=True),
        ),
        "followups": ("Will it cost me anything?",),
        "done": (("order_replacement",),),
    }
)


def asked_customer() -> Conversation:
    """A customer who has said which item it is, and waits for a replacement."""
    return Conversation(ASKED, PACK.phrases["en"], {}, Random(2))


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
    assert customer.reply_to("It came broken, is that so?") == ["First"]


def test_what_is_beside_the_point_costs_goodwill() -> None:
    """Followups first, then doubt; in the end the customer is fed up."""
    customer = talk()
    said = [customer.reply_to(f"We love nature. {n}")[0] for n in range(6)]
    assert said == ["First", "Second", "Hm", "Hm", "Hm", "Hm"]
    assert customer.fed_up


def test_after_the_solution_one_farewell_is_enough() -> None:
    """A second 'anything else?' stays unanswered."""
    customer = talk()
    customer.reply_to("We replace it, it ships today.")
    assert len(customer.reply_to("Can we do anything else?")) == 1
    assert customer.reply_to("Can we do anything else?") == []


def test_what_was_given_is_not_given_twice() -> None:
    """A question for it is complained about, whether the opening held it or an answer."""
    customer = asked_customer()
    (complaint,) = customer.reply_to("Which item is it?")
    assert "The pot" in complaint
    assert "Here it is" in customer.reply_to("Could you send a photo?")
    (complaint,) = customer.reply_to("Could you send a photo, please?")
    assert "Here it is" in complaint
    assert customer.experience.asked_again == 2
    assert customer.pictures == {"Here it is": 1}


def test_a_message_that_came_before_is_complained_about() -> None:
    """Nobody likes to read the same thing twice."""
    customer = asked_customer()
    customer.reply_to("We love nature.")
    (complaint,) = customer.reply_to("We love nature.")
    assert complaint in PACK.phrases["en"].heard
    assert customer.experience.complaints == 1


def test_a_promise_is_agreed_to_and_only_its_report_settles_the_issue() -> None:
    """Announced, done, reported: helped only by all three."""
    customer = asked_customer()
    (agreed,) = customer.reply_to("I'll replace it; the new one ships today.")
    assert agreed in PACK.phrases["en"].agree
    assert not customer.content
    customer.see_action("Order the replacement", "order_replacement", done=True)
    assert not customer.content
    assert customer.reply_to("I've ordered the replacement, it ships today.") == ["Thanks"]
    assert customer.solved


def test_a_claim_of_what_was_not_done_is_believed_and_does_not_help() -> None:
    """The customer thanks, and is not helped; a step that failed is no excuse for the claim."""
    for failed in (False, True):
        customer = asked_customer()
        if failed:
            customer.see_action("Order the replacement", "order_replacement", done=False)
        assert customer.reply_to("I've ordered the replacement, it ships today.") == ["Thanks"]
        assert customer.content
        assert not customer.solved


def test_an_honest_word_that_it_could_not_be_done_settles_the_issue() -> None:
    """What is possible instead is a solution, if a smaller one."""
    customer = asked_customer()
    customer.see_action("Order the replacement", "order_replacement", done=False)
    customer.reply_to("It is sold out, so I can't replace it. A refund ships with the next batch.")
    assert customer.solved
    assert customer.experience.let_down


MESSAGES = st.sampled_from(
    [
        "Hi!",
        "Could you tell me your order number?",
        "So it is broken?",
        "Nature!",
        "We replace it.",
        "Shall I ship it?",
        "The label is sent.",
        "I've replaced it, it ships today.",
        "DO",
    ]
)


@given(st.lists(MESSAGES, max_size=12), st.data())
def test_reading_the_transcript_again_gives_the_same_customer(
    messages: list[str], data: st.DataObject
) -> None:
    """From any prefix of a chat what is left to say is what was not said yet."""
    first = talk()
    lines = [Line(f"c{n}", by_agent=False, text=text) for n, text in enumerate(first.opening)]
    actions = []
    for n, message in enumerate(messages):
        if message == "DO":
            actions.append(ActionNews("Replace it", "replace", done=True, lines_before=len(lines)))
            first.see_action("Replace it", "replace", done=True)
            continue
        lines.append(Line(f"a{n}", by_agent=True, text=message))
        said = first.reply_to(message)
        lines += [Line(f"c{n}.{k}", by_agent=False, text=text) for k, text in enumerate(said)]
    cut = data.draw(st.integers(0, len(lines)))
    unsaid = talk().resume(lines[:cut], [a for a in actions if a.lines_before <= cut])
    rest = lines[cut:]
    until_agent = next((n for n, line in enumerate(rest) if line.by_agent), len(rest))
    assert unsaid == [line.text for line in rest[:until_agent]]


def test_a_customer_does_not_begin_again_where_texts_are_not_known() -> None:
    """After a restart that knows only who wrote, what was said of the opening stays said."""
    opening = talk().opening
    assert len(opening) > 1
    said = [Line("c0", by_agent=False, text="(not kept)", known=False)]
    assert talk().resume(said) == opening[1:]
    all_said = [Line(f"c{n}", False, "(not kept)", known=False) for n in range(len(opening))]
    answered = [*all_said, Line("a0", True, "(not kept)", known=False)]
    assert talk().resume(answered) == []
