"""What a bundle gives away: everything, or neither texts nor people.

What is kept without texts is listed here field by field; a field that nobody has listed is left
out, so that a new kind of fact can't leak.
"""

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any, Literal

from console.domain import events as ev
from console.measures.columns import Privacy
from console.measures.events import EVENTS

TextPolicy = Literal["none", "full"]

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
    }
)
"""Fields of facts that hold ids, names of kinds, or words the program chose."""

PRIVATE_FIELDS = frozenset({"text", "reason", "comment", "notes", "evidence"})
"""Fields of facts that hold what people wrote, or what may quote it."""

OWN_REASONS = frozenset({"session_ended", "suggestion_superseded"})
"""Kinds of facts whose reason is the program's own word."""

_Guard = Callable[[Any], Any]

Row = dict[str, Any]
Tell = Callable[[ev.Event, Row], Row]
"""Turns an event's row into what may be told of it."""


class Discretion:
    """Applies a text policy to the values of columns.

    ``key`` is the secret of the site from which pseudonyms are made; without texts it is needed.
    """

    def __init__(self, policy: TextPolicy, key: bytes | None) -> None:
        self.policy = policy
        self._key = key
        self._guards: dict[Privacy, _Guard] = {}
        if policy == "none":
            if key is None:
                raise ValueError("a bundle without texts needs a key for its pseudonyms")
            self._guards = {
                Privacy.TEXT: lambda _: None,
                Privacy.AGENT: lambda agent: self.pseudonym("a", agent),
                Privacy.CUSTOMER: lambda customer: self.pseudonym("c", customer),
                Privacy.FACT: self._fact,
            }

    @property
    def key_id(self) -> str | None:
        """Tells whether two bundles share their pseudonyms; says nothing about the key."""
        return None if self.policy == "full" else self.pseudonym("key", "")

    def of_log(self) -> Tell:
        """What tells the events of one log, in their order.

        The row it gives has the event's text under ``text`` if that may be told.
        """
        guards = [
            (column.name, self._guards[column.privacy])
            for column in EVENTS.columns
            if column.privacy in self._guards
        ]

        def tell(event: ev.Event, row: Row) -> Row:
            told = dict(row)
            for name, guard in guards:
                if told[name] is not None:
                    told[name] = guard(told[name])
            if self.policy == "full":
                told["text"] = getattr(event.fact, "text", None)
            return told

        return tell

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

    def _fact(self, body: str) -> str:
        fact = json.loads(body)
        kept: dict[str, Any] = {}
        for name, value in fact.items():
            kept[name] = self._field(fact["kind"], name, value)
            if name == "text":
                kept["characters"] = len(value)
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))

    def _field(self, kind: str, name: str, value: Any) -> Any:  # noqa: ANN401 - any JSON
        if name == "agent":
            return self.pseudonym("a", value)
        if name == "customer":
            return {"id": self.pseudonym("c", value["id"])}
        if name == "host":
            return value and self.pseudonym("h", value)
        if name == "model":
            return self.model(value)
        if name in OPEN_FIELDS or (name == "reason" and kind in OWN_REASONS):
            return value
        return value if isinstance(value, (bool, int, float)) else None
