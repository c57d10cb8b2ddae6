"""Turns what is told to an agent into what is said to a customer.

"Send the reset link to the customer." becomes "I'll send the reset link to you" or "I've sent …".
"""

import re
from collections.abc import Callable
from functools import lru_cache

from console.assist.moves.verbs import VERBS, first_word, kind_of, participle, plain_form
from console.assist.moves.words import capitalized
from console.assist.reading.patterns import pattern
from console.domain.alternatives import by_initial

_PERSON = by_initial(
    "customer|guest|client|caller|buyer|patient|member|passenger|visitor|reader|traveler|user"
    "|tenant|subscriber|student|policyholder|cardholder|account holder|owner"
)
_MODAL = "may|can|must|will|should|could|would|might"

_SUBJECT = re.compile(
    rf"\b(?:the |a |every |each )?{_PERSON}(?P<plural>s)? (?P<rest>(?:(?:who|that) [^,.;]+?,? )?)"
    rf"(?P<verb>[a-z]+(?:n['’]t)?)\b",
    re.IGNORECASE,
)
"""A word for the customer as a subject with its verb: "the guest, who is early, needs"."""

_POSSESSIVE = re.compile(rf"\b(?:the |a )?{_PERSON}(?:['’]s|s['’])", re.IGNORECASE)
"""A word for the customer as an owner."""

_OBJECT = re.compile(
    r"\b(?P<before>(?:to|for|by|with|from|tell|give|offer|ask) )?"
    rf"(?P<the>the |a |every |each )?{_PERSON}s?\b",
    re.IGNORECASE,
)
"""A word for the customer as an object, also behind a preposition."""

_AND_VERB = re.compile(r"\b(and|or|then) ([a-z]+s)\b")
"""A further verb in the third person behind a conjunction: "and pays"."""

_PRONOUNS: tuple[tuple[str, str], ...] = (
    (r"\bthey are\b", "you are"),
    (r"\bthey['’]re\b", "you're"),
    (r"\bthey\b", "you"),
    (r"\bthemselves\b", "yourself"),
    (r"\btheirs\b", "yours"),
    (r"\btheir\b", "your"),
    (r"\bthem\b", "you"),
)
_AGENT: tuple[tuple[str, str], ...] = (
    (
        r"\b(?:the |an )?agents? (?:may|can) (?:decide|do) this (?:themselves|alone)\b",
        "I can do that",
    ),
    (r"\b(?:the |an )agent['’]s\b|\bagents['’]", "our"),
    (r"\bagents\b", "we"),
    (r"\bthe agent (?=(?:can|may|will|must|could|should)\b)", "we "),
)
_AGENT_VERB = re.compile(r"\b[Tt]he agent ([a-z]+s)\b")
"""The agent as a subject with a verb in the third person."""

_MARKUP = re.compile(r"\*\*|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)|`")
_SEE = re.compile(
    r"(?<!\s)\s*+\((?:see|cf\.?)\b[^)]{0,400}\)|;? see \*[^*]{1,400}\*", re.IGNORECASE
)
"""A pointer to another article."""

_TAIL_NUMBER = re.compile(
    r"^(?:within |about |for |up to )?\$?\d[\w.,:%]*(?: (?:to|or|–) \d+)?(?: \w+){0,3}$",
    re.IGNORECASE,
)
"""A figure alone: "3 to 5 business days"."""

_INTRANSITIVE_NEXT = re.compile(
    r"^(?:$|[,.;)]|(?:at once|today|now|by|free|in full|to|on|in|with|once|within|and|for|from|"
    r"right|again|as|under)\b)"
)
"""What stands behind a verb that has no object."""

_NEEDS_OBJECT = frozenset(
    """activate pause approve block book cancel change charge close credit delete exchange extend
    forward issue move order post postpone refund register reissue release remove renew replace
    reschedule resend reserve restore return send swap unlock update void waive switch apply repair
    escalate lock unblock correct""".split()
)
"""Verbs that need an object: "cancel free of charge" means "cancel it free of charge"."""


@lru_cache(maxsize=16_384)
def plain(text: str) -> str:
    """Text without Markdown's marks and pointers to other articles."""
    return " ".join(_MARKUP.sub("", _SEE.sub("", text)).split())


def to_customer(text: str, *, instruction: bool = True) -> str:
    """A sentence about the customer, said to them: "the guest gives" becomes "you give".

    In an ``instruction`` "they" is the customer; elsewhere only if the sentence names them.
    """
    text = _AGENT_VERB.sub(lambda match: f"we {plain_form(match[1])}", text)
    for spoken_of, instead in _AGENT:
        text = _keeping_case(spoken_of, instead, text)
    before = text
    text = _SUBJECT.sub(_you_do, text)
    if text != before:
        text = _AND_VERB.sub(_and_do, text)
    instruction = instruction or text != before
    text = _POSSESSIVE.sub(lambda match: _cased(match[0], "your"), text)
    text = _OBJECT.sub(_you, text)
    if instruction and not re.search(
        r"\b(?:items|goods|parcels|orders|bookings|seats|codes)\b", text
    ):
        for spoken_of, instead in _PRONOUNS:
            text = _keeping_case(spoken_of, instead, text)
    return text


