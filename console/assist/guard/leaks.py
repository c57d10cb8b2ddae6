"""Finds what is not for customers: the instructions, talk about them, and code."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

_RUN = 8
"""Number of words in a row that are not the same as in the instructions by chance."""

_SHORTEST_LINE = 24
"""Minimum number of characters of a whole line of the instructions that counts."""

_WORD = re.compile(r"\w+")

_TALK = re.compile(
    r"\bas an? (?:ai|artificial|language model|(?:virtual |digital )?assistant|chatbot|bot)\b"
    r"|\b(?:i am|i'm|i’m) an? (?:ai|artificial|large language|language model|chatbot|bot|"
    r"computer program)\b|\blanguage model\b"
    r"|\b(?:my|the|these|those|your|initial|hidden|original|previous|prior|internal) "
    r"(?:system )?(?:instructions?|prompts?|programming|guidelines|directives)\b"
    r"(?! (?:for|on|in|to) (?:return|set|us|assembl|clean|care|wash|how))"
    r"|\bsystem (?:prompt|message|turn|instructions?)\b|\bdeveloper mode\b|\bjailbreak\w*"
    r"|\bi (?:was|am|have been|'ve been) (?:told|instructed|programmed|trained|configured)\b"
    r"|\bapproved wording\b|\bcontrol (?:arm|group)\b|\barm (?:\w+ ){0,3}control\b"
    r"|\b(?:als|come|como|en tant qu['’]) ?(?:eine?|un[ae]?|uma)? ?(?:ki|ia|künstliche intelligenz"
    r"|inteligencia artificial|intelligence artificielle|sprachmodell|modelo de lenguaje"
    r"|modèle de langage|modello linguistico)\b"
    r"|\b(?:meine[nr]?|mis|mes|le mie|minhas) (?:anweisungen|instrucciones|instructions|istruzioni"
    r"|instruções|systemanweisung\w*)\b|\bsystem-?prompt\b|\bmensaje del sistema\b",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"<\|?/?[a-z!][^<\n]{0,40}|\|>|\[/?inst\]|```|[{}]|\]\s?\(|<</?sys|\b(?:tool_call|function_call)\b"
    r"|^[^\S\n]*#+[^\S\n]*(?:system|instruction|user|assistant)"
    r"|\bSELECT .{1,80} FROM\b|\beval\(|\bexec\(",
    re.IGNORECASE | re.MULTILINE,
)


def leaks(draft: str, instructions: Iterable[str]) -> Iterator[str]:
    """What in a draft is not for the customer, a few words each."""
    if match := _CODE.search(draft):
        yield f"it has code in it: {match[0]}"
    if match := _TALK.search(draft):
        yield f"it speaks about how it was made: {match[0]}"
    if any(recites(draft, line) for line in instructions):
        yield "it recites its instructions"


def recites(text: str, line: str) -> bool:
    """Whether a text has a line of the instructions in it, or many words of it in a row."""
    plain, own = _runs(line)
    spoken, runs = _spoken(text)
    return bool(plain and f" {plain} " in spoken) or not own.isdisjoint(runs)


@lru_cache(maxsize=64)
def _spoken(text: str) -> tuple[str, frozenset[str]]:
    """A text in plain words, between blanks, and its runs."""
    words = _words(text)
    return f" {' '.join(words)} ", _runs_of(words)


@lru_cache(maxsize=512)
def _runs(line: str) -> tuple[str, frozenset[str]]:
    """A line in plain words if it is long enough to be told from small talk, and its runs."""
    words = _words(line)
    plain = " ".join(words) if len(line) >= _SHORTEST_LINE else ""
    return plain, _runs_of(words)


def _runs_of(words: list[str]) -> frozenset[str]:
    return frozenset(" ".join(words[n : n + _RUN]) for n in range(len(words) - _RUN + 1))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
