"""Reads the steps of a procedure: under which condition what is done, and what follows from it.

A step is a line such as "Shipped: ask the carrier to redirect; it takes one day longer." It has one
branch a sentence: a condition before the colon (or after "if"), an action, and facts behind it.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from console.assist.moves.grammar import fact, is_action, plain
from console.assist.moves.verbs import Kind, kind_of
from console.assist.moves.words import sentences
from console.assist.reading.patterns import pattern

_CONDITION = re.compile(r"^(?P<condition>(?:[^:;]|:\d){2,90}): (?P<rest>\S.*)$", re.DOTALL)
"""A condition before a colon."""

_IF = re.compile(
    r"^(?:if|when|once|unless) (?P<condition>[^,]{3,90}), (?P<rest>.+)$", re.IGNORECASE
)
"""A condition in a clause of its own before the action."""

_AMOUNT_FIRST = re.compile(
    r"^(?P<condition>(?:below|under|up to|above|over) \$[\d.,]*\d),? (?P<rest>.+)$", re.IGNORECASE
)
"""A sum as the condition: "below $25 refund it"."""

_TRAILING_IF = re.compile(
    r",? (?P<word>if|unless|as long as) (?P<condition>[^,;]+)$", re.IGNORECASE
)
"""A condition behind the action."""

_ASIDE = pattern(
    r"""
    (?:, or (?:that|those) of [^,;]+,?(?= )|
    , (?:never|not|but not|up to|not even|once per) [^,;]+|
    [ ]in the (?:list|table)s? (?:below|above)|
    ,? as the \w+ (?:wishes|wants|prefers|asked)|
    ,? as (?:they|you) (?:wish|want|prefer)|
    [ ]kindly|[ ]politely)(?=$|[,;. ])
""",
    re.IGNORECASE,
)
"""What an instruction adds for the agent only: limits, manners, where to look it up."""
_NUMBER_TAIL = re.compile(
    r", (?P<tail>(?:within |about )?\d+ (?:to \d+ )?(?:business |working )?\w+)$"
)
"""A length of time behind the action: "send it, 3 business days"."""

_FINITE = re.compile(
    r"\b(?:is|are|can(?:['’]t)?|may|will|has|have|must|lasts?|takes?|costs?|gets?|comes?|counts?|"
    r"goes|needs?|works?|leaves?|pays?|belongs?)\b"
)
"""Verbs that make a clause a sentence of its own."""

_RELATIVE = re.compile(
    r"^(?P<word>below|under|above|over|after|before|later|earlier)$", re.IGNORECASE
)
"""A comparison without what it compares with: "After: …"."""

_OTHERWISE = re.compile(r"^(?:otherwise|else|if not|everything else|all others?)$", re.IGNORECASE)
"""The case that is left."""

_LATER = re.compile(r"\b(?:later|earlier) than that\b", re.IGNORECASE)
"""A comparison with the condition before."""

_COMPARED = re.compile(
    r"\b(?:below|under|up to|above|over|after|before|until|till|by|from)\b(?P<what>.*)",
    re.IGNORECASE,
)
"""What a condition compares with."""


@dataclass(frozen=True, slots=True)
class Branch:
    """What one step says for one case.

    ``condition`` is null where it always applies; ``context`` is the condition before it in the
    procedure, which it may lean on ("After: …"). ``action`` is an instruction, empty where the
    branch only states something; ``facts`` are sentences for the customer.
    """

    step: str
    condition: str | None
    context: str | None
    action: str
    facts: tuple[str, ...]
    kind: Kind


@lru_cache(maxsize=256)
def branches(steps: tuple[str, ...]) -> tuple[Branch, ...]:
    """The branches of all steps of a procedure, in order."""
    result: list[Branch] = []
    before: str | None = None
    for step in steps:
        for sentence in sentences(plain(step)):
            branch = _branch(step, sentence, before)
            result.append(branch)
            before = branch.condition or before
    return tuple(result)


def branches_of(steps: tuple[str, ...], step: str) -> tuple[Branch, ...]:
    """The branches of one step."""
    return tuple(branch for branch in branches(steps) if branch.step == step)


def _branch(step: str, sentence: str, before: str | None) -> Branch:
    condition, rest = _split(sentence.strip().rstrip("."))
    action, *clauses = [clause.strip() for clause in rest.split(";") if clause.strip()] or [""]
    trailing = _TRAILING_IF.search(action)
    if trailing and condition is None and kind_of(action) != "ask":
        condition, action = trailing["condition"], action[: trailing.start()]
    facts = [clause for clause in clauses if not is_action(clause)]
    kind = kind_of(action)
    if kind is None or not is_action(action):
        facts, action, kind = [action, *facts], "", "tell" if _states(action) else "do"
    else:
        action, tails = _trimmed(action)
        facts = [*tails, *facts]
        more = [_trimmed(clause)[0] for clause in clauses if is_action(clause)]
        action = ", ".join(filter(None, (action, *more[:-1]))) + (
            f" and {more[-1]}" if more and kind != "rule" else ""
        )
        if kind == "look" and any(kind_of(it) == "do" for it in (*more, *_then(action))):
            kind = "do"
        if kind == "ask" and _rest_of_ask(action) is not None:
            kind = "do"
    return Branch(
        step=step,
        condition=_complete(condition, before),
        context=before,
        action=action,
        facts=tuple(fact(it) for it in facts if it),
        kind=kind,
    )


def _split(sentence: str) -> tuple[str | None, str]:
    for form in (_AMOUNT_FIRST, _IF, _CONDITION):
        match = form.match(sentence)
        if match is None:
            continue
        condition, rest = match["condition"].strip(), match["rest"]
        is_case = _WITHOUT_OBJECT.match(condition) is not None and is_action(rest)
        if form is _CONDITION and not is_case and _instructs(condition):
            return None, condition
        return condition, rest
    return None, sentence


_WITHOUT_OBJECT = re.compile(
    r"(?:free|double)\s(?!(?:it|them|up)$)[\w'’-]++$|"
    r"\w[\w'’-]*+(?:\sor\s[\w'’-]++)?"
    r"(?:$|\s(?:without|within|after|before|under|over|above|below|during)\s)",
    re.IGNORECASE,
)
"""What looks like a verb, without an object of its own: "Exchange", "Free hour", "Search without
result". An object needs no article: "Verify identity" is what to do."""


