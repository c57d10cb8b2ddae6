"""Sentences that say something else than the wording, with words which are all in it.

Each was shown once: a refusal turned into an announcement, a question into a statement, the
customer's hope into a promise, a condition left out, or a customer's name that is a sentence.
"""

from dataclasses import replace
from time import perf_counter

import pytest
from draft_moments import brief_of, moments

from console.assist.drafting.alignment import clauses, statements
from console.assist.drafting.backed import Backing
from console.assist.drafting.review import backing
from console.assist.drafting.spoken_words import spoken_words


@pytest.mark.parametrize(
    ("language", "draft", "wording"),
    [
        (
            "de",
            "Ich werde das Geld erstatten.",
            "I'm afraid there's no refund with the saver rate, the money stays with the hotel.",
        ),
        ("es", "Voy a cancelar el pedido.", "I'm afraid I can't cancel the order."),
        (
            "de",
            "Ich werde die Bestellung stornieren.",
            "I won't cancel the order until you send a photo.",
        ),
        (
            "de",
            "Ich werde die Bestellung stornieren.",
            "I'll cancel the order once you send a photo.",
        ),
        ("de", "Ich werde die Bestellung stornieren.", "Shall I cancel the order?"),
        ("de", "Könnten Sie die Bestellung stornieren?", "I'll cancel the order."),
        ("de", "Ich werde das Geld erstatten.", "I'll check your refund now."),
    ],
)
def test_no_refusal_or_condition_backs_a_foreign_announcement(
    language: str, draft: str, wording: str
) -> None:
    """Nor does a question, and an announcement backs no question."""
    assert Backing((wording,), language=language).unbacked(draft) == [draft]


def test_an_announcement_backs_the_same_in_another_language() -> None:
    """The sentence beside it, which refuses something, takes nothing from it."""
    wording = "The voucher can't be used. I'll cancel the order now."
    assert Backing((wording,), language="de").backs("Ich werde die Bestellung jetzt stornieren.")


def test_nothing_foreign_is_kept_of_a_refusal() -> None:
    """An announcement beside a refusal may be of what happens instead, on a condition."""
    wording = "I'm afraid I can't cancel it. I'll cancel the order."
    backing = Backing((wording,), language="de", declines=True, done=("Cancel the order.",))
    for draft in ("Ich werde die Bestellung stornieren.", "Ich habe die Bestellung storniert."):
        assert not backing.backs(draft)


@pytest.mark.parametrize(
    "draft",
    [
        "You will get a new one.",
        "I understand that you will get a new one.",
        "I see you will get a new one for free.",
        "As you said, you will get a new one.",
        "Thank you for letting me know that you will get a new one.",
    ],
)
def test_what_customers_expect_is_not_granted(draft: str) -> None:
    """It is theirs only behind words that say so, and no promise of the agent's."""
    backing = Backing(("I'll look at the photo now.",), ("I will get a new one for free.",))
    assert not backing.backs(draft)


@pytest.mark.parametrize(
    "draft",
    [
        "I'm sorry that you have waited for two weeks.",
        "You said that you have waited for two weeks.",
        "I understand that you have waited for two weeks.",
    ],
)
def test_what_customers_went_through_is_taken_up(draft: str) -> None:
    """Behind words that say that it is theirs."""
    backing = Backing(("I'll look at the photo now.",), ("I have waited for two weeks!",))
    assert backing.backs(draft)


@pytest.mark.parametrize(
    ("draft", "wording"),
    [
        ("The parcel did arrive.", "Did the parcel arrive?"),
        (
            "Your statement does show both of them as completed.",
            "Does your statement show both of them as completed?",
        ),
        ("I can cancel order 123.", "Shall I cancel order 123?"),
        ("Can cancel order 123.", "Can I cancel order 123?"),
        ("Let me cancel order 123.", "Shall I cancel order 123?"),
        ("I can cancel order 123, can I?", "Shall I cancel order 123?"),
    ],
)
def test_a_question_backs_no_statement(draft: str, wording: str) -> None:
    """In whatever order its words are put."""
    assert not Backing((wording,)).backs(draft)


@pytest.mark.parametrize(
    "draft", ["Please tell me the ZIP code.", "Could you tell me the ZIP code, please."]
)
def test_a_question_backs_a_request(draft: str) -> None:
    """With or without a question mark, since it states nothing."""
    assert Backing(("Could you give me your ZIP code?",)).backs(draft)


