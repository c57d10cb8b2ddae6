"""Courtesies: what a draft may add because it says nothing about how things stand.

They are an allow-list. Each form is the whole of a clause; an open place takes only words of a
short list, so that nothing can be said in it. Courtesies may be in any of the languages of drafts.
"""

import re

from console.assist.drafting.foreign_courtesies import FOREIGN
from console.assist.drafting.spoken_words import Words

_TROUBLE = (
    r"(?:the |this |that |any |all (?:the |this )?|your )?"
    r"(?:inconvenience|trouble|bother|delay|wait|mix-up|confusion|hassle|frustration"
    r"|disappointment"
    r"|problem|issue|situation|experience)s?"
    r"(?: (?:this|it) (?:has |have |may have |might have )?(?:caused|causes|brought)(?: you)?)?"
)
_FEELING = (
    r"(?:(?:very|really|quite|so|truly|how) )?(?:frustrating|annoying|upsetting|disappointing"
    r"|inconvenient|stressful|unpleasant|worrying|difficult|hard)"
)
_THIS = r"(?:it|that|this|the situation|the delay|the wait|all this)"
_MESSAGE = (
    r"(?:(?:your|the|this) )?(?:message|patience|understanding|question|quick (?:reply|answer)"
    r"|help"
    r"|trust|time|confirmation|detail|information|photo|reply|answer|feedback|cooperation)s?"
)
_TELLING = (
    r"(?:(?:sending|sharing|providing|explaining|looking|trying|contacting|reaching out|writing"
    r"|writing in|getting in touch|asking|waiting|confirming"
    r"|checking|letting|telling|bringing|reaching)(?: out)?(?: to)?(?: us| me| them| in touch)?"
    r"(?: know)?(?: (?:about )?(?:this|that|it))?(?: (?:again|today|first))?)"
)
_ENGLISH = (
    r"(?:thank you|thanks)(?: (?:so|very) much| a lot| again| in advance)?",
    rf"(?:thank you|thanks)(?: (?:so|very) much| a lot| again)? for (?:{_MESSAGE}|{_TELLING}"
    rf"|that)"
    rf"(?: and (?:for )?(?:{_MESSAGE}|{_TELLING}))?",
    r"(?:hi|hello|dear|hey|good (?:morning|afternoon|evening))(?: there)?",
    r"(?:i am |we are |i )?(?:very |so |really |truly )?sorry(?: again)?",
    rf"(?:i am )?(?:very |so |really |truly )?sorry (?:for|about|to hear) (?:{_TROUBLE}|that"
    rf"|this|it)",
    rf"(?:i am )?(?:very |so |really |truly )?sorry (?:to hear )?(?:that )?{_THIS} (?:is|was)"
    rf" {_FEELING}",
    r"i (?:completely |fully |totally |really |can )*(?:understand|see|imagine|know)",
    rf"i (?:completely |fully |totally |really |can )*(?:understand|see|imagine|know)"
    rf" (?:that |how )?(?:{_FEELING} )?(?:{_THIS} (?:is|must be|can be|was) ?(?:{_FEELING})?"
    r"(?: for you)?|your (?:frustration|concern|disappointment|worry|worries|question"
    r"|concerns)s?)",
    rf"{_THIS} (?:is|must be|sounds|can be) {_FEELING}(?: for you)?",
    rf"{_FEELING}",
    r"(?:yes |no |well )?(?:of course|sure|certainly|absolutely|gladly|no problem|no worries"
    r"|no rush|no hurry|all right|alright|ok|(?:good|great) news|great|perfect|lovely|wonderful"
    r"|great question|good question"
    r"|understood|with pleasure)",
    r"take (?:all )?(?:your|the) time(?: you need)?|take care|enjoy your day|all the best"
    r"|(?:kind|best) regards",
    r"(?:have|i wish you|wish you) (?:a |an )?(?:great|nice|lovely|good|wonderful|pleasant)"
    r"(?: rest of (?:the|your))? (?:day|evening|afternoon|weekend|week|night)",
    r"(?:you are )?(?:very |most |always )?welcome(?: any time| anytime)?",
    r"(?:i am|we are) (?:always )?(?:here|happy|glad) (?:to help|for you|to assist)"
    r"(?: you)?(?: (?:with (?:this|that|it|any questions?)|any time|anytime|today|further))?",
    r"i (?:will|would|can) (?:be )?(?:happy|glad|gladly|happily)(?: to)? (?:help|assist)"
    r"(?: you)?(?: with (?:this|that|it))?",
    r"how (?:can|may) i help(?: you)?(?: today)?",
    r"i (?:will|would) be happy to",
    r"(?:please |just |do )*(?:feel free to |do not hesitate to )?"
    r"(?:ask|write|write to me|let me know|tell me|contact (?:me|us)|reach out|message me|get in"
    r" touch"
    r"|reply|come back)(?: to (?:me|us))?(?: again)?(?: any time| anytime| here)?",
    r"(?:please |just )*(?:let me know|tell me|feel free to (?:ask|reach out)|write|contact us"
    r"|do not hesitate to (?:ask|contact us))?"
    r" ?(?:if|should|in case|whenever) (?:there is|you have|you need|you have got)"
    r" (?:anything else|any (?:other |further |more )*(?:questions?|concerns?|help)|any|more help"
    r"|further (?:help|assistance)|anything|something else)(?: (?:i can (?:help|do)(?: with)?"
    r"|about"
    r" this|with this))?",
)


