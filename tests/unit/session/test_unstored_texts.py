"""A console of a site that stores no texts, killed and started again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from strategies import MemoryChannel

from console.channels import base, intake
from console.domain import events as ev
from console.domain.chat import Chat, ComposerDraft, Delivery
from console.domain.clock import SystemClock
from console.domain.customers import Customer
from console.domain.errors import InvalidAction
from console.measures.text.passing import PassingTexts
from console.session.conditions import Conditions
from console.session.session import Session
from console.store.log import EventLog
from console.store.opening import open_log


class DeafChannel(MemoryChannel):
    """A channel that never says that a message has arrived; it remembers what it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[str] = []

    def send(self, chat: str, message: str, text: str) -> None:
        self.sent.append(text)


class Desk:
    """One console after the other on the same log."""

    def __init__(self, folder: Path, hold_s: float = 0.0) -> None:
        self.path = folder / "log.db"
        self._hold_s = hold_s
        self.sit_down()

    def sit_down(self) -> None:
        """Start, as after a kill."""
        opened = open_log(self.path, SystemClock(), PassingTexts)
        self.log: EventLog = opened.log
        self.channel = DeafChannel()
        self.session = Session(
            opened.log, self.channel, SystemClock(), opened.desk, "r", hold_s=self._hold_s
        )
        conditions = Conditions(agent="a", arm=ev.Arm.TREATMENT, version="t", practice=False)
        self.session.start(conditions)

    def bring(self, *items: base.Incoming) -> None:
        """Let customers do something."""
        self.channel.incoming += items
        self.session.poll_channel()
        self.log.flush()
        self.session.poll_channel()

    @property
    def chat(self) -> Chat:
        """The one chat."""
        return self.session.desk.chats["c"]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk with a chat, a suggestion, a message that has not arrived, and half a sentence."""
    desk = Desk(tmp_path)
    desk.bring(
        base.Arrived("c", Customer(id="k", name="Kim")), base.Wrote("c", "m1", "my zebra is late")
    )
    desk.session.accept("c")
    desk.session.record(
        ev.SuggestionRequested(chat="c", suggestion="g", about=ev.SuggestionKind.SOLUTION),
        ev.SuggestionReady(
            chat="c", suggestion="g", text="the zebra was sent", elapsed_ms=1, tokens=1
        ),
    )
    desk.session.send("c", "I look for the zebra")
    desk.session.change_draft("c", "half a zebra")
    desk.bring()
    yield desk
    desk.log.close()


def test_the_running_session_has_its_texts_and_the_disk_has_none(desk: Desk) -> None:
    """Window and channel work with the words; database and WAL hold not one of them."""
    assert [message.text for message in desk.chat.messages] == [
        "my zebra is late",
        "I look for the zebra",
    ]
    assert desk.chat.draft.text == "half a zebra"
    assert desk.channel.sent == ["I look for the zebra"]
    files = list(desk.path.parent.glob("log.db*"))
    assert len(files) > 1
    assert not any(b"zebra" in file.read_bytes() for file in files)


def test_after_a_kill_the_chat_goes_on_without_its_words(desk: Desk) -> None:
    """Lengths are known, the draft is empty, the old suggestion can't be sent, and nothing is."""
    desk.log.close()
    desk.sit_down()
    asked, answered = desk.chat.messages
    assert (asked.text, asked.unkept) == ("", 16)
    assert (answered.unkept, answered.delivery) == (20, Delivery.FAILED)
    assert answered.failure is not None
    assert "not stored" in answered.failure
    assert desk.channel.sent == []
    assert desk.chat.draft.text == ""
    assert desk.chat.draft.suggestion is None
    assert desk.chat.suggestions["g"].superseded
    with pytest.raises(InvalidAction):
        desk.session.adopt("c", "g")
    line = intake.resumed(desk.chat).lines[0]
    assert "not kept" in line.text
    assert not line.known
    desk.bring(base.Wrote("c", "m2", "hello?"))
    desk.session.send("c", "Please tell me again")
    desk.bring()
    assert desk.channel.sent == ["Please tell me again"]


def test_what_was_held_does_not_come_back_as_nothing(tmp_path: Path) -> None:
    """A message that waited at a killed console is withdrawn, and the box stays empty."""
    desk = Desk(tmp_path, hold_s=60.0)
    desk.bring(base.Arrived("c", Customer(id="k", name="Kim")), base.Wrote("c", "m1", "hello"))
    desk.session.accept("c")
    desk.session.send("c", "one zebra")
    desk.session.send("c", "two zebras")
    desk.log.close()
    desk.sit_down()
    assert (desk.chat.held, desk.chat.draft.text) == ([], "")
    assert len(desk.chat.messages) == 1
    desk.log.close()


def test_what_is_typed_after_a_kill_is_made_from_nothing(tmp_path: Path) -> None:
    """A held message made of a suggestion comes back as nothing; what follows is typed."""
    desk = Desk(tmp_path, hold_s=60.0)
    desk.bring(base.Arrived("c", Customer(id="k", name="Kim")), base.Wrote("c", "m1", "hello"))
    desk.session.accept("c")
    desk.session.record(
        ev.SuggestionRequested(chat="c", suggestion="g", about=ev.SuggestionKind.SOLUTION),
        ev.SuggestionReady(chat="c", suggestion="g", text="a zebra", elapsed_ms=1, tokens=1),
    )
    desk.session.insert("c", "g")
    desk.session.send("c", "a zebra today")
    desk.log.close()
    desk.sit_down()
    assert desk.chat.draft == ComposerDraft()
    desk.session.change_draft("c", "Which zebra?")
    desk.session.send("c", "Which zebra?")
    held = desk.chat.held[-1]
    assert (held.origin, held.suggestion, held.canned) == (ev.Origin.TYPED, None, None)
    desk.log.close()
