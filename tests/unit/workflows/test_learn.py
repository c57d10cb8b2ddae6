"""What is learnt from logs, how it is searched, and that it is forgotten."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from console import paths
from console.assist.knowledge.past_replies import (
    PastReplies,
    PastRepliesError,
    learned_file,
    load_replies,
)
from console.cli import main
from console.domain import events as ev
from console.domain.clock import SystemClock
from console.domain.customers import Customer, Order, OrderItem
from console.domain.events import Move, Origin
from console.domain.issues import Disposition
from console.export.bundle import export
from console.export.privacy import TextPolicy
from console.store.log import EventLog
from console.workflows.export import STORE
from console.workflows.learn import move_of

CUSTOMER = Customer(
    id="c1",
    name="Ada Lindholm",
    email="ada@example.org",
    orders=(Order(id="LM-1", status="shipped", items=(OrderItem(name="Fjell tent"),)),),
)
STARTED = ev.SessionStarted(
    run="r", agent="kim", version="0", channel="replay", wall_minus_mono_ns=0, utc_offset_s=0
)
REPLY = "Sorry about the wait, Ada! Is the address on order LM-1 still the right one for the tent?"
SLOTTED = "Sorry about the wait, {first_name}! Is the address on order {order_id} still the right "
VALUES = {"first_name": "Bo", "order_id": "LM-9", "item": "stove"}

Log = Callable[..., Path]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A data folder of the test's own."""
    monkeypatch.setattr(paths, "data_dir", lambda: tmp_path / "data")


def a_good_chat(
    chat: str,
    customer: Customer = CUSTOMER,
    reply: str = REPLY,
    rating: int = 5,
    resolved: bool = True,
) -> tuple[ev.AnyFact, ...]:
    """A chat from the queue to its rating."""
    said = ev.MessageReceived(
        chat=chat, message=f"{chat}-1", text="Where is my tent? Mail ada@example.org"
    )
    sent = ev.MessageSent(chat=chat, message=f"{chat}-2", text=reply, origin=Origin.TYPED)
    return (
        ev.ChatQueued(chat=chat, customer=customer),
        said,
        ev.ChatAccepted(chat=chat),
        ev.IssueConfirmed(chat=chat, issue="late_parcel"),
        sent,
        ev.ChatClosed(chat=chat, disposition=Disposition.ANSWERED, resolved=resolved),
        ev.ChatRated(chat=chat, rating=rating),
    )


@pytest.fixture
def log(tmp_path: Path) -> Log:
    """Writes a log with one chat: the customer's words, the agent's reply, the outcome."""

    def write(
        name: str = "a.db", reply: str = REPLY, rating: int = 5, resolved: bool = True
    ) -> Path:
        path = tmp_path / name
        events = EventLog(path, SystemClock())
        chat = a_good_chat(f"chat-{name}", reply=reply, rating=rating, resolved=resolved)
        events.append("s1", (STARTED, *chat))
        events.close()
        return path

    return write


def switchboard(*words: str | Path, code: int = 0) -> str:
    """What a command prints."""
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == code, result.output
    return result.output


def learnt() -> PastReplies:
    """What a new session would find."""
    return load_replies(learned_file())


def test_a_reply_is_kept_with_slots_and_without_the_customer(log: Log) -> None:
    """The customer's and the order's values become slots, which the next customer's fill."""
    assert "1 replies learnt" in switchboard("learn", log())
    text = learned_file().read_text(encoding="utf-8")
    assert SLOTTED in text
    assert "Ada" not in text
    assert "ada@example.org" not in text
    [reply] = learnt().nearest("late_parcel", Move.ASK, "where is my stove", VALUES)
    assert reply.startswith("Sorry about the wait, Bo! Is the address on order LM-9")


def test_nothing_is_proposed_for_another_issue_move_or_matter(log: Log) -> None:
    """An example fits the issue, the move and the customer's words, and its slots have values."""
    switchboard("learn", log())
    known = learnt()
    assert not known.nearest("warranty", Move.ASK, "where is my tent", VALUES)
    assert not known.nearest("late_parcel", Move.REPORT, "where is my tent", VALUES)
    assert not known.nearest("late_parcel", Move.ASK, "completely unrelated remark", VALUES)
    assert not known.nearest("late_parcel", Move.ASK, "where is my tent", {"first_name": "Bo"})


@pytest.mark.parametrize(
    "changes",
    [
        {"rating": 2},
        {"resolved": False},
        {"reply": "Please call Jonas Weber on +1 401 555 0111 about the tent, he knows more."},
        {"reply": "ok"},
    ],
)
def test_what_did_not_end_well_or_names_somebody_is_not_kept(
    log: Log, changes: dict[str, str]
) -> None:
    """Bad ratings, unsolved chats, strangers' names and numbers, and replies that say nothing."""
    assert "0 replies" in switchboard("learn", log(**changes))


def test_learning_again_forgets_what_is_left_out(log: Log) -> None:
    """What the last call named is what is known."""
    first, second = (
        log("a.db"),
        log("b.db", reply="Could you tell me which order it is about, Ada?"),
    )
    switchboard("learn", first, second)
    assert len(learnt()) == 2
    switchboard("learn", second)
    assert len(learnt()) == 1


