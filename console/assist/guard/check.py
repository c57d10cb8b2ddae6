"""Checks a draft against what is known, before anyone sees it.

A language model can write an order number, an amount, a date or a link that exists nowhere. Such a
draft is worse than none, because an agent in a hurry sends it. The rule: whatever a customer could
hold the shop to must stand in the customer's record, in a cited article or in what the agent said.
The customer's own words vouch only for the numbers and addresses they gave.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from console.assist.guard.claims import Claim, ClaimKind, claims_in, small_numbers, words
from console.assist.guard.leaks import leaks
from console.assist.guard.person_names import strange_names

_SLOT = re.compile(r"\{[a-z_]{1,64}\}|\[[A-Za-z][^\]\n]{2,80}\]|<[a-z|_ ]{1,64}>", re.IGNORECASE)
_SPEAKER = re.compile(
    r"^[^\S\n]*(?:customer|agent|assistant|user|system|reply|tool)\s*:", re.I | re.M
)
_GIVEN = frozenset({ClaimKind.NUMBER, ClaimKind.EMAIL})
"""What a customer can state; a promise that only the customer mentions is not on record."""

_PLACES = frozenset({ClaimKind.LINK, ClaimKind.EMAIL})
"""Where a customer could be sent. Articles don't vouch for it: whoever gets a sentence into one
could send every customer there."""

_CITATION = re.compile(r"(?<!\s)\s*\[\d+\]")


@dataclass(frozen=True, slots=True)
class OnRecord:
    """What drafts may take facts from, in pieces that stay the same while a chat grows.

    ``record`` is what binds the shop: the agent's messages, and what only the shop writes.
    ``articles`` are texts of the knowledge base and of orders, which vouch for everything but links
    and addresses. ``customer_messages`` are the customer's words, fields of the record that
    customers fill in among them. ``names`` are what people are called, which vouch for nothing but
    these names.
    """

    record: tuple[str, ...]
    customer_messages: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    def vouches_for(self, key: str, kind: ClaimKind) -> bool:
        """Whether the claim is on record, or is one that a customer can state and has stated."""
        if any(key in _keys(text, None) for text in self.record):
            return True
        if kind not in _PLACES and any(key in _keys(text, None) for text in self.articles):
            return True
        if kind in _GIVEN and any(key in _keys(text, _GIVEN) for text in self.customer_messages):
            return True
        return kind is ClaimKind.NUMBER and len(key) <= 2 and self._counts(key)

    def _counts(self, number: str) -> bool:
        """Whether a small number occurs in any text, with whatever unit."""
        return any(
            number in _numbers(text)
            for text in (*self.record, *self.articles, *self.customer_messages)
        )

    def mentions(self, word: str) -> bool:
        """Whether a word, in lower case, has been used by anybody."""
        said = (*self.record, *self.articles, *self.customer_messages, *self.names)
        return any(word in _words(text) for text in said)


@lru_cache(maxsize=2048)
def _keys(text: str, kinds: frozenset[ClaimKind] | None) -> frozenset[str]:
    claims = (claim for claim in claims_in(text) if kinds is None or claim.kind in kinds)
    return frozenset(key for claim in claims for key in claim.keys)


_numbers = lru_cache(maxsize=2048)(small_numbers)
_words = lru_cache(maxsize=2048)(words)


def tidy(draft: str) -> str:
    """The draft without what small models put around a message: quotes, labels, citation marks."""
    text = _CITATION.sub("", draft).strip()
    text = re.sub(r"^(?:reply|agent|message)\s*:\s*", "", text, flags=re.IGNORECASE)
    if len(text) > 1 and text[0] in '"“' and text[-1] in '"”':
        text = text[1:-1].strip()
    return text


def whole_sentences(draft: str) -> str:
    """A draft that was cut off, up to the end of its last whole sentence."""
    ends = list(re.finditer(r"[.!?…](?=\s|$)", draft))
    return draft[: ends[-1].end()] if ends else ""


@lru_cache(maxsize=512)
def approvable(wording: str) -> bool:
    """Whether a text of an article can be sent: slots apart, it has no link, address or code.

    Articles come from folders that many can write to, and no approved wording needs any of these.
    """
    plain = re.sub(r"\{[a-z_]+\}", "", wording)
    return not any(claim.kind in _PLACES for claim in claims_in(plain)) and not any(
        leaks(plain, ())
    )


def sendable(wording: str, known: OnRecord) -> bool:
    """Whether a wording that quotes articles can be put before the agent, its slots filled.

    It has no open slot, and sends nobody to a link or an address but the customer's own.
    """
    places = [claim for claim in claims_in(wording) if claim.kind in _PLACES]
    strange = any(not known.vouches_for(claim.keys[0], claim.kind) for claim in places)
    return not strange and "{" not in wording and not any(leaks(wording, ()))


def objections(draft: str, known: OnRecord, instructions: Iterable[str] = ()) -> list[str]:
    """Why this draft can't be shown, a few words each; nothing if it can.

    Args:
        draft: the message the model wrote, tidied.
        known: everything it may take facts from.
        instructions: lines the model was given, which are not for the customer.
    """
    lines = tuple(instructions)
    return list(dict.fromkeys((*_objections(draft, known, lines), *leaks(draft, lines))))


def _objections(draft: str, known: OnRecord, instructions: tuple[str, ...]) -> Iterator[str]:
    if len(draft) < 2:
        yield "it is empty"
    if slot := _SLOT.search(draft):
        yield f"it has an open slot {slot[0]}"
    if _SPEAKER.search(draft):
        yield "it speaks for several people"
    if _repeats_itself(draft):
        yield "it repeats itself"
    for claim in claims_in(draft):
        if not known.vouches_for(claim.keys[0], claim.kind):
            yield _unknown(claim)
    named = OnRecord((), (), instructions)
    for name in strange_names(draft, lambda word: known.mentions(word) or named.mentions(word)):
        yield f"it names {ClaimKind.NAME} that is not on record: {name}"


def _unknown(claim: Claim) -> str:
    verb = "makes" if claim.kind is ClaimKind.PROMISE else "names"
    return f"it {verb} {claim.kind} that is not on record: {claim.text}"


def _repeats_itself(text: str) -> bool:
    """Whether a run of six words occurs three times."""
    words = text.lower().split()
    runs = Counter(tuple(words[n : n + 6]) for n in range(len(words) - 5))
    return any(times >= 3 for times in runs.values())
