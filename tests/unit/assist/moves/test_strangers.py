"""Live customers of whom there is no record: no name, no order, only what they write."""

from dataclasses import replace

import pytest
from moments import STRANGER, after

from console.assist.moves.rules import next_move
from console.assist.reading.answers import is_unable
from console.channels.scripted.pack import Pack
from console.domain.events import Move
from console.domain.names import UNNAMED


def test_each_issue_has_a_first_message(pack: Pack) -> None:
    """It can be sent as it is, and claims nothing of what is not known."""
    for issue in pack.issues:
        for text in issue.examples:
            move = next_move(after(pack, issue.id, text))
            assert move.text, (issue.id, text)
            assert "{" not in move.text, (issue.id, text)
            assert UNNAMED not in move.text


def test_a_stranger_is_asked_for_the_order(pack: Pack) -> None:
    """In the words of the site, after what is said of the issue."""
    move = next_move(after(pack, "damaged_item", "The lantern arrived with a broken glass."))
    assert move.text.startswith("I'm sorry the item from your order arrived damaged.")
    assert move.text.endswith("And what is your order number?")


def test_nothing_is_done_for_an_order_that_nobody_knows(pack: Pack) -> None:
    """What is announced asks for its number with it, once."""
    pegs = "My tent came without the pegs!"
    first = next_move(after(pack, "missing_part", pegs))
    assert first.move is Move.ACT
    assert first.text.endswith("What is your order number?")
    later = next_move(after(pack, "missing_part", pegs, first.text, "all 12 of them"))
    assert "order number" not in later.text


def test_an_order_that_was_named_is_not_asked_for(pack: Pack) -> None:
    """Its number is taken over from the customer's words."""
    text = "The lantern from LM-58203 arrived with a broken glass."
    move = next_move(after(pack, "damaged_item", text))
    assert "order LM-58203" in move.text
    assert "order number" not in move.text


def test_a_customer_on_record_is_not_asked_for_the_order(pack: Pack) -> None:
    """The record says which orders there are."""
    known = next(each for each in pack.customers if each.orders)
    move = next_move(after(pack, "damaged_item", "The lantern is broken.", customer=known))
    assert "order number" not in move.text


BROKEN = "The lantern arrived with a broken glass."
UNABLE = (
    "A photo isn't possible right now",
    "LM-58203. my phone is broken",
    "no camera here, sorry",
    "i can't take pictures at the moment",
)


@pytest.mark.parametrize("text", UNABLE)
def test_who_can_not_give_something_is_offered_the_articles_other_way(
    pack: Pack, text: str
) -> None:
    """And has given it with what they tell then; to wait or to ask tells nothing."""
    asked = next_move(after(pack, "damaged_item", BROKEN)).text
    offered = next_move(after(pack, "damaged_item", BROKEN, asked, text))
    assert "If a photo isn't possible" in offered.text
    so_far = (BROKEN, asked, text, offered.text)
    told = after(pack, "damaged_item", *so_far, "a crack across, the box was fine")
    assert told.missing == ()
    assert next_move(told).move is Move.ACT
    for nothing in ("ok", "one moment", "and what then?"):
        assert after(pack, "damaged_item", *so_far, nothing).missing


@pytest.mark.parametrize(
    ("text", "move"),
    [
        ("How do I cancel my Refill Club?", Move.ACT),
        ("You charged me for the candle box although I cancelled.", Move.ACT),
    ],
)
def test_what_has_happened_is_what_somebody_said(pack: Pack, text: str, move: Move) -> None:
    """A refund for a box that was charged after the end is for those who were charged."""
    found = next_move(after(pack, "refill_club", text))
    assert found.move is move
    assert ("refund" in found.text) == ("charged" in text)


def test_which_item_is_asked_without_naming_one(pack: Pack) -> None:
    """As the record's first item may be another one."""
    known = next(each for each in pack.customers if each.orders)
    found = after(pack, "price_drop", "saw the same blanket for less on your site", customer=known)
    assert "Which the" not in next_move(found).text


ASKED_PHOTO = "Could you send me one photo of the damage and one of the box?"
OFFERED = (
    "That's fine. If a photo isn't possible, tell me what exactly is broken and how the box looked."
)


@pytest.mark.parametrize(
    "text",
    [
        "No.",
        "This is really annoying.",
        "My name is Tom Baker.",
        "I want my money back.",
        "I already told you what is broken.",
        "I'd rather not describe anything to a robot.",
        "My husband has a camera, he will be back at six.",
    ],
)
def test_what_is_not_told_instead_does_not_count(pack: Pack, text: str) -> None:
    """Only words about what the other way asks for are an answer to it."""
    told = after(pack, "damaged_item", BROKEN, ASKED_PHOTO, "no camera here, sorry", OFFERED, text)
    assert told.missing


@pytest.mark.parametrize("text", ["I'm at work right now.", "Please just unlock it."])
def test_nobody_proves_who_they_are_by_talking(pack: Pack, text: str) -> None:
    """A call in place of the ZIP code leaves it untold."""
    told = after(
        pack,
        "account_locked",
        "My account is locked.",
        "To check that it's you: could you confirm the e-mail address on the account and your ZIP "
        "code?",
        "It's maya@example.com but I don't have the ZIP code or an order number at hand.",
        "That's fine. If you have neither at hand, we can call you back on the phone number in "
        "your account.",
        text,
    )
    assert told.missing


