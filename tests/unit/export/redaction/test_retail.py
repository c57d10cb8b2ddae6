"""How much redaction finds in real chats, and how much it takes that it should have left."""

import csv
import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from shared_data import SHARED_DATA, needs_shared_data

from console.channels.recorded.formats import retail
from console.channels.recorded.formats.recording import Recording
from console.domain import events as ev
from console.domain.clock import ManualClock
from console.export.bundle import export
from console.export.options import BundleFormat
from console.export.redaction import Redactor
from console.store.log import EventLog
from console.workflows.export import STORE

RETAIL = SHARED_DATA / "retail"

pytestmark = needs_shared_data

_STARTED = ev.SessionStarted(
    run="r", agent="bo", version="1", channel="c", wall_minus_mono_ns=0, utc_offset_s=0
)
_PLACEHOLDER = re.compile(r"\[[A-Z]+\]")
_KINDS = ("email", "zip", "order", "payment", "name", "user", "address", "tracking", "last_four")


@cache
def recordings() -> tuple[Recording, ...]:
    """The recorded chats."""
    path = RETAIL / "dialogues.jsonl"
    return tuple(retail.read(path.read_text(), path, 1))


@cache
def chats() -> list[tuple[str, str]]:
    """Every message of the recorded chats with what is left of it, each chat by its redactor."""
    found = []
    for recording in recordings():
        redactor = Redactor(recording.customer)
        for turn in recording.turns:
            redactor.hear(turn.text, by_agent=turn.by_agent)
            redact = redactor if turn.by_agent else redactor.answer
            found.append((turn.text, redact(turn.text)))
    return found


@cache
def tables() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The shop's users and orders."""
    users = json.loads((RETAIL / "users.json").read_text())
    orders = json.loads((RETAIL / "orders.json").read_text())
    return list(users.values()), list(orders.values())


def values(kind: str) -> set[str]:
    """All values of one kind that occur anywhere in the shop's tables."""
    users, orders = tables()
    homes = [each["address"] for each in (*users, *orders)]
    methods = [method for user in users for method in user["payment_methods"].values()]
    paid = [paid["payment_method_id"] for order in orders for paid in order["payment_history"]]
    parcels = [parcel for order in orders for parcel in order["fulfillments"]]
    return {
        "email": {user["email"] for user in users},
        "zip": {home["zip"] for home in homes},
        "order": {order["order_id"].strip("#W") for order in orders},
        "payment": {id_.rpartition("_")[2] for id_ in (*(m["id"] for m in methods), *paid)},
        "name": {part for user in users for part in user["name"].values()},
        "user": {order["user_id"] for order in orders},
        "address": {home[part] for home in homes for part in ("address1", "address2", "city")},
        "tracking": {number for parcel in parcels for number in parcel["tracking_id"]},
        "last_four": {m["last_four"] for m in methods if "last_four" in m},
    }[kind]


def occurrences(found: Iterable[str], text: str) -> list[str]:
    """Where these values occur in a text, in any case, as a whole word or part of an id."""
    some = "|".join(map(re.escape, found))
    return re.findall(rf"(?i)(?<![a-z0-9])W?(?:{some})(?![a-z0-9])", text)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["email", "zip", "order", "payment", "name"])
def test_every_identifier_of_any_user_is_gone(kind: str) -> None:
    """Recall is 1.0: no value of anybody's record that was in a message is in what is left."""
    some = values(kind)
    assert any(occurrences(some, text) for text, _ in chats())
    assert [found for _, text in chats() for found in occurrences(some, text)] == []


def replaced(text: str, redacted: str) -> tuple[str, ...]:
    """What the placeholders stand for; that all the rest is as it was goes with it."""
    rest = map(re.escape, _PLACEHOLDER.split(redacted))
    match = re.fullmatch("(.+?)".join(rest), text, re.DOTALL)
    assert match is not None, redacted
    return match.groups()