_PLAIN_VERBS = frozenset(
    "are have were do need want like live pay get write come go who that".split()
)


_COUNTS = re.compile(r"\b(?:\d{1,6}|two|three|four|five|six|seven|eight|nine|ten) $", re.IGNORECASE)
"""Says how many people, who then aren't the customer: "up to 3 guests"."""


def _you_do(match: re.Match[str]) -> str:
    verb, rest = match["verb"], match["rest"]
    if match["plural"] and _COUNTS.search(match.string, 0, match.start()):
        return match[0]
    if match["plural"] and not (
        re.fullmatch(_MODAL, verb) or verb in VERBS or verb in _PLAIN_VERBS
    ):
        return match[0]
    if match["plural"] is None:
        singular = verb.endswith("s") or verb in ("is", "has", "was")
        if not singular and not re.fullmatch(_MODAL, verb):
            return match[0]
        verb = plain_form(verb)
    return f"{_cased(match[0], 'you')} {rest}{verb}"


def _you(match: re.Match[str]) -> str:
    if not match["the"] and not match["before"]:
        return match[0]
    return _cased(match[0], f"{match['before'] or ''}you")


def _and_do(match: re.Match[str]) -> str:
    verb = plain_form(match[2])
    return f"{match[1]} {verb}" if verb in VERBS or verb in ("want", "need", "have") else match[0]


def _cased(like: str, text: str) -> str:
    return capitalized(text) if like[:1].isupper() else text


def _keeping_case(pattern: str, instead: str, text: str) -> str:
    def put(match: re.Match[str]) -> str:
        return _cased(match[0], instead)

    return re.sub(pattern, put, text, flags=re.IGNORECASE)


# --- actions ---------------------------------------------------------------------------------


def announced(action: str) -> str:
    """What will be done: "I'll send you the link"."""
    return f"I'll {_inflected(_with_recipient(action), lambda verb: verb)}"


def reported(action: str) -> str:
    """What has been done: "I've sent you the link"."""
    return f"I've {_inflected(_with_recipient(action), participle)}"


def _inflected(action: str, form: Callable[[str], str]) -> str:
    """The action with each of its verbs in a form, objects and the customer put in."""
    words = action.split()
    result: list[str] = []
    for place, word in enumerate(words):
        bare = word.lower().rstrip(",")
        begins = (place == 0 or _coordinates(words, place)) and kind_of(bare) != "rule"
        if begins and bare in VERBS:
            comma = "," if word.endswith(",") else ""
            result.append(form(bare) + comma)
            follows = " ".join(words[place + 1 :])
            if not comma and needs_object(bare, follows):
                result.append("it")
        else:
            result.append(word)
    return to_customer(" ".join(result))


def needs_object(verb: str, follows: str) -> bool:
    """Whether a verb stands without the object that it needs: "cancel free of charge"."""
    return verb in _NEEDS_OBJECT and _INTRANSITIVE_NEXT.match(follows) is not None


def _coordinates(words: list[str], place: int) -> bool:
    """Whether the word begins another verb of the same subject: after "and", "then", "or"."""
    before = words[place - 1].lower().rstrip(",")
    bare = words[place].lower().rstrip(",")
    if bare not in VERBS:
        return False
    following = words[place + 1].lower() if place + 1 < len(words) else ""
    if before in ("then", "or", "and"):
        return bare != "order" or following in ("the", "a", "it")
    listed = following in ("", "it", "the", "a", "an", "them", "your", "orders")
    return words[place - 1].endswith(",") and listed


_SENDING = pattern(
    r"""
    \b(send|e-mail|email|text|mail|give|offer|issue) (?!(?:it|you|them)\b)
    ((?:the|an?|another|free|new) )
"""
)
"""Sends something without saying to whom."""


def _with_recipient(action: str) -> str:
    """As "Send the link" says to whom when it is said to the customer: "send you the link"."""
    action = action[:1].lower() + action[1:]
    if re.search(r"\b(?:to|on) (?:the|a|their|them|your)\b", action):
        return action
    return _SENDING.sub(_to_you, action, count=1)


def _to_you(match: re.Match[str]) -> str:
    return f"{match[1]} you {match[2]}" if match[1] != "issue" else match[0]


def fact(tail: str) -> str:
    """What stands after an action's semicolon or comma, as a sentence."""
    tail = to_customer(tail.strip(" .;"))
    if _TAIL_NUMBER.match(tail):
        return f"It takes {tail}."
    tail = re.sub(r"^it is\b", "It's", tail, flags=re.IGNORECASE)
    return f"{capitalized(tail)}."


def is_action(text: str) -> bool:
    """Whether a text begins as an instruction."""
    return kind_of(text) is not None or first_word(text) in VERBS
