"""Whether a sentence describes what a need asks for, in whatever words the customer has.

Articles ask "What is broken?" or "What exactly happens?", and customers say what is the matter
before anybody asks, hardly ever in the article's words. What makes a sentence a description is its
form: a thing and what is wrong with it, what there is too little of, why something is wished.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from console.assist.reading.patterns import pattern
from console.assist.reading.wording import concepts, plain
from console.domain.alternatives import in_order

VAGUE = frozenset(
    """someth someth thing stuff item order kit whole complet everyth anyth lot bit kind sort day
    time policy contract customer member book send give file make report claim ask evening
    morning night hi good buy problem issu help want need know think see say tell get got differ
    wrong somebody someon parcel packag deliveri shipment terribl stat troubl garbag bad awful
    horribl mess condition angri again part piec anoth product""".split()
)
"""Stems of words that describe nothing by themselves."""

_FAULT = pattern(
    r"""
    \b(?:won't|wont|doesn't|doesnt|don't|dont|can't|cant|cannot|couldn't|isn't|no longer|never|
    not|nothing|nobody|refuses to|fails? to|stopped|stops|keeps?|kept|started|starts)[ ]\w+|
    \b(?:is|are|was|were|stays?|came|comes|gets?|got|went|goes|turned|arrived|feels?|looks?|
    smells?)(?:[ ]\w+)?[ ](?:broken|cracked|dead|cold|hot|wet|bent|torn|loose|stuck|shattered|
    chipped|dented|scratched|stained|dirty|damaged|defective|faulty|leaking|swollen|rude|late|blank|
    black|frozen|empty|crooked|off|apart|flat|open|slow|noisy|out|in pieces|mouldy|moldy|rusty|
    burnt|stolen)\b|
    \b(?:leaks?|drips?|crash(?:es|ed)?|freezes?|froze|dies|died|smells?|smokes?|rattles?|squeaks?|
    blinks?|blinking|flashes|flashing|overheats?|burns?|burst|snapped|cracked|shattered|tore|torn|
    broke|bent|chipped|dented|split|switch(?:es)?[ ]off|turns?[ ]off|shuts?[ ]down|cuts?[ ]out|
    falls?[ ]off|fell[ ]off|c[ao]mes?[ ]off|shows?|hit|slipped|stole|laughed|shouted|yelled|
    threw)\b|
    \b(?:a|an|the|some)[ ](?:\w+[ ])?(?:crack|hole|scratch|dent|stain|tear|leak|noise|smell|chip|
    gap|burn|rattle|error)\b|\bno[ ]\w+
"""
)
_LACKS = pattern(
    r"""
    \b(?:no|without|only|except|lacks?|lacking|missing|minus|short of)\b|
    \b(?:everything|all) but\b|\binstead of \d|
    \b(?:isn't|aren't|wasn't|weren't|not)[ ](?:in|inside|there|included|with)\b
"""
)
_LEFT = pattern(
    r"""
    \b(?:left|forgot|forgotten|lost|still|must be|should be|dropped|misplaced)\b.{0,60}\b(?:my|our|
    his|her|an?)\b|\b(?:my|our|his|her)\b.{0,60}\b(?:left|forgot|lost|still|must be|
    should be|there)\b
