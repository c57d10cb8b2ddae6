"""Finds what the chat's own customer record says, however it is spelled in a text."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain, pairwise

from console.export.redaction.ambiguity import is_ordinary, is_used_as_name
from console.export.redaction.phrases import MARKS
from console.export.redaction.spans import HIDDEN, Span
from console.export.redaction.spelling import plain
from console.export.redaction.word_lists import PARTICLES

UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
"""Scripts that are written without spaces between words."""

WORD = re.compile(
    rf"[^\W_{UNSPACED}](?:[^\W_{UNSPACED}]|[{MARKS}])*+|[{UNSPACED}](?:[{UNSPACED}])*+"
)
_GROUPS = re.compile(r"(?<![A-Za-z0-9])\+?\(?\d(?:[ ()./-]{0,3}\d){4,20}(?![A-Za-z0-9])")
_IN_NAME = re.compile(r"[ .'-]{1,2}|, ")
_DIGITS = "0123456789"

Words = tuple[str, ...]
_Tokens = list[re.Match[str]]


@dataclass(frozen=True)
class CustomerIdentifiers:
    """What is known of one customer, in words as ``plain`` spells them.

    ``phrases`` are whole values by their first word, ``names`` the words of names, ``handles`` how
    people make one word of their name, ``digits`` numbers without their gaps, ``unspaced`` values
    in scripts without spaces.
    """

    phrases: dict[str, list[tuple[Words, str]]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    handles: frozenset[str] = frozenset()
    digits: dict[str, str] = field(default_factory=dict)
    unspaced: dict[str, str] = field(default_factory=dict)

    def with_names(self, names: Iterable[str]) -> "CustomerIdentifiers":
        """The same, with words that turned out to be names."""
        words = dict.fromkeys(names, "NAME")
        unspaced = {word: label for word, label in words.items() if is_unspaced(word)}
        spaced = {word: label for word, label in words.items() if word not in unspaced}
        return replace(self, names=spaced | self.names, unspaced=unspaced | self.unspaced)

    def in_link(self, link: str) -> bool:
        """Whether a link names the customer."""
        words = [word[0].casefold() for word in WORD.finditer(link)]
        return any(
            (word in self.names and not is_ordinary(word)) or word.rstrip(_DIGITS) in self.handles
            for word in words
        )

    def begun_by(self, start: str) -> str | None:
        """What a word that begins like this may become: the label of a name or another value."""
        for word, label in chain(self.names.items(), self.digits.items()):
            if word.startswith(start):
                return label
        for phrases in self.phrases.values():
            for words, label in phrases:
                if any(word.startswith(start) for word in words):
                    return label
        return None

    def values(self, text: str) -> Iterator[Span]:
        """Whole values and names, from left to right."""
        tokens = list(WORD.finditer(text))
        words = [token[0].casefold() for token in tokens]
        place = 0
        while place < len(tokens):
            if match := self._at(text, tokens, words, place):
                after, span = match
                yield span
                place = after
            else:
                place += 1

    def numbers(self, text: str) -> Iterator[Span]:
        """Numbers of the record, however their digits are grouped."""
        for match in _GROUPS.finditer(text) if self.digits else ():
            label = self.digits.get(re.sub(r"\D", "", match[0]))
            if label is not None:
                yield Span(*match.span(), label)

    def written_together(self, text: str) -> Iterator[Span]:
        """Values in scripts without spaces."""
        if self.unspaced:
            longest_first = sorted(self.unspaced, key=len, reverse=True)
            for match in re.finditer("|".join(map(re.escape, longest_first)), text):
                yield Span(*match.span(), self.unspaced[match[0]])

    def _at(
        self, text: str, tokens: _Tokens, words: list[str], place: int
    ) -> tuple[int, Span] | None:
        for phrase, label in self.phrases.get(words[place], ()):
            after = place + len(phrase)
            if tuple(words[place:after]) == phrase and _together(text, tokens[place:after]):
                start = tokens[place].start()
                start -= text[max(0, start - 1) : start] == "#"
                span = Span(start, tokens[after - 1].end(), label)
                if len(phrase) > 1 or not is_ordinary(phrase[0]) or is_used_as_name(text, span):
                    return after, span
        if words[place] in self.names:
            return self._name_at(text, tokens, words, place)
        if words[place].rstrip(_DIGITS) in self.handles:
            return place + 1, Span(*tokens[place].span(), "ACCOUNT")
        return None

    def _name_at(
        self, text: str, tokens: _Tokens, words: list[str], place: int
    ) -> tuple[int, Span] | None:
        last = place
        for after in range(place + 1, min(place + 8, len(tokens))):
            gap = text[tokens[after - 1].end() : tokens[after].start()]
            if not _IN_NAME.fullmatch(gap) or not self._goes_on(words[after]):
                break
            last = after if words[after] in self.names else last
        if all(map(is_ordinary, words[place : last + 1])):
            return self._ordinary_name_at(text, tokens[place : last + 1], place)
        return last + 1, self._name(tokens[place], tokens[last])

    def _ordinary_name_at(self, text: str, tokens: _Tokens, place: int) -> tuple[int, Span] | None:
        """The whole name stands for itself; one word needs a place where names are."""
        whole = text[tokens[0].start() : tokens[-1].end()].casefold()
        if "," not in whole and len(set(WORD.findall(whole))) > 1:
            return place + len(tokens), self._name(tokens[0], tokens[-1])
        span = self._name(tokens[0], tokens[0])
        return (place + 1, span) if is_used_as_name(text, span) else None

    def _name(self, first: re.Match[str], last: re.Match[str]) -> Span:
        return Span(first.start(), last.end(), self.names[first[0].casefold()])

    def _goes_on(self, word: str) -> bool:
        return word in self.names or word in PARTICLES or len(word) == 1


def is_unspaced(word: str) -> bool:
    """Whether a word is in a script without spaces."""
    return re.fullmatch(rf"[{UNSPACED}]+", word) is not None


def words_of(value: str) -> Words:
    """The words of a value, as ``plain`` spells them."""
    return tuple(match[0] for match in WORD.finditer(plain(value)))


def _together(text: str, tokens: _Tokens) -> bool:
    """Whether no more than marks and spaces stand between these words."""
    gaps = [text[a.end() : b.start()] for a, b in pairwise(tokens)]
    return all(len(gap) <= 4 and HIDDEN not in gap for gap in gaps)
