"""The channel against a server on loopback that speaks Chatwoot's documented protocol."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from chatwoot_scene import ACCOUNT, ANA, BEN, ChatwootServer, Helpdesk

from console.channels.base import Connection, Incoming, SharedChannel
from console.channels.chatwoot.channel import ChatwootChannel
from console.channels.chatwoot.client import account_of
from console.channels.chatwoot.link import Pace
from console.channels.matrix.client import Account
from console.domain.chat import Chat, ChatState, Delivery
from console.domain.clock import SystemClock
from console.domain.customers import Customer
from console.domain.errors import ChannelError
from console.domain.events import Arm, ChatQueued
from console.domain.issues import Disposition
from console.session.conditions import Conditions
from console.session.session import Session
from console.store.opening import open_log

FAST = Pace(poll_s=0.01, ratings_s=0.02, claim_s=0.02, settle_s=0.2, pauses_s=(0.01,))


class Seat:
    """The console of one agent, without a window; its log survives a kill."""

    def __init__(self, server: ChatwootServer, folder: Path, agent: int) -> None:
        self.server, self.agent = server, agent
        self._path = folder / f"{agent}.db"
        self.open()

    def open(self) -> None:
        """Sit down, or come up again."""
        clock = SystemClock()
        opened = open_log(self._path, clock)
        self.log = opened.log
        token = "ana-token" if self.agent == ANA else "ben-token"
        account = Account(str(self.agent), "", token)
        self.channel = ChatwootChannel(self.server.url, ACCOUNT, account, pace=FAST)
        self.session = Session(self.log, self.channel, clock, opened.desk, "live")
        self.session.start(Conditions(agent="a", arm=Arm.CONTROL, version="t", practice=False))

    def kill(self) -> None:
        """Lose everything that is not in the log."""
        self.channel._link._stopping.set()
        self.channel.stop()
        self.log.close()

    def wait(self, until: Callable[[], bool]) -> None:
        """Turn the console until something is so."""
        end = time.monotonic() + 10
        while not until():
            assert time.monotonic() < end, [(c.id, c.state) for c in self.chats]
            self.session.poll_channel()
            self.log.flush()
            time.sleep(0.002)

    def turn(self, seconds: float = 0.1) -> None:
        """Turn the console for a while."""
        end = time.monotonic() + seconds
        self.wait(lambda: time.monotonic() > end)

    @property
    def chats(self) -> list[Chat]:
        """All chats, in the order in which they began."""
        return list(self.session.desk.chats.values())

    def take(self, place: int = -1) -> Chat:
        """Wait for a chat in the queue, and accept it."""
        self.wait(lambda: bool(self.session.desk.queue))
        chat = self.session.desk.queue[place].id
        self.session.accept(chat)
        self.wait(lambda: self.session.desk.chats[chat].state is not ChatState.QUEUED)
        return self.session.desk.chats[chat]

    def sends(self, chat: str, text: str) -> Delivery:
        """Send, and wait for what becomes of it."""
        self.session.send(chat, text)
        return self.settled(chat)

    def settled(self, chat: str) -> Delivery:
        """What has become of the last message."""
        known = self.session.desk.chats
        self.wait(lambda: known[chat].messages[-1].delivery is not Delivery.SENDING)
        told = known[chat].messages[-1].delivery
        assert told is not None
        return told


@pytest.fixture
def server() -> Iterator[ChatwootServer]:
    """A server with no conversation."""
    server = ChatwootServer()
    yield server
    server.kill()


@pytest.fixture
def desk(server: ChatwootServer) -> Helpdesk:
    """What the server knows."""
    return server.helpdesk


@pytest.fixture
def ana(server: ChatwootServer, tmp_path: Path) -> Iterator[Seat]:
    """A console."""
    seat = Seat(server, tmp_path, ANA)
    yield seat
    seat.kill()


@pytest.fixture
def ben(server: ChatwootServer, tmp_path: Path) -> Iterator[Seat]:
    """A colleague's."""
    seat = Seat(server, tmp_path, BEN)
    yield seat
    seat.kill()


def _is_offered(seat: Seat) -> bool:
    return bool(seat.session.desk.queue)


def _is_decided(seat: Seat) -> bool:
    return seat.chats[0].state is not ChatState.QUEUED


