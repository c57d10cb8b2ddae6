"""The replies of agents in bundles: their chats that ended well, as they were redacted."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from console.domain.errors import UsageError
from console.domain.json_objects import JsonObject
from console.export.folder import own_json
from console.export.formats.reader import Row, TableReader
from console.export.withdrawals import Withdrawn
from console.measures.chats import CHATS
from console.measures.tables import MESSAGES

Answer = tuple[str, str]
"""What the customer wrote, and what the agent replied, with slots."""

_SLOT_OF = {"[NAME]": "{first_name}", "[ORDER]": "{order_id}", "[AGENT]": "{agent}"}
"""What was taken out of a reply and can be put in again for another customer."""

_OWN_WORDS = ("typed", "modified")


def answers_in_bundle(
    bundle: Path, good_rating: int, withdrawn: Withdrawn
) -> Iterator[tuple[str, list[Answer]]]:
    """Each chat that ended well: its issue, and the customer's words before each reply, and that.

    A reply has slots in the place of what was taken out. Those with anything else that was taken
    out are left out, and so are chats of people who withdrew.

    Raises:
        UsageError: the folder is no bundle, or its texts are not those of a redacted one.
    """
    _refuse_other_texts(bundle)
    reader = TableReader(bundle)
    messages: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in reader.rows(MESSAGES, ("session", "chat", "sender", "origin", "text")):
        messages[row["session"], row["chat"]].append(row)
    wanted = ("session", "chat", "agent", "customer", "issue", "previous", "resolved", "rating")
    chats = [
        chat
        for chat in reader.rows(CHATS, wanted)
        if chat["agent"] not in withdrawn.agents and chat["customer"] not in withdrawn.customers
    ]
    returned = {chat["previous"] for chat in chats if chat["previous"]}
    for chat in chats:
        satisfied = chat["rating"] is None or chat["rating"] >= good_rating
        if chat["issue"] and chat["resolved"] and satisfied and chat["chat"] not in returned:
            yield chat["issue"], list(_answers(messages[chat["session"], chat["chat"]]))


def with_slots(text: str) -> str:
    """A redacted reply with slots; it keeps its brackets where two people or more are named."""
    if text.count("[NAME]") > 1:
        return text
    for placeholder, slot in _SLOT_OF.items():
        text = text.replace(placeholder, slot)
    return text


def source_of(bundle: Path) -> str:
    """The file that stands for a bundle: what is learnt from it lasts as long as that is there."""
    return str((bundle / "datapackage.json").resolve())


def _answers(rows: list[Row]) -> Iterator[Answer]:
    before: list[str] = []
    for row in rows:
        if row["sender"] == "customer":
            before.append(row["text"] or "")
        elif before:
            if row["origin"] in _OWN_WORDS and row["text"]:
                yield " ".join(before), with_slots(row["text"].strip())
            before = []


def _refuse_other_texts(bundle: Path) -> None:
    try:
        about: JsonObject = own_json(bundle, "provenance.json")
        policy = about["text"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(
            f"{bundle} is no bundle; name session databases or folders of `switchboard export`"
        ) from error
    if policy != "redacted":
        raise UsageError(
            f"{bundle} has its texts {_POLICIES.get(policy, policy)}, so there is nothing to learn "
            "from safely; export it with --text redacted, or name the session databases"
        )


_POLICIES = {"none": "left out", "full": "in full", "own": "as one agent may see them"}