def _compiled(forms: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(forms)})")


_COURTESY = _compiled((*_ENGLISH, *FOREIGN))
_MOST_WORDS = 24
"""More words are no mere courtesy."""

_SORRY = r"(?:i am |we are )?(?:very |so |really |truly )?sorry"
_THANKS = r"(?:thank you|thanks)(?: (?:so|very) much| again)?"

_ABOUT = re.compile(
    rf"{_SORRY} (?:for|about|to hear about)"
    rf"|{_THANKS} for(?: (?:asking|writing|telling (?:me|us)|letting (?:me|us) know|contacting us"
    r"|reaching out|getting in touch|confirming))?(?: about)?"
    r"|(?:i am|we are) (?:here|happy|glad) to (?:help|assist)(?: you)? with"
    r"|i (?:can |will |would )?(?:gladly |be happy to |be glad to )?(?:help|assist)(?: you)? with"
    r"|i understand (?:that )?you (?:need|would like|want) help with"
)
"""What is followed by the name of a thing."""

_SAYS = re.compile(
    rf"{_SORRY}(?: to hear)?(?: that)?"
    r"|i (?:can |fully |completely )*(?:understand|see|hear)(?: that)?"
    r"|(?:as )?you (?:have )?(?:said|say|mentioned|wrote|told me|told us)(?: that)?"
    rf"|{_THANKS} for (?:telling|letting) (?:me|us)(?: know)?(?: that)?"
)
"""What is followed by what the customer said."""


_AGREES = re.compile(
    r"(?:(?:yes|no|well|oh|ja|na) )*"
    r"(?:no problem|no worries|(?:good|great) news|kein problem|na klar|sin problema|claro"
    r"|pas de problème|nessun problema|sem problema|geen probleem"
    r"|yes|of course|sure|certainly|absolutely|gladly|all right|alright|ok|great|perfect|lovely"
    r"|wonderful|with pleasure|ja|natürlich|selbstverständlich|klar|gerne?|sehr gerne?"
    r"|por supuesto|con (?:mucho )?gusto|con placer|bien sûr|avec plaisir|volontiers|certo"
    r"|certamente"
    r"|volentieri|con piacere|com certeza|com (?:todo o )?prazer|natuurlijk|graag|uiteraard|zeker"
    r"|met plezier)\b"
)


_ACKNOWLEDGES = re.compile(rf"{_SORRY}\b|you (?:have )?(?:said|say|mentioned|wrote|told)\b")
"""How the customer's words are taken up without granting anything that they expect."""

_PROMISES = re.compile(
    r"\b(?:will|shall|should|must|would|may|might|could|can(?! not)|gets?|getting|have to|has to"
    r"|need|needs|entitled|eligible|allowed|covered|waived|right|owed?|due|promised?|guaranteed?|approved?|refund\w*|free|money"
    r"|credit\w*|compensat\w+|replac\w+|discount\w*|voucher\w*)\b"
)


def grants(words: Words) -> bool:
    """Whether the customer's words, taken up in this way, would grant what they expect.

    "I understand that you will get a new one" does, "I'm sorry that you have to wait" doesn't.
    """
    text = " ".join(words)
    return _ACKNOWLEDGES.match(text) is None and _PROMISES.search(text) is not None


def agrees(words: Words) -> bool:
    """Whether a courtesy says yes, which would answer a question of the customer's."""
    return _AGREES.match(" ".join(words)) is not None


def is_courtesy(words: Words) -> bool:
    """Whether a clause is a courtesy as a whole."""
    return len(words) <= _MOST_WORDS and bool(_COURTESY.fullmatch(" ".join(words)))


def thing_named(words: Words) -> Words:
    """What a courtesy is about: "the delay" of "sorry about the delay"; nothing if it isn't one."""
    return _after(_ABOUT, words)


def words_taken_up(words: Words) -> Words:
    """What a courtesy repeats: "you waited" of "sorry that you waited"; nothing if it isn't one."""
    return _after(_SAYS, words)


def _after(form: re.Pattern[str], words: Words) -> Words:
    text = " ".join(words)
    match = form.match(text)
    rest = text[match.end() :] if match is not None else ""
    return tuple(rest.split()) if rest.startswith(" ") else ()
