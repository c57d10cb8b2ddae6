"""Which sentences of a draft are backed: what nobody approved is taken out.

A list of forbidden forms is never complete; there are too many ways to say that something is done.
So a sentence of the model's stays only if each of its clauses is one of these: what the approved
wording says or asks, a report of what is on record, a courtesy, or what the customer said, taken up
as theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from console.assist.drafting.alignment import (
    ENGLISH_JOINS,
    bare,
    clauses,
    questions,
    says_no_more,
    statements,
)
from console.assist.drafting.courtesy import (
    agrees,
    grants,
    is_courtesy,
    thing_named,
    words_taken_up,
)
from console.assist.drafting.foreign_clauses import JOINS, asks_or_announces, reports_only
from console.assist.drafting.spoken_words import Words, comparable, spoken_words
from console.assist.moves.words import meanings, sentences, stem
from console.domain.claims import completed_claims, is_backed_by

_MOST_CLAUSES = 12
_MOST_REPORTED = 12
_MOST_NAMED = 6
"""Words of a thing's name."""

_REQUESTS = frozenset(
    "could can would may please kindly tell give share send provide confirm let".split()
)
_INTERROGATIVES = _REQUESTS | frozenset(
    "what which who when where how why will do does did is are was were has have shall".split()
)
_NEXT = dict.fromkeys(("could", "can", "would", "may"), "you") | {"let": "me know"}
"""What some requests go on with: "can cancel it" and "let me refund it" ask for nothing."""

_OF_STATE = frozenset(
    """is are was were has have had be been do does did can will shall may would could should
    must""".split()
)
_NO_NAMES = frozenset(
    """i you we he she it they your my our me us am is are was were be has have had do does did not
    no never can could would should must shall done and or but""".split()
)
"""Words that are not left out as a name, whatever the customer is called."""

_NAMES_AND_VERBS = frozenset({"will", "may"})
_TURNED = {
    "i": "you",
    "my": "your",
    "me": "you",
    "we": "you",
    "our": "your",
    "us": "you",
    "am": "are",
    "mine": "yours",
}
_TROUBLES = frozenset(
    "the this that your a an with of delay trouble problem issue order and about all it".split()
)


