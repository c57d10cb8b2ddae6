"""Whatever is killed or lost in whatever order, over a real connection on loopback."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chatwoot_scene import ACCOUNT, ANA, BEN, ChatwootServer, Helpdesk
from hypothesis import example, given, settings
from hypothesis import strategies as st

from console.channels.chatwoot.channel import ChatwootChannel
from console.channels.chatwoot.conversation import ChatwootConversation
from console.channels.chatwoot.link import Pace
from console.channels.chatwoot.messages import all_said
from console.channels.matrix.client import Account
from console.domain.chat import Delivery
from console.domain.clock import SystemClock
from console.domain.errors import InvalidAction
from console.domain.events import Arm
from console.domain.issues import Disposition
from console.session.conditions import Conditions
from console.session.session import Session
from console.store.opening import open_log

_PACE = Pace(poll_s=0, ratings_s=0, claim_s=0, settle_s=0, pauses_s=(0.001,))


class _World:
    """A console on a log, whose channel works when it is told to, and one conversation."""

    def __init__(self, folder: Path, server: ChatwootServer) -> None:
        self._folder, self._server, self.helpdesk = folder, server, server.helpdesk
        self.conversation = self.helpdesk.begin()
        self.sent = self.written = 0
        self.sit_down()

    def sit_down(self) -> None:
        clock = SystemClock()
        opened = open_log(self._folder / "log.db", clock)
        self.log = opened.log
        self.channel = ChatwootChannel(
            self._server.url, ACCOUNT, Account(str(ANA), "", "ana-token"), pace=_PACE
        )
        self.link = self.channel._link
        self.link.start = lambda: None  # type: ignore[method-assign]  # turns by hand
        self.session = Session(self.log, self.channel, clock, opened.desk, "live")
        self.session.start(Conditions(agent="a", arm=Arm.CONTROL, version="t", practice=False))

    def act(self, act: str) -> None:
        if act.startswith("agent"):
            self._agent(act)
        elif act.startswith("server"):
            self._server_does(act)
        else:
            self._console(act)

    def _server_does(self, act: str) -> None:
        match act:
            case "server loses the answer":
                self.helpdesk.lose.append("answer")
            case "server loses the request":
                self.helpdesk.lose.append("request")
            case "server: somebody resolves":
                self.helpdesk.conversations[self.conversation]["status"] = "resolved"
            case _:
                self.written += 1
                self.helpdesk.write(self.conversation, f"text {self.written}")

    def _console(self, act: str) -> None:
        match act:
            case "console is killed":
                self.log.flush()
                self.log.close()
                self.link._client.close()
                self.sit_down()
            case "channel works":
                while not self.link._tasks.empty():
                    task = self.link._tasks.get()
                    assert task is not None
                    self.link._insist(task)
            case "channel asks":  # which it does when nothing is left to be done
                self.act("channel works")
                self.link._insist(self.link._ask, again=False)
            case "disk has it":
                self.log.flush()
            case _:
                self.session.poll_channel()

    def _agent(self, act: str) -> None:
        desk = self.session.desk
        for chat in desk.queue if act == "agent accepts" else desk.open_chats:
            if act == "agent accepts":
                self.session.accept(chat.id)
            elif act == "agent writes":
                self.sent += 1
                self.session.send(chat.id, f"answer {self.sent % 2}")
            else:
                self.session.close(chat.id, Disposition.ANSWERED, resolved=True)

    def settle(self) -> None:
        self.helpdesk.lose.clear()
        for _ in range(5):
            for act in ("disk has it", "console turns", "channel works", "channel asks"):
                self.act(act)
        self.act("console turns")


_ACTS = (
    *("server: customer writes", "server: somebody resolves"),
    *("server loses the answer", "server loses the request", "console is killed"),
    *("console turns", "disk has it", "channel works", "channel asks"),
    *("agent accepts", "agent writes", "agent closes"),
)
_TURN = ("disk has it", "console turns", "channel works", "channel asks", "console turns")
_SCENES = (
    ("server: customer writes", *_TURN, "agent accepts", *_TURN),
    ("server: customer writes", "agent closes", "channel asks", *_TURN),
    ("server: customer writes", "channel asks", "agent closes", "disk has it", "channel works"),
    ("agent writes", "server loses the answer", "disk has it", "console turns", "channel works"),
    ("agent writes", "server loses the request", "disk has it", "console turns", "channel works"),
    ("agent writes", "disk has it", "console is killed"),
    ("server: somebody resolves", "server: customer writes", *_TURN),
)
_PLANS = st.lists(
    st.one_of(st.sampled_from(_SCENES), st.tuples(st.sampled_from(_ACTS))), max_size=12
).map(lambda parts: [act for part in parts for act in part])


_BEGIN = ("server: customer writes", *_TURN, "agent accepts", *_TURN)
_SENT = ("agent writes", "disk has it", "console turns", "channel works")
_FOUND = [
    [*_BEGIN, "agent writes", "disk has it", "console is killed",
     "server loses the answer", *_SENT],
    [*_BEGIN, "server loses the request", *_SENT, *_TURN, *_SENT, "server loses the answer", *_SENT,
     "console is killed"],
]  # fmt: skip
"""What once went wrong: a message before the first question of a console that came up; the words
of one that had failed, sent again."""


@contextmanager
def _world() -> Iterator[_World]:
    server = ChatwootServer(Helpdesk())
    with tempfile.TemporaryDirectory() as folder:
        world = _World(Path(folder), server)
        try:
            yield world
        finally:
            world.link._client.close()
            world.log.close()
            server.kill()


@settings(max_examples=25, deadline=None)
@given(_PLANS)
@example(_FOUND[0])
@example(_FOUND[1])
def test_no_message_is_lost_or_doubled(acts: list[str]) -> None:
    """The agent's: there once, or told as failed. The customer's: in the log once, in order."""
    with _world() as world:
        for act in acts:
            try:
                world.act(act)
            except InvalidAction:
                continue
        world.settle()
        chats = list(world.session.desk.chats.values())
        mine = [m for chat in chats for m in chat.messages if m.by_agent]
        there = [m.text for m in mine if m.delivery is Delivery.DELIVERED]
        assert {m.delivery for m in mine} <= {Delivery.DELIVERED, Delivery.FAILED}
        assert sorted(world.helpdesk.public(world.conversation)) == sorted(there)
        told = [m.text for chat in chats for m in chat.messages if not m.by_agent]
        assert told == [f"text {n}" for n in range(1, world.written + 1)]
        for chat in chats:
            assert all(chat.ended_at is None or m.at <= chat.ended_at for m in chat.messages)


_VALUES: st.SearchStrategy[object] = st.sampled_from(
    (
        None,
        True,
        False,
        -1,
        0,
        2**70,
        1.5,
        "",
        "open",
        "x" * 300,
        "\ud800",
        [],
        [[1]],
        {},
        {"id": 1},
    )
)


def _odd(**sound: st.SearchStrategy[object]) -> st.SearchStrategy[dict[str, object]]:
    """Objects with these fields, sound, odd or missing."""
    return st.fixed_dictionaries({}, optional={n: s | _VALUES for n, s in sound.items()})


_MESSAGES = _odd(
    id=st.integers(1, 9),
    message_type=st.integers(0, 3),
    private=st.booleans(),
    content=st.text(max_size=8),
    sender=_odd(id=st.just(ANA), type=st.just("user"), name=st.text(max_size=5)),
    status=st.sampled_from(("sent", "read", "failed")),
    content_type=st.just("input_csat"),
    attachments=st.lists(_odd(file_type=st.just("image"), file_size=st.integers()), max_size=2),
    content_attributes=_odd(
        submitted_values=_odd(csat_survey_response=_odd(rating=st.integers(0, 6)))
    ),
)
_CONVERSATIONS = _odd(
    status=st.sampled_from(("open", "resolved", "snoozed")),
    meta=_odd(
        sender=_odd(id=st.integers(), name=st.text(max_size=5)),
        assignee=_odd(id=st.sampled_from((ANA, BEN)), name=st.text(max_size=5)),
    ),
)


@given(st.lists(st.tuples(_CONVERSATIONS, st.lists(_MESSAGES, max_size=4)), max_size=4))
def test_no_answer_is_an_error(
    answers: list[tuple[dict[str, object], list[dict[str, object]]]],
) -> None:
    """Whatever a server says of a conversation, and nothing private is told as the customer's."""
    known = ChatwootConversation(1, ANA)
    for told, messages in answers:
        news = list(known.take(told, all_said(messages), 0.0, 0.0))
        private = {f"cw-m-{m.get('id')}" for m in messages if m.get("private") is not False}
        public = {f"cw-m-{m.get('id')}" for m in messages if m.get("private") is False}
        assert not {getattr(item, "message", None) for item in news} & (private - public)
        json.dumps([str(item) for item in news])
