"""What a bundle reveals: everything, texts without people, or neither texts nor people.

The fields that remain without texts are listed here one by one; a field that is not listed is left
out, so that a new kind of fact can't leak.
"""

import hashlib
import json
import re
from collections.abc import Callable
from functools import cache
from typing import Any, Literal

from console.domain import events as ev
from console.domain.json_objects import JsonObject
from console.domain.structured_text import parse_object
from console.export.redaction import redact_value
from console.export.redactors import Redactors, RedactText
from console.measures.events import EVENTS
from console.measures.schema import Privacy

TextPolicy = Literal["none", "redacted", "full"]
BundleText = Literal["none", "redacted", "full", "own", "shared"]
"""What a bundle's provenance says about texts: a policy, that it is an agent's own data, or that it
holds none and is coarsened for others."""

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
        *("what", "why", "trigger", "action", "sitting", "questionnaire", "occasion"),
        # Needs and steps are entries of the site's articles, not words of customers.
        *("article", "needs", "need", "step", "operation", "move", "stance", "questions"),
        "availability",
    }
)
"""Fields of facts that hold ids, names of kinds, or words the program chose."""

PRIVATE_FIELDS = frozenset(
    {
        *("text", "reason", "comment", "note", "notes", "evidence", "detail", "order", "item"),
        "attachments",
    }
)
"""Fields of facts that hold what people wrote, or what may quote it."""

OPEN_OF_KINDS = {
    "reason": frozenset({"session_ended", "suggestion_superseded", "item_set_aside"}),
    "name": frozenset({"arm_assigned", "chat_assigned"}),
    "item": frozenset({"question_answered"}),
}
"""Fields that hold what the program or the study's file says in facts of these kinds alone."""

_PRIVACY = {column.name: column.privacy for column in EVENTS.columns}

SOMEBODY = "withdrawn"
"""In place of a colleague who took back their consent."""

Row = dict[str, Any]  # Any: columns differ in type
RowFilter = Callable[[ev.Event, Row], Row]
"""Turns an event's row into what may be shared of it."""


def is_without_texts(body: str) -> bool:
    """Whether a fact, as JSON, is one that ``--text none`` may have left: nobody's words in it."""
    try:
        fact = parse_object(body)
        return all(_is_open(fact["kind"], name, value) for name, value in fact.items())
    except (ValueError, KeyError, TypeError):
        return False


def _is_open(kind: str, name: str, value: object) -> bool:
    if name == "customer":
        return value is None or (isinstance(value, dict) and set(value) <= {"id"})
    if name in OPEN_FIELDS or name in _REPLACEMENTS or kind in OPEN_OF_KINDS.get(name, ()):
        return True
    return value is None or isinstance(value, bool | int | float)


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
        """The same for two bundles that share their pseudonyms; reveals nothing about the key."""
        return None if self.policy == "full" else self.pseudonym("key", "")

    def of_log(self) -> RowFilter:
        """A filter for the rows of one log's events, to be called in their order.

        The row it returns has the event's text under ``text`` if that may be shared.
        """
        if self.policy == "full":
            return lambda event, row: row | {"text": getattr(event.fact, "text", None)}
        redactors = Redactors()

        def filter_row(event: ev.Event, row: Row) -> Row:
            redact = None if self.policy == "none" else cache(self._redactor(event, redactors))
            shared = {name: self._value(name, value, redact) for name, value in row.items()}
            text = getattr(event.fact, "text", None)
            return shared | ({"text": text and redact(text)} if redact else {})

        return filter_row

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

    def _redactor(self, event: ev.Event, redactors: Redactors) -> RedactText:
        """How the texts of this event are redacted."""
        return redactors.of(event)

    def _value(self, name: str, value: Any, redact: RedactText | None) -> Any:  # noqa: ANN401 - a cell
        privacy = _PRIVACY.get(name, Privacy.OPEN)
        if value is None or privacy is Privacy.OPEN:
            return value
        if privacy is Privacy.AGENT:
            return self.agent(value)
        if privacy is Privacy.CUSTOMER:
            return self.pseudonym("c", value)
        if privacy is Privacy.FACT:
            return self._fact(value, redact)
        return redact and redact(value)

    def _fact(self, body: str, redact: RedactText | None) -> str:
        fact = parse_object(body)
        kept: JsonObject = {}
        measured = fact.pop("measured", None)  # its values are in columns of their own
        for name, value in fact.items():
            kept[name] = self._field(fact["kind"], name, value, redact)
            if name == "text" and measured:  # it was not stored
                kept[name] = None
            if name == "text" and value is not None:
                kept["characters"] = measured["characters"] if measured else len(value)
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))

    def _field(
        self,
        kind: str,
        name: str,
        value: Any,  # noqa: ANN401 - any JSON
        redact: RedactText | None,
    ) -> Any:  # noqa: ANN401
        if name in _REPLACEMENTS:
            return value and _REPLACEMENTS[name](self, value)
        if name in OPEN_FIELDS or kind in OPEN_OF_KINDS.get(name, ()):
            return value
        if redact is not None and name in PRIVATE_FIELDS:
            return redact_value(value, redact)
        return value if isinstance(value, (bool, int, float)) else None


_REPLACEMENTS: dict[str, Callable[[TextPrivacy, Any], Any]] = {  # Any: a cell
    "agent": lambda privacy, agent: privacy.agent(agent),
    "colleague": lambda privacy, colleague: (
        colleague if colleague == SOMEBODY else privacy.agent(colleague)
    ),
    "customer": lambda privacy, customer: {"id": privacy.pseudonym("c", customer["id"])},
    "host": lambda privacy, host: privacy.pseudonym("h", host),
    "model": lambda privacy, model: privacy.model(model),
}
"""Fields of facts that come out changed, and what they become."""
