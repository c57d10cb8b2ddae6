"""What counts as a claim that something has been done, and what backs it."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from shared_data import SHARED_DATA, needs_shared_data

from console.domain.claims import completed_claims, is_backed_by

SLIPS = """
I've unlocked your account.
We have unlocked your account for you.
Your account has been unlocked.
Your account is now unlocked.
Your account is unlocked, Imani.
Account unlocked!
Unlocked!
Unlocked your account, you can try again.
I just unlocked it.
I went ahead and unlocked it.
I've gone ahead and unlocked it.
I was able to unlock it.
I managed to unlock your account.
I did unlock it a moment ago.
I took the liberty of unlocking it.
Consider it done.
Consider your account unlocked.
You're all set.
You are good to go.
All done!
Done.
Done, Patrick.
That's sorted.
That's all taken care of.
It's been taken care of.
I've taken care of it.
We already took care of that.
Everything is arranged.
Job done!
My colleague has refunded it.
Our team has already shipped a new one.
The warehouse just sent it.
The new lantern went out this morning.
It left our warehouse today.
A replacement is on its way to you.
It's already in the mail.
The pegs are in the post.
Your label is in your inbox.
You'll find the label in your e-mail.
Check your inbox for the new label.
Here's your label, I hope it helps.
The refund has gone through.
The refund has been issued.
Refund issued, you'll see it in a week.
Your money is back on your card.
I've issued the refund; it takes a week.
I have had your order cancelled.
I got the order cancelled.
Order LM-22767 is cancelled and the money is released today.
Your order was cancelled just now.
The cancellation is complete.
A trace has been opened.
The trace is under way.
We've put in a claim with the carrier.
I've asked the carrier to redirect it.
We've already contacted Northway.
The carrier has been informed.
I've changed the address, and sent you a confirmation.
The new address is in place.
It has your name on it already.
Good news: the discount has been applied.
When I saw your message, I cancelled the order right away.
Before you ask, I've already reserved the larger size.
I've unlocked it, okay?
As promised, your gift card was activated today.
You've been refunded in full.
You're booked for March 27.
The card you lost is blocked, and a new one has been issued.
I can confirm that your refund has been processed.
Not only have I cancelled it, I've refunded it as well.
I’ve upgraded your room.
Your account is no longer locked.
Two-step sign-in is off now.
Your account should now be unlocked.
You'll see that I've removed the charge.
The lock on your account has been lifted.
I've escalated this to our specialists.
I let the carrier know.
The discount is on your order now.
The charge no longer appears on your bill.
I hereby confirm the cancellation of your order.
Cancellation successful!
I've proceeded with the refund.
Someone's already been sent, they have fixed the heating.
Ich habe Ihre Bestellung storniert.
Ihre Buchung ist kostenlos storniert.
Das Geld wurde erstattet.
Wir haben Ihnen ein Etikett geschickt.
Ihr Paket ist schon unterwegs.
Alles erledigt!
He abierto una investigación con la paquetería.
Hemos cancelado su pedido.
Su pedido ha sido cancelado.
La carpa ya está pedida.
Le mandé una etiqueta a su correo.
El reembolso fue enviado hoy.
El paquete está en camino.
¡Listo!
""".strip().splitlines()

NO_CLAIMS = """
I'll unlock your account now.
I will refund the difference right away.
I'm going to open a trace.
I'm opening a trace now.
Let me cancel it for you.
Shall I cancel the second order?
Would you like me to refund it?
I can unlock your account as soon as I've checked who you are.
Once it's refunded, you get an e-mail.
When the label has been scanned, the new size leaves.
As soon as the old one has been blocked, I'll issue a new one.
If it's in stock, a new lantern is on its way tomorrow.
The money is released once the parcel is back.
I haven't cancelled anything yet.
The order hasn't been cancelled.
Your account has not been unlocked yet.
No refund has been issued so far.
Has it been sent already?
Has the label been scanned?
Did you see whether the refund was issued?
You said that it was cancelled.
Your order was placed on March 1 and shipped on March 3.
Your parcel was scanned in Charlotte yesterday.
You ordered two chairs.
Have you cancelled the other one?
It should have been paid by now, I'm sorry.
I'll let you know as soon as it has been released.
We've received your photo, thank you.
I see what you mean, and I'm sorry you're locked out.
Easily done, Patrick: which one shall go?
Thank you, that matches.
Glad that's settled, have a good day!
Orders over $50 ship free of charge.
Labels are sent by e-mail.
I see that you were charged twice.
I've got good news.
I've read your message.
I'm glad it has been sorted out!
I'll get the driver redirected right away.
Ich storniere die Bestellung jetzt.
Sobald die Zahlung storniert ist, schreibe ich Ihnen.
Ihre Bestellung wurde noch nicht storniert.
Voy a abrir una investigación.
No hemos cancelado nada.
Cuando esté pedida, le aviso.
You're welcome, enjoy your new boots!
Take your time, I'm here.
Noted, thank you.
""".strip().splitlines()

BACKED = [
    ("I've unlocked your account.", "Five failed attempts: unlock the account."),
    ("You're all set.", "Five failed attempts: unlock the account."),
    ("Ihr Konto ist entsperrt.", "Five failed attempts: unlock the account."),
    ("The label is in your inbox.", "E-mail the return label; it is valid for 14 days."),
    ("I've refunded $52.", "In stock: offer a replacement or a refund. Out of stock: refund."),
    ("The refund is on its way to your card.", "Out of stock: refund."),
    ("The pegs left by letter mail.", "Small part in stock: send it by letter mail."),
    ("A new lantern has been ordered.", "Order the replacement; it leaves within 1 business day."),
    ("Two-step sign-in is off now.", "Lost phone: switch two-step sign-in off and send the link."),
    ("The inquiry is open.", "Send the reference number and open a payment inquiry."),
    ("I've taken 15% off.", "No room free: earplugs to the door and 15% off that night."),
    ("I've asked housekeeping.", "Look in the lost-property book and ask housekeeping."),
    ("La carpa ya está pedida.", "Order the right item; it leaves within 1 business day."),
    ("I've upgraded your room.", "Upgrade the room if one is free."),
]

NOT_BACKED = [
    ("I've unlocked your account.", "Send the reset link; it is valid for 30 minutes."),
    ("I've opened a trace.", "Open the tracking page and note the last scan and its date."),
    ("I've asked the carrier.", "Ask the customer to confirm the delivery address."),
    ("I've posted it this morning.", "Found: offer to keep it for pick-up or to post it for $12."),
    ("I've ordered a new one.", "In stock: offer a replacement or a refund."),
    ("The order is cancelled.", "Check the status. Processing: it can be cancelled."),
    ("I've released the refund.", "Look up the return: sent, received, checked, released."),
    ("I've moved you to a quiet room.", "Offer a quieter room if one is free."),
    ("I've sent you the link.", "E-mail the return label; it is valid for 14 days."),
    ("I've reissued the invoice.", "During the stay: put the details on the bill."),
    ("It's paused.", "Ask whether they want to pause, change or cancel."),
    ("You're all set.", "Ask for the code and the order."),
]


@pytest.mark.parametrize("text", SLIPS)
def test_whatever_says_that_something_is_done_is_a_claim_that_nothing_backs(text: str) -> None:
    """Whatever says that something is done is a claim, and nothing done backs it."""
    claims = completed_claims(text)
    assert claims
    assert not all(is_backed_by(claim, ()) for claim in claims)


@pytest.mark.parametrize("text", NO_CLAIMS)
def test_announcements_conditions_questions_and_negations_claim_nothing(text: str) -> None:
    """Announcements, conditions, questions, negations and the record claim nothing."""
    assert completed_claims(text) == ()


@pytest.mark.parametrize(("text", "step"), BACKED)
def test_a_step_that_was_carried_out_backs_the_claim_of_it(text: str, step: str) -> None:
    """A step that was carried out backs the claim of it, in whatever words and language."""
    claims = completed_claims(text)
    assert claims
    assert all(is_backed_by(claim, (step,)) for claim in claims)


@pytest.mark.parametrize(("text", "step"), NOT_BACKED)
def test_another_step_or_one_that_only_asks_or_offers_backs_nothing(text: str, step: str) -> None:
    """Another step, or one that only asks, offers or explains, backs no claim."""
    assert not all(is_backed_by(claim, (step,)) for claim in completed_claims(text))


def test_each_of_several_claims_in_a_sentence_is_found_by_itself() -> None:
    """Each of several claims in a sentence is found, and backed, by itself."""
    claims = completed_claims("I've unlocked your account and sent you a new link.")
    assert [(claim.sense, claim.objects) for claim in claims] == [
        ("unlock", ("account",)),
        ("send", ("link",)),
    ]
    step = "Five failed attempts: unlock the account."
    assert [is_backed_by(claim, (step,)) for claim in claims] == [True, False]


def test_the_record_backs_what_it_says_itself_but_nothing_new() -> None:
    """The record backs what it says itself, but nothing new."""
    record = ("order LM-1 Fjell tent, status shipped, placed 2026-03-01",)
    (shipped,) = completed_claims("Your order has been shipped.")
    (replacement,) = completed_claims("A replacement tent has been shipped.")
    assert is_backed_by(shipped, (), record)
    assert not is_backed_by(replacement, (), record)


# A piece of those patterns of the shared cases that are about what was done.
_OF_CLAIMS = ("(?:i|we)(?:['’]ve| have|['’]d| had)?", "(?:\\w+ )?been", "all )?done")


def _lines(name: str) -> list[dict[str, Any]]:
    text = (SHARED_DATA / "states" / name).read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def _judged(kind: str, applies: Callable[[dict[str, Any], str], bool]) -> list[tuple[str, bool]]:
    """The sample messages of a kind, and whether each claims something that was not done."""
    samples = {sample["id"]: sample for sample in _lines("samples.jsonl")}
    return [
        (text, not all(is_backed_by(claim, case["done"]) for claim in completed_claims(text)))
        for case in (*_lines("shop.jsonl"), *_lines("hotel/hotel.jsonl"))
        for text in samples[case["id"]][kind]
        if applies(case, text)
    ]


def _is_judged_false(case: dict[str, Any], text: str) -> bool:
    patterns = [p for p in case["never"] if any(piece in p for piece in _OF_CLAIMS)]
    return any(re.search(p, text.replace("’", "'"), re.IGNORECASE) for p in patterns)


@needs_shared_data
def test_the_false_claims_of_the_shared_cases_are_found() -> None:
    """The false claims of the shared cases are found."""
    judged = _judged("bad", _is_judged_false)
    assert len(judged) > 150
    # One names a date that the step it rests on forbids; that is not a matter of what was done.
    assert len([text for text, unbacked in judged if not unbacked]) <= 1


@needs_shared_data
def test_good_reports_of_the_shared_cases_claim_only_what_was_done() -> None:
    """Good reports of the shared cases claim only what was done."""
    judged = _judged("good", lambda case, _: case["move"] == "report")
    assert len(judged) > 100
    assert [text for text, unbacked in judged if unbacked] == []


def test_a_question_from_its_first_word_on_claims_nothing() -> None:
    """Nor do the clauses joined to it."""
    asked = "Have you been able to check with your neighbors, and is the address correct?"
    assert not completed_claims(asked)
    assert completed_claims("I've sent the label, have you received it?")


@pytest.mark.parametrize("row", [" just", ", just,", " now, already,, also then"])
def test_adverbs_may_stand_with_or_without_commas(row: str) -> None:
    """Up to five, however they are punctuated."""
    assert completed_claims(f"It has{row} been cancelled.")


def test_a_long_row_of_adverbs_is_read_at_once() -> None:
    """The ways to divide it by its commas are not all tried; there are 2 to the power of 60."""
    assert not completed_claims(f"It is{', just' * 60} ready.")
