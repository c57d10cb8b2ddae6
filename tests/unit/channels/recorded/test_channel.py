"""Recorded customers arrive, answer, wait, leave, rate and come back; the same from one seed."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest
from shared_data import SHARED_DATA, needs_shared_data

from console.channels.base import (
    Arrived,
    Channel,
    Delivered,
    DeliveryFailed,
    Incoming,
    Left,
    Line,
    Rated,
    Resumed,
    Typing,
    Wrote,
)
from console.channels.recorded.casting import arrivals, cast_of
from console.channels.recorded.channel import ReplayChannel
from console.channels.recorded.recordings import RecordedTurn, Recording, load_recordings
from console.channels.simulated.settings import CustomerSettings
from console.domain.clock import ManualClock
from console.domain.customers import Customer
from console.domain.errors import ChannelError
from console.domain.issues import Disposition

CERTAIN = CustomerSettings(rating_share=1, return_share=1)


def recording(*said: str, name: str = "1", source: str = "a") -> Recording:
    """A chat; what begins with ``>`` is the agent's."""
    turns = [RecordedTurn(i, text.startswith(">"), text) for i, text in enumerate(said)]
    customer = Customer(id=f"c{name}", name=f"Customer {name}")
    return Recording(name, "retail", Path(source), customer, tuple(turns), "issue")


TALK = recording("hi", "it broke", "> hello", "what now?", "> send it", "ok", "bye")


class Console:
    """A channel with its clock, and all that came from it."""

    def __init__(
        self,
        recordings: Sequence[Recording] = (TALK,),
        *,
        customers: int = 1,
        seed: int = 1,
        settings: CustomerSettings = CERTAIN,
        resumed: Sequence[Resumed] = (),
    ) -> None:
        self.clock = ManualClock(datetime(2025, 1, 1, tzinfo=UTC))
        self.channel = ReplayChannel(
            recordings,
            run="r",
            seed=seed,
            customers=customers,
            clock_ns=self.clock.mono_ns,
            speed=1.0,
            settings=settings,
        )
        self.seen: list[Incoming] = []
        self.at: list[tuple[float, Incoming]] = []
        self.channel.start(resumed)

    def wait(self, seconds: float, step: float = 0.25) -> list[Incoming]:
        """Let time pass; what came meanwhile."""
        news: list[Incoming] = []
        for _ in range(round(seconds / step)):
            self.clock.advance(step)
            fresh = list(self.channel.poll())
            news += fresh
            self.at += [(self.clock.mono_ns() / 1e9, item) for item in fresh]
        self.seen += news
        return news

    def send(self, message: str, text: str = "Hello", chat: str = "r-001") -> None:
        """The agent sends a message."""
        self.channel.send(chat, message, text)

    def close(self, *, resolved: bool, chat: str = "r-001") -> None:
        """The agent closes the chat."""
        self.channel.close(chat, Disposition.ANSWERED, resolved)


def texts(news: Iterable[Incoming]) -> list[str]:
    """What customers wrote."""
    return [item.text for item in news if isinstance(item, Wrote)]


def of(kind: type[Incoming], news: Iterable[Incoming]) -> list[Incoming]:
    """The news of one kind."""
    return [item for item in news if isinstance(item, kind)]


def test_it_is_a_channel() -> None:
    """The session can be given recorded customers, and the log names their format."""
    channel: Channel = Console().channel
    assert channel.name == "replay:retail"
    assert not channel.persistent


def test_a_customer_arrives_and_writes_their_first_run_typing() -> None:
    """Every message is announced by typing, and the known issue comes with the arrival."""
    news = Console().wait(60)
    assert news[0] == Arrived("r-001", TALK.customer, "issue")
    assert [item for item in news[1:] if not isinstance(item, Left)] == [
        Typing("r-001", active=True),
        Typing("r-001", active=False),
        Wrote("r-001", "r-001-m001", "hi"),
        Typing("r-001", active=True),
        Typing("r-001", active=False),
        Wrote("r-001", "r-001-m002", "it broke"),
    ]


