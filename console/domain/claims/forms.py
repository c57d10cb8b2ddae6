"""The forms of speech that say something has been done: perfect, passive, set phrases.

Each form is a pattern over a segment of a sentence. ``verb`` is the participle if the form has one;
otherwise ``sense`` is the operation that the form claims. The subject of a form without an active
agent stands before it and is what the operation was done to.
"""

from typing import Final

from console.domain.claims.parts import (
    ADVERB,
    ADVERBS,
    NOT_MODAL,
    OURS,
    THEY,
    US,
    VERB,
    WHEN,
    WHERE,
    Voice,
    form,
)

_OUR_SIDE = (
    "colleague colleagues team teams manager managers supervisor supervisors desk department"
    " staff warehouse workshop office system specialist specialists engineer engineers technician"
    " technicians somebody someone people accountant accountants packers shop accounting"
    " bookkeeping finance billing"
)
_OTHER_SIDE = (
    "carrier courier driver bank supplier manufacturer maker provider depot office vendor seller"
    " insurer processor"
)


VERBAL_FORMS: Final = (
    form(
        Voice.ACTIVE,
        f"i we {_OUR_SIDE}",
        rf"\b{US}{WHERE}(?:'ve|'d| have| had| has)?{ADVERBS} {VERB}",
    ),
    form(
        Voice.ACTIVE,
        "have had",
        rf"(?=\bha)(?<!\bto ){NOT_MODAL}(?:have|had) (?:i|we){ADVERBS} {VERB}",
        is_no_question=True,
    ),
    form(
        Voice.ACTIVE,
        "got had gotten have",
        rf"\b{US}(?:'ve| have)?{ADVERBS} (?:got|had|gotten|have)"
        r"(?: (?:it|that|this|them|everything|(?:your|the|a)(?: [\w-]+){1,3}?))"
        rf"{ADVERBS} {VERB}",
    ),
    form(
        Voice.OTHERS,
        "has have ve s",
        rf"(?=\b(?:ha|'[vs]))(?<!\byou )(?<!\bbank ){NOT_MODAL}(?:has|have|'ve|'s)"
        rf"{ADVERBS} {VERB}",
    ),
    form(
        Voice.PASSIVE,
        "been",
        rf"(?=\bha|'[vs]){NOT_MODAL}(?:has|have|had|'ve|'s){ADVERBS} been{ADVERBS} {VERB}",
    ),
    form(
        Voice.PRESENT,
        "is are am s re m got get gets stand stands",
        rf"(?=[iag's])(?:\b(?:is|are|am)|'s|'re|'m|\bgot|\bgets?|\bstands?){ADVERBS} {VERB}",
    ),
    form(Voice.PAST, "was were got", rf"\b(?:was|were|got){ADVERBS} {VERB}"),
    form(
        Voice.INFINITIVE,
        "managed able succeeded did",
        r"(?:\bmanaged to|\b(?:was|were|been) able to|\bsucceeded in|\b(?:i|we)(?: also)? did) "
        rf"(?!not\b){VERB}",
    ),
    form(
        Voice.INFINITIVE,
        "finished completed liberty done",
        rf"\b(?:finished|completed|(?:taken|took) the liberty of|done) {VERB}",
    ),
    form(Voice.ACTIVE, "having", rf"\bhaving{ADVERBS} {VERB}"),
    form(
        Voice.INFINITIVE,
        "had got gotten",
        r"\b(?:i|we)(?:'ve| have)?(?: just| already)? (?:had|got|gotten)"
        rf" (?:(?:our|my|the|a|another) [\w-]+|someone|somebody)(?: to)? {VERB}",
    ),
    form(Voice.PRESENT, "that", rf"\bthat(?:'s| is) (?:your|the) [\w-]+(?: [\w-]+)? {VERB}"),
    form(
        Voice.DOING,
        f"{_OUR_SIDE} {_OTHER_SIDE} they",
        rf"\b(?:{OURS}|{THEY}|they)(?:'s|'re| is| are){ADVERBS} (?P<verb>[a-z][a-z-]+ing)\b",
    ),
    form(
        Voice.BEING,
        "being",
        rf"(?:\b(?:is|are|am)|'s|'re){ADVERBS} being{ADVERBS} {VERB}",
    ),
)

_BARE: Final = form(
    Voice.BARE,
    "",
    r"^\W*+(?:(?:okay|ok|yes|great|perfect|and|so|there|good news|sure|right|well|then),? )*"
    rf"(?:{ADVERB},? )*{VERB}",
)
_TRAILING: Final = form(
    Voice.BARE,
    "",
    r"^\W{0,20}(?:(?:okay|ok|yes|and|so),? )?(?P<subject>(?:[\w$%.-]+ ){1,5}?)"
    rf"(?:{ADVERB} ){{0,5}}{VERB}"
    rf"(?: (?:{WHEN}|now|for you|already|again|to (?:you|your [\w-]+))){{0,5}}\W*$",
)

CLAUSE_FORMS: Final = (_BARE, _TRAILING)
"""Forms without a finite verb: a whole clause must have this form."""
