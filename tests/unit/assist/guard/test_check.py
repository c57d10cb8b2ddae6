"""The guard lets through what is on record and holds back what a model made up."""

import json
import re
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared_data import SHARED_DATA, needs_shared_data

from console import paths
from console.assist.drafting.prompts import Brief
from console.assist.guard.check import OnRecord, approvable, objections, tidy, whole_sentences
from console.assist.guard.claims import claims_in
from console.channels.scripted.pack import load_pack
from console.domain.chat import Chat, Delivery, Message
from console.domain.events import SuggestionKind

RECORD = """
Customer: Ana Lopez, gold customer
Order #W4923227: delivered, placed 2026-03-02, total $1,321.18, tracking 357962501027
Refunds take 5 to 7 business days. Shipping is free above $50. See https://shop.example/returns.
My e-mail is ana.lopez@example.com, and I paid on March 2. A 10% voucher applies.
Sale goods have 35% off; oversized parcels take 5-15 working days, or two weeks. We pay 30 EUR.
Boxes are packed on the **20th**. Reservations last **14 days**, labels 36 hours.
Call (401) 555-0111. Codes: SPRING15.
Until March 22, 2026 parcels of order LM-22475 leave on Mondays. It has 2 items.
Pans have 12 in., tents are for 2-3 people, sizes are 8 to 12, two in one.
"""
KNOWN = OnRecord((RECORD,))
AT = datetime(2026, 3, 12, tzinfo=UTC)


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
        "It takes two weeks, or up to 15 working days; the 14-day reservation stays.",
        "It takes five to seven business days, 7 business days at most.",
        "You have thirty-five percent off until 22 March, with spring15.",
        "We pay €30.00, that is thirty euros, on the 20th.",
        "Call us at 401-555-0111 within 36 hrs, on Monday if you like.",
        "Order 22475 (2 items) is about to leave.",
        "Give me a minute, e.g. to look for the 12 in. pan, i.e. the big one.",
        "We're here 24/7... or so. The tent sleeps 2-3 people; a size 10-12 fits most.",
    ],
)
def test_facts_on_record_pass(draft: str) -> None:
    """A draft may name what transcript, order and article name, however it writes the thousands."""
    assert objections(draft, KNOWN) == []


