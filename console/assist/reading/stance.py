"""What the customer's last messages leave the agent with, and which questions are open."""

import re
from collections.abc import Sequence

from console.assist.reading.answers import (
    is_pleasantry,
    is_unable,
    postpones,
    refuses,
    says_no,
)
from console.assist.reading.patterns import pattern
from console.assist.reading.questions import is_question, questions_in
from console.assist.reading.wording import length, plain, sentences
from console.domain.chat import Message
from console.domain.claims import completed_claims
from console.domain.events import Stance

_THANKS = pattern(
    r"""
    \b(?:thank\w*|thx|thnx|tysm|ty|cheers|much appreciated|appreciate\w*|danke\w*|vielen dank|
    gracias|merci|grazie|obrigad[oa])\b|谢谢|多谢|شكرا|спасибо|ありがとう
"""
)
"""Thanks."""

_CONTENT = pattern(
    r"""
    \b(?:that(?:'s| is|s|'ll be|ll be| will be| should be| would be)? (?:all|everything|
    it for (?:now|today))\b|nothing (?:else|more)|no (?:more|further|other) questions|
    (?:all|everything)(?:'s| is) (?:good|fine|well|okay|set|sorted|clear|done|settled)\b|
    all (?:good|set|sorted|clear|done)\b|
    no problem then|mystery solved|that explains (?:it|everything)|
    (?:found|had|got) it (?:all along|after all)|(?:it |that )?worked\b(?! before| yesterday)|
    i'm in(?= now| again|[!.,]|$)|i'm (?:good|happy|set|all set)\b|
    perfectly happy|happy (?:with|now|where)|works? (?:for (?:me|us)|now|again|perfectly|great)|
    (?:it|that|everything)(?:'s| is| has)? (?:work\w*|sorted|solved|fixed|resolved|clear|
    fine) now|(?:it|that)(?:'s| is) (?:working|back)|problem solved|you(?:'re| are|r)? (?:a|
    the) (?:star|best|legend|angel|hero|lifesaver)|ur (?:a|the) \w+|bless (?:you|him|her)|
    have a \w+ (?:day|one|weekend|evening|night|morning|afternoon|week|trip|time)|you too\b|
    good ?(?:night|day)|good ?bye|bye+\b|(?:same to|see) you|you as well|no (?:more )?quer(?:y|
    ies)|see (?:you|ya)|take care|(?:era|es|eso es|seria) todo|quedo tranquil[oa]|todo (?:bien|
    claro)|adios|hasta luego|das (?:war|ist)(?:'s| es)? (?:alles|schon alles)|das war's|
    alles klar|tschuss|schonen (?:tag|abend)|passt so|erledigt|c'est tout|tout est clair|
    bonne (?:journee|soiree)|au revoir)\b|没有了|没问题了|再见
"""
)
"""Says good-bye, or that all is well or has been said."""

_UNSETTLED = pattern(
    r"""
    \b(?:still (?:not|no|nothing|doesn't|isn't|waiting)|not (?:there|working)|doesn't work|but\b|
    however|let me know|please (?!accept)\w+|go ahead|proceed|one (?:more|last|other) thing|
    i(?:'d| would) (?:like|want|prefer)|aber|pero|mais|waiting|i wait)\b
"""
)
"""What asks for more, unless a good-bye comes after it."""

_PROMISE = pattern(
    r"""
    \b(?:one (?:moment|sec\w*)|a (?:moment|minute|sec\w*|bit)|just a|(?:give|allow) me|
    bear with me|let me (?!know)|on it\b|right now\b|in a second|doing (?:it|that)|
    i'm (?:\w+ )?\w+ing|i'll (?:check|look|see|find|ask|get|put|do|send|have)|i will (?:check|
    look|see)|setting|getting|sending|activating|switching|un momento|ahora mismo|einen moment|
    ich schaue)\b
"""
)
"""What an agent is about to do, so that the customer waits for them."""

_PRAISE = pattern(
    r"""
    ^\W*(?:(?:oh|ah|ay|wow|ok|okay|yay|that's|this is|das ist) )*(?:great|perfect|wonderful|
    excellent|amazing|awesome|super|splendid|lovely|brilliant|fantastic|sweet|excelente|perfecto|genial|
    wunderbar|prima|ausgezeichnet|parfait|genial)\b
"""
)
"""How a customer welcomes what was done for them."""