def _then(action: str) -> list[str]:
    return re.split(r",? (?:and )?then ", action)[1:]


def _rest_of_ask(action: str) -> str | None:
    """What is to be done behind a question: "ask for a number and set up the safe"."""
    match = re.match(
        r"ask (?:for|whether|what|which)\b[^,]*? and (?P<rest>\w.*)$", action, re.IGNORECASE
    )
    return match["rest"] if match and kind_of(match["rest"]) == "do" else None


def _instructs(text: str) -> bool:
    """Whether what stands before a colon is itself what to do: "Look up the return: …"."""
    if re.fullmatch(r"\w+ (?:not )?(?:\w+ed|lost|found|sent|paid|known)", text):
        return False
    if re.search(r"n['’]t\b|^\w+ (?:is|are|was|were|has|have)\b", text):
        return False
    return kind_of(text) not in (None, "rule") and not text.lower().startswith(
        ("order ", "return ", "charge ", "book ", "list ", "bill ")
    )


def _states(text: str) -> bool:
    """Whether a text without an instruction is a sentence of its own."""
    return _FINITE.search(text) is not None


def _trimmed(action: str) -> tuple[str, list[str]]:
    """An action without what is meant for the agent only, and a span of time behind it."""
    action = _ASIDE.sub("", action)
    tail = _NUMBER_TAIL.search(action)
    if tail is None:
        return action, []
    return action[: tail.start()], [tail["tail"]]


def _complete(condition: str | None, before: str | None) -> str | None:
    """A condition with what it leaves out because the one before said it."""
    if condition is None or before is None:
        return condition
    if _OTHERWISE.match(condition):
        return f"not {before}"
    compared = _COMPARED.search(before)
    if _RELATIVE.match(condition) and compared:
        return f"{condition}{compared['what']}"
    if _LATER.search(condition) and compared:
        return _LATER.sub(f"after{compared['what']}", condition)
    return condition
