"""What a bundle gives away: everything, texts without people, or neither texts nor people.

What is kept without texts is listed here field by field; a field that nobody has listed is left
out, so that a new kind of fact can't leak.
"""

import hashlib
import json
import re
from collections.abc import Callable
from functools import cache
from typing import Any, Literal

from console.domain import events as ev
from console.export.redaction import redact_value
from console.export.redactors import Redactors, Words
from console.measures.events import EVENTS
from console.measures.schema import Privacy

TextPolicy = Literal["none", "redacted", "full"]
Told = Literal["none", "redacted", "full", "own"]
"""What a bundle says of itself: a policy, or that it is an agent's own data."""

OPEN_FIELDS = frozenset(
    {
        *("kind", "chat", "message", "suggestion", "previous", "replaces", "open_chats", "run"),
        *("tier", "version", "channel", "source", "model_sha256", "arm", "unit", "method"),
        *(
            "known_issue",
            "issue",
            "proposed",
            "disposition",
            "origin",
            "canned",
            "about",
            "sources",
            "guesses",
            "language",
            "by",
            "strategy",
        ),
        *("study", "study_hash", "period", "stratum", "bucket", "guardrails", "guardrail"),
        *("trigger", "action", "sitting", "questionnaire", "occasion", "item"),
    }
)
"""Fields of facts that hold ids, names of kinds, or words the program chose."""

PRIVATE_FIELDS = frozenset({"text", "reason", "comment", "notes", "evidence"})
"""Fields of facts that hold what people wrote, or what may quote it."""

OPEN_OF_KINDS = {
    "reason": frozenset({"session_ended", "suggestion_superseded"}),
    "name": frozenset({"arm_assigned", "chat_assigned"}),
}
"""Fields that hold what the program or the study's file says in facts of these kinds alone."""

_PRIVACY = {column.name: column.privacy for column in EVENTS.columns}

Row = dict[str, Any]
Tell = Callable[[ev.Event, Row], Row]
"""Turns an event's row into what may be told of it."""


class TextPrivacy:
    """Applies a text policy to the values of columns.

    ``key`` is the secret of the site from which pseudonyms are made; all but full texts need it.
    """

    def __init__(self, policy: TextPolicy, key: bytes | None) -> None:
        if policy != "full" and key is None:
            raise ValueError("a bundle without all texts needs a key for its pseudonyms")
        self.policy = policy
        self._key = key

    @property
    def key_id(self) -> str | None:
        """Tells whether two bundles share their pseudonyms; says nothing about the key."""
        return None if self.policy == "full" else self.pseudonym("key", "")

    def of_log(self) -> Tell:
        """What tells the events of one log, in their order.

        The row it gives has the event's text under ``text`` if that may be told.
        """
        if self.policy == "full":
            return lambda event, row: row | {"text": getattr(event.fact, "text", None)}
        redactors = Redactors()

        def tell(event: ev.Event, row: Row) -> Row:
            words = None if self.policy == "none" else cache(self._words(event, redactors))
            told = {name: self._value(name, value, words) for name, value in row.items()}
            text = getattr(event.fact, "text", None)
            return told | ({"text": text and words(text)} if words else {})

        return tell

    def agent(self, agent: str) -> str:
        """The stand-in for an agent."""
        return self.pseudonym("a", agent)

    def pseudonym(self, prefix: str, name: str) -> str:
        """A stable stand-in for a name that can't be turned back without the key."""
        digest = hashlib.blake2b(
            name.encode(), digest_size=8, key=self._key or b"", person=prefix.encode()
        )
        return f"{prefix}-{digest.hexdigest()}"

    def model(self, name: str | None) -> str | None:
        """A model's name; without texts a path loses its folders, which may name people."""
        if name is None or self.policy == "full":
            return name
        return re.split(r"[\\/]", name)[-1]

    def _words(self, event: ev.Event, redactors: Redactors) -> Words:
        """How what people wrote is told of this event."""
        return redactors.of(event)

    def _value(self, name: str, value: Any, words: Words | None) -> Any:  # noqa: ANN401 - a cell
        privacy = _PRIVACY.get(name, Privacy.OPEN)
        if value is None or privacy is Privacy.OPEN:
            return value
        if privacy is Privacy.AGENT:
            return self.agent(value)
        if privacy is Privacy.CUSTOMER:
            return self.pseudonym("c", value)
        if privacy is Privacy.FACT:
            return self._fact(value, words)
        return words and words(value)

    def _fact(self, body: str, words: Words | None) -> str:
        fact = json.loads(body)
        kept: dict[str, Any] = {}
        for name, value in fact.items():
            kept[name] = self._field(fact["kind"], name, value, words)
            if name == "text" and value is not None:
                kept["characters"] = len(value)
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))

    def _field(
        self,
        kind: str,
        name: str,
        value: Any,  # noqa: ANN401 - any JSON
        words: Words | None,
    ) -> Any:  # noqa: ANN401
        if name in _STAND_INS:
            return value and _STAND_INS[name](self, value)
        if name in OPEN_FIELDS or kind in OPEN_OF_KINDS.get(name, ()):
            return value
        if words is not None and name in PRIVATE_FIELDS:
            return redact_value(value, words)
        return value if isinstance(value, (bool, int, float)) else None


_STAND_INS: dict[str, Callable[[TextPrivacy, Any], Any]] = {
    "agent": lambda discretion, agent: discretion.agent(agent),
    "customer": lambda discretion, customer: {"id": discretion.pseudonym("c", customer["id"])},
    "host": lambda discretion, host: discretion.pseudonym("h", host),
    "model": lambda discretion, model: discretion.model(model),
}
"""Fields of facts that come out changed, and what they become."""