@pytest.mark.parametrize(
    ("draft", "objection"),
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
def test_invented_facts_are_held_back(draft: str, objection: str) -> None:
    """An order number, amount, date, link, address or time that is not on record is named."""
    assert any(objection in each for each in objections(draft, KNOWN))


def test_a_draft_that_recites_its_instructions_is_held_back() -> None:
    """What the model was told about the customer is not for the customer to read."""
    instructions = ["The agent is talking to Ana Lopez (gold level)."]
    assert objections(f"Hello. {instructions[0]}", KNOWN, instructions) == [
        "it recites its instructions"
    ]
    assert objections("Hello Ana Lopez.", KNOWN, instructions) == []


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


@pytest.mark.parametrize(
    "fact",
    [
        *("5% off", "5 business days", "1.5%", "1321.18 euros", "$1", "$50k", "$50-60"),
        *("20€", "20\u00a0£", "USD 200", "USD20", "20 pounds", "5 bucks", "twenty dollars", "₹900"),
        *("\uff04200", "50 kr", "a hundred and fifty dollars", "20-30 dollars", "fifty cents"),
        *("tomorrow", "by Friday", "next week", "48h", "2 hrs", "two days", "a week", "an hour"),
        *("the 14th", "12.11.2026", "3rd of December", "3/14/26", "9:30", "10 AM", "3-day wait"),
        *("ups.de/x", "bit.ly/abc", "hxxp://a.b/c", "shop.app", "outdoor.store/a", "Evil.Example"),
        *("fifty percent", "half off", "half your money", "\u0662\u0660\u066a", "4\u200b0%"),
        *("555 01 99 22", "(02) 12 34 56", "555.019.922", "SAVE20", "save20", "ABCDE-99"),
        *("order 123", "order #987", "number \u0661\u0662\u0663\u0664", "1Z999AA10123456784"),
    ],
)
def test_a_made_up_fact_is_held_back_however_it_is_written(fact: str) -> None:
    """Other scripts, words for figures, abbreviations and unusual endings change nothing."""
    against = objections(f"Good news: {fact} for you.", KNOWN)
    assert len(against) == 1, against
    assert "not on record" in against[0]


def test_what_the_customer_says_they_were_promised_is_not_on_record() -> None:
    """Their words vouch for the numbers and addresses they give, and for nothing else."""
    text = (
        "Your colleague promised me $500 and 30% off within 2 days, on May 4, see "
        "www.evil.example/claim. It's order LM-99999, code XMAS24, I am ana@home.example."
    )
    known = OnRecord(("We sell tents.",), (text,))
    assert objections("Is it LM-99999, with XMAS24? I'll write to ana@home.example.", known) == []
    for promise in ("$500", "30% off", "2 days", "May 4", "www.evil.example/claim", "500"):
        assert objections(f"Yes, you get {promise} from us.", known), promise
    assert objections("Yes, $500 it is.", OnRecord(("I offer you $500.",), (text,))) == []


@given(st.integers(1, 9999), st.integers(1, 9999))
def test_an_amount_vouches_only_for_itself(known: int, named: int) -> None:
    """No amount passes as a part of another."""
    against = objections(f"We pay {named} dollars.", OnRecord((f"We pay ${known:,}.00.",)))
    assert (against == []) == (known == named)


def test_all_approved_wordings_of_the_shop_pass() -> None:
    """For every story, with its customer, order and article, the guard has nothing to say."""
    pack = load_pack(paths.resources() / "shop")
    seen = set()
    for story in pack.scenarios:
        issue = pack.issue(story.issue)
        article = pack.article(issue.article)
        for about in SuggestionKind:
            chat = Chat("c", pack.customer(story.customer), None, queued_at=AT)
            brief = Brief(about, chat, pack.shop.name, issue, article)
            assert brief.template is not None
            assert objections(brief.template, brief.on_record) == []
            seen.add(issue.id)
    assert len(seen) == len(pack.issues) == 18


def _chat_with(*texts: str) -> Brief:
    pack = load_pack(paths.resources() / "shop")
    chat = Chat("c", pack.customers[0], None, queued_at=AT)
    for number, text in enumerate(texts):
        chat.messages.append(Message(f"m{number}", text, AT, False, Delivery.RECEIVED))
    return Brief(SuggestionKind.SOLUTION, chat, "shop", pack.issues[0], pack.articles[0])


def test_a_draft_is_checked_with_every_word_also_in_a_long_chat() -> None:
    """A record is read once, however often drafts are held against it."""
    brief = _chat_with("$1 " * 350_000, *(f"It's order LM-{n}" for n in range(200)))
    spent = []
    for _ in range(20):
        start = time.process_time()
        assert objections("Your order LM-150 comes within 3 years.", brief.on_record)
        spent.append(time.process_time() - start)
    assert statistics.median(spent[1:]) < spent[0] / 4


@pytest.mark.parametrize(
    "piece",
    [
        *("1", "1.", "1-", ".", "-", "1 ", "1.1-", "a.", "a-", "a ", "1a", "$1,", "a@", "half "),
        *("(1) ", "Ab ", "one ", "<", "{", "[a](", "not a ", "look ", "A de ", "x . ", "一"),
    ],
)
def test_no_draft_holds_the_window_up(piece: str) -> None:
    """Twenty thousand characters of what patterns like to try again are read within a second."""
    draft = piece * (20_000 // len(piece))
    start = time.process_time()
    objections(draft + "x", KNOWN)
    assert time.process_time() - start < 1


@given(st.text())
def test_every_text_can_be_read(text: str) -> None:
    """Whatever a model writes, the guard has an answer, and a text vouches for itself."""
    known = OnRecord((text,))
    assert all(known.vouches_for(fact.keys[0], fact.kind) for fact in claims_in(text))


GIVEN = OnRecord(
    ("We talk to Maya Lindqvist about order LM-22475, placed 2026-03-02, with 2 items.",),
    ("I have the number 555 0101, and Terrence told me to write.",),
    ("Shipping is free. We can't guarantee Saturdays. Refunds take 5 to 7 business days.",),
)
"""A record, a customer's words, and an article."""


@pytest.mark.parametrize(
    ("draft", "objection"),
    [
        ("Your tent is free.", "a promise"),
        ("You get a full refund.", "a promise"),
        ("We'll refund you right away.", "a promise"),
        ("I guarantee that it arrives.", "a promise"),
        ("We will check and give you a full refund today.", "full refund"),
        ("Here is your refund, it arrives today.", "a promise"),
        ("Let me see: your money is back with you today.", "a promise"),
        ("We send it again at our expense.", "a promise"),
        ("Sie bekommen den Betrag sofort.", "a promise"),
        ("You get 9 of them.", "a number"),
        ("Please wait 9", "a number"),
        ("Sie erhalten 50 Euro zurück.", "an amount"),
        ("Le devolvemos veinte dólares.", "an amount"),
        ("Das Paket kommt am Dienstag.", "a date"),
        ("Llegará el 14 de abril.", "a date"),
        ("Il arrive demain.", "a date"),
        ("It was placed on the third of March.", "a date"),
        ("It comes on the twenty-first.", "a date"),
        ("It comes by the end of the week, or before Christmas.", "a date"),
        ("Es dauert drei Wochen.", "a length of time"),
        ("五天内退款", "a length of time"),
        ("John Smith lives next door.", "a name"),
        ("Dear Maya Okafor, it is here.", "a name"),
        ("Dear Mrs. Okafor, it is here.", "a name"),
        ("Go to h t t p s : / / e v i l . c o m", "a link"),
        ("Go to evil dot com", "a link"),
        ("Go to evil [.] com", "a link"),
        ("Go to evil。com", "a link"),
        ("Go to xn--pple-43d.com", "a link"),
        ("Ask @refund_bot", "a link"),
        ("Call 0900 123 456", "a link"),
        ("Write to bob at evil dot com", "an e-mail address"),
        ("DE89 3704 0044 0532 0130 00", "a number"),
        ("4111 1111 1111 1111", "a number"),
        ("five five five nine nine nine", "a number"),
        ("[here](evil)", "code"),
        ("<a href=evil>here</a>", "code"),
        ('{"arm": "control"}', "code"),
        ("As an AI, I can't help.", "how it was made"),
        ("Here is my system prompt.", "how it was made"),
    ],
)
def test_disguises_and_other_languages_change_nothing(draft: str, objection: str) -> None:
    """Promises, small numbers, strangers' names, masked links, marks of machines are all told."""
    assert any(objection in each for each in objections(draft, GIVEN)), draft


@pytest.mark.parametrize(
    "draft",
    [
        "Feel free to ask; I'll look into it right away. How can I help you today?",
        "We can't guarantee that it comes on weekends. Shipping is free.",
        "1. Look at the box.\n2. Tell me what you see.",
        "Hi Maya, thank you for writing! Which of the 2 items is it?",
        "Es dauert 5 bis 7 Werktage, liebe Maya.",
        "Son de cinco a siete días hábiles, Maya.",
        "Guten Morgen, Maya! Welcher Artikel fehlt denn?",
        "Is 555-0101 your number?",
        "At this point we can look at it again.",
        "First may I ask for the second number? You may first look at the end of the label.",
        "It was placed on the second of March. I'll be with you right away.",
        "Thank you. Best regards, your Customer Service Team",
    ],
)
def test_ordinary_messages_pass(draft: str) -> None:
    """Courtesy, lists, denials and other languages are no reason to hold a draft back."""
    assert objections(draft, GIVEN) == []


def test_an_article_vouches_for_no_link_or_address() -> None:
    """Whoever can write an article could send every customer there; the agent's word counts."""
    text = "Go to https://shop.example/a or write to a@shop.example within 3 days."
    assert len(objections(text, OnRecord((), (), (text,)))) == 2
    assert objections(text, OnRecord((text,))) == []


def test_an_approved_wording_leads_nowhere() -> None:
    """One with a link, an address or code is none; slots are no code."""
    assert approvable("Thanks, {first_name}. Order {order_id} ships within 1 business day.")
    for wording in ("See www.evil.example", "Write to a@b.example", "evil dot com", "<script>"):
        assert not approvable(wording)


def test_a_long_run_of_the_instructions_is_a_recital() -> None:
    """Eight words in a row, whatever the case and the marks between them."""
    lines = ["Write only the agent's next message: two or three short, warm, plain sentences."]
    text = "I should write only the AGENT'S next message - two or three - so I do."
    assert "it recites its instructions" in objections(text, GIVEN, lines)
    assert objections("I should write the next message.", GIVEN, lines) == []


RETAIL = SHARED_DATA / "retail"


@pytest.mark.slow
@needs_shared_data
def test_hardly_a_message_of_a_real_agent_is_held_back() -> None:
    """Those that only state what was looked up pass, but for one in twenty.

    A message states something else if a price in it stands nowhere in the look-ups before it.
    """
    held = total = 0
    for message, known in _real_messages():
        if _prices(message) <= _prices(" ".join(known.record)):
            total += 1
            held += bool(objections(message, known))
    assert total > 300
    assert held / total <= 0.05


def _prices(text: str) -> set[float]:
    return {float(price) for price in re.findall(r"\d+\.\d+", text.replace(",", ""))}


def _real_messages() -> Iterator[tuple[str, OnRecord]]:
    policy = (RETAIL / "policy.md").read_text(encoding="utf-8")
    for line in (RETAIL / "dialogues.jsonl").read_text(encoding="utf-8").splitlines():
        text = json.loads(line)["messages_display"]
        parts = re.split(r"^(user|assistant|tool):[ ]?", text, flags=re.MULTILINE)[1:]
        record: list[str] = []
        by_customer: list[str] = []
        for who, body in zip(parts[::2], parts[1::2], strict=True):
            if who == "assistant" and body.strip() != "None":
                yield body.strip(), OnRecord(tuple(record), tuple(by_customer), (policy,))
            (by_customer if who == "user" else record).append(body)
            if who == "tool":
                prices = re.findall(r"(?<![\w.#\"-])\d+(?:\.\d+)?(?![\w.\"-])", body)
                record.append(" ".join(f"${float(price):,.2f}" for price in prices))
