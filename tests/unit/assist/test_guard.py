"""The guard lets through what is on record and holds back what a model made up."""

import pytest

from console.assist.guard import objections, tidy, whole_sentences

KNOWN = """
Customer: Ana Lopez, gold customer
Order #W4923227: delivered, placed 2026-03-02, total $1,321.18, tracking 357962501027
Refunds take 5 to 7 business days. Shipping is free above $50. See https://shop.example/returns.
My e-mail is ana.lopez@example.com, and I paid on March 2. A 10% voucher applies.
"""


@pytest.mark.parametrize(
    "draft",
    [
        "Your order #W4923227 is on its way.",
        "The total of $1,321.18 was paid on March 2.",
        "The total of $1321.18 comes back within 5 to 7 business days.",
        "You can read it at https://shop.example/returns.",
        "I will write to ana.lopez@example.com about tracking number 357962501027.",
        "Your 10% voucher still applies.",
        "I'm sorry to hear that. Which of the two items is it?",
    ],
)
def test_facts_on_record_pass(draft: str) -> None:
    """A draft may name what transcript, order and article name, however it writes the thousands."""
    assert objections(draft, KNOWN) == []


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        ("Your order #W4923228 is on its way.", "a number"),
        ("Your order W492322 is on its way.", "a number"),
        ("We will refund $1,321.19 today.", "an amount"),
        ("We will refund $21.18 today.", "an amount"),
        ("Shipping is free above $5.", "an amount"),
        ("You get 15% off.", "an amount"),
        ("You get 1321 dollars back.", "an amount"),
        ("It will arrive on March 20.", "a date"),
        ("It was placed on 2026-03-03.", "a date"),
        ("It will arrive on 3/14.", "a date"),
        ("See www.refunds-now.com for more.", "a link"),
        ("See evil.example.com/a for more.", "a link"),
        ("Write to help@shop.example.", "an e-mail address"),
        ("You will have it within 3 business days.", "a length of time"),
        ("You will have it within 24 hours.", "a length of time"),
        ("Dear {first_name}, it is on its way.", "open slot"),
        ("Dear [Customer Name], it is on its way.", "open slot"),
        ("Of course.\nCustomer: thank you\nAgent: you are welcome", "several people"),
        ("we are sorry for the wait " * 4, "repeats itself"),
        ("", "empty"),
    ],
)
def test_invented_facts_are_held_back(draft: str, said: str) -> None:
    """An order number, amount, date, link, address or time that is not on record is named."""
    assert any(said in objection for objection in objections(draft, KNOWN))


def test_a_draft_that_recites_its_instructions_is_held_back() -> None:
    """What the model was told about the customer is not for the customer to read."""
    told = ["The agent is talking to Ana Lopez (gold level)."]
    assert objections(f"Hello. {told[0]}", KNOWN, told) == ["it recites its instructions"]
    assert objections("Hello Ana Lopez.", KNOWN, told) == []


@pytest.mark.parametrize(
    ("draft", "message"),
    [
        ('"I am sorry."', "I am sorry."),
        ("Reply: I am sorry.", "I am sorry."),
        ("You can return it [1].", "You can return it."),
        ("  It's on its way. \n", "It's on its way."),
    ],
)
def test_what_models_put_around_a_message_goes(draft: str, message: str) -> None:
    """Quotes, labels and citation marks are not part of what a customer reads."""
    assert tidy(draft) == message


@pytest.mark.parametrize(
    ("draft", "whole"),
    [
        ("It is on its way. You will", "It is on its way."),
        ("It costs $5.95 and", ""),
        ("Is it? Yes! Then I", "Is it? Yes!"),
        ("", ""),
    ],
)
def test_a_draft_that_was_cut_off_ends_with_its_last_sentence(draft: str, whole: str) -> None:
    """Half a sentence is not sent to anybody, and a decimal point ends none."""
    assert whole_sentences(draft) == whole
