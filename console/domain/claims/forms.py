"""The forms of speech that say something has been done: perfect, passive, states, set phrases.

Each form is a pattern over a segment of a sentence. ``verb`` is the participle if the form has one;
otherwise ``sense`` is the operation that the form claims. The subject of a form without an active
agent stands before it and is what the operation was done to.
"""

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

from console.domain.alternatives import by_initial


class Voice(Enum):
    """How a form names the deed; which verbs count in it depends on this."""

    ACTIVE = "I've cancelled it"
    OTHERS = "the warehouse has shipped it"
    PASSIVE = "it has been cancelled"
    PRESENT = "it is cancelled"
    PAST = "it was cancelled"
    BARE = "Cancelled!"
    INFINITIVE = "I managed to cancel it"
    STATE = "it is on its way"


@dataclass(frozen=True, slots=True)
class Form:
    """One way of saying that something has been done.

    ``words`` are those of which a segment must have one for the pattern to match at all: to look
    them up is much faster than to try it. Where ``is_no_question``, a segment that asks has none.
    """

    voice: Voice
    pattern: re.Pattern[str]
    sense: str = ""
    words: frozenset[str] = frozenset()
    is_no_question: bool = False


# Adverbs that may stand inside a verb group. Those that make a habit or a guess of it don't.
_HABITUAL = (
    r"usually|normally|automatically|generally|typically|only|likely|probably|possibly|rarely"
)
_GUESS = (
    r"hopefully|presumably|apparently|supposedly|easily|quickly|nicely|originally|previously"
    r"|initially|reply|early"
)
_PLAIN_ADVERB = by_initial(
    "just|now|already|also|since|then|both|all|today|again|even|at last|in fact|of course|too"
    "|at once|right away|right now|meanwhile|in the meantime|for you|gone ahead and|went ahead and"
    "|gone and|went and|been and|as promised|indeed|still|soon|hereby|yet again|once more"
)
_ADVERB = rf"(?:{_PLAIN_ADVERB}|(?!{by_initial(f'{_HABITUAL}|{_GUESS}')}\b)[a-z]+ly)"
_ADVERBS = rf"(?:,? {_ADVERB}(?:,{{0,2}} {_ADVERB}){{0,4}},?)?"
"""Up to five adverbs, each with commas around it or without; a comma belongs to one place only,
since otherwise the ways to divide them double with every comma."""
_BETWEEN = "{0,100}?"
"""So many characters may stand between the parts of a form: to look further from each of many
beginnings takes the square of the text's length."""
_US = (
    r"(?:i|we|my (?:colleague|team|manager|supervisor)s?"
    r"|(?:our|the) [a-z-]+ ?(?:team|desk|department|staff)"
    r"|(?:our|the) (?:team|warehouse|workshop|back office|staff|system|manager|supervisor"
    r"|specialists?|engineers?|technicians?)|(?:a|another|one of my|one of our) colleagues?"
    r"|somebody|someone)"
)
_VERB = r"(?P<verb>[^\W\d_][\w-]+)"
_NOT_MODAL = (
    r"(?<!\bwill )(?<!'ll )(?<!\bshould )(?<!\bwould )(?<!\bcould )(?<!\bmight )(?<!\bmust )"
    r"(?<!\bmay )(?<!\bto )(?<!\bcan )(?<!'d )(?<!\bshall )"
)


def _form(
    voice: Voice, words: str, pattern: str, sense: str = "", *, is_no_question: bool = False
) -> Form:
    compiled = re.compile(pattern, re.IGNORECASE)
    return Form(voice, compiled, sense, frozenset(words.split()), is_no_question)


_OUR_SIDE = (
    "i we colleague colleagues team teams manager managers supervisor supervisors desk department"
    " staff warehouse workshop office system specialist specialists engineer engineers technician"
    " technicians somebody someone"
)