def test_typing_takes_as_long_as_it_takes_a_person() -> None:
    """A hundred characters are not there in a blink."""
    console = Console([recording("x" * 100)])
    console.wait(120)
    pressed, sent = (
        next(at for at, item in console.at if isinstance(item, kind)) for kind in (Typing, Wrote)
    )
    assert 10 < sent - pressed < 40


def test_the_next_run_answers_the_agent() -> None:
    """After each message of the agent the customer says what they said after the recorded one."""
    console = Console()
    console.wait(30)
    console.channel.accept("r-001")
    for number, expected in enumerate((["what now?"], ["ok", "bye"], [])):
        console.send(f"a{number}")
        assert texts(console.wait(60)) == expected


def test_an_answer_takes_reading_and_thinking() -> None:
    """Nobody answers a long message at once."""
    console = Console(settings=CustomerSettings(thinking_mean_s=0))
    console.wait(30)
    console.send("a", "word " * 50)
    assert not of(Typing, console.wait(9))
    assert of(Typing, console.wait(5))


def test_messages_in_quick_succession_get_one_answer() -> None:
    """The customer reads all of them before answering, once."""
    console = Console()
    console.wait(30)
    console.channel.accept("r-001")
    for number in range(3):
        console.send(f"a{number}")
        console.wait(0.5)
    assert texts(console.wait(60)) == ["what now?"]


def test_what_comes_while_the_customer_types_gets_no_answer_of_its_own() -> None:
    """What they are typing is the answer."""
    console = Console()
    console.wait(30)
    console.send("a0")
    while not any(item == Typing("r-001", active=True) for item in console.wait(0.25)):
        pass
    console.send("a1")
    news = console.wait(60)
    assert texts(news) == ["what now?"]
    assert of(Typing, news) == [Typing("r-001", active=False)]


def test_a_message_is_delivered_soon_and_counted_once() -> None:
    """The same id again is acknowledged again and answered no second time."""
    console = Console()
    console.wait(30)
    console.send("a0")
    console.send("a0")
    news = console.wait(60)
    assert of(Delivered, news) == [Delivered("r-001", "a0")] * 2
    assert texts(news) == ["what now?"]
    console.send("a0")
    news = console.wait(60)
    assert of(Delivered, news) == [Delivered("r-001", "a0")]
    assert texts(news) == []


def test_silence_makes_the_customer_leave_the_queue() -> None:
    """Patience ends, and nothing comes after."""
    console = Console()
    assert console.wait(600)[-1] == Left("r-001", "gave up waiting")
    assert console.channel.exhausted
    assert console.wait(600) == []


def test_patience_is_a_setting() -> None:
    """Half the factor, half the wait."""
    left = []
    for factor in (1.0, 0.5):
        console = Console(settings=CustomerSettings(patience_factor=factor))
        console.wait(600)
        left.append(next(at for at, item in console.at if isinstance(item, Left)))
    assert left[1] < 0.6 * left[0]


def test_being_accepted_begins_patience_anew_and_typing_prolongs_it() -> None:
    """An agent who is seen at work is waited for."""
    waiting = Console()
    waiting.wait(600)
    limit = next(at for at, item in waiting.at if isinstance(item, Left))
    console = Console()
    console.wait(limit - 2)
    console.channel.accept("r-001")
    assert console.wait(100) == []
    for _ in range(30):
        console.channel.typing("r-001", active=True)
        assert console.wait(20) == []
    console.channel.typing("r-001", active=False)
    assert console.wait(600) == [Left("r-001", "gave up waiting")]


def test_who_has_said_all_leaves_with_a_goodbye_after_a_while() -> None:
    """A chat that the agent forgets to close doesn't stay open for ever."""
    console = Console([recording("hi")])
    console.wait(30)
    console.channel.accept("r-001")
    console.send("a")
    assert of(Left, console.wait(100)) == []
    assert of(Left, console.wait(600)) == [Left("r-001", "said goodbye")]


