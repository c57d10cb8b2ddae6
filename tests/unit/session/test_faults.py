"""Each call to disk, channel, clock and child fails once, and work goes on with nothing lost."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from faults import Faults, FaultyChannel, FaultyClock, FaultyConnection, faulty_children, walk
from strategies import memory_folder

from console.channels import base
from console.domain import events as ev
from console.domain.chat import Delivery
from console.domain.clock import SystemClock
from console.domain.customers import Customer
from console.domain.desk import Desk, fold
from console.domain.errors import StoreError
from console.domain.issues import Disposition
from console.ipc.messages import Hello
from console.ipc.supervisor import ChildLoss, RestartPolicy, Supervisor
from console.session.conditions import Conditions
from console.session.session import Session
from console.store.log import EventLog, read_log, verify_log

_TRIES = 4
CONDITIONS = Conditions(agent="henry", arm=ev.Arm.TREATMENT, version="1")


class Place:
    """A session on a log, with faults between it and the world; ``told`` is what it announced."""

    def __init__(self, folder: Path, faults: Faults) -> None:
        self.path = folder / "session.db"
        self.clock = FaultyClock(datetime(2026, 3, 2, 9, tzinfo=UTC), 10**12, faults)
        self.log = EventLog(self.path, self.clock)
        writer = cast(Any, self.log)._writer
        writer._connection = FaultyConnection(writer._connection, faults)
        self.channel = FaultyChannel(faults)
        self.session = Session(self.log, self.channel, self.clock, Desk(), "r1")
        self.told: list[ev.AnyFact] = []
        self.session.subscribe(lambda event: self.told.append(event.fact))
        self.session.subscribe_store_errors(lambda _: None)

    def insist(self, deed: Callable[[], object]) -> None:
        """Do something as an agent does: again, if the console says that it can't just now."""
        for _ in range(_TRIES):
            try:
                deed()
                self.turn()
            except StoreError:
                continue
            return
        raise AssertionError("it can't be done however often it is tried")

    def turn(self) -> None:
        """What the window's timer does, twice, with the disk waited for."""
        for _ in range(2):
            self.clock.advance(1)
            for _ in range(_TRIES):
                try:
                    self.log.flush()
                    self.session.poll_channel()
                except StoreError:
                    continue
                break

    def serve(self, chat: str) -> None:
        """A customer comes, is answered, and goes."""
        session, desk = self.session, self.session.desk
        customer = Customer(id=f"of {chat}", name="Ann")
        self.channel.incoming += [base.Arrived(chat, customer), base.Wrote(chat, "m1", "Hi")]
        self.turn()
        assert desk.chats[chat].has_message("m1"), "what the customer wrote was lost"
        self.insist(lambda: self._accept(chat))
        self.insist(lambda: session.attention.show_tab(chat))
        self.insist(lambda: session.attention.type_in(chat, True))
        self.insist(lambda: session.change_draft(chat, "Hello"))
        self.insist(lambda: self._send(chat))
        self.insist(lambda: self._close(chat))
        self.turn()

    def start(self) -> None:
        """Sit down."""
        if self.session.desk.session is None:
            self.session.start(CONDITIONS)

    def _accept(self, chat: str) -> None:
        if self.session.desk.chats[chat].accepted_at is None:
            self.session.accept(chat)

    def _send(self, chat: str) -> None:
        if self.session.desk.chats[chat].draft.text == "Hello":
            self.session.send(chat, "Hello")

    def _close(self, chat: str) -> None:
        if self.session.desk.chats[chat].has_tab:
            self.session.close(chat, Disposition.ANSWERED, True)


def _a_day(faults: Faults) -> None:
    with memory_folder() as folder:
        place = Place(folder, faults)
        place.insist(place.start)
        place.serve("c1")
        place.serve("c2")
        place.insist(lambda: place.session.end("left"))
        place.log.close()
        events = list(read_log(place.path))
        assert verify_log(place.path) == []
        assert [event.fact for event in events] == place.told, "announced and not on the disk"
        assert repr(fold(events)) == repr(place.session.desk)
        for chat in place.session.desk.chats.values():
            by_agent = [message for message in chat.messages if message.by_agent]
            assert [message.text for message in by_agent] == ["Hello"]
            for message in by_agent:
                arrived = (chat.id, message.id, message.text) in place.channel.sent
                assert arrived == (message.delivery is Delivery.DELIVERED)
                assert arrived or message.delivery is Delivery.FAILED, "the message is stuck"
            assert chat.is_over
        assert len(place.channel.sent) == len(set(place.channel.sent)), "sent twice"


def test_each_call_to_disk_channel_and_clock_may_fail_once() -> None:
    """Nothing announced is lost or doubled, the desk is its log's, no chat or message is stuck."""
    struck = walk(_a_day)
    for call in ("BEGIN", "INSERT", "COMMIT"):
        assert f"disk: {call}" in struck
    for call in ("poll", "accept", "send", "typing", "close"):
        assert f"channel: {call}" in struck
    assert {"clock: wall", "clock: mono"} <= set(struck)


def _talk(faults: Faults) -> None:
    """Two lines to a child that answers each with the same, until both have come back."""
    wanted, back, losses = {1, 2}, set[int](), list[ChildLoss]()

    def ask() -> None:
        for number in sorted(wanted - back):
            supervisor.send(Hello(version=1, pid=number))

    supervisor: Supervisor[Hello] = Supervisor(
        ("cat",),
        Hello.model_validate_json,
        SystemClock(),
        RestartPolicy(backoff_s=(0.0, 0.0), grace_s=0.5),
        on_start=ask,
        on_message=lambda hello: back.add(hello.pid),
        on_loss=losses.append,
    )
    with faulty_children(faults):
        supervisor.start()
        limit = time.monotonic() + 20
        while back != wanted and time.monotonic() < limit:
            supervisor.poll()
            time.sleep(0.001)
        supervisor.stop()
    assert back == wanted, "an order was never answered"
    assert not any(loss.final for loss in losses)
    assert len(losses) <= 1


@pytest.mark.process
def test_each_call_to_a_child_may_fail_once() -> None:
    """It is started again, and what was asked of it is answered by the next one."""
    struck = walk(_talk)
    assert {"child: start", "child: read"} <= set(struck)