VERBAL_FORMS: Final = (
    _form(Voice.ACTIVE, _OUR_SIDE, rf"\b{_US}(?:'ve|'d| have| had| has)?{_ADVERBS} {_VERB}"),
    _form(
        Voice.ACTIVE,
        "have had",
        rf"(?=\bha)(?<!\bto ){_NOT_MODAL}(?:have|had) (?:i|we){_ADVERBS} {_VERB}",
        is_no_question=True,
    ),
    _form(
        Voice.ACTIVE,
        "got had gotten have",
        rf"\b{_US}(?:'ve| have)?{_ADVERBS} (?:got|had|gotten|have)"
        r"(?: (?:it|that|this|them|everything|(?:your|the|a)(?: [\w-]+){1,3}?))"
        rf"{_ADVERBS} {_VERB}",
    ),
    _form(
        Voice.OTHERS,
        "has have ve s",
        rf"(?=\b(?:ha|'[vs]))(?<!\byou )(?<!\bbank ){_NOT_MODAL}(?:has|have|'ve|'s)"
        rf"{_ADVERBS} {_VERB}",
    ),
    _form(
        Voice.PASSIVE,
        "been",
        rf"(?=\bha|'[vs]){_NOT_MODAL}(?:has|have|had|'ve|'s){_ADVERBS} been{_ADVERBS} {_VERB}",
    ),
    _form(
        Voice.PRESENT,
        "is are am s re m got get gets stand stands",
        rf"(?:\b(?:is|are|am)|'s|'re|'m|\bgot|\bgets?|\bstands?){_ADVERBS} {_VERB}",
    ),
    _form(Voice.PAST, "was were got", rf"\b(?:was|were|got){_ADVERBS} {_VERB}"),
    _form(
        Voice.INFINITIVE,
        "managed able succeeded did",
        r"(?:\bmanaged to|\b(?:was|were|been) able to|\bsucceeded in|\b(?:i|we)(?: also)? did) "
        rf"(?!not\b){_VERB}",
    ),
    _form(
        Voice.INFINITIVE,
        "finished completed liberty done",
        rf"\b(?:finished|completed|(?:taken|took) the liberty of|done) {_VERB}",
    ),
    _form(Voice.ACTIVE, "having", rf"\bhaving{_ADVERBS} {_VERB}"),
    _form(
        Voice.INFINITIVE,
        "had got gotten",
        r"\b(?:i|we)(?:'ve| have)?(?: just| already)? (?:had|got|gotten)"
        rf" (?:(?:our|my|the|a|another) [\w-]+|someone|somebody)(?: to)? {_VERB}",
    ),
    _form(Voice.PRESENT, "that", rf"\bthat(?:'s| is) (?:your|the) [\w-]+(?: [\w-]+)? {_VERB}"),
    # French: "j'ai débloqué", "est débloqué", "a été annulé", "je viens de débloquer"
    _form(Voice.ACTIVE, "ai avons", rf"\b(?:j'ai|nous avons|on a)(?: bien| déjà)? {_VERB}"),
    _form(
        Voice.PASSIVE,
        "est sont été",
        rf"\b(?:est|sont|(?:a|ont) été)(?: bien| déjà| maintenant)? {_VERB}",
    ),
    # German: "ich habe … storniert", "wurde … erstattet", "ist storniert"
    _form(
        Voice.ACTIVE,
        "ich wir",
        rf"\b(?:(?:ich|wir) hab(?:e|en)|hab(?:e|en) (?:ich|wir))\b"
        rf"[^,. ]*+(?: (?!nicht\b|kein)[^,. ]*+){{0,10}}? {_VERB}(?= und\b|[,.! ]*$)",
    ),
    _form(
        Voice.PASSIVE,
        "ist sind wurde wurden",
        rf"\b(?:ist|sind|wurden?)\b"
        rf"[^,. ]*+(?: (?!nicht\b|kein|noch\b)[^,. ]*+){{0,10}}? {_VERB}"
        r"(?= worden| und\b|[,.! ]*$)",
    ),
    # Spanish: "he cancelado", "ha sido cancelado", "está cancelado", "cancelé", "acabo de enviar"
    _form(Voice.ACTIVE, "he hemos", rf"(?<!\bno )\b(?:he|hemos)(?: ya| recién)? {_VERB}"),
    _form(
        Voice.PASSIVE,
        "sido fue fueron está están queda quedó quedan",
        r"(?<!\bno )\b(?:(?:ha|han) sido|fue|fueron|está|están|queda|quedó|quedan)(?: ya)? "
        rf"{_VERB}",
    ),
    _form(Voice.ACTIVE, "", r"(?<!\bno )\b(?P<verb>[a-zá-ú]{3,}(?:é|í|amos|imos))\b"),
    _form(
        Voice.ACTIVE,
        "acabo acabamos",
        r"(?<!\bno )\bacab(?:o|amos) de (?P<verb>\w+[aei]r)(?:l[aeo]s?|se)*\b",
    ),
)

