"""Whether drafts ask for what the policy requires before anything is done, and don't act before.

Two requirements are known, each where the policy speaks of it: to find out who the customer is by
e-mail or name and postal code, and to have a change to an order or account confirmed. Recognised by
words alone, in English.
"""

import re

from console.domain.alternatives import in_order
from console.domain.chat import Chat

_AUTHENTICATE = re.compile(r"authenticat\w[^.\n]{0,400}(?:identity|email|e-mail|zip)", re.I)
_CONFIRM = re.compile(in_order("explicit|obtain", "confirm", within=r"[^.\n]"), re.I)

_IDENTIFIED = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]+\.\w+|\b\d{5}\b")
_ACTION = re.compile(r"\b(?:cancel|return|exchang|modif|chang|updat|switch|replac|refund)\w*", re.I)
_ASKED_TO_CONFIRM = re.compile(r"\b(?:confirm|proceed|go ahead|correct)\b", re.I)
_YES = re.compile(r"\b(?:yes|yeah|yep|sure|go ahead|confirm|please do|proceed|correct)\b", re.I)

_ASKS = re.compile(r"\?|\b(?:please|could you|can you|may i|need|provide|confirm|tell me)\b", re.I)
_WHO = re.compile(r"\b(?:e-?mail|zip|postal|post ?code|identity|full name|your name)\b", re.I)
_WHETHER = re.compile(
    r"\b(?:confirm|would you like|do you want|shall i|should i|proceed|is that (?:right|correct)"
    r"|which|what|could you|can you)\b",
    re.I,
)
_ACTS = re.compile(
    r"\b(?:i have|i've|i’ve|we have|we've|has been|have been|was|were|is now|are now)"
    r" (?:\w+ ){0,3}?(?:cancell?ed|refunded|returned|exchanged|modified|updated|changed|processed"
    r"|issued|replaced|switched)\b",
    re.I,
)


def required(chat: Chat, policy: str) -> str | None:
    """What the policy requires at the end of this chat: ``who``, ``whether``, or nothing."""
    texts = [message.text for message in chat.messages if not message.by_agent]
    if _AUTHENTICATE.search(policy) and not any(_IDENTIFIED.search(text) for text in texts):
        return "who"
    if not _CONFIRM.search(policy) or not any(_ACTION.search(text) for text in texts):
        return None
    return None if _has_confirmed(chat) else "whether"


def _has_confirmed(chat: Chat) -> bool:
    before = [message.text for message in chat.messages[:-1] if message.by_agent]
    last = chat.messages[-1].text
    return bool(before and _ASKED_TO_CONFIRM.search(before[-1]) and _YES.search(last))


def asks_for(draft: str, what: str) -> bool:
    """Whether a draft asks for what is required and doesn't say that it was done already."""
    sign = _WHO if what == "who" else _WHETHER
    return bool(_ASKS.search(draft) and sign.search(draft)) and not _ACTS.search(draft)
