"""Questions in messages: with a question mark, without one, and in other languages."""

import re
from functools import lru_cache

from console.assist.reading.answers import refuses
from console.assist.reading.patterns import pattern
from console.assist.reading.wording import plain, sentences

_OPENER = r"""
    (?:(?:hi|hello|hey|ok(?:ay)?|so|and|but|also|oh|thanks|thank you|quick (?:q|question)|
    question|well|then|um+|sorry|please|just wondering)\b[ ,:.!-]*)*
"""
_ASKS = pattern(
    rf"""
    ^{_OPENER}(?:what(?:'s|s)?|when(?:'s|s)?|where(?:'s|s)?|who(?:'s|se|m)?|why|how(?:'s|
    s| much| many| long| do| does| can| to)?|which|whats|wheres|hows)\b(?! an? \w+| ever)|
    ^{_OPENER}(?:is|are|am|was|were|do|does|did|can|could|will|would|should|shall|has|have|may|
    might|isn't|aren't|don't|doesn't|can't|couldn't|won't) (?:i|we|you|he|she|it|they|there|that|
    this|these|those|the|my|your|any|one|both|anyone|someone|somebody|anybody)\b|\b(?:any (?:idea|
    chance|word|news|update|way|clue)|i (?:wonder|was wondering)|wondering (?:if|whether|what|
    when|how)|(?:can|could) you (?:tell|explain|say)|(?:tell|explain(?: to)?) me (?:what|when|
    where|why|how|if|whether|please)|explain (?:me )?(?:why|what|how)|i(?:'d| would) (?:like|love|
    want) to know|(?:don't (?:understand|get)) (?:what|when|where|why|how|if|whether|which)|
    let me know (?:when|how|what|if|whether|where)|what do i|how do i|what about|how about|
    two (?:questions|things)|quick (?:q|question)|one (?:more |last )?question|
    is it possible)\b|^(?:und |also |aber )*(?:was (?:ist|kostet|passiert|mach\w*|muss|kann|soll|
    heisst|bedeutet|bekomm\w*|ich|wenn|sind|tun)|wann|wo|wer|wie|warum|wieso|weshalb|
    welche[rsnm]?|wieviel|woher|wohin|kann ich|konnen sie|konnte ich|gibt es|ist es|muss ich|
    darf ich|bekomme ich|habe ich)\b|^(?:y |pero |entonces )*(?:que |cuando |donde |quien |como |
    por que |cual(?:es)? |cuanto |cuanta |puedo |podria |hay alguna? |se puede |es posible )|
    ^(?:et |mais |alors )*(?:que |quand |ou est|qui |comment |pourquoi |quel(?:le)?s? |combien |
    est-ce |puis-je |pouvez-vous |peut-on )|
    吗|呢$|什么|怎么|多久|多少|哪|几时|能不能|可以吗|ですか|ますか|كيف|متى|هل|
    когда|как\b|где\b
"""
)
"""How a question begins or shows in a sentence without a question mark."""

_REQUEST = pattern(
    rf"""
    ^{_OPENER}(?:(?:can|could|would|will) (?:you|u|someone|
    somebody)(?: please| pls| maybe| kindly)?(?! (?:tell|explain|say|match|still|do that|also))\b|
    (?:can|could|may|might) (?:i|we)(?: please| pls| maybe| possibly)? (?:have|get|return|cancel|
    change|swap|exchange|move|push|come|send|give|book|reschedule|add|switch|pause|stop|order|
    keep)\b|(?:can|could|may) (?:it|they|that|this) (?:please )?(?:go|come|be (?:sent|brought|taken|
    moved|changed|delivered|left|shipped|put))\b|would you mind|i (?:want|need|would like|
    'd like) to\b)
"""
)
"""Wants something to be done, in the form of a question."""

_REAL = pattern(
    r"""
    \b(?:how (?:long|much|many|do|can|does)|what|when|where|which|why|who|still|extra|cost|free|
    right\?|or(?! \d{5}))\b
"""
)
"""Wants to know something, although it looks like a request."""


_ADDS = pattern(
    r"""
    \b(?:another (?:thing|question|issue|problem|matter)|
    (?:one|two) more (?:things?|questions?)|by the way|btw|besides|in addition|secondly|
    on top of that|while (?:i'm|i am|we're) at it|
    and then there|ausserdem|ubrigens|noch etwas|tambien|ademas|otra cosa|aussi|autre chose)\b
"""
)
"""Begins something further."""

_ALSO = pattern(r"\b(?:and )?also\b,? ?")
_WANTS = pattern(r"\b(?:i (?:want|need|would like|'d like)|please|pls)\b")
"""Wishes for something."""


def adds(text: str) -> bool:
    """Whether a text brings up something beside what it has spoken of before.

    "Also" alone does so only with a question or a wish: "I also tried to restart it" doesn't.
    """
    return bool(_ADDS.search(plain(text))) or any(_also_asks(s) for s in sentences(text))


def _also_asks(sentence: str) -> bool:
    rest = _ALSO.sub("", plain(sentence))
    if rest == plain(sentence):
        return False
    return is_question(rest) or is_request(rest) or bool(_WANTS.search(rest))


def raises(text: str) -> bool:
    """Whether a message may bring something up, rather than answer what was asked."""
    return adds(text) or any(is_question(s) or is_request(s) for s in sentences(text))


_EXCLAIMS = re.compile(
    r"^\W*(?:(?:oh|ah|ay|wow) )?(?:how (?:wonderful|nice|kind|lovely|great|sweet|good of|sad|"
    r"thoughtful|annoying|strange|odd)|what an? \w+|"
    r"que (?:tenga|pase|le|bueno|bien|amable|alivio))\b"
)
"""Exclamations and wishes that begin as questions do: *how kind of you*, *que tenga buen dia*."""


@lru_cache(maxsize=8192)
def is_question(sentence: str) -> bool:
    """Whether a sentence asks something, with or without a question mark."""
    folded = plain(sentence)
    if folded.rstrip(")\"' \U0001f600-\U0001f64f").endswith(("?", "？")) or "？" in folded:
        return True
    return "?" in folded or (bool(_ASKS.search(folded)) and not _EXCLAIMS.match(folded))


@lru_cache(maxsize=8192)
def is_request(sentence: str) -> bool:
    """Whether a sentence in the form of a question asks for something to be done."""
    folded = plain(sentence)
    return bool(_REQUEST.search(folded)) and not _REAL.search(folded)


def questions_in(text: str) -> tuple[str, ...]:
    """The sentences of a text that want to know something, requests and refusals left out."""
    return tuple(
        sentence
        for sentence in sentences(text)
        if is_question(sentence) and not is_request(sentence) and not refuses(sentence)
    )