_DONE = (
    r"(?:done|sorted|set|arranged|settled|fixed|finished|taken care of|handled|resolved|completed?)"
)
_WAY = (
    r"(?:on (?:its|the|their|his|her) way|under ?way|en route|in the (?:mail|post)|out the door"
    r"|(?:headed|heading|coming) your way|gone out|out for|in transit to you|with you)"
)
_BOX = (
    r"(?:in|to|at) your (?:e-?mail|email|mail|inbox|mailbox|messages?|texts?|account|junk|spam)\b"
)
_WHEN = r"(?:today|just now|this (?:morning|afternoon|minute)|a (?:moment|minute)s? ago|yesterday)"
_DONE_WORDS = (
    "done sorted set arranged settled fixed finished taken handled resolved complete completed"
)
_WAY_WORDS = "way underway under route mail post door headed heading coming out transit with"
_BOX_WORDS = "mail email inbox mailbox message messages text texts account junk spam"
_NOW = rf"(?:\b{by_initial('is|are|has|have|went|now|already')}|'(?:s|re|ve))"
_IS = rf"(?:\b(?:is|are)|'s|'re){_ADVERBS}"
_BECAME = rf"(?: is| has| are|'s|'re| went){_ADVERBS}"


def _states(sense: str, *patterns: tuple[str, str]) -> tuple[Form, ...]:
    return tuple(_form(Voice.STATE, words, pattern, sense) for words, pattern in patterns)


