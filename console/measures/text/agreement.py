"""Whether a customer's message begins by agreeing with what the agent wrote, or thanks for it."""

import re

_YES = (
    *("yes", "yeah", "yep", "yup", "correct", "exactly", "true", "indeed", "absolutely"),
    *("that's it", "that is it", "that's right", "that is right", "that's correct"),
)
"""Words that agree even where a denial follows: "Exactly, it never came"."""

_WEAK = (
    *("right", "sure", "ok", "okay", "great", "perfect", "thanks", "thank you", "thx", "cheers"),
    *("lovely", "sounds good", "will do", "please do", "got it", "of course"),
)
"""Words that don't: "OK, that's not my problem"."""


def _any_of(words: tuple[str, ...]) -> str:
    return "|".join(map(re.escape, words))


_BEGINS = re.compile(
    r"(?:oh|ah|hi|hello|well|um)?[\s,.!]{0,4}"
    rf"(?:(?:{_any_of(_YES)})(?!\w)"
    rf"|(?:{_any_of(_WEAK)})(?!\w)(?![^.!?\n]{{0,20}}(?:\b(?:no|not|never)\b|n't\b)))"
    # "Right now it is broken" and "Great, but" agree with nothing.
    r"(?!\s+(?:now|away|after|before|but|when|if)\b)(?![^.!?\n]{0,20}\bbut\b)"
)

_LOOKED_AT = 200
"""Characters in which a message begins."""


def agrees(text: str) -> bool:
    """Whether a message in English begins with a word of agreement or thanks."""
    head = text[:_LOOKED_AT].replace("\u2019", "'").lower().lstrip()
    return _BEGINS.match(head) is not None