@pytest.mark.parametrize(
    ("draft", "wording"),
    [
        (
            "I can keep the delivery day.",
            "I can't change the address of the parcel and keep the delivery day.",
        ),
        (
            "We'll refund the full amount.",
            "We'll refund the full amount – once the parcel is back.",
        ),
        (
            "We'll refund the full amount.",
            "We'll refund the full amount; but only if the parcel is back.",
        ),
        ("We'll refund the full amount.", "We'll refund the full amount, but only with the box."),
        ("We'll refund the full amount.", "If it is broken: we'll refund the full amount."),
        ("The parcel is back.", "We'll refund the full amount – once the parcel is back."),
    ],
)
def test_no_part_of_a_sentence_stands_without_what_limits_it(draft: str, wording: str) -> None:
    """Be it a refusal before it or a condition behind a dash."""
    backing = Backing((wording,))
    assert not backing.backs(draft)
    assert backing.backs(wording)


@pytest.mark.parametrize(
    ("language", "draft"),
    [
        (None, "Yes, of course!"),
        (None, "Well, of course!"),
        (None, "No problem!"),
        (None, "Good news!"),
        (None, "No worries."),
        ("de", "Kein Problem!"),
        ("de", "Na klar!"),
        ("es", "Sin problema."),
        ("nl", "Geen probleem."),
    ],
)
def test_no_courtesy_agrees_to_an_open_question(language: str | None, draft: str) -> None:
    """A further message after the question leaves it open; a refusal is not taken back either."""
    wording = "I'll look at the order now."
    said = ("Can I have the money back?", "I'm waiting.")
    assert not Backing((wording,), said, language=language).backs(draft)
    assert not Backing((wording,), said, language=language, is_asked=True).backs(draft)
    assert not Backing((wording,), language=language, declines=True).backs(draft)


def test_of_course_is_a_courtesy_once_the_question_is_answered() -> None:
    """It answers the message before it, not an older one."""
    backing = Backing(("I'll look now.",), ("Where is it?", "Please look"), is_asked=False)
    assert backing.backs("Of course!")


@pytest.mark.parametrize("name", ["Will I Refund You", "I Will Refund You", "You Refund Will"])
@pytest.mark.parametrize("draft", ["I will refund you.", "Hello, I will refund you."])
def test_a_customers_name_makes_no_statement_empty(name: str, draft: str) -> None:
    """Whatever they call themselves."""
    assert not Backing(("I'll look at the order now.",), names=(name,)).backs(draft)


@pytest.mark.parametrize(
    "draft",
    [
        "Hello Will, I'll look at the order now.",
        "Thanks, Will Stone.",
        "I'll look at the order now, Will.",
    ],
)
def test_a_customer_is_addressed_by_their_name(draft: str) -> None:
    """Before or after what is said, also if the name is a word."""
    assert Backing(("I'll look at the order now.",), names=("Will Stone",)).backs(draft)


def test_marks_without_end_are_read_in_a_moment() -> None:
    """The time grows with the length of a message, not with its square."""
    words = spoken_words("the lantern is broken " + "!" * 50_000)
    begun = perf_counter()
    assert len(clauses(words, frozenset("!"))) <= 2
    assert statements("the lantern is broken " + "!" * 50_000)
    assert perf_counter() - begun < 2


def test_a_question_stays_open_through_the_customers_further_messages() -> None:
    """Only a message of the agent's may have answered it; and long texts are read in part."""
    brief = brief_of("late-nothing")
    assert brief.plan is not None
    now = brief.plan.situation
    asked, told = (
        replace(now.messages[0], text=text)
        for text in ("Can I have the money back?", "I'm waiting. " + "!" * 9_000)
    )
    reply = replace(asked, text="I'll look.", by_agent=True)
    for messages, is_asked in (((asked, told), True), ((asked, reply, told), False)):
        situation = replace(now, messages=messages, open_questions=())
        found = backing(brief, replace(brief.plan, situation=situation))
        assert found.is_asked is is_asked
        assert max(map(len, found.said)) <= 2_000


@pytest.mark.parametrize("moment", moments())
def test_the_wording_backs_itself_at_every_moment(moment: str) -> None:
    """Refusals and replies to open questions too, whatever courtesies they begin with."""
    brief = brief_of(moment)
    assert brief.plan is not None
    assert backing(brief, brief.plan).unbacked(brief.plan.wording) == []
