"""What agents of this site answered before, as examples for suggestions.

Only replies of chats that ended well are kept, without anything that identifies a customer: where a
reply named the customer, the order or the item there is a slot, and a reply with anything else of
that kind is not kept at all. The site turns this on; nothing leaves it.
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError
from rapidfuzz import fuzz

from console import paths
from console.domain.errors import SwitchboardError
from console.domain.events import Move
from console.domain.slots import SLOTS, fill, slots_in

_MOST_REPLIES = 5_000
"""The newest; a search through them takes some milliseconds."""

_NEAR = 55.0
"""Replies to customers' words that are less alike (token set ratio, 0 to 100) are no examples."""


class PastRepliesError(SwitchboardError):
    """The file of past replies can't be read or written; the line says what to do."""


class PastReply(BaseModel):
    """One reply of an agent.

    ``customer`` are the customer's last words before it, redacted; ``text`` has slots. ``log`` is
    the session database it is from: once that is gone, the reply is forgotten.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    issue: str
    move: Move
    customer: str
    text: str
    log: str


class PastReplies:
    """Past replies that can be searched by what the customer wrote."""

    def __init__(self, replies: Iterable[PastReply] = ()) -> None:
        self._replies: dict[tuple[str, Move], list[PastReply]] = {}
        for reply in list(replies)[-_MOST_REPLIES:]:
            self._replies.setdefault((reply.issue, reply.move), []).append(reply)

    def __len__(self) -> int:
        return sum(len(replies) for replies in self._replies.values())

    def nearest(
        self, issue: str, move: Move, customer: str, values: dict[str, str], limit: int = 2
    ) -> tuple[str, ...]:
        """The replies for the same issue and move to the most similar words, nearest first.

        ``values`` fill the slots; a reply with a slot that has no value is left out.
        """
        words = _plain(customer)
        scored = [
            (fuzz.token_set_ratio(words, _plain(reply.customer)), number, reply)
            for number, reply in enumerate(self._replies.get((issue, move), ()))
            if slots_in(reply.text) <= values.keys()
        ]
        # Of equally near ones, the newer: a site's ways change.
        near = sorted((each for each in scored if each[0] >= _NEAR), reverse=True, key=_order)
        texts = dict.fromkeys(fill(reply.text, values) for _, _, reply in near)
        return tuple(texts)[:limit]


def learned_file() -> Path:
    """Where past replies lie, with the user's data."""
    return paths.data_dir() / "past-replies.jsonl"


def _order(scored: tuple[float, int, PastReply]) -> tuple[float, int]:
    return scored[0], scored[1]


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def with_slots(text: str, values: dict[str, str]) -> str:
    """A reply with slots in the place of this customer's values, the longest first."""
    usable = {slot: value for slot, value in values.items() if slot in SLOTS and len(value) > 1}
    for slot, value in sorted(usable.items(), key=lambda item: -len(item[1])):
        text = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", "{" + slot + "}", text)
    return text


def forget_replies() -> bool:
    """Forget all that was learnt; whether there was anything."""
    there = learned_file().exists()
    learned_file().unlink(missing_ok=True)
    return there


def save_replies(replies: Sequence[PastReply], path: Path) -> None:
    """Write the replies in place of those before; nobody but the user can read the file.

    Raises:
        PastRepliesError: the file can't be written; the one before is as it was.
    """
    lines = "".join(reply.model_dump_json() + "\n" for reply in replies)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        paths.replace_text(path, lines)
    except OSError as error:
        raise PastRepliesError(f"{path}: can't be written ({error.strerror})") from error


def load_replies(path: Path) -> PastReplies:
    """The replies that were learnt and whose log is still there; none if there is no file.

    Raises:
        PastRepliesError: the file can't be read, or is damaged.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return PastReplies()
    except (OSError, UnicodeDecodeError) as error:
        raise PastRepliesError(f"{path}: can't be read ({error}); learn again") from error
    try:
        replies = [PastReply.model_validate_json(line) for line in lines]
    except ValidationError as error:
        raise PastRepliesError(f"{path}: is damaged; learn again") from error
    there = {log: _is_file(log) for log in {reply.log for reply in replies}}
    return PastReplies(reply for reply in replies if there[reply.log])


def _is_file(path: str) -> bool:
    """Whether a file is there; no file can have a path that the system refuses."""
    try:
        return Path(path).is_file()
    except OSError:
        return False
