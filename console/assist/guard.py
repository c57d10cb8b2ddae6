"""Checks a draft against what is known, before anyone sees it.

A language model can write an order number, an amount, a date or a link that exists nowhere. Such a
draft is worse than none, because an agent in a hurry sends it. The rule: whatever a customer could
hold the shop to must stand in the transcript, in the customer's record, or in a cited article.
"""

import re
from collections.abc import Iterable, Iterator

_FACTS = {
    "a link": re.compile(r"(?:https?://|www\.)\S+|\b[\w-]+\.(?:com|net|org|io|co|shop|info)\b\S*"),
    "an e-mail address": re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"),
    "an amount": re.compile(
        r"[$€£¥]\s?\d[\d,.]*\d|[$€£¥]\s?\d|\b\d[\d,.]*\s?(?:%|percent\b|dollars?\b|usd\b|eur(?:os?)?\b)"
    ),
    "a date": re.compile(
        r"\b\d{4}-\d\d-\d\d\b|\b\d{1,2}/\d{1,2}(?:/\d{2,4})?\b"
        r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s\d{1,2}\b"
        r"|\b\d{1,2}\.?\s(?:jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b"
    ),
    "a number": re.compile(r"#?\b[a-z]{0,4}-?\d[\d-]{3,}\w*(?:\.\d+)?\b"),
    "a length of time": re.compile(
        r"\b\d+(?:\s?(?:-|to|or)\s?\d+)?\s(?:business |working )?"
        r"(?:minute|hour|day|week|month|year)s?\b"
    ),
}
_SLOT = re.compile(r"\{[a-z_]+\}|\[[A-Za-z][^\]\n]{2,}\]|<[a-z|_ ]+>", re.IGNORECASE)
_SPEAKER = re.compile(r"^\s*(?:customer|agent|assistant|user|system|reply)\s*:", re.I | re.M)
_RECITAL = 24
"""A line of the instructions this long does not get into a message by chance."""

_CITATION = re.compile(r"\s*\[\d+\]")


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


def objections(draft: str, known: str, instructions: Iterable[str] = ()) -> list[str]:
    """Why this draft can't be shown, a few words each; nothing if it can.

    Args:
        draft: the message the model wrote, tidied.
        known: everything it may take facts from: transcript, customer's record, cited articles.
        instructions: lines the model was told, which are not for the customer.
    """
    found = list(_objections(draft, _normal(known)))
    if any(len(line) >= _RECITAL and line in draft for line in instructions):
        found.append("it recites its instructions")
    return found


def _objections(draft: str, known: str) -> Iterator[str]:
    if len(draft) < 2:
        yield "it is empty"
    if slot := _SLOT.search(draft):
        yield f"it has an open slot {slot[0]}"
    if _SPEAKER.search(draft):
        yield "it speaks for several people"
    if _repeats_itself(draft):
        yield "it repeats itself"
    for what, pattern in _FACTS.items():
        for match in pattern.finditer(_normal(draft)):
            if not _stands_in(match[0].rstrip(".,;:!?"), known):
                yield f"it names {what} that is not on record: {match[0].strip()}"


def _normal(text: str) -> str:
    return re.sub(r"\s+", " ", text.lower().replace(",", "").replace("\N{EN DASH}", "-"))


def _stands_in(fact: str, known: str) -> bool:
    """Whether the fact stands in what is known as a whole, not as part of a longer number."""
    pattern = rf"(?<![\d#]){re.escape(fact)}(?!\.?\d)" if fact[-1].isdigit() else re.escape(fact)
    return re.search(pattern, known) is not None


def _repeats_itself(text: str) -> bool:
    """Whether a run of six words occurs three times."""
    words = text.lower().split()
    runs = [" ".join(words[n : n + 6]) for n in range(len(words) - 5)]
    return any(runs.count(run) >= 3 for run in set(runs))