def test_a_closed_chat_is_rated_and_over() -> None:
    """The rating comes after a while; the customer says nothing more."""
    console = Console([recording("hi", "> hello", "thanks")])
    console.wait(30)
    console.channel.accept("r-001")
    console.send("a")
    console.wait(60)
    console.close(resolved=True)
    [rated] = console.wait(600)
    assert isinstance(rated, Rated)
    assert rated.rating >= 3
    assert console.channel.exhausted


def test_ratings_depend_on_help_and_hearing() -> None:
    """Over many customers, being helped at the end beats being cut off unhelped."""

    def ratings(resolved: bool) -> list[int]:
        settings = CustomerSettings(rating_share=1, return_share=0)
        console = Console([TALK], customers=40, settings=settings)
        for _ in range(200):
            for item in console.wait(10, step=1):
                if isinstance(item, Arrived):
                    console.channel.accept(item.chat)
                elif isinstance(item, Wrote) and (resolved is False or item.text == "bye"):
                    console.channel.close(item.chat, Disposition.ANSWERED, resolved)
                elif isinstance(item, Wrote):
                    console.send(f"{item.message}-a", chat=item.chat)
        return [item.rating for item in console.seen if isinstance(item, Rated)]

    good, bad = ratings(True), ratings(False)
    assert len(good) == len(bad) == 40
    assert all(1 <= rating <= 5 for rating in good + bad)
    assert sum(good) / 40 > sum(bad) / 40 + 1.5


def test_nobody_rates_if_the_share_is_nought() -> None:
    """The share of customers who rate is a setting."""
    console = Console(settings=CustomerSettings(rating_share=0, return_share=0))
    console.wait(30)
    console.close(resolved=False)
    assert console.wait(600) == []


def test_an_unsettled_customer_comes_back_once_with_the_rest() -> None:
    """The return is a new chat that names the old one and goes on where that ended."""
    console = Console()
    console.wait(30)
    console.close(resolved=False)
    news = console.wait(200)
    assert Arrived("r-002", TALK.customer, "issue", previous="r-001") in news
    assert texts(news) == ["what now?"]
    assert Wrote("r-002", "r-002-m001", "what now?") in news
    console.close(resolved=False, chat="r-002")
    assert of(Arrived, console.wait(1000)) == []
    assert console.channel.exhausted


@pytest.mark.parametrize(
    ("resolved", "settings", "talk"),
    [
        (True, CERTAIN, TALK),
        (False, CERTAIN, recording("only this")),
        (False, CustomerSettings(return_share=0), TALK),
        (False, CustomerSettings(max_returns=0), TALK),
    ],
)
def test_others_do_not_come_back(
    resolved: bool, settings: CustomerSettings, talk: Recording
) -> None:
    """Neither who was helped, nor who has nothing left to say, nor where settings forbid it."""
    console = Console([talk], settings=settings)
    console.wait(30)
    console.close(resolved=resolved)
    assert of(Arrived, console.wait(1000)) == []


def test_a_message_to_somebody_who_left_fails() -> None:
    """The agent is told; a message they had before is acknowledged again."""
    console = Console()
    console.wait(30)
    console.send("a0")
    console.wait(1000)
    console.send("a0")
    console.send("a1")
    assert set(console.wait(5)) == {
        Delivered("r-001", "a0"),
        DeliveryFailed("r-001", "a1", "the customer has left"),
    }


def test_a_receipt_arrives_although_the_chat_was_closed_meanwhile() -> None:
    """A message that is on its way is not lost."""
    console = Console()
    console.wait(30)
    console.send("a0")
    console.close(resolved=True)
    assert console.wait(5)[0] == Delivered("r-001", "a0")


def test_an_unknown_chat_is_refused_by_name() -> None:
    """A chat that never was has no customer."""
    with pytest.raises(ChannelError, match="no chat 'r-999'"):
        Console().send("a", chat="r-999")


