"""Signs that a chat which is being closed as resolved may not be, each with its sentence."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime

from console.domain.alternatives import by_initial
from console.domain.chat import Chat, Message
from console.domain.desk import Desk
from console.study.guardrails.base import elapsed_s

_THANKS = (
    r"thank(?:s|\s?you)?|thx|cheers|perfect|great|awesome|wonderful|solved|sorted|it works|"
    r"works now|all good|that helps?|that helped|"
    r"(?:muchas )?gracias|perfecto|genial|solucionado|obrigad[oa]|perfeito|resolvido|"
    r"merci|parfait|super|résolu|danke(?:schön)?|vielen dank|perfekt|prima|erledigt"
)
_TROUBLE = (
    r"not working|does ?n['’]t work|did ?n['’]t work|do(?:es)? not work|still (?:not|no|broken|"
    r"waiting|missing|nothing)|not (?:solved|resolved|fixed|helpful|happy|satisfied)|"
    r"did ?n['’]t help|useless|no help|unacceptable|ridiculous|terrible|awful|worst|angry|upset|"
    r"disappointed|frustrat\w+|complain\w*|complaint|never again|no funciona|sigue sin|"
    r"todavía no|aún no|inaceptable|pésimo|enfadad[oa]|não funciona|ainda não|inaceitável|péssimo|"
    r"ne (?:marche|fonctionne) (?:pas|toujours pas)|toujours pas|inacceptable|déçue?|"
    r"funktioniert nicht|geht nicht|immer noch nicht|unverschämt|enttäuscht|ärgerlich"
)
_CHINESE_THANKS = "谢谢|多谢|感谢|解决了|好了|搞定"
_CHINESE_TROUBLE = "没有?解决|不行|没用|还是不|还没|太差|投诉|失望|生气"

_CONTENT = re.compile(rf"\b{by_initial(_THANKS)}\b|{_CHINESE_THANKS}", re.IGNORECASE)
_UNHAPPY = re.compile(rf"\b{by_initial(_TROUBLE)}\b|{_CHINESE_TROUBLE}", re.IGNORECASE)
_NOT_CONTENT = re.compile(
    r"\b(?:no|not|without) (?:thanks|thank you)\b|没有?解决了?", re.IGNORECASE
)
_QUESTION = re.compile("[?？؟¿]")
_END = 2_000
"""Number of characters at the end of a long message that are examined."""


def sounds_content(text: str) -> bool:
    """Whether the message thanks, or says that all is well, and names no trouble."""
    end = _NOT_CONTENT.sub(" ", text[-_END:])
    return _CONTENT.search(end) is not None and trouble_in(text) is None


def trouble_in(text: str) -> str | None:
    """The first words that name a trouble; none if there are none."""
    match = _UNHAPPY.search(text[-_END:])
    return match[0] if match else None


def asks(text: str) -> bool:
    """Whether the message asks something."""
    return _QUESTION.search(text[-_END:]) is not None


def signs_in(desk: Desk, chat: Chat, now: datetime, short_s: float) -> tuple[str, ...]:
    """What speaks against the chat's being resolved, in sentences for the agent.

    A customer who sounds content has the last word: then only a return or trouble counts.
    """
    last = chat.last_customer_message()
    content = last is not None and sounds_content(last.text)
    signs = [*_signs_regardless(chat, last)]
    if not content:
        signs += _left_open(chat, last)
        if _is_short(desk, chat, now, short_s):
            signs.append("The chat was very short.")
    return tuple(signs)


def _signs_regardless(chat: Chat, last: Message | None) -> Iterator[str]:
    """What holds whether or not the customer gave thanks."""
    if chat.previous is not None:
        yield "The customer had come back with the issue of an earlier chat."
    trouble = trouble_in(last.text) if last is not None else None
    if trouble is not None:
        yield f"The customer's last message says “{trouble}”."


def _left_open(chat: Chat, last: Message | None) -> Iterator[str]:
    """What nobody has answered or done."""
    if last is not None and chat.needs_answer_since is not None:
        what = "question" if asks(last.text) else "message"
        yield f"The customer's last {what} has no answer."
    if chat.messages and chat.messages[-1].by_agent and asks(chat.messages[-1].text):
        yield "Your own last question has no answer."
    confirmed = chat.issue_confirmed_at
    if confirmed is not None and not _wrote(chat, lambda m: m.at >= confirmed):
        yield "Nothing was sent after the issue was confirmed."


def _is_short(desk: Desk, chat: Chat, now: datetime, short_s: float) -> bool:
    """Whether the agent wrote nothing, or the whole chat took less than ``short_s`` seconds."""
    if not _wrote(chat, lambda _: True):
        return True
    end = chat.ended_at or now
    return chat.accepted_at is not None and elapsed_s(desk, chat.accepted_at, end) < short_s


def _wrote(chat: Chat, fits: Callable[[Message], bool]) -> bool:
    return any(message.by_agent and fits(message) for message in chat.messages)