def test_a_log_that_is_gone_is_forgotten(log: Log) -> None:
    """Who deletes a log does not have to think of what was learnt from it."""
    path = log()
    switchboard("learn", path)
    path.unlink()
    assert len(learnt()) == 0


def test_a_log_that_no_system_has_a_path_for_is_gone_too(log: Log) -> None:
    """A file of replies that names an impossible path is read like any other."""
    path = log()
    switchboard("learn", path)
    kept = learned_file()
    kept.write_text(kept.read_text(encoding="utf-8").replace(str(path), "x" * 5000))
    assert len(learnt()) == 0


def bundle_of(log: Path, text: TextPolicy) -> Path:
    """A bundle of a log."""
    out = log.parent / f"bundle-{text}"
    export([log], out, store=STORE, key=b"a secret of this site, 32 bytes.", text=text)
    return out


def test_a_redacted_bundle_teaches_what_its_log_does(log: Log) -> None:
    """With slots where something was taken out, and only as long as the bundle is there."""
    bundle = bundle_of(log(), "redacted")
    assert "1 replies learnt" in switchboard("learn", bundle)
    text = learned_file().read_text(encoding="utf-8")
    assert "Sorry about the wait, {first_name}! Is the address on order {order_id}" in text
    assert "ada@example.org" not in text
    [reply] = learnt().nearest("late_parcel", Move.ASK, "where is my stove", VALUES)
    assert reply.startswith("Sorry about the wait, Bo! Is the address on order LM-9")
    (bundle / "datapackage.json").unlink()
    assert len(learnt()) == 0


@pytest.mark.parametrize("text", ["none", "full"])
def test_a_bundle_with_other_texts_is_refused(log: Log, text: TextPolicy) -> None:
    """Without texts there is nothing to learn; in full ones customers could be recognised."""
    assert "--text redacted" in switchboard("learn", bundle_of(log(), text), code=2)


def test_a_folder_that_is_no_bundle_is_refused(tmp_path: Path) -> None:
    """The line says what to name."""
    assert "is no bundle" in switchboard("learn", tmp_path, code=2)


def test_everything_can_be_forgotten(log: Log) -> None:
    """One command removes the file; a second one says that there was nothing."""
    switchboard("learn", log())
    assert "forgotten" in switchboard("learn", "--forget")
    assert len(learnt()) == 0
    assert "nothing" in switchboard("learn", "--forget")


@pytest.mark.parametrize("who", ["--agent=kim", "--customer=c1"])
def test_who_withdrew_is_forgotten_and_not_learnt_from_again(log: Log, who: str) -> None:
    """Neither from the log nor from a bundle that was made before."""
    path = log()
    bundle = path.parent / "bundle"
    switchboard("export", path, "--out", bundle, "--text", "redacted")
    assert "1 replies learnt" in switchboard("learn", path)
    assert "forgotten" in switchboard("withdraw", who)
    assert not learned_file().exists()
    assert "0 replies learnt" in switchboard("learn", path)
    assert "0 replies learnt" in switchboard("learn", bundle)


def test_those_beside_somebody_who_withdrew_are_still_learnt_from(tmp_path: Path) -> None:
    """The chats before and after, of one log, whatever is left out between them."""
    log = EventLog(tmp_path / "many.db", SystemClock())
    log.append("s1", (STARTED,))
    for number in range(3):
        customer = CUSTOMER.model_copy(update={"id": f"c{number}"})
        log.append("s1", a_good_chat(f"chat-{number}", customer))
    log.close()
    switchboard("withdraw", "--customer", "c1")
    assert "2 replies learnt" in switchboard("learn", tmp_path / "many.db")


def test_who_stays_is_still_learnt_from(log: Log) -> None:
    """Another customer's withdrawal takes nothing of these."""
    path = log()
    switchboard("withdraw", "--customer", "c2")
    assert "1 replies learnt" in switchboard("learn", path)


def test_wrong_use_says_what_to_name(log: Log) -> None:
    """Without databases, or with both, the command refuses."""
    assert "name the session databases" in switchboard("learn", code=2)
    assert "goes alone" in switchboard("learn", "--forget", log(), code=2)


def test_a_damaged_file_is_told(log: Log) -> None:
    """What can't be read is not taken for nothing learnt."""
    switchboard("learn", log())
    learned_file().write_text("{", encoding="utf-8")
    with pytest.raises(PastRepliesError, match="learn again"):
        learnt()


def test_held_back_replies_are_compared_with_chance(log: Log) -> None:
    """The evaluation says how many there were and how near the examples came."""
    logs = [log(f"{n}.db") for n in range(6)]
    output = switchboard("learn", "--evaluate", *logs)
    assert output.startswith("1 replies kept back; an example for 100%")
    assert not learned_file().exists()


@pytest.mark.parametrize(
    ("text", "move"),
    [
        ("Which order is it about?", Move.ASK),
        ("I've unlocked your account, and the link is on its way.", Move.REPORT),
        ("I'll open a trace with the carrier now.", Move.ACT),
        ("I'm afraid opened coffee can't be returned.", Move.DECLINE),
        ("You're welcome, have a good evening! Anything else?", Move.CLOSE),
        ("A trace takes the carrier 3 business days.", Move.ANSWER),
    ],
)
def test_a_reply_says_what_it_does(text: str, move: Move) -> None:
    """Questions ask, claims report, promises announce, refusals decline."""
    assert move_of(text) is move