@pytest.mark.parametrize(
    ("issue", "texts"),
    [
        ("damaged_item", ("I can't believe it, the lantern arrived damaged again!",)),
        ("damaged_item", ("I couldn't open the box properly, it was damaged.",)),
        ("damaged_item", ("My lamp arrived broken and I can't reach you by phone!",)),
        ("gift_card", ("I can't use my gift card code.",)),
        ("invoice", ("I don't have an invoice for my order yet, can you send one?",)),
        ("wrong_item", ("I can't use this, I got a dog bed instead of a chair.",)),
        ("damaged_item", (BROKEN, ASKED_PHOTO, "I can't see why you need a photo")),
        ("damaged_item", (BROKEN, ASKED_PHOTO, "I don't have to send photos, do I?")),
        (
            "damaged_item",
            (BROKEN, ASKED_PHOTO, "I won't be able to send the photo before tonight, I'm at work."),
        ),
    ],
)
def test_a_complaint_is_no_inability_to_give_something(
    pack: Pack, issue: str, texts: tuple[str, ...]
) -> None:
    """Nobody is told that it is fine."""
    assert "That's fine" not in next_move(after(pack, issue, *texts)).text


@pytest.mark.parametrize("text", ["I'm busy at the moment", "I'm at work at the moment"])
def test_who_is_busy_is_not_asked_again(pack: Pack, text: str) -> None:
    """The agent waits."""
    assert next_move(after(pack, "damaged_item", BROKEN, ASKED_PHOTO, text)).move is Move.WAIT


def test_a_state_is_no_choice(pack: Pack) -> None:
    """OR is Oregon, so that a yes to an address there is a yes."""
    known = next(each for each in pack.customers if each.orders)
    asked = "Should it go to 12 Main St, Portland, OR 97201?"
    told = after(
        pack,
        "change_address",
        "Can you send it to another address? My e-mail is on the account, ZIP 64109",
        asked,
        "Yes, that's right",
        customer=known,
    )
    other = asked.replace("Portland, OR 97201", "Boise, ID 83702")
    same = after(
        pack,
        "change_address",
        "Can you send it to another address? My e-mail is on the account, ZIP 64109",
        other,
        "Yes, that's right",
        customer=known,
    )
    assert [need.met for need in told.needs] == [need.met for need in same.needs]


def test_nobody_is_called_by_no_name(pack: Pack) -> None:
    """Nor is a gap left where the name would be."""
    for issue in pack.issues:
        texts = [issue.examples[0]]
        for _ in range(3):
            said = next_move(after(pack, issue.id, *texts)).text
            assert ", ;" not in said
            assert ", ." not in said
            texts += [said, "ok"]


@pytest.mark.parametrize(
    "text",
    [
        "Ich kann leider kein Foto machen",
        "Mein Handy ist kaputt",
        "no puedo hacer una foto",
        "No tengo cámara",
        "Je ne peux pas prendre de photo",
        "Je n'ai pas d'appareil photo",
        "Non posso fare una foto",
        "Não consigo tirar foto",
        "Ik kan geen foto maken",
    ],
)
def test_who_has_no_camera_says_so_in_any_language(pack: Pack, text: str) -> None:
    """They are asked for what the article takes instead."""
    assert next_move(after(pack, "damaged_item", BROKEN, ASKED_PHOTO, text)).text == OFFERED


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Ich habe die Postleitzahl nicht zur Hand"),
        ("es", "no tengo el código postal"),
        ("fr", "Je n'ai pas le code postal"),
    ],
)
def test_what_is_lacking_is_named_in_the_customers_language(
    pack: Pack, language: str, text: str
) -> None:
    """By the glossary, since the article's need is in English."""
    customer = STRANGER.model_copy(update={"language": language})
    asked = "Could you give me your ZIP code or the number of your last order?"
    email = "maya@example.com"
    told = after(pack, "account_locked", "account locked", asked, f"{email}. {text}")
    told = replace(told, customer=customer)
    assert "call you back" in next_move(told).text


@pytest.mark.parametrize(
    "text",
    [
        "Ich kann nicht glauben, dass es kaputt ist",
        "Ich kann erst morgen ein Foto machen",
        "no tengo prisa",
        "Te lo mando luego, ahora no puedo hacer la foto",
        "je n'ai pas reçu mon colis",
        "non ho ricevuto il pacco",
        "não tenho pressa",
        "ik heb geen haast",
        "Non ho ancora pagato la fattura",
        "non ho ordinato nulla",
        "Je n'ai pas payé deux fois",
        "Je n'ai pas encore été livré",
        "Ich habe keine Lieferung bekommen",
        "Ich habe kein Paket",
        "Ik heb geen pakket ontvangen",
        "no lo encuentro en mi casa el paquete",
        "no tengo claro el importe pero es 20",
        "não tenho certeza",
        "I don't have my parcel",
    ],
)
def test_a_complaint_in_another_language_is_no_inability_either(text: str) -> None:
    """Nor is a delay, a doubt, or what the customer has not got or done."""
    assert not is_unable(text)


@pytest.mark.parametrize(
    "text",
    [
        "Je n'ai pas encore de photo",
        "je n'ai aucune imprimante",
        "je n'ai pas gardé le ticket",
        "non ho il numero",
        "non ho conservato lo scontrino",
        "ich habe kein Foto vom Paket",
        "ik heb geen foto van het pakket",
        "no tengo el número del paquete",
        "não encontro a fatura",
        "I don't have a photo of the parcel",
    ],
)
def test_what_is_missing_may_be_of_the_parcel(text: str) -> None:
    """A photo or number of it that the customer has not got is one that they can't give."""
    assert is_unable(text)
