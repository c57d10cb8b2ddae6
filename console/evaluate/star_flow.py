"""What a task's graph and replies say by themselves: what is asked, in which order, and what else.

Nothing here knows a task. What kind of reply one is follows from its wording; a node of the graph
that nothing leads to, and that is no reply, is a condition: a result of the database, or what the
customer says, such as *can't remember the number*.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from console.assist.reading.wording import stem, words
from console.evaluate.star import QUERY, StarTask

AnswerKind: TypeAlias = Literal["digits", "date", "time", "description", "choice", "words"]
"""What an answer looks like."""

_EMPTY = frozenset(
    "a about all also am an and any anything are as at be been by can child could do does else few "
    "first following for from get give had has have help here how i in inform is it its kind know "
    "let like looking may me might more much my need now of off ok on only or our please provide "
    "right say so some sorry tell thank that the their them there they this to today us was we "
    "well were what when where which who will with would you your".split()
)
_REQUEST = re.compile(r"\?|\bplease\b|\blet me know\b|^(?:tell|give|provide|enter)\b", re.I)
_GREETING = re.compile(r"^\W*(?:hello|hi|hey|welcome|greetings|good (?:day|morning))\b", re.I)
_MORE = re.compile(r"\b(?:anything|something) else\b|\bwhat else\b", re.I)
_FAREWELL = re.compile(r"\b(?:good ?-?bye|bye|farewell|have a (?:nice|good|great))\b", re.I)
_OUT_OF_SCOPE = re.compile(
    r"\bonly (?:able|here) to\b|\bdon'?t (?:quite )?understand\b|\bcan(?:'t|not) help\b", re.I
)
_NOTHING = re.compile(
    r"\b(?:cannot|can't|could ?n[o']t|unable to|did ?n[o']t) (?:find|locate)\b"
    r"|\b(?:no|nothing)\b.{0,40}\b(?:found|match)",
    re.I,
)
_SUCCESS = re.compile(r"succe|\bavailable|\bfound|\bok(?:ay)?\b", re.I)
_FAILURE = re.compile(r"fail|unavailable|\bnot? |nothing|error|unsuccess|\bcan(?:not|'t)\b", re.I)

_KINDS: tuple[tuple[AnswerKind, re.Pattern[str]], ...] = (
    (
        "choice",
        re.compile(
            r"^(?:[^?.!]*[.!,;] )?"
            r"(?:do|does|is|are|was|were|would you like(?: me)? to|should|shall|did)\b"
            r"|\bconfirm\b|\bor not\b",
            re.I,
        ),
    ),
    (
        "description",
        re.compile(r"\b(?:details?|detailed|descri\w+|report|explain|happened|reason|why)\b", re.I),
    ),
    ("time", re.compile(r"\b(?:what|which) time|\btime\b", re.I)),
    ("date", re.compile(r"\b(?:dates?|days?|birth\w*|when|month|year|until)\b", re.I)),
    (
        "digits",
        re.compile(r"\b(?:numbers?|pin|id|codes?|how (?:many|much|long)|phone|zip)\b", re.I),
    ),
)


def meaning(text: str) -> frozenset[str]:
    """The stems of the words that carry meaning; names in camel case are taken apart.

    The gaps of replies, in braces, are left out.
    """
    bare = re.sub(r"\{[^{}]{0,400}\}", " ", text).replace("_", " ")
    apart = re.sub(r"([a-z])([A-Z])", r"\1 \2", bare)
    return frozenset(stem(word) for word in words(apart) if word not in _EMPTY)


_OUTCOME = meaning("success successful succeeded failure fail failed found available unavailable")


@dataclass(frozen=True, slots=True)
class Ask:
    """A reply that asks for something, and the words for that."""

    action: str
    kind: AnswerKind
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class FlowCondition:
    """A state of things in which the flow goes on otherwise, and where it goes on."""

    action: str
    text: str
    leads_to: str


class Flow:
    """A task's graph with the kinds of its replies."""

    def __init__(self, task: StarTask) -> None:
        """Sort out the replies of ``task``."""
        self.replies = task.replies
        self.graph = task.graph
        self.hello = self._first(_GREETING)
        self.start = self.hello or next(iter(task.graph), None)
        self.bye = self._first(_FAREWELL)
        self.anything_else = self._first(_MORE)
        self.out_of_scope = self._first(_OUT_OF_SCOPE)
        self.nothing_found = self._first(_NOTHING)
        self.conditions = {
            source: FlowCondition(source, task.replies.get(source, source), target)
            for source, target in task.graph.items()
            if source != self.hello
            and source not in task.graph.values()
            and source not in task.offered
        }
        self.asks = {
            action: Ask(action, _kind_of(text), meaning(text))
            for action, text in task.replies.items()
            if self._asks(action, text)
        }
        self.vocabulary = frozenset(w for text in task.replies.values() for w in meaning(text))
        self._rarity = {
            word: 1 / sum(word in ask.words for ask in self.asks.values())
            for ask in self.asks.values()
            for word in ask.words
        }

    def _first(self, pattern: re.Pattern[str]) -> str | None:
        return next((a for a, text in self.replies.items() if pattern.search(text)), None)

    def _asks(self, action: str, text: str) -> bool:
        social = (self.hello, self.bye, self.anything_else, self.out_of_scope, self.nothing_found)
        apart = action in social or action in self.conditions or self.is_query(action)
        return not apart and bool(_REQUEST.search(text))

    def is_query(self, action: str) -> bool:
        """Whether the action looks something up."""
        return action == QUERY or (action.startswith(f"{QUERY}_") and action not in self.conditions)

    @property
    def spoken_conditions(self) -> list[FlowCondition]:
        """The conditions that depend on what the customer says."""
        return [c for c in self.conditions.values() if not c.action.startswith(QUERY)]

    def path(self, start: str | None) -> Iterator[str]:
        """The actions from ``start`` on, as the graph leads."""
        seen: set[str] = set()
        at = start
        while at is not None and at not in seen:
            seen.add(at)
            yield at
            at = self.graph.get(at)

    def path_to_query(self, start: str | None) -> Iterator[str]:
        """The actions from ``start`` up to the next query, with that."""
        for action in self.path(start):
            yield action
            if self.is_query(action):
                return

    def after_query(self, query: str, success: bool) -> str | None:
        """Where the graph goes on from a query with or without success."""
        about = [
            condition
            for condition in self.conditions.values()
            if condition.action.startswith(QUERY)
            and _tells_success(condition) is success
            and meaning(condition.action) - _OUTCOME <= meaning(query)
        ]
        nearest = max(about, key=lambda c: len(meaning(c.action)), default=None)
        if nearest is not None:
            return nearest.leads_to
        return self.graph.get(query) if success else None

    def mentioned(self, text: str) -> dict[str, float]:
        """The asks that a text has words of, with a score: 1 if a word is of that ask only."""
        said = meaning(text)
        scores = {
            ask.action: max((self._rarity[word] for word in ask.words & said), default=0.0)
            for ask in self.asks.values()
        }
        return {action: score for action, score in scores.items() if score}

    def asked_in(self, text: str) -> list[str]:
        """Which asks the agent makes in other words."""
        if not re.search(r"\?|\bplease\b|\bneed\b", text, re.I):
            return []
        mentioned = self.mentioned(text)
        sure = [action for action, score in mentioned.items() if score >= 1]
        said = meaning(text)
        covered = {w for action in sure for w in self.asks[action].words}
        shared = [action for action in mentioned if self.asks[action].words & said - covered]
        plainest = min(shared, key=lambda a: len(self.asks[a].words), default=None)
        return sure if plainest is None or plainest in sure else [*sure, plainest]


def _kind_of(text: str) -> AnswerKind:
    return next((kind for kind, pattern in _KINDS if pattern.search(text)), "words")


def _tells_success(condition: FlowCondition) -> bool | None:
    said = f"{condition.action.replace('_', ' ')} {condition.text}"
    if _FAILURE.search(said):
        return False
    return True if _SUCCESS.search(said) else None