STATES: Final = (
    *_states(
        "done",
        (
            _DONE_WORDS,
            rf"^\W*+(?:all |yes,? |okay,? |ok,? |and )*{_DONE}\b(?! (?:by|with|if))"
            rf"|\ball (?:{_DONE}|good to go)\b"
            rf"|\b(?:you're|you are){_ADVERBS} (?:all )?(?:set|sorted)\b"
            rf"|\b(?:it|this|that|everything|all|which)(?:'s| is| has been| are){_ADVERBS}"
            rf" (?:all )?{_DONE}\b",
        ),
        (
            "consider",
            r"\bconsider (?:it|that|this|your [\w-]+|the [\w-]+) (?P<verb>[\w-]+)",
        ),
        (
            "care dealt seen go",
            r"\b(?:been |'s |is )?(?:taken care of|dealt with|seen to|good to go)\b"
            r"|\b(?:I|we)(?:'ve| have)?,? (?:already )?took care of\b",
        ),
        ("done deal mission", r"\b(?:job|deed) done\b|\bdone deal\b|\bmission accomplished\b"),
        ("should", r"\bshould (?:now|already) (?:be|work|have)\b"),
        ("name", r"\bhas your name on it\b"),
        ("waiting ready", rf"{_IS} (?:waiting|ready) for you\b"),
        (
            "confirm successful",
            r"\b(?:i|we)(?: hereby| can| gladly)* confirm (?:the|your) (?P<subject>cancel+ation"
            r"|refund|change|exchange|replacement)"
            r"|\b(?:refund|cancel+ation|change|exchange|redirection|activation)"
            r"(?: was| is| has been)? successful",
        ),
        (
            "running normal again business",
            r"\b(?:up and running|back to normal|works? again|working again|back in business)\b",
        ),
        (
            "viens venons",
            r"\b(?:je viens|nous venons) (?:de |d')(?!vous (?:lire|écrire)|lire|voir)\w+er\b",
        ),
        ("that trick", r"\bthat did (?:it|the trick)\b"),
        (
            "through complete completed done successful finished",
            r"\b(?P<subject>(?:un)?(?:lock|block|cancel+|refund|book|order|chang|redirect|reset+|"
            r"activat|send|shipp|upgrad|renew)ing)(?: is| has| was|'s| went| now){0,2}"
            r" (?:gone )?(?:through|complete|completed|done|successful|finished)\b",
        ),
        (
            "already now",
            r"\b(?:our|the) (?:[a-z-]+ )?(?:team|specialists?|colleagues?|staff|manager|people)"
            r"(?: is| are|'s|'re) (?:already|now) (?:on it|at it|working on)\b",
        ),
        ("verified identified", r"\b(?:i|we)(?:'ve| have)? (?:verified|identified) you\b"),
        ("place effect force", rf"{_IS} in (?:place|effect|force)\b"),
        (
            "complete done through place active effective final confirmed processed out live",
            r"\b(?P<subject>cancel+ation|change|redirection|redirect|order|replacement|discount"
            r"|booking|reservation|exchange|pause|activation|unlock|reset|request)"
            rf"(?: is| has| are|'s| went| now){_ADVERBS} (?:complete|done|through|gone through"
            r"|in place|active|effective|final|confirmed|processed|out|live)\b",
        ),
        (
            "erledigt geregelt fertig listo lista hecho resuelto arreglado está quedó",
            r"\balles (?:ist )?(?:erledigt|geregelt)|\b(?:ist|schon) (?:erledigt|geregelt)"
            r"|^\W*+(?:erledigt|fertig|listo|lista|hecho|ya está|ya quedó)\b"
            r"|\b(?:está|ya está|quedó|queda) (?:todo )?(?:listo|hecho|resuelto|arreglado)",
        ),
    ),
    *_states(
        "send",
        (
            _WAY_WORDS,
            rf"(?={_NOW}){_NOT_MODAL}{_NOW}{_ADVERBS}"
            rf" (?:been )?{_WAY}",
        ),
        (
            "went gone goes",
            rf"\b(?:went|gone|goes) (?:out|off)(?: \w+){{0,2}} {_WHEN}|\bwent out\b",
        ),
        (
            "left",
            r"\b(?:left|has left|have left) (?:us|our|the) ?(?:warehouse|house)?"
            rf"|\bleft(?: here| us)? (?:{_WHEN}|by)",
        ),
        (
            _BOX_WORDS,
            rf"(?:\b(?:is|are|now|already|landed|arrived)|'s|'re){_ADVERBS} (?:waiting )?"
            rf"(?:for you )?{_BOX}",
        ),
        (
            _BOX_WORDS,
            rf"\byou(?:'ll| will| can| should)?{_ADVERBS} (?:find|see|have|received?)\b"
            rf"(?P<subject>[^,;]{_BETWEEN}){_BOX}",
        ),
        (
            _BOX_WORDS,
            r"\byou(?:'ve| have)(?: got| received)? (?P<subject>(?:an? |the |your )?new"
            rf" [^,;]{_BETWEEN}){_BOX}",
        ),
        (
            "should must",
            rf"\byou (?:should|must)(?: already)? have\b(?P<subject>[^,;?]{_BETWEEN})"
            r"\b(?:by now|already)\b",
        ),
        (
            _BOX_WORDS,
            r"\b(?:is|are|'s|'re)(?: now| already)?"
            r" (?:flying|winging|zipping|making (?:its|their) way) (?:in)?to"
            r" your (?:e-?mail|inbox|mailbox|phone|door)\b",
        ),
        (_BOX_WORDS, r"\b(?:reached|hit) your (?:e-?mail|inbox|mailbox)\b"),
        (
            "look check see",
            r"\b(?:look|check|see) (?:in |at )?your (?:e-?mail|inbox|messages|texts) for",
        ),
        (
            "here",
            r"\bhere(?:'s| is| are) (?:your|the) (?:new )?(?P<subject>label|link|code|invoice"
            r"|receipt|confirmation|pdf|tracking)",
        ),
        (
            "here find attached",
            r"\bhere (?:you go|it is|they are)\b|\bplease find\b|\b(?:is|are) attached\b",
        ),
        ("unterwegs weg camino", r"\b(?:unterwegs|auf dem weg)\b|\ben camino\b"),
    ),
    *_states(
        "open case",
        (
            "trace claim inquiry enquiry investigation ticket case search",
            r"\b(?P<subject>trace|claim|inquiry|enquiry|investigation|ticket|case|search)(?: \w+)?"
            rf"{_BECAME} (?:open|live|running|in place|active|under ?way|on)\b",
        ),
    ),
    *_states(
        "refund",
        (
            "out back through complete done gone yours returned settled place active",
            r"\b(?P<subject>refund|money|credit|difference|fee|amount|\$\d[\d.,]*)(?: of \S+)?"
            rf"{_BECAME} (?:out|back|through|complete|done|gone through|yours|returned|settled"
            r"|in place|active)\b",
        ),
    ),
    *_states(
        "unlock",
        ("longer", r"\bno longer (?:locked|blocked|frozen)\b"),
        (
            "open accessible usable",
            rf"\b(?P<subject>account|card|profile|line)(?: is|'s){_ADVERBS}"
            r" (?:open|accessible|usable) (?:again|now)\b",
        ),
        ("back", r"\byou(?:'re| are)(?: now)? back in\b"),
        (
            "access",
            r"\byou(?:'ve| have)(?: got)?(?: full)? access (?:again|back|now)\b"
            r"|\baccess is back\b",
        ),
        (
            "sign log",
            r"(?<!\bso )\b(?:you can|you(?:'re| should be) able to|you may)(?: now|,? again)*"
            r" (?:sign|log) (?:back )?in(?:to \w+ \w+)? (?:again|now)",
        ),
    ),
    *_states(
        "disable",
        (
            "off gone lifted more",
            r"\b(?:lock|hold|block|charge|fee)(?: has|'s| have)? (?:come|came) off\b"
            r"|^\W*+no more (?:lock|hold|block|charge|fee)s?\b"
            r"|\b(?:sign-in|login|verification|check|charge|line|hold|lock|fee)"
            rf"(?: is|'s| are){_ADVERBS} (?:off|gone|lifted)\b",
        ),
    ),
    *_states(
        "take off",
        ("longer", r"\bno longer (?:appears?|shows?|on)\b"),
        (
            "on off",
            r"(?:\b(?:discount|code|credit|charge|line|item|fee)|\d ?%)(?: \w+)?(?: is|'s| are)"
            rf"{_ADVERBS} (?:on|off) (?:your|the) (?:order|bill|account|booking|invoice)\b",
        ),
    ),
    *_states(
        "contact",
        (
            "let",
            rf"\b{_US}(?:'ve| have)?{_ADVERBS} let"
            rf" (?P<subject>(?!you\b|me\b)[^,;]{_BETWEEN}) know\b",
        ),
    ),
    *_states("activate", ("active live", rf"{_IS} (?:active|live)\b")),
    *_states("pause", ("hold", rf"{_IS} on hold\b")),
)

_BARE: Final = _form(
    Voice.BARE,
    "",
    r"^\W*+(?:(?:okay|ok|yes|great|perfect|and|so|there|good news|sure|right|well|then),? )*"
    rf"(?:{_ADVERB},? )*{_VERB}",
)
_TRAILING: Final = _form(
    Voice.BARE,
    "",
    r"^\W{0,20}(?:(?:okay|ok|yes|and|so),? )?(?P<subject>(?:[\w$%.-]+ ){1,5}?)"
    rf"(?:{_ADVERB} ){{0,5}}{_VERB}"
    rf"(?: (?:{_WHEN}|now|for you|already|again|to (?:you|your [\w-]+))){{0,5}}\W*$",
)

CLAUSE_FORMS: Final = (_BARE, _TRAILING)
"""Forms without a finite verb: a whole clause must have this form."""
