"""Cases of moments in chats: what a good next message says there and must not say.

The form is that of ``data/states``: each line is a chat so far, what has been done by then, and
patterns that judge a message by what it says, never by its exact words.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from console.channels.scripted.pack import Pack
from console.domain.chat import Chat, ChatState, Delivery, Message
from console.domain.errors import UsageError
from console.domain.events import Move
from console.domain.procedure import Action
from console.domain.structured_text import parse_json

_CJK = "\u2e80-\uffff"
_START = datetime(2026, 1, 1, 9, tzinfo=UTC)


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CaseMessage(_Record):
    """One message of a case's chat."""

    by: Literal["customer", "agent"]
    text: str


class MoveCase(_Record):
    """One moment. ``done`` are steps carried out; ``given`` and ``move`` are what is right.

    A message is good if it has a phrase of every group of ``must`` and matches no pattern of
    ``never``.
    """

    id: str
    issue: str
    confirmed: bool
    customer: str
    order: str | None
    messages: tuple[CaseMessage, ...]
    done: tuple[str, ...]
    given: tuple[str, ...]
    move: Move
    must: tuple[tuple[str, ...], ...]
    never: tuple[str, ...]
    why: str = ""

    def faults(self, text: str) -> tuple[str, ...]:
        """Why a message is not a good one there; empty if it is."""
        return (*self.lacking(text), *self.hits(text))

    def lacking(self, text: str) -> tuple[str, ...]:
        """The groups that the message has no phrase of."""
        lower = _plain(text).lower()
        groups = (group for group in self.must if not any(_has(it, lower) for it in group))
        return tuple(f"lacks {' | '.join(group)}" for group in groups)

    def hits(self, text: str) -> tuple[str, ...]:
        """The patterns that the message must not match and does, each with what matches."""
        plain = _plain(text)
        found = ((p, re.search(p, plain, re.IGNORECASE)) for p in self.never)
        return tuple(f"has {hit[0].strip()[-60:]!r} ({p[:50]})" for p, hit in found if hit)


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").split())


def _has(phrase: str, lower: str) -> bool:
    """Whether the phrase stands in the text at the beginning of a word; those of CJK anywhere."""
    start = "" if re.match(f"[{_CJK}]", phrase) else rf"(?<![^\W{_CJK}])"
    return re.search(start + re.escape(phrase), lower) is not None


def read_cases(path: Path) -> tuple[MoveCase, ...]:
    """The cases of a ``.jsonl`` file; UsageError names the line and the field."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: not UTF-8 text (byte {error.start:,})") from error
    except OSError as error:
        raise UsageError(f"{path}: can't be read ({error.strerror})") from error
    cases: list[MoveCase] = []
    for number, line in enumerate(lines, start=1):
        try:
            cases.append(MoveCase.model_validate(parse_json(line)))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise UsageError(f"{path}:{number}: {where}: {first['msg']}") from error
        except ValueError as error:
            raise UsageError(f"{path}:{number}: is not JSON: {error}") from error
    if not cases:
        raise UsageError(f"{path}: no cases in it")
    return tuple(cases)


def chat_of(case: MoveCase, site: Pack) -> Chat:
    """The case as a chat of the console, with the steps that were carried out."""
    try:
        customer, issue = site.customer(case.customer), site.issue(case.issue)
    except KeyError as error:
        raise UsageError(f"{case.id}: the site has no {error}") from error
    chat = Chat(
        id=case.id, customer=customer, known_issue=None, queued_at=_START, state=ChatState.OPEN
    )
    chat.accepted_at = _START
    chat.issue = case.issue if case.confirmed else None
    chat.messages = [_message(number, m) for number, m in enumerate(case.messages)]
    for number, step in enumerate(case.done):
        action = Action(id=f"a{number}", article=issue.article, step=step, done=True)
        chat.procedure.actions[action.id] = action
    return chat


def _message(number: int, message: CaseMessage) -> Message:
    by_agent = message.by == "agent"
    return Message(
        id=f"m{number:02}",
        text=message.text,
        at=_START + timedelta(minutes=number),
        by_agent=by_agent,
        delivery=Delivery.DELIVERED if by_agent else Delivery.RECEIVED,
    )


def needs_f1(told: Sequence[frozenset[str]], read: Sequence[frozenset[str]]) -> float | None:
    """How well the needs that were read as met are those that were; null if there are none."""
    right = sum(len(a & b) for a, b in zip(told, read, strict=True))
    total = sum(len(a) + len(b) for a, b in zip(told, read, strict=True))
    return 2 * right / total if total else None