"""
)
_CHARGED = pattern(
    r"""
    [$€£]\s?\d|\b\d+(?:\.\d\d)? ?(?:dollars|bucks|usd|euros?)\b|\b(?:fee|charge)\b|
    \b(?:charged|billed|paid|paying)[ ](?:me[ ])?for\b|\bon it\b|
    \b(?:never|didn't|did not)[ ](?:order|want|have|get|ask)\w*\b
"""
)
_SAYS = pattern(
    r"""
    \b(?:says?|said|saying|shows?|showed|showing|reads|displays?|tells? me|told me|telling me|
    got|get|getting)[ :,]+\w.*\w|['"“][^'"”]{3,}['"”]
"""
)
_WHY = re.compile("")
"""Any text: whether it gives a reason is a concept's matter."""


@dataclass(frozen=True, slots=True)
class _Form:
    """A kind of description: what asks for it, and what a sentence has that is one.

    ``beside`` are concepts that tell nothing of this kind, ``must`` one that a sentence has to
    have. ``sure`` is how surely such a sentence is meant, ``otherwise`` how surely another one is,
    null if that is left to other readers.
    """

    asks: re.Pattern[str]
    says: re.Pattern[str]
    sure: float
    otherwise: float | None = None
    beside: frozenset[str] = frozenset()
    must: str = ""


_FORMS: Sequence[_Form] = (
    _Form(pattern(r"^(?:the )?reasons?\b|^why\b|\breason for\b"), _WHY, 0.7, 0.0, must="reason"),
    _Form(
        pattern(r"\b(?:missing|lacking|left out)\b"),
        _LACKS,
        0.7,
        0.0,
        beside=frozenset(("missing", "receive")),
    ),
    _Form(
        pattern(r"\b(?:left behind|lost|forgotten|forgot|left)\b"),
        _LEFT,
        0.65,
        beside=frozenset(("lost",)),
    ),
    _Form(
        pattern(
            r"""
            \b(?:item|line|charge|position|entry|fee)s? (?:on|of|in) (?:it|the|your|their|that)\b|
            \bwhich (?:fee|charge|line)\b
            """
        ),
        _CHARGED,
        0.65,
        beside=frozenset(("pay", "bill", "invoic", "fee", "charg", "buy", "dollar", "buck")),
    ),
    _Form(
        pattern(
            in_order(
                r"\b(?:what|which) ",
                r"\b(?:say|said|show|shown|display|read|message|error)\b",
            )
        ),
        _SAYS,
        0.7,
    ),
    _Form(
        pattern(
            r"""
            \b(?:happens?|happened|happen|wrong|problem|issue|trouble|matter|symptoms?|describe|
            kind of|broken|damaged|complain\w*|noise|not work\w*|should be done|to be done|
            repaired?|fixed)\b
            """
        ),
        _FAULT,
        0.65,
        beside=frozenset(("arrive", "receive", "damage", "open")),
    ),
)


def describes(sentence: str, wanted: str) -> float | None:
    """How surely a sentence is the description that ``wanted`` asks for.

    Null if ``wanted`` asks for none of the kinds that have a form of their own, or if the sentence
    hasn't that form and may still be one; 0 if it can't be.
    """
    asked, said = plain(wanted), plain(sentence)
    form = next((form for form in _FORMS if form.asks.search(asked)), None)
    if form is None:
        return None
    spoken = concepts(sentence)
    has_form = form.says.search(said) is not None and (not form.must or form.must in spoken)
    return form.sure if has_form and spoken - VAGUE - form.beside else form.otherwise


def scope(text: str) -> Literal["one", "all"] | None:
    """Whether a customer says that they alone are concerned, or all; null if neither."""
    said = plain(text)
    if _ALONE.search(said):
        return "one"
    return "all" if _ALL.search(said) else None


_ALONE = pattern(
    r"""
    \b(?:the )?only (?:ones?|me|us|my|our|mine|ours)\b|\bjust (?:me|us|my|our|mine|ours)\b|
    \b(?:nobody|no one) else(?! (?:too|as well))\b|\bonly here\b
"""
)
_ALL = pattern(
    r"""
    \bnot (?:just|only) (?:me|us|mine|ours)\b|\b(?:everyone|everybody)\b|
    \b(?:whole|entire) (?:street|road|block|building|house|neighbou?rhood|village|town|city|office|
    floor|team|family|area|complex|class|school|company|department)\b|\ball of (?:us|them)\b|
    \b(?:others?|neighbou?rs?) (?:too|as well|also)\b
"""
)
