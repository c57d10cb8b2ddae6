"""What no suggestion may say at a moment: what is not so, what was said, what was given."""

import re

from console.assist.moves.declining import refusal
from console.assist.moves.doing import approved
from console.assist.moves.situation import Need, Situation
from console.assist.moves.words import content_words, is_negated, meanings, overlap, sentences
from console.assist.reading.patterns import pattern
from console.domain.claims import completed_claims, is_backed_by, record_texts
from console.domain.events import Stance

_REQUESTS = pattern(
    r"""
    \?$|\b(?:could|can|would|will) you\b|
    \bplease (?:also |just |still )*(?:confirm|provide|send|share|tell|give|let|write|type|state|
    reply|check)\b|
    \bi(?:['’]ll| will|['’]d)?(?: just| still| also)? need\b|\b(?:tell|give|send) (?:me|us)\b|
    \blet me know\b
""",
    re.IGNORECASE,
)
"""Wants something of the customer."""
_GOOD_BYE = pattern(
    r"""
    \b(?:welcome|glad|happy|pleasure|enjoy|have an?|take care|any ?time|thank|night|bye|gern|
    schönen|gusto|placer|buen|feliz|plaisir|bonne)\b|[。！]
""",
    re.IGNORECASE,
)
"""Words of a good-bye, in the languages that customers have."""

_SAME = 0.9
_ORDER_WORDS = 3


def untrue(text: str, situation: Situation) -> tuple[str, ...]:
    """Why a text must not be suggested now, each reason in a few words; empty if it may be."""
    return (
        *unfounded(text, situation),
        *asks_for_given(text, situation),
        *repeats_message(text, situation),
        *names_another(text, situation),
        *promises_forbidden(text, situation),
        *disturbs(text, situation),
    )


def unfounded(text: str, situation: Situation) -> tuple[str, ...]:
    """Claims that something was done which was not."""
    record = [situation.evidence.record, *record_texts(situation.customer)]
    reports = " ".join(approved(situation, step, "report") for step in situation.done)
    return tuple(
        f"it claims what is not done: {claim.sentence}"
        for claim in completed_claims(text)
        if claim.sentence not in reports and not is_backed_by(claim, situation.done, record)
    )


def asks_for_given(text: str, situation: Situation) -> tuple[str, ...]:
    """Questions for what the customer has told."""
    missing = set().union(*(meanings(need.wanted) for need in situation.missing), frozenset())
    asked = [s for s in sentences(text) if _REQUESTS.search(s)]
    return tuple(
        f"it asks for what was given: {need.entry}"
        for need in situation.needs
        if need.met and any(_asks(sentence, need, missing) for sentence in asked)
    )


def _asks(sentence: str, need: Need, missing: set[str]) -> bool:
    own = meanings(need.wanted) - missing
    return bool(own) and len(own & meanings(sentence)) / len(own) >= 0.6


def repeats_message(text: str, situation: Situation) -> tuple[str, ...]:
    """An earlier message of the agent, said again."""
    words, letters = content_words(text), _letters(text)
    for earlier in situation.agent_texts:
        if letters and letters == _letters(earlier):
            return ("it repeats an earlier message",)
        if letters and len(words) > _ORDER_WORDS and letters in _letters(earlier):
            return ("it repeats an earlier message",)
        before = content_words(earlier)
        if len(words) > _ORDER_WORDS and len(before) > _ORDER_WORDS and _alike(words, before):
            return ("it repeats an earlier message",)
    return ()


def _letters(text: str) -> str:
    """A text without capitals, blanks and marks: short messages say too few words to compare."""
    return "".join(re.findall(r"\w", text.lower()))


def _alike(words: tuple[str, ...], before: tuple[str, ...]) -> bool:
    shared = len(set(words) & set(before))
    return shared / max(len(set(words)), len(set(before))) >= _SAME


def names_another(text: str, situation: Situation) -> tuple[str, ...]:
    """An order or an item of the customer's that the chat is not about.

    A question which of an order's items it is names them all while that isn't known.
    """
    if situation.order is None:
        return ()
    whole = [s for s in sentences(text) if situation.item or not _WHICH_OF_THEM.search(s)]
    lower = " ".join(whole).lower()
    in_chat = " ".join(m.text.lower() for m in situation.messages)
    others = [o.id for o in situation.customer.orders if o.id != situation.order.id]
    named = [o for o in others if o.lower() in lower and o.lower() not in in_chat]
    name = situation.item.name if situation.item else ""
    items = [i.name.split(",")[0] for o in situation.customer.orders for i in o.items]
    named += [
        item
        for item in items
        if " " in item
        and item.lower() in lower
        and item.lower() not in name.lower()
        and item.lower() not in in_chat
        and not overlap(item, in_chat)
    ]
    return tuple(f"it names another order or item: {it}" for it in dict.fromkeys(named))


_WHICH_OF_THEM = re.compile(r"\bwhich (?:item|one)\b.* or .*\?", re.IGNORECASE | re.DOTALL)


def promises_forbidden(text: str, situation: Situation) -> tuple[str, ...]:
    """A promise of what policy forbids here."""
    refused = refusal(situation)
    if refused is None:
        return ()
    wanted = meanings(refused.no)
    for sentence in sentences(text):
        if re.search(
            r"\b(?:i['’]ll|i will|i can|we['’]ll|let me|you(?:['’]ll)? (?:get|have|receive))\b",
            sentence,
            re.IGNORECASE,
        ):
            allowed = meanings(refused.instead)
            own = meanings(sentence)
            if own & wanted and not own & allowed and not is_negated(sentence):
                return (f"it promises what is not possible: {sentence}",)
    return ()


def disturbs(text: str, situation: Situation) -> tuple[str, ...]:
    """Anything but a good-bye to a customer who is content, or a request to one who is looking."""
    if situation.stance is Stance.CONTENT and (
        "?" in text or not _GOOD_BYE.search(text) or len(text.split()) > 30
    ):
        return ("the customer is content: only a good-bye fits",)
    if situation.stance is Stance.LEAVING and _REQUESTS.search(text):
        return ("the customer is looking it up: it should wait",)
    return ()
