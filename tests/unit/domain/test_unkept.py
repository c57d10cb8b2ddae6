"""Where texts are not stored, every field that could hold one was looked at."""

import pytest

from console.domain import events as ev
from console.domain.customers import Customer
from console.domain.unkept import UNKEPT, without_texts
from console.export.privacy import OPEN_OF_KINDS, PRIVATE_FIELDS

KEPT = {
    # What the program, the site's systems or a server said.
    ("message_failed", "reason"),
    ("channel_connection", "reason"),
    ("assistant_lost", "reason"),
    ("action_taken", "detail"),
    # Ids and names from the customer's record.
    ("chat_read", "order"),
    ("chat_read", "item"),
    ("subject_chosen", "order"),
    ("subject_chosen", "item"),
    # Answers to a study's questions, which are no messages.
    ("question_answered", "text"),
}


@pytest.mark.parametrize("kind", ev.FACT_TYPES)
def test_every_private_field_is_emptied_or_kept_for_a_reason(kind: type[ev.Fact]) -> None:
    """A new field that may quote somebody has to choose."""
    name_of_kind = kind.model_fields["kind"].default
    for name in PRIVATE_FIELDS & set(kind.model_fields):
        if name_of_kind in OPEN_OF_KINDS.get(name, ()):
            continue
        emptied = name in UNKEPT.get(kind, {})
        assert emptied != ((name_of_kind, name) in KEPT), f"{name_of_kind}.{name}"


@pytest.mark.parametrize("kind", list(UNKEPT))
def test_what_stands_in_an_emptied_field_is_a_value_of_it(kind: type[ev.Fact]) -> None:
    """A log without texts can be read: the emptied fields have values of their types."""
    for name, value in UNKEPT[kind].items():
        annotation = kind.model_fields[name].annotation
        assert value is None or isinstance(value, str | tuple), annotation


def test_of_a_customer_what_the_shop_knows_is_kept_and_what_was_said_is_not() -> None:
    """A channel's notes and earlier words go; the shop's own record stays as it was."""
    customer = Customer(id="k", name="Kim", note="member since 2019", told="Bob: she is furious")
    kept = without_texts(ev.ChatQueued(chat="c", customer=customer)).customer
    assert kept == Customer(id="k", name="Kim", note="member since 2019")


def test_a_fact_without_texts_reads_back() -> None:
    """It is written and read as any other, with its measures."""
    fact = ev.MessageReceived(chat="c", message="m", text="Hello there")
    emptied = without_texts(fact, ev.TextMeasures(characters=11, agrees=False))
    assert ev.fact_from_json(ev.fact_to_json(emptied)) == emptied
    assert emptied.text == ""
    assert emptied.measured is not None