def texts(chat: Chat) -> list[str]:
    """What the customer has written."""
    return [m.text for m in chat.messages if not m.by_agent]


def test_a_chat_goes_its_whole_way(ana: Seat, desk: Helpdesk) -> None:
    """Queue, claim, messages both ways, read, resolved, rated; nothing else leaves."""
    assert isinstance(ana.channel, SharedChannel)
    number = desk.begin("Cy")
    desk.write(number, "Hello?")
    chat = ana.take()
    assert (desk.assignee(number), chat.customer.name, texts(chat)) == (ANA, "Cy", ["Hello?"])
    assert ana.sends(chat.id, "Hi, how can I help?") is Delivery.DELIVERED
    desk.write(number, "A file", attachments=[{"file_type": "image", "file_size": 2048}])
    ana.wait(lambda: len(texts(chat)) == 2)
    assert texts(chat)[1] == "A file\n[picture, 2 KB]"
    desk.messages[number][1]["status"] = "read"
    ana.wait(lambda: chat.messages[1].delivery is Delivery.READ)
    ana.session.close(chat.id, Disposition.ANSWERED, resolved=True)
    ana.wait(lambda: desk.conversations[number]["status"] == "resolved")
    answer = {"csat_survey_response": {"rating": 4, "feedback_message": "fine"}}
    desk.add(number, {"content": "Rate", "message_type": 3, "private": False, "sender": None,
                      "content_type": "input_csat",
                      "content_attributes": {"submitted_values": answer}})  # fmt: skip
    ana.wait(lambda: chat.rating == 4)
    assert desk.public(number) == ["Hi, how can I help?"]
    bodies = [body for _, _, path, body in desk.requests if path.endswith("/messages")]
    assert all(body.keys() == {"content", "message_type", "private", "echo_id"} for body in bodies)
    told = {tuple(sorted(body)) for _, _, path, body in desk.requests if body not in bodies}
    assert told <= {("assignee_id",), ("status",), (), ("is_private", "typing_status")}


def test_a_chat_goes_to_one_of_two(ana: Seat, ben: Seat, desk: Helpdesk) -> None:
    """Both ask at the same time; one has it, and the other hears who."""
    number = desk.begin()
    desk.write(number, "Hello?")
    for seat in (ana, ben):
        seat.wait(partial(_is_offered, seat))
    for seat in (ana, ben):
        seat.session.accept(seat.chats[0].id)
    for seat in (ana, ben):
        seat.wait(partial(_is_decided, seat))
    winner, loser = (ana, ben) if ana.chats[0].is_open else (ben, ana)
    assert desk.assignee(number) == winner.agent
    assert loser.chats[0].state is ChatState.DROPPED


def test_who_is_replaced_hears_of_it(ana: Seat, desk: Helpdesk) -> None:
    """A supervisor assigns somebody else in the middle of a chat."""
    number = desk.begin()
    desk.write(number, "Hello?")
    chat = ana.take()
    desk.assign(number, BEN)
    ana.wait(lambda: chat.state is ChatState.DROPPED)


def test_a_note_stays_private(ana: Seat, ben: Seat, desk: Helpdesk) -> None:
    """The colleague reads it beside the chat; the customer gets nothing."""
    number = desk.begin()
    desk.write(number, "Hello?")
    chat = ana.take()
    ana.sends(chat.id, "A colleague will help.")
    ana.wait(lambda: list(ana.session.colleagues) == ["Ben"])
    ana.session.transfer(chat.id, "Ben", "difficult customer")
    ana.wait(lambda: desk.assignee(number) == BEN)
    ben.wait(lambda: bool(ben.session.desk.queue))
    assert ben.chats[0].customer.told == (
        "Ana: difficult customer\nEarlier: Cy: Hello? / Ana: A colleague will help."
    )
    desk.write(number, "Still there?")
    taken = ben.take()
    ben.wait(lambda: texts(taken) == ["Still there?"])
    assert (desk.public(number), desk.notes(number)) == (
        ["A colleague will help."],
        ["difficult customer"],
    )
    ben.wait(lambda: list(ben.session.colleagues) == ["Ana"])
    ben.session.transfer(taken.id, "Ana", "")
    ben.wait(lambda: desk.assignee(number) == ANA)
    ana.wait(lambda: bool(ana.session.desk.queue))
    assert ana.chats[-1].previous == chat.id


