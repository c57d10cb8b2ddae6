"""Whether a customer's message begins by agreeing with what the agent wrote, or thanks for it."""

import re

_WORDS = (
    *("yes", "yeah", "yep", "yup", "correct", "right", "exactly", "true", "indeed", "sure"),
    *("ok", "okay", "great", "perfect", "thanks", "thank you", "thx", "cheers", "lovely"),
    *("that's it", "that is it", "that's right", "that is right", "that's correct"),
    *("sounds good", "will do", "please do", "got it", "of course", "absolutely"),
)

_BEGINS = re.compile(
    rf"(?:oh|ah|hi|hello|well|um)?[\s,.!]{{0,4}}(?:{'|'.join(map(re.escape, _WORDS))})(?!\w)"
    # "Right now it is broken", "Great, but" and "OK, that's not my problem" agree with nothing.
    r"(?!\s+(?:now|away|after|before|but|when|if)\b)(?![^.!?\n]{0,20}\b(?:but|no|not|never)\b)(?![^.!?\n]{0,20}n't\b)"
)

_LOOKED_AT = 200
"""Characters in which a message begins."""


def agrees(text: str) -> bool:
    """Whether a message in English begins with a word of agreement or thanks."""
    head = text[:_LOOKED_AT].replace("\u2019", "'").lower().lstrip()
    return _BEGINS.match(head) is not None