@dataclass(frozen=True)
class Backing:
    """What may be said in a draft.

    ``approved`` are the wording of the move and what agents wrote in its place, ``said`` what the
    customer wrote, ``done`` the steps that were carried out. ``names`` are the customer's,
    ``things`` the values that may be left out. ``language`` (ISO 639-1) is the draft's; null for
    that of the wording. ``declines`` is whether the wording refuses something, ``is_asked`` whether
    a question of the customer's is open; null if any that they wrote may be.
    """

    approved: tuple[str, ...]
    said: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
    done: tuple[str, ...] = ()
    language: str | None = None
    declines: bool = False
    is_asked: bool | None = None

    @cached_property
    def _stated(self) -> tuple[Words, ...]:
        return tuple(chain.from_iterable(map(statements, self._sentences)))

    @cached_property
    def _asked(self) -> tuple[Words, ...]:
        return tuple(chain.from_iterable(map(questions, self._sentences)))

    @cached_property
    def _sentences(self) -> tuple[str, ...]:
        return tuple(chain.from_iterable(map(sentences, self.approved)))

    @cached_property
    def _may_not_agree(self) -> bool:
        """Whether a yes would answer a question, or take back a refusal."""
        asked = any("?" in text for text in self.said) if self.is_asked is None else self.is_asked
        return self.declines or asked

    @cached_property
    def _taken_up(self) -> tuple[Words, ...]:
        """What the customer stated about themselves, as the agent would say it."""
        told = (s for text in self.said for s in sentences(text) if not s.endswith("?"))
        stated = (unit for sentence in told for unit in statements(sentence))
        return tuple(_turned(unit) for unit in stated if not {"you", "your"}.intersection(unit))

    @cached_property
    def _known(self) -> frozenset[str]:
        texts = " ".join((*self.said, *self.approved, *self.things))
        return frozenset(map(comparable, spoken_words(texts))) | _TROUBLES

    @cached_property
    def _meanings(self) -> frozenset[str]:
        return meanings(" ".join((*self.approved, *self.done)))

    @cached_property
    def _stated_words(self) -> frozenset[str]:
        """The names and numbers that a draft in any language may have."""
        return frozenset(spoken_words(" ".join((*self.things, *self.names))))

    @cached_property
    def _stems_said(self) -> frozenset[str]:
        return frozenset(map(stem, spoken_words(" ".join(self.said))))

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(spoken_words(" ".join(self.names)))

    @cached_property
    def _called(self) -> tuple[Words, ...]:
        """How the customer may be addressed, the longest form first; none that says something."""
        found: list[Words] = []
        for words in map(spoken_words, self.names):
            found += (words, words[:1], words[-1:])
        return tuple(
            words
            for words in dict.fromkeys(found)
            if words and _NO_NAMES.isdisjoint(words) and not completed_claims(" ".join(words))
        )

    @cached_property
    def _things(self) -> frozenset[str]:
        return frozenset(map(comparable, spoken_words(" ".join(self.things))))

    def unbacked(self, draft: str) -> list[str]:
        """The sentences of a draft of which a clause is backed by nothing."""
        return [sentence for sentence in sentences(draft) if not self.backs(sentence)]

    def makes_move(self, draft: str) -> bool:
        """Whether a draft asks where the wording does, and does more than exchange courtesies.

        For drafts that can't be compared with the wording sentence by sentence.
        """
        wording = self.approved[0]
        if all(self._is_courtesy(sentence) for sentence in sentences(wording)):
            return True
        told = [s for s in sentences(draft) if not self._is_courtesy(s)]
        return bool(told) and ("?" not in wording or "?" in draft)

    def _is_courtesy(self, sentence: str) -> bool:
        parts = (bare(part) for part in clauses(spoken_words(sentence)))
        return all(
            self._names.issuperset(part) or is_courtesy(self._without_names(part)) for part in parts
        )

    def backs(self, sentence: str) -> bool:
        """Whether a sentence divides into clauses that are all backed."""
        joins = ENGLISH_JOINS if self.language is None else ENGLISH_JOINS | JOINS
        parts = clauses(spoken_words(sentence), joins)
        if len(parts) > _MOST_CLAUSES:
            return False
        is_question = sentence.rstrip().endswith("?")
        ends = {0}
        for end in range(1, len(parts) + 1):
            runs = (_words(parts[start:end]) for start in ends)
            if any(self._backs_clause(run, is_question=is_question) for run in runs):
                ends.add(end)
        return len(parts) in ends

    def _backs_clause(self, words: Words, *, is_question: bool) -> bool:
        words = self._without_names(words)
        return (
            not words
            or (is_courtesy(words) and not (self._may_not_agree and agrees(words)))
            or any(says_no_more(words, unit, self._things) for unit in self._stated)
            or self._asks(words, is_question=is_question)
            or self._takes_up(words)
            or self._reports(words)
            or (
                self.language is not None
                and not self.declines
                and asks_or_announces(words, self.approved[0], self._stated_words, self.language)
            )
        )

    def _without_names(self, words: Words) -> Words:
        """A clause without the customer's name before or after it, if something is left."""
        for name in self._called:
            if words[: len(name)] == name and not _NAMES_AND_VERBS.intersection(name):
                words = words[len(name) :] or words
            if words[-len(name) :] == name:
                words = words[: -len(name)] or words
        return words

    def _asks(self, words: Words, *, is_question: bool) -> bool:
        """Whether a clause asks what the wording asks, be it in a question or as a request.

        What begins like neither in a question, as the second thing asked for, has no verb of
        state. Without a question mark it states something, which no question of the wording backs.
        """
        begins = _INTERROGATIVES if is_question else _REQUESTS
        goes_on = tuple(_NEXT.get(words[0], "").split())
        is_request = words[0] in _REQUESTS and words[1 : 1 + len(goes_on)] == goes_on
        if not is_question and not is_request:
            return False
        if tuple(map(comparable, words)) in self._asked:
            return True
        if words[0] not in begins and not _OF_STATE.isdisjoint(words):
            return False
        return any(says_no_more(words, unit, self._things, asks=True) for unit in self._asked)

    def _takes_up(self, words: Words) -> bool:
        thing = thing_named(words)
        if self._is_known(thing):
            return True
        repeated = words_taken_up(words)
        units = self._stated if grants(words) else (*self._taken_up, *self._stated)
        return bool(repeated) and any(says_no_more(repeated, unit, self._things) for unit in units)

    def _reports(self, words: Words) -> bool:
        """Whether a clause says that something was done which was, and nothing else."""
        clause = " ".join(words)
        if len(words) > _MOST_REPORTED or not self.done:
            return False
        if self.language is not None and self.declines:
            return False
        if self.language is None:
            is_more = not meanings(clause) <= self._meanings
        else:
            wording = " ".join((*self.approved, *self.done))
            is_more = not reports_only(words, wording, self._stated_words, self.language)
        if is_more:
            return False
        claims = completed_claims(clause)
        return bool(claims) and all(is_backed_by(claim, self.done, ()) for claim in claims)

    def _is_known(self, thing: Words) -> bool:
        """Whether words name something that the chat is about, and say nothing of it.

        Or something that the customer did: "restarting it".
        """
        if thing[:1] and thing[0].endswith("ing") and stem(thing[0]) in self._stems_said:
            thing = (*thing[1:], "it")
        named = frozenset(map(comparable, thing))
        return (
            0 < len(thing) <= _MOST_NAMED and named <= self._known and not named & _INTERROGATIVES
        )


def _turned(words: Words) -> Words:
    """What the customer says of themselves, as the agent says it of them."""
    before = ("", *words)
    return tuple(
        "were" if word == "was" and last in ("i", "we") else _TURNED.get(word, word)
        for last, word in zip(before, words, strict=False)
    )


def _words(parts: Sequence[Words]) -> Words:
    return bare(tuple(chain.from_iterable(parts)))