def test_a_note_that_is_not_kept_private_is_taken_back(ana: Seat, desk: Helpdesk) -> None:
    """Whatever a server makes of it."""
    number = desk.begin()
    desk.write(number, "Hello?")
    chat = ana.take()
    ana.wait(lambda: bool(ana.session.colleagues))
    desk.keeps_private = False
    ana.session.transfer(chat.id, "Ben", "difficult customer")
    ana.wait(lambda: desk.assignee(number) == BEN)
    assert desk.public(number) == desk.notes(number) == []


def test_a_lost_answer_is_looked_for(ana: Seat, desk: Helpdesk) -> None:
    """The message is there: it was delivered, and is not sent again."""
    number = desk.begin()
    desk.write(number, "Hello?")
    chat = ana.take()
    desk.lose.append("answer")
    assert ana.sends(chat.id, "Hi") is Delivery.DELIVERED
    assert desk.public(number) == ["Hi"]


def test_a_lost_request_is_told(ana: Seat, desk: Helpdesk) -> None:
    """Nobody can know whether it got through, so it is the agent who decides."""
    number = desk.begin()
    desk.write(number, "Hello?")
    chat = ana.take()
    desk.lose.append("request")
    assert ana.sends(chat.id, "Hi") is Delivery.FAILED
    assert desk.public(number) == []


def test_a_killed_server_costs_nothing(ana: Seat, server: ChatwootServer) -> None:
    """A banner while it is away; what was sent meanwhile goes out once, what came comes once."""
    number = server.helpdesk.begin()
    server.helpdesk.write(number, "Hello?")
    chat = ana.take()
    server.kill()
    ana.wait(lambda: ana.session.desk.channel_trouble is not None)
    ana.session.send(chat.id, "One")
    ana.session.send(chat.id, "Two")
    for count in range(130):
        server.helpdesk.write(number, f"meanwhile {count}")
    server.start()
    ana.wait(lambda: len(texts(chat)) == 131)
    ana.wait(lambda: ana.session.desk.channel_trouble is None)
    assert texts(chat)[1:] == [f"meanwhile {count}" for count in range(130)]
    assert server.helpdesk.public(number) == ["One", "Two"]
    assert {m.delivery for m in chat.messages if m.by_agent} == {Delivery.DELIVERED}


@pytest.mark.parametrize("lost", ["answer", "request"])
def test_a_killed_console_sends_nothing_twice(ana: Seat, desk: Helpdesk, lost: str) -> None:
    """The one that comes up looks for what the log has as sent, of two that say the same."""
    number = desk.begin()
    desk.write(number, "Hello?")
    chat = ana.take().id
    ana.sends(chat, "One moment")
    desk.lose.append(lost)
    ana.session.send(chat, "One moment")
    ana.log.flush()
    ana.wait(lambda: not desk.lose)
    ana.kill()
    ana.open()
    told = ana.settled(chat)
    assert told is (Delivery.DELIVERED if lost == "answer" else Delivery.FAILED)
    assert desk.public(number) == ["One moment"] * (2 if lost == "answer" else 1)
    assert ana.session.desk.chats[chat].is_open
    desk.write(number, "And?")
    ana.wait(lambda: texts(ana.session.desk.chats[chat])[-1] == "And?")


def test_who_writes_after_the_end_comes_back(ana: Seat, desk: Helpdesk) -> None:
    """Also where the message came just before the conversation was resolved."""
    number = desk.begin()
    desk.write(number, "Hello?")
    chat = ana.take()
    desk.write(number, "One more thing")
    ana.session.close(chat.id, Disposition.ANSWERED, resolved=True)
    ana.wait(lambda: len(ana.chats) == 2)
    again = ana.take()
    assert (again.previous, texts(again)) == (chat.id, ["One more thing"])
    ana.wait(lambda: desk.conversations[number]["status"] == "open")
    ana.session.close(again.id, Disposition.ANSWERED, resolved=True)
    ana.wait(lambda: desk.conversations[number]["status"] == "resolved")
    ana.turn()
    desk.write(number, "Thanks")
    ana.wait(lambda: len(ana.chats) == 3)
    assert texts(ana.chats[2]) == ["Thanks"]