def test_stopping_ends_everything_and_may_be_repeated() -> None:
    """Nobody comes after the channel is stopped."""
    console = Console(customers=5)
    console.wait(10)
    console.channel.stop()
    console.channel.stop()
    assert console.wait(100) == []
    assert console.channel.exhausted


def test_without_customers_nothing_happens() -> None:
    """Nought is a number of customers."""
    console = Console(customers=0)
    assert console.channel.exhausted
    assert console.wait(10) == []


def work(console: Console, seconds: int, step: float = 0.5) -> list[Incoming]:
    """An agent who takes everyone and answers every message."""
    for _ in range(seconds):
        for item in console.wait(1, step):
            if isinstance(item, Arrived):
                console.channel.accept(item.chat)
            if isinstance(item, Wrote):
                console.send(f"{item.message}-a", chat=item.chat)
    return console.seen


MANY = [recording("a", "> x", f"b{i}", name=str(i), source=str(i % 3)) for i in range(9)]


def test_one_seed_makes_one_run() -> None:
    """The same seed and the same agent make the same customers; another seed makes others."""
    first, again, other = (
        work(Console(MANY, customers=6, seed=seed), seconds=200) for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other


def test_how_often_the_channel_is_asked_changes_nothing() -> None:
    """A window that stutters gets the same customers."""
    seen = [Console(MANY, customers=6).wait(1000, step=step) for step in (0.1, 10.0)]
    assert seen[0] == seen[1]


def test_customers_are_spread_over_the_files_and_repeated_under_other_ids() -> None:
    """Few recordings make as many customers as are asked for."""
    cast = list(islice(cast_of(MANY, seed=1), 20))
    assert {chat.source for chat in cast[:3]} == {Path("0"), Path("1"), Path("2")}
    assert {chat.id for chat in cast[:9]} == {chat.id for chat in MANY}
    assert [chat.id for chat in cast[9:18]] == [chat.id for chat in cast[:9]]
    assert len({chat.customer.id for chat in cast}) == 20


def test_customers_arrive_in_a_burst_and_then_steadily() -> None:
    """The settings say how many come at once and how fast the rest follows."""
    settings = CustomerSettings(burst=5, burst_spread_s=3, arrival_mean_s=10)
    times = list(islice(arrivals(1, settings), 2005))
    assert times == sorted(times)
    assert times[4] <= 3
    assert 9 < (times[-1] - times[4]) / 2000 < 11


def resumed_from(
    seen: Sequence[Incoming], sent: dict[str, str], chat: str = "r-001", over: bool = False
) -> Resumed:
    """The chat as the log has it after these news and these messages of the agent."""
    lines: list[Line] = []
    for item in seen:
        if isinstance(item, Wrote) and item.chat == chat:
            lines.append(Line(item.message, by_agent=False, text=item.text))
        if isinstance(item, Delivered) and item.chat == chat:
            lines.append(Line(item.message, by_agent=True, text=sent[item.message]))
    return Resumed(chat, TALK.customer, tuple(lines), accepted=True, over=over)


def test_a_resumed_customer_answers_if_the_agent_had_the_last_word() -> None:
    """The transcript tells what was said; the next run follows under the next ids."""
    console = Console()
    console.wait(30)
    console.send("a0")
    console.wait(0.5)
    again = Console(resumed=[resumed_from(console.seen, {"a0": "Hello"})])
    news = again.wait(60)
    assert of(Wrote, news) == [Wrote("r-001", "r-001-m003", "what now?")]
    assert of(Arrived, news) == []


def test_a_resumed_customer_waits_if_it_is_the_agents_turn() -> None:
    """Nothing is said again."""
    console = Console()
    console.wait(30)
    again = Console(resumed=[resumed_from(console.seen, {})])
    assert of(Wrote, again.wait(100)) == []
    again.send("a0")
    assert texts(again.wait(60)) == ["what now?"]


def test_a_resumed_customer_finishes_the_run_they_were_in() -> None:
    """A crash between two messages in a row loses neither."""
    line = Line("r-001-m001", by_agent=False, text="hi")
    known = Resumed("r-001", TALK.customer, (line,), accepted=False, over=False)
    assert of(Wrote, Console(resumed=[known]).wait(60)) == [
        Wrote("r-001", "r-001-m002", "it broke")
    ]


def test_a_message_sent_again_after_a_restart_is_acknowledged_once_more() -> None:
    """The console doesn't know whether it arrived; the customer does."""
    line = Line("a0", by_agent=True, text="Hello")
    known = Resumed("r-001", TALK.customer, (line,), accepted=True, over=False)
    console = Console(resumed=[known])
    console.send("a0")
    news = console.wait(60)
    assert of(Delivered, news) == [Delivered("r-001", "a0")]
    assert texts(news) == ["hi", "it broke"]


def test_a_restart_brings_only_those_who_have_not_been_here() -> None:
    """Chats that are over stay over, and ids go on."""
    before = Console(MANY, customers=9)
    while len(of(Arrived, before.seen)) < 4:
        before.wait(1)
    known = [
        Resumed(item.chat, item.customer, (), accepted=False, over=True)
        for item in before.seen
        if isinstance(item, Arrived)
    ]
    after = Console(MANY, customers=9, resumed=known).wait(2000)
    arrived = [item for item in after if isinstance(item, Arrived)]
    assert [item.chat for item in arrived] == [f"r-{n:03d}" for n in range(len(known) + 1, 10)]
    people = {chat.customer.id for chat in known} | {item.customer.id for item in arrived}
    assert len(people) == 9


def test_what_follows_a_closed_chat_survives_a_restart() -> None:
    """The rating and the return that were still to come do come, each once."""
    lines = (Line("r-001-m001", by_agent=False, text="hi"),)
    closed = Resumed(
        "r-001",
        TALK.customer,
        lines,
        accepted=True,
        over=True,
        disposition=Disposition.ANSWERED,
        resolved=False,
    )
    console = Console(resumed=[closed])
    news = console.wait(300)
    assert len(of(Rated, news)) == 1
    assert [item.previous for item in news if isinstance(item, Arrived)] == ["r-001"]
    assert texts(news) == ["it broke"]

    said = Line("r-002-m001", by_agent=False, text="it broke")
    back = Resumed("r-002", TALK.customer, (said,), accepted=True, over=False, previous="r-001")
    again = Console(resumed=[closed, back])
    news = again.wait(100)
    assert of(Arrived, news) == []
    assert texts(news) == []
    again.send("a0", chat="r-002")
    assert texts(again.wait(60)) == ["what now?"]


def test_a_message_of_a_megabyte_arrives_whole() -> None:
    """It is pasted, not typed for a day."""
    huge = "x" * 1_000_000
    assert texts(Console([recording(huge, "> ok", "")]).wait(120)) == [huge]


@pytest.mark.slow
@needs_shared_data
@pytest.mark.parametrize(
    ("folder", "name"), [("retail", "retail"), ("abcd", "abcd"), ("multidogo", "multidogo")]
)
def test_real_recordings_are_played_to_their_end(folder: str, name: str) -> None:
    """With an agent who always answers, every customer says all they said and leaves content."""
    recordings = load_recordings(SHARED_DATA / folder)
    console = Console(recordings, customers=8)
    while not console.channel.exhausted:
        work(console, 60, step=1)
    assert console.channel.name == f"replay:{name}"
    cast = list(islice(cast_of(recordings, seed=1), 8))
    for number, chat in enumerate(cast, start=1):
        wrote = [
            item.text
            for item in console.seen
            if isinstance(item, Wrote) and item.chat == f"r-{number:03d}"
        ]
        assert wrote == [text for run in chat.runs for text in run]
    assert of(Left, console.seen)
    assert {item.reason for item in console.seen if isinstance(item, Left)} == {"said goodbye"}
