"""Words by which a customer's message shows contentment, trouble, or a question.

They are signs for a question to the agent, not a measure: a list is short enough to be explained,
and a sign that is wrong costs one key. English, Spanish, Portuguese, French, German and Chinese.
"""

import re

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

_CONTENT = re.compile(rf"\b(?:{_THANKS})\b|{_CHINESE_THANKS}", re.IGNORECASE)
_UNHAPPY = re.compile(rf"\b(?:{_TROUBLE})\b|{_CHINESE_TROUBLE}", re.IGNORECASE)
_NOT_CONTENT = re.compile(
    r"\b(?:no|not|without) (?:thanks|thank you)\b|没有?解决了?", re.IGNORECASE
)
_QUESTION = re.compile("[?？؟¿]")
_END = 2_000
"""Of a long message, so many characters at its end are looked at."""


def sounds_content(text: str) -> bool:
    """Whether the message thanks, or says that all is well, and names no trouble."""
    end = _NOT_CONTENT.sub(" ", text[-_END:])
    return _CONTENT.search(end) is not None and trouble_in(text) is None


def trouble_in(text: str) -> str | None:
    """The first words that name a trouble; none if there are none."""
    found = _UNHAPPY.search(text[-_END:])
    return found[0] if found else None


def asks(text: str) -> bool:
    """Whether the message asks something."""
    return _QUESTION.search(text[-_END:]) is not None