def test_resolved_elsewhere_is_the_end(ana: Seat, desk: Helpdesk) -> None:
    """A colleague or a rule of the server's resolves it."""
    number = desk.begin()
    desk.write(number, "Hello?")
    chat = ana.take()
    desk.conversations[number]["status"] = "resolved"
    ana.wait(lambda: chat.is_over)
    assert ana.session.desk.queue == []


def test_what_comes_late_comes(ana: Seat, desk: Helpdesk) -> None:
    """A message that appears behind a later one is not missed."""
    number = desk.begin()
    desk.write(number, "first")
    chat = ana.take()
    desk.write(number, "second")
    late = desk.messages[number].pop()
    desk.write(number, "third")
    ana.wait(lambda: texts(chat) == ["first", "third"])
    desk.messages[number].insert(1, late)
    ana.wait(lambda: texts(chat) == ["first", "third", "second"])


def test_a_queue_longer_than_a_page(ana: Seat, desk: Helpdesk) -> None:
    """All of it waits here, with all that each has written."""
    for _ in range(30):
        number = desk.begin()
        for count in range(25 if number == 1 else 1):
            desk.write(number, f"line {count}")
    ana.wait(lambda: sum(len(texts(chat)) for chat in ana.chats) == 54)
    assert len(ana.session.desk.queue) == 30


def test_refusals_are_told_once(ana: Seat, desk: Helpdesk) -> None:
    """A token that is refused is a banner; one refused conversation does not stop the others."""
    first, second = desk.begin(), desk.begin()
    desk.refuse[f"conversations/{first}/messages"] = 403
    desk.write(first, "a")
    desk.write(second, "b")
    chat = ana.take()
    assert texts(chat) == ["b"]
    ana.turn()
    aside = [e for e in ana.log.read() if e.fact.kind == "item_set_aside"]
    assert len(aside) == 1
    desk.refuse["messages"] = 422
    assert ana.sends(chat.id, "Hi") is Delivery.FAILED
    for status in (401, 403):
        desk.refuse["conversations"] = status
        ana.wait(lambda: ana.session.desk.channel_trouble is not None)
        desk.refuse.clear()
        ana.wait(lambda: ana.session.desk.channel_trouble is None)


def test_a_rating_comes_after_a_restart(ana: Seat, desk: Helpdesk) -> None:
    """The survey is answered while no console runs; a chat of another channel does no harm."""
    number = desk.begin()
    desk.write(number, "Hello?")
    chat = ana.take().id
    ana.session.close(chat, Disposition.ANSWERED, resolved=True)
    ana.wait(lambda: desk.conversations[number]["status"] == "resolved")
    stranger = Customer(id="@cy:example.org", name="Cy")
    ana.session.record(ChatQueued(chat="!room:example.org", customer=stranger))
    ana.log.flush()
    ana.kill()
    answer = {"csat_survey_response": {"rating": 2}}
    desk.add(number, {"content": "Rate", "message_type": 3, "private": False, "sender": None,
                      "content_type": "input_csat",
                      "content_attributes": {"submitted_values": answer}})  # fmt: skip
    ana.open()
    ana.wait(lambda: ana.session.desk.chats[chat].rating == 2)


def test_polling_never_waits(server: ChatwootServer) -> None:
    """Also where nobody listens: the first news is that."""
    server.kill()
    channel = ChatwootChannel(server.url, ACCOUNT, Account("1", "", "ana-token"), pace=FAST)
    channel.start([])
    begun = time.monotonic()
    news: list[Incoming] = []
    while not news:
        before = time.monotonic()
        news = list(channel.poll())
        assert time.monotonic() - before < 0.2
        assert time.monotonic() < begun + 5
    channel.stop()
    channel.stop()
    assert isinstance(news[0], Connection)
    server.start()


def test_a_sign_in_is_tried(server: ChatwootServer) -> None:
    """Whose token it is has to be right, before anything is kept."""
    assert account_of(server.url, ACCOUNT, "ana@a.example", "ana-token").user == str(ANA)
    for email, token, account in (
        ("ben@a.example", "ana-token", ACCOUNT),
        ("ana@a.example", "wrong", ACCOUNT),
        ("ana@a.example", "ana-token", 8),
    ):
        with pytest.raises(ChannelError, match="token"):
            account_of(server.url, account, email, token)
