"""Drafts that state what is not on record, in words that no list of forms foresees.

Each set was written before it was tried. A line is a moment (``unbacked/moments.toml``), with the
language of the draft if it is not English, and the attempt. ``{w}`` stands for the approved
wording, ``{w_}`` for it without its last mark, ``{name}`` for the customer's first name. Where an
attempt has honest parts too, what is false is in brackets.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from draft_moments import FOLDER, brief_of, moments, site_of

from console.assist.drafting.backed import Backing
from console.assist.drafting.review import backing, objections_to, review

SETS = ("first", "second", "third", "fourth")


def _attempts(name: str) -> Iterator[tuple[str, str, str]]:
    """Moment, language and attempt of each line."""
    for line in (FOLDER / f"{name}.txt").read_text("utf-8").splitlines():
        where, _, attempt = line.partition(" | ")
        moment, _, language = where.partition("@")
        yield moment, language or "en", attempt


def _drafts(moment: str, language: str, attempt: str) -> tuple[list[str], str]:
    """The attempt as whole drafts, and what is false in it: what is in brackets, else all.

    By itself, after the wording and before it, unless it is woven in.
    """
    plan = brief_of(moment, language).plan
    assert plan is not None
    text = attempt.replace("{name}", plan.situation.first_name)
    _, bracket, rest = text.partition("[")
    false = rest.partition("]")[0] if bracket else text
    text = text.replace("[", "").replace("]", "")
    if "{w" in text or language != "en":
        bare = plan.wording.rstrip(".?!")
        return [text.replace("{w}", plan.wording).replace("{w_}", bare)], false
    return [text, f"{plan.wording} {text}", f"{text} {plan.wording}"], false


def _shown(moment: str, language: str, draft: str) -> str:
    """What the agent would be shown of a draft."""
    brief = brief_of(moment, language)
    style = replace(brief.style, continues=False)
    return review(replace(brief, style=style), draft, cut_off=False).text or ""


def test_the_sets_are_as_large_as_they_say() -> None:
    """Sixty attempts in each, none of them twice, from ten articles at least."""
    every = [attempt for name in SETS for attempt in _attempts(name)]
    assert len(every) == len(set(every)) == 60 * len(SETS)
    for name in SETS:
        used = [moments()[moment] for moment, _, _ in _attempts(name)]
        assert len({(moment["site"], moment["issue"]) for moment in used}) >= 10


@pytest.mark.parametrize("name", SETS)
def test_nothing_of_an_attempt_is_shown(name: str) -> None:
    """What is shown is the approved wording, or what the draft says beside the attempt."""
    passed = []
    for moment, language, attempt in _attempts(name):
        drafts, false = _drafts(moment, language, attempt)
        passed += [shown for d in drafts if false in (shown := _shown(moment, language, d))]
    assert passed == []


@pytest.mark.parametrize("site", ["shop", "hotel", "bank", "parcel"])
def test_every_approved_text_backs_itself(site: str) -> None:
    """Questions, announcements, reports, answers and refusals, in whatever form they are asked."""
    texts = [text for article in site_of(site).articles for _, text in article.approved_texts()]
    unbacked = {
        text: found for text in texts if text and (found := Backing((text,)).unbacked(text))
    }
    assert unbacked == {}


def test_a_step_that_the_wording_announces_is_no_secret() -> None:
    """The prompt quotes the steps of the article, and an announcement is made of them."""
    brief = brief_of("hotel-change")
    assert brief.template is not None
    assert objections_to(brief, brief.template) == []


def test_a_question_of_the_models_own_holds_the_draft_back() -> None:
    """Without it the draft might ask less than the wording, which may have said it so."""
    shown = _shown("warranty-given", "en", "When did the flickering begin?")
    assert shown == brief_of("warranty-given").template


HONEST = """
unlock-nothing | I'm sorry to hear that you can't sign in, {name}. To check that it's you, could you please confirm the email address on your account and your ZIP code?
unlock-nothing | Hi {name}, thank you for reaching out. You can't get into your account at the moment. To check that it's you, could you tell me the e-mail address on the account and your zip code?
unlock-given | Thanks, {name}. I'll now compare that with your account.
unlock-given | Thank you for the details, {name}! I will compare that with your account.
unlock-done | Good news, {name}: I've unlocked your account, and your orders and points are all still there.
unlock-done | I have unlocked your account, {name}. Your orders and points are still there.
twice-nothing | I understand how frustrating this is. I'll look whether a second order came in within the hour.
late-nothing | I'm sorry about the delay with your parcel. {w}
net-technician | Technicians come Monday to Saturday from 8 to 12, 12 to 4, or 4 to 7. If nobody's at home, the trip costs $45.
bank-recall | A transfer went to the wrong account. Could you please tell me the account number it should have gone to, and the amount?
hotel-noise | I'm sorry that your room is too loud to rest in, {name}. What is your room number, please?
hotel-noise | I'm sorry people are partying next door. {w}
hotel-change | Of course. I'll check the house is not full, then cancel your booking QH-5107 free of charge and send you the new confirmation by e-mail.
unlock-nothing@de | Guten Tag {name}, das tut mir leid. Könnten Sie mir bitte die E-Mail-Adresse Ihres Kontos und Ihre Postleitzahl nennen?
unlock-given@de | Vielen Dank, {name}. Ich werde das jetzt mit Ihrem Konto abgleichen.
unlock-done@de | Ich habe Ihr Konto entsperrt.
net-offline@de | Ich sehe mir jetzt die Liste der Störungen für Ihre Adresse an.
unlock-nothing@es | Hola {name}, lo siento. ¿Podría confirmarme el correo electrónico de la cuenta y su código postal?
unlock-done@es | He desbloqueado su cuenta, {name}.
giftcard-nothing@es | Voy a activar la tarjeta ahora.
bank-recall@es | ¿Me podría indicar el número de cuenta y el importe?
unlock-nothing@fr | Bonjour {name}, je suis désolé. Pourriez-vous me confirmer l'adresse e-mail du compte et votre code postal ?
giftcard-nothing@it | Ora attiverò la carta.
giftcard-nothing@pt | Vou ativar o cartão agora.
unlock-nothing@nl | Kunt u mij het e-mailadres van uw account en uw postcode geven?
""".strip().splitlines()  # noqa: E501 - whole drafts


@pytest.mark.parametrize("line", HONEST)
def test_what_fits_the_wording_to_the_chat_is_backed(line: str) -> None:
    """Courtesies, the customer's words taken up, clauses joined, small words changed."""
    where, _, text = line.partition(" | ")
    moment, _, language = where.partition("@")
    brief = brief_of(moment, language or "en")
    assert brief.plan is not None
    (draft, *_), _ = _drafts(moment, language or "en", text)
    assert backing(brief, brief.plan).unbacked(draft) == []


@pytest.mark.parametrize("line", [line for line in HONEST if "@de" in line])
def test_german_nouns_are_no_names(line: str) -> None:
    """They have capitals, one beside the other: a draft with them is shown."""
    where, _, text = line.partition(" | ")
    moment, _, language = where.partition("@")
    (draft, *_), _ = _drafts(moment, language, text)
    assert objections_to(brief_of(moment, language), draft) == []


def test_a_strangers_name_is_none_of_the_words_of_the_glossary() -> None:
    """What is vouched for in German is vocabulary, not people."""
    draft = "Ich werde das mit Gunther Petersmann abgleichen."
    assert any("Petersmann" in it for it in objections_to(brief_of("unlock-given", "de"), draft))
