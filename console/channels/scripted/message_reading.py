"""How a scripted customer reads the agent's message: by the words in it, sentence by sentence."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from console.channels.scripted.script import Scenario, ScriptedAnswer

_READ_AT_MOST = 6_000
"""Characters of one message a customer reads; nobody reads a megabyte."""

_SENTENCE_END = re.compile(r"(?<=[.!?…؟。！？])\s+|\n+")
_WORD = re.compile(r"\w")

_QUESTION_MARKS = frozenset("?؟？")
_REQUESTS = (
    "please",
    "could you",
    "can you",
    "would you",
    "may i",
    "can i have",
    "let me know",
    "tell me",
    "send me",
    "provide",
    "share",
    "give me",
    "i need",
    "we need",
    "por favor",
    "puede",
    "bitte",
    "können sie",
    "يرجى",
)
_FIRM_REQUESTS = (
    "could you",
    "can you",
    "would you",
    "may i have",
    "can i have",
    "please confirm",
    "please send",
    "please tell",
    "please give",
    "i still need",
    "i need",
)
_EVERYDAY = frozenset(
    "have that this with from your will would could there what when where which then than them they"
    " also just only been does here some about into more".split()
)
_HOLDING = (
    "one moment",
    "just a moment",
    "a moment",
    "one second",
    "just a second",
    "a second",
    "a minute",
    "bear with me",
    "hold on",
    "hang on",
    "let me check",
    "let me look",
    "let me see",
    "let me pull",
    "i'll check",
    "i will check",
    "i'll look",
    "i will look",
    "looking into",
    "checking",
    "un momento",
    "einen moment",
)
_COURTESIES = (
    "hi",
    "hello",
    "hey",
    "good morning",
    "good afternoon",
    "good evening",
    "welcome",
    "thanks",
    "thank you",
    "my name is",
    "this is",
    "how can i help",
    "how may i help",
    "what can i do for you",
    "i'm happy to help",
    "happy to help",
    "glad to help",
    "i'd be happy to",
    "sorry",
    "i'm sorry",
    "i am sorry",
    "i apologize",
    "i apologise",
    "apologies",
    "i understand",
    "no problem",
    "hola",
    "buenos",
    "guten tag",
    "hallo",
    "مرحبا",
)
_REFUSALS = ("can't", "cannot", "unable", "not possible", "won't", "unfortunately")


@dataclass(frozen=True, slots=True)
class MessageReading:
    """What a message held for this customer.

    ``answers`` are what it asks for in any way, ``firmly`` what it asks for in a plain question or
    request. ``groups`` are the solution groups it has words of, ``stated`` whether any of them was
    in a sentence that is no question. A message that is all ``courtesy`` has no content.
    """

    answers: tuple[ScriptedAnswer, ...]
    firmly: tuple[ScriptedAnswer, ...]
    groups: frozenset[int]
    stated: bool
    about: bool
    question: bool
    holding: bool
    courtesy: bool

    @property
    def settling(self) -> bool:
        """Whether it leaves nothing open: it neither asks, nor puts off, nor is mere courtesy."""
        return not (self.question or self.holding or self.courtesy)


def read_message(scenario: Scenario, text: str) -> MessageReading:
    """Read a message with a scenario in mind; a promise to look into it is no solution."""
    text = text[:_READ_AT_MOST].casefold().replace("’", "'")
    sentences = [part for part in _SENTENCE_END.split(text) if _WORD.search(part)]
    statements = [sentence for sentence in sentences if not _any(_HOLDING, sentence)]
    questions = [sentence for sentence in sentences if is_question(sentence)]
    groups = _groups(scenario, statements)
    return MessageReading(
        answers=_asked_for(scenario, sentences, _REQUESTS),
        firmly=_asked_for(scenario, sentences, _FIRM_REQUESTS),
        groups=groups,
        stated=bool(_groups(scenario, (each for each in statements if not is_question(each)))),
        about=_any(scenario.about, text),
        question=any(not _is_courtesy(sentence) for sentence in questions),
        holding=len(statements) < len(sentences),
        courtesy=not groups and all(_is_courtesy(sentence) for sentence in sentences),
    )


def is_question(sentence: str) -> bool:
    """Whether a sentence ends as a question does."""
    return not _QUESTION_MARKS.isdisjoint(sentence[-3:])


def speaks_of(question: str, text: str) -> bool:
    """Whether a message takes up a customer's question, by a word of some length they share."""
    return not _long_words(question).isdisjoint(_long_words(text))


def _long_words(text: str) -> set[str]:
    return {word[:5] for word in re.findall(r"\w{4,}|\d+", text.casefold())} - _EVERYDAY


def _asked_for(
    scenario: Scenario, sentences: Iterable[str], requests: tuple[str, ...]
) -> tuple[ScriptedAnswer, ...]:
    asking = " ".join(s for s in sentences if is_question(s) or _any(requests, s))
    return tuple(answer for answer in scenario.answers if _any(answer.asked, asking))


def _groups(scenario: Scenario, sentences: Iterable[str]) -> frozenset[int]:
    text = "\n".join(sentences)
    return frozenset(n for n, words in enumerate(scenario.solution) if _any(words, text))


def _any(words: tuple[str, ...], text: str) -> bool:
    return bool(words) and _finder(words).search(text) is not None


def _is_courtesy(sentence: str) -> bool:
    return _COURTESY.match(sentence) is not None and not _any(_REFUSALS, sentence)


@lru_cache(maxsize=1024)
def _finder(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(re.escape(word.casefold()) for word in words) + ")")


_COURTESY = re.compile(r"[¡¿\s]*(?:" + "|".join(map(re.escape, _COURTESIES)) + r")\b")
