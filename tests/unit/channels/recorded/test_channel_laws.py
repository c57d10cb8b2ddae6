"""What holds for recorded customers whatever the agent does and whenever the console dies."""

from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from console.channels.base import Arrived, Channel, Left, Line, Rated, Resumed, Wrote
from console.channels.recorded.channel import ReplayChannel
from console.channels.recorded.recordings import RecordedTurn, Recording
from console.channels.simulated.settings import CustomerSettings
from console.domain.clock import ManualClock
from console.domain.customers import Customer
from console.domain.issues import Disposition

SOURCE = Path("recorded")

ACTIONS = st.one_of(
    st.tuples(st.just("wait"), st.sampled_from([0.1, 2.0, 20.0, 60.0])),
    st.tuples(st.sampled_from(["accept", "send", "repeat", "typing"]), st.integers(0, 9)),
    st.tuples(st.sampled_from(["settle", "give up"]), st.integers(0, 9)),
    st.tuples(st.sampled_from(["crash", "wait"]), st.just(30.0)),
)


@st.composite
def recordings(draw: st.DrawFn) -> list[Recording]:
    """A few chats of any course; every message of a customer says which one it is."""
    chats = []
    for number in range(draw(st.integers(1, 3))):
        sides = draw(st.lists(st.booleans(), min_size=1, max_size=8))
        turns = tuple(
            RecordedTurn(i, by_agent, f"{number}/{i}") for i, by_agent in enumerate(sides)
        )
        customer = Customer(id=f"c{number}", name=f"Customer {number}")
        chats.append(Recording(f"{number}", "retail", SOURCE, customer, turns))
    return chats


class Desk:
    """What the log would know, an agent without manners, and a console that may die."""

    def __init__(self, chats: list[Recording], seed: int) -> None:
        self.chats = chats
        self.seed = seed
        self.clock = ManualClock(datetime(2025, 1, 1, tzinfo=UTC))
        self.order: list[str] = []
        self.arrived: dict[str, Arrived] = {}
        self.lines: defaultdict[str, list[Line]] = defaultdict(list)
        self.over: set[str] = set()
        self.rated: set[str] = set()
        self.resolved: dict[str, bool] = {}
        self.accepted: set[str] = set()
        self.sent = 0
        self.channel: Channel = self.open()

    def open(self) -> ReplayChannel:
        """A fresh channel that is told what the log knows."""
        channel = ReplayChannel(
            self.chats,
            run="r",
            seed=self.seed,
            customers=3,
            clock_ns=self.clock.mono_ns,
            speed=1.0,
            settings=CustomerSettings(
                arrival_mean_s=10, return_share=1, return_min_s=5, return_max_s=20
            ),
        )
        channel.start([self.resumed(chat) for chat in self.order])
        return channel

    def resumed(self, chat: str) -> Resumed:
        """A chat as the log has it."""
        return Resumed(
            chat,
            self.arrived[chat].customer,
            tuple(self.lines[chat]),
            accepted=chat in self.accepted,
            over=chat in self.over,
            disposition=Disposition.ANSWERED if chat in self.resolved else None,
            resolved=self.resolved.get(chat),
            rated=chat in self.rated,
            previous=self.arrived[chat].previous,
        )

    def wait(self, seconds: float) -> None:
        """Let time pass and log what comes."""
        self.clock.advance(seconds)
        for item in self.channel.poll():
            match item:
                case Arrived():
                    assert item.chat not in self.arrived
                    self.arrived[item.chat] = item
                    self.order.append(item.chat)
                case Wrote():
                    assert item.message not in {line.message for line in self.lines[item.chat]}
                    line = Line(item.message, by_agent=False, text=item.text)
                    self.lines[item.chat].append(line)
                case Left():
                    assert item.chat not in self.over or item.chat in self.resolved
                    self.over.add(item.chat)
                case Rated():
                    assert item.chat not in self.rated
                    self.rated.add(item.chat)

    def do(self, action: str, value: float) -> None:
        """One thing that the agent does, or fate."""
        if action == "wait":
            self.wait(value)
        elif action == "crash":
            self.channel = self.open()
        elif self.order:
            self.act(action, self.order[int(value) % len(self.order)])

    def act(self, action: str, chat: str) -> None:
        """Something the session would let the agent do to this chat."""
        if action == "repeat":
            for line in self.lines[chat]:
                if line.by_agent:
                    self.channel.send(chat, line.message, line.text)
        elif chat in self.over:
            return
        elif action == "send":
            self.sent += 1
            line = Line(f"a{self.sent}", by_agent=True, text="Hello")
            self.lines[chat].append(line)
            self.channel.send(chat, line.message, line.text)
        elif action == "accept":
            self.accepted.add(chat)
            self.channel.accept(chat)
        elif action == "typing":
            self.channel.typing(chat, active=True)
        else:
            self.over.add(chat)
            self.resolved[chat] = action == "settle"
            self.channel.close(chat, Disposition.ANSWERED, action == "settle")

    def said(self, chat: str) -> list[str]:
        """What the customer wrote in a chat and in the one they came back from."""
        previous = self.arrived[chat].previous
        before = self.said(previous) if previous else []
        return before + [line.text for line in self.lines[chat] if not line.by_agent]


@settings(max_examples=150, deadline=None)
@given(
    recordings().filter(lambda chats: all(chat.runs for chat in chats)),
    st.integers(0, 5),
    st.lists(ACTIONS, min_size=10, max_size=60),
)
def test_nothing_is_said_twice_or_out_of_order(
    chats: list[Recording], seed: int, actions: list[tuple[str, float]]
) -> None:
    """What a customer has written is the beginning of what they wrote then, and the run ends."""
    desk = Desk(chats, seed)
    for action, value in actions:
        desk.do(action, value)
    for _ in range(40):
        desk.wait(60)
    told = {recording.id: [t for run in recording.runs for t in run] for recording in chats}
    for chat in desk.order:
        said = desk.said(chat)
        script = told[said[0].partition("/")[0]] if said else []
        assert said == script[: len(said)]
        ids = [line.message for line in desk.lines[chat] if not line.by_agent]
        assert ids == [f"{chat}-m{n:03d}" for n in range(1, len(ids) + 1)]
    assert {f"r-{n:03d}" for n in (1, 2, 3)} <= set(desk.order)
    assert desk.channel.exhausted