@pytest.mark.slow
def test_little_is_taken_that_is_no_identifier() -> None:
    """Precision is at least .95: the share of what was replaced that holds a value of a record.

    The rest are identifiers too, though no record has them: mistyped order numbers and e-mail
    addresses, and addresses that customers move to.
    """
    known = {value for kind in _KINDS for value in values(kind)}
    taken = [passage for both in chats() for passage in replaced(*both)]
    strange = {passage for passage in taken if not occurrences(known, passage)}
    assert len(taken) > 400
    assert sum(passage not in strange for passage in taken) / len(taken) >= 0.95
    others = re.compile(r".+@.+|95\d{5}|[679]\d{4}|\d+ \w+ (?:St|Drive)|Springfield, IL, \d+")
    assert [passage for passage in strange if not others.fullmatch(passage)] == []


@pytest.mark.slow
def test_few_ordinary_words_are_lost(capsys: pytest.CaptureFixture[str]) -> None:
    """Recall on identifiers is 1.0, and at most 2 % of all other words are replaced."""
    known = {value for kind in _KINDS for value in values(kind)}
    kinds = ("email", "zip", "order", "payment", "name")
    some = {value for kind in kinds for value in values(kind)}
    there = sum(len(occurrences(some, text)) for text, _ in chats())
    left = sum(len(occurrences(some, text)) for _, text in chats())
    taken = [passage for both in chats() for passage in replaced(*both)]
    lost = sum(len(passage.split()) for passage in taken if not occurrences(known, passage))
    words = sum(len(text.split()) for text, _ in chats())
    with capsys.disabled():
        print(f"\nrecall {1 - left / there:.4f} of {there} identifiers, lost {lost} of {words}")  # noqa: T201
    assert left == 0 < there
    assert lost <= 0.02 * words


def test_questions_to_a_bank_stay_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody names a person in banking77: of every word that goes there, none should have."""
    path = SHARED_DATA / "banking77" / "train.csv"
    with path.open(encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)][::10]
    redactor = Redactor(None)
    taken = [passage for text in texts for passage in replaced(text, redactor(text))]
    lost, words = sum(len(each.split()) for each in taken), sum(len(t.split()) for t in texts)
    with capsys.disabled():
        print(f"\nlost {lost} of {words} words")  # noqa: T201
    assert words > 5_000
    assert lost <= 0.02 * words


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A redacted bundle, in CSV, of a session in which all the recorded chats were held."""
    folder = tmp_path_factory.mktemp("retail")
    log = EventLog(folder / "session.db", ManualClock(datetime(2024, 3, 1, tzinfo=UTC)))
    log.append("s", [_STARTED])
    for chat, recording in enumerate(recordings(), 1):
        log.append("s", list(_facts(f"chat-{chat}", recording)))
    log.close()
    out = folder / "bundle"
    form = BundleFormat("csv")
    export(
        [folder / "session.db"],
        out,
        store=STORE,
        key=b"k" * 32,
        bundle_format=form,
        text="redacted",
    )
    return out


def _facts(chat: str, recording: Recording) -> Iterator[ev.AnyFact]:
    yield ev.ChatQueued(chat=chat, customer=recording.customer)
    yield ev.ChatAccepted(chat=chat)
    for turn in recording.turns:
        message = f"{chat}-{turn.number}"
        if turn.by_agent:
            half = turn.text[: len(turn.text) // 2]
            yield ev.DraftChanged(chat=chat, text=half)
            yield ev.MessageSent(chat=chat, message=message, text=turn.text, origin=ev.Origin.TYPED)
        else:
            yield ev.MessageReceived(chat=chat, message=message, text=turn.text)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["email", "zip", "order", "payment", "name"])
def test_no_identifier_is_anywhere_in_a_redacted_bundle(bundle: Path, kind: str) -> None:
    """Facts, drafts, messages and customers: no file of the bundle has a value of a record."""
    some = values(kind)
    files = [path for path in bundle.iterdir() if path.suffix == ".csv"]
    found = [(path.name, each) for path in files for each in occurrences(some, path.read_text())]
    assert found == []
    assert "[ORDER]" in (bundle / "messages.csv").read_text()