_FEW_WORDS = 6
_ANYTHING_ELSE = re.compile(
    r"\b(?:any(?:thing)? (?:else|more|further|other)|feel free|sonst noch|algo mas|autre chose)\b"
)
"""The agent asks whether there is more to do."""


_GOODBYE = re.compile(r"\b(?:good ?)?bye+\b\W*$")
"""Ends the chat, whatever the customer is going to do then."""


def last_block(messages: Sequence[Message]) -> list[Message]:
    """The customer's messages since the agent wrote last."""
    block: list[Message] = []
    for message in reversed(messages):
        if message.by_agent:
            break
        block.append(message)
    return block[::-1]


def read_stance(messages: Sequence[Message]) -> Stance:
    """What the customer's last messages leave the agent with."""
    block = last_block(messages)
    if not block:
        return Stance.TELLING
    before = _agent_before(messages, len(block))
    text = "\n".join(message.text for message in block)
    spoken = [s for message in block for s in sentences(message.text)]
    if before is not None and any(refuses(sentence) for sentence in spoken):
        return Stance.REFUSING
    asks = any(is_question(s) for s in spoken if not is_pleasantry(s))
    says_goodbye = bool(spoken) and _GOODBYE.search(plain(spoken[-1])) is not None
    leaves = any(_leaves(s) for s in spoken[-3:]) and not says_goodbye
    if before is not None and leaves and not _tells_after(spoken):
        return Stance.LEAVING
    if asks or before is None:
        return Stance.TELLING
    return Stance.CONTENT if _is_content(text, before) else Stance.TELLING


def _leaves(sentence: str) -> bool:
    return postpones(sentence) and not is_question(sentence) and not is_unable(sentence)


def _is_content(text: str, before: str) -> bool:
    folded = plain(text)
    goodbyes = [match.start() for match in _CONTENT.finditer(folded)]
    unsettled = [match.start() for match in _UNSETTLED.finditer(folded)]
    if unsettled and max(unsettled) > max(goodbyes, default=-1):
        return False
    if goodbyes:
        return True
    if _PRAISE.match(folded) and completed_claims(before) and not _waits(before):
        return True
    offered = bool(_ANYTHING_ELSE.search(plain(before)))
    thanks = bool(_THANKS.search(folded))
    if any(map(str.isdigit, text)):
        return False
    if offered:
        return thanks or (says_no(text) and length(text) < _FEW_WORDS)
    return thanks and not _waits(before)


def _waits(before: str) -> bool:
    """Whether the agent asked something, or has still to do what they said."""
    asked = any(
        (is_question(sentence) or "please" in plain(sentence))
        and not _OPEN_DOOR.search(plain(sentence))
        for sentence in sentences(before)[-2:]
    )
    return asked or bool(_PROMISE.search(plain(before)))


_OPEN_DOOR = re.compile(r"\bplease (?:just )?(?:let me know|tell me|write|ask) if\b")
"""Offers more help, which asks for nothing."""


def _agent_before(messages: Sequence[Message], block: int) -> str | None:
    earlier = [message for message in messages[: len(messages) - block] if message.by_agent]
    return earlier[-1].text if earlier else None


def _tells_after(spoken: Sequence[str]) -> bool:
    """Whether the customer came back with something after they had gone to look."""
    last = max(at for at, sentence in enumerate(spoken) if _leaves(sentence))
    return any(not is_pleasantry(s) and not _leaves(s) and len(s) > 12 for s in spoken[last + 1 :])


def open_questions(messages: Sequence[Message]) -> tuple[str, ...]:
    """The ids of the customer's messages whose question nobody has answered since."""
    unanswered: list[str] = []
    for message in messages:
        if message.by_agent:
            if answers_something(message.text):
                unanswered.clear()
        elif questions_in(message.text):
            unanswered.append(message.id)
    return tuple(unanswered)


def answers_something(text: str) -> bool:
    """Whether an agent's message says something beyond a greeting, a promise or a question."""
    return any(
        not s.rstrip().endswith("?")
        and not is_pleasantry(s)
        and not _PROMISE.search(plain(s))
        and not _SYMPATHY.search(plain(s))
        and len(s.split()) > 2
        for s in sentences(text)
    )


_SYMPATHY = pattern(
    r"""
    \b(?:sorry|oh (?:no|dear)|thanks|thank you|happy to|gladly|no problem|annoying|
    to (?:check|make sure)|before i|i need|please|could you|may i|let's)\b
"""
)
"""What an agent says that answers nothing: sympathy, thanks, what they need."""
