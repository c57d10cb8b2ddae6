"""Scripted customers as the console meets them: through the channel, on a clock of their own."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.channels.base import (
    ActionNews,
    Arrived,
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
from console.channels.scripted.channel import ScenarioChannel
from console.channels.scripted.pack import Pack, load_pack
from console.channels.simulated.settings import CustomerSettings
from console.domain.customers import Customer
from console.domain.errors import ChannelError
from console.domain.issues import Disposition
from console.domain.knowledge import Article
from console.domain.slots import fill, slot_values
from console.paths import resources

PACK: Pack = load_pack(resources() / "shop")
STORY = {scenario.customer: scenario for scenario in PACK.scenarios}
CALM = CustomerSettings(rating_share=1.0, return_share=1.0)


@dataclass
class Seat:
    """The console's side of the channel: a clock to turn and a transcript that is kept."""

    seed: int = 1
    customers: int = 1
    habits: CustomerSettings = CALM
    now_ns: int = 0
    news: list[Incoming] = field(default_factory=list)
    lines: dict[str, list[Line]] = field(default_factory=dict)
    actions: dict[str, list[ActionNews]] = field(default_factory=dict)
    people: dict[str, Customer] = field(default_factory=dict)
    previous: dict[str, str | None] = field(default_factory=dict)
    accepted: set[str] = field(default_factory=set)
    over: set[str] = field(default_factory=set)
    closed: dict[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.channel = self.fresh_channel()
        self.channel.start(())

    def fresh_channel(self) -> ScenarioChannel:
        return ScenarioChannel(
            PACK,
            run="r",
            seed=self.seed,
            customers=self.customers,
            clock_ns=lambda: self.now_ns,
            settings=self.habits,
        )

    def wait(self, seconds: float, step: float = 0.25) -> list[Incoming]:
        """Let time pass and poll as the session does."""
        heard: list[Incoming] = []
        for _ in range(round(seconds / step)):
            self.now_ns += round(step * 1e9)
            heard += self.poll()
        return heard

    def poll(self) -> list[Incoming]:
        news = list(self.channel.poll())
        for item in news:
            self._note(item)
        self.news += news
        return news

    def accept(self, chat: str) -> None:
        self.accepted.add(chat)
        self.channel.accept(chat)

    def send(self, chat: str, text: str) -> str:
        message = f"a{sum(map(len, self.lines.values()))}"
        self.lines[chat].append(Line(message, by_agent=True, text=text))
        self.channel.send(chat, message, text)
        return message

    def carry_out_steps(self, chat: str) -> None:
        """Do all that the article has an agent do."""
        for step in self.article(chat).step_wordings:
            if step.kind == "do":
                before = len(self.lines[chat])
                self.actions.setdefault(chat, []).append(
                    ActionNews(step.of, step.operation, done=True, lines_before=before)
                )
                self.channel.action_taken(chat, step.of, step.operation, done=True)

    def close(self, chat: str, *, resolved: bool = True) -> None:
        self.closed[chat] = resolved
        self.over.add(chat)
        self.channel.close(chat, Disposition.ANSWERED, resolved)

    def restart(self) -> None:
        """Lose the channel and begin anew with what the log holds."""
        self.channel = self.fresh_channel()
        self.channel.start([self.resumed(chat) for chat in self.people])

    def written(self, chat: str) -> list[Line]:
        return [line for line in self.lines[chat] if not line.by_agent]

    def said(self, chat: str) -> list[str]:
        return [line.text for line in self.written(chat)]

    def reply(self, chat: str) -> str:
        """The approved solution for what this customer needs."""
        customer = self.people[chat]
        story = STORY[customer.id]
        values = slot_values(customer, PACK.order(story), item=story.item, agent="Sam")
        return fill(self.article(chat).reply, values)

    def article(self, chat: str) -> Article:
        """The procedure for what this customer needs."""
        return PACK.article(PACK.issue(STORY[self.people[chat].id].issue).article)

    def _note(self, item: Incoming) -> None:
        if isinstance(item, Arrived):
            self.people[item.chat] = item.customer
            self.previous[item.chat] = item.previous
            self.lines[item.chat] = []
        elif isinstance(item, Wrote):
            self.lines[item.chat].append(Line(item.message, by_agent=False, text=item.text))
        elif isinstance(item, Left):
            self.over.add(item.chat)

    def resumed(self, chat: str) -> Resumed:
        return Resumed(
            chat=chat,
            customer=self.people[chat],
            lines=tuple(self.lines[chat]),
            accepted=chat in self.accepted,
            over=chat in self.over,
            disposition=Disposition.ANSWERED if chat in self.closed else None,
            resolved=self.closed.get(chat),
            rated=any(isinstance(n, Rated) and n.chat == chat for n in self.news),
            previous=self.previous[chat],
            actions=tuple(self.actions.get(chat, ())),
        )


T = TypeVar("T")


def of(kind: type[T], news: list[Incoming]) -> list[T]:
    """The news of one kind."""
    return [item for item in news if isinstance(item, kind)]


def greet_and_settle(seat: Seat, chat: str) -> None:
    """Take a chat, let the customer finish, do what there is to do and say so."""
    seat.accept(chat)
    seat.wait(60)
    seat.carry_out_steps(chat)
    seat.send(chat, seat.reply(chat))
    seat.wait(60)


def work(seat: Seat, rounds: int, act: Callable[[Seat, int], None]) -> None:
    """Let an agent act once a second."""
    for number in range(rounds):
        seat.wait(1.0)
        act(seat, number)


def test_a_customer_arrives_types_and_says_what_it_is_about() -> None:
    """Typing goes on, then off, then the message comes; first of all the customer arrives."""
    seat = Seat()
    news = seat.wait(60)
    assert news[0] == Arrived("r-001", seat.people["r-001"], STORY[seat.people["r-001"].id].issue)
    assert news[1] == Typing("r-001", active=True)
    assert news[2] == Typing("r-001", active=False)
    assert isinstance(news[3], Wrote)
    assert news[3].message == "r-001-m001"
    assert len(seat.said("r-001")) == len(STORY[seat.people["r-001"].id].opening)


def test_a_solution_is_thanked_for_and_rated_well() -> None:
    """An adopted suggestion that solves the issue makes a customer who rates it 3 or better."""
    seat = Seat()
    seat.wait(5)
    greet_and_settle(seat, "r-001")
    assert seat.said("r-001")[-1] == STORY[seat.people["r-001"].id].thanks
    seat.close("r-001")
    (rated,) = of(Rated, seat.wait(200))
    assert rated.rating >= 3
    assert seat.channel.exhausted
    assert len(seat.people) == 1


def test_an_unsolved_issue_is_rated_badly_and_brought_again() -> None:
    """Whatever the agent ticked, the customer's own view decides about rating and return."""
    seat = Seat()
    seat.wait(30)
    seat.accept("r-001")
    seat.send("r-001", "ok")
    seat.wait(20)
    seat.close("r-001", resolved=True)
    news = seat.wait(150)
    (rated,) = of(Rated, news)
    (back,) = of(Arrived, news)
    assert rated.rating <= 3
    assert back.previous == "r-001"
    assert back.customer.id == seat.people["r-001"].id
    assert back.chat == "r-002"


def test_who_was_told_of_what_nobody_did_thanks_rates_badly_and_comes_back_to_say_so() -> None:
    """A false claim is believed for a while; the return quotes it, also after a restart."""
    for restarts in (False, True):
        seat = Seat()
        seat.wait(5)
        seat.accept("r-001")
        seat.wait(60)
        seat.send("r-001", seat.reply("r-001"))
        seat.wait(60)
        assert seat.said("r-001")[-1] == STORY[seat.people["r-001"].id].thanks
        seat.close("r-001")
        if restarts:
            seat.restart()
        news = seat.wait(300)
        (rated,) = of(Rated, news)
        assert rated.rating == 1
        (first, *_) = seat.said("r-002")
        assert any(sentence in first for sentence in seat.reply("r-001").split(". ")[1:])


def test_what_is_done_after_it_was_claimed_heals_the_claim() -> None:
    """The customer looks only later, and finds it done."""
    seat = Seat()
    seat.wait(5)
    seat.accept("r-001")
    seat.wait(60)
    seat.send("r-001", seat.reply("r-001"))
    seat.wait(10)
    seat.carry_out_steps("r-001")
    seat.close("r-001")
    assert not of(Arrived, seat.wait(300))


def test_nobody_comes_back_more_often_than_the_settings_say() -> None:
    """With two returns at most there are three chats at most, and then the channel is done."""
    seat = Seat()
    for _ in range(2000):
        seat.wait(1.0, step=1.0)
        for chat in set(seat.people) - seat.over:
            seat.close(chat)
    assert sorted(seat.people) == ["r-001", "r-002", "r-003"]
    assert seat.channel.exhausted


def test_a_customer_who_is_not_accepted_leaves_the_queue() -> None:
    """Patience ends in the queue, and the reason says where."""
    seat = Seat(habits=CALM.model_copy(update={"patience_factor": 0.3, "return_share": 0.0}))
    (left,) = of(Left, seat.wait(300))
    assert left.reason == "waited too long in the queue"
    assert seat.channel.exhausted


def test_a_silent_agent_is_nudged_once_and_then_left() -> None:
    """One reminder, then the customer gives up."""
    seat = Seat(habits=CALM.model_copy(update={"patience_factor": 0.3, "return_share": 0.0}))
    seat.wait(40)
    seat.accept("r-001")
    before = len(seat.said("r-001"))
    news = seat.wait(600)
    assert len(seat.said("r-001")) == before + 1
    assert of(Left, news) == [Left("r-001", "gave up waiting")]


def test_typing_by_the_agent_makes_the_customer_wait_longer() -> None:
    """A customer who sees the agent type is not gone when they otherwise would be."""
    seat = Seat(habits=CALM.model_copy(update={"patience_factor": 0.3}))
    seat.wait(40)
    seat.accept("r-001")
    for _ in range(30):
        seat.wait(20)
        seat.channel.typing("r-001", active=True)
    assert not of(Left, seat.news)


def test_messages_beside_the_point_drive_the_customer_away() -> None:
    """After a few useless answers in a row the customer leaves."""
    seat = Seat(habits=CALM.model_copy(update={"return_share": 0.0}))
    seat.wait(40)
    seat.accept("r-001")
    for _ in range(8):
        if "r-001" not in seat.over:
            seat.send("r-001", "Our shop was founded in a barn.")
        seat.wait(40)
    assert of(Left, seat.news) == [Left("r-001", "did not feel helped")]


def test_the_same_message_twice_is_one_message_acknowledged_twice() -> None:
    """A repeated id is confirmed again but not heard again."""
    seat = Seat()
    seat.wait(40)
    seat.accept("r-001")
    message = seat.send("r-001", "ok")
    seat.wait(40)
    said = seat.said("r-001")
    seat.channel.send("r-001", message, "ok")
    news = seat.wait(30)
    assert of(Delivered, news) == [Delivered("r-001", message)]
    assert seat.said("r-001") == said


def test_a_message_to_a_customer_who_left_comes_back_as_failed() -> None:
    """The customer may leave while the agent presses send; the message is not lost in silence."""
    seat = Seat(habits=CALM.model_copy(update={"patience_factor": 0.1, "return_share": 0.0}))
    seat.wait(300)
    message = seat.send("r-001", "Hello?")
    seat.channel.accept("r-001")
    seat.channel.typing("r-001", active=True)
    seat.channel.close("r-001", Disposition.ANSWERED, resolved=True)
    assert seat.wait(20) == [DeliveryFailed("r-001", message, "the customer has left")]


def test_a_chat_that_never_was_is_an_error() -> None:
    """Only ended chats are tolerated; an unknown one is a mistake somewhere."""
    with pytest.raises(ChannelError, match="no chat 'r-999'"):
        Seat().channel.accept("r-999")


def test_a_solution_sent_in_the_last_moment_counts() -> None:
    """Send and close at once: the message still reaches the customer before they judge."""
    seat = Seat()
    seat.wait(40)
    seat.accept("r-001")
    seat.carry_out_steps("r-001")
    seat.send("r-001", seat.reply("r-001"))
    seat.close("r-001")
    news = seat.wait(200)
    assert of(Delivered, news)
    assert not of(Arrived, news)


def test_after_stop_nothing_more_happens() -> None:
    """Stop may be called twice, and ends it all."""
    seat = Seat(customers=5)
    seat.wait(3)
    seat.channel.stop()
    seat.channel.stop()
    assert seat.channel.exhausted
    assert seat.wait(100) == []


def test_more_customers_than_stories_come_under_new_ids() -> None:
    """A second round of the same people is not mistaken for returns."""
    habits = CALM.model_copy(update={"arrival_mean_s": 0.1, "return_share": 0.0})
    seat = Seat(customers=len(PACK.scenarios) + 3, habits=habits)
    seat.wait(60)
    assert len({customer.id for customer in seat.people.values()}) == len(PACK.scenarios) + 3
    assert set(seat.previous.values()) == {None}


def test_the_first_customers_have_different_issues() -> None:
    """A short demonstration shows many kinds of issue."""
    seat = Seat(customers=18, habits=CALM.model_copy(update={"arrival_mean_s": 0.1}))
    seat.wait(60)
    known = [item.known_issue for item in seat.news if isinstance(item, Arrived)]
    assert len(set(known)) == 18


def mixed(seat: Seat, number: int) -> None:
    """An agent who answers some, sends nonsense to others and closes now and then."""
    for index, chat in enumerate(sorted(set(seat.people) - seat.over)):
        if chat not in seat.accepted:
            seat.accept(chat)
        elif (number + index) % 17 == 3:
            seat.send(chat, seat.reply(chat) if index % 2 else "Could you tell me more?")
        elif (number + index) % 61 == 60:
            seat.close(chat)


@given(seed=st.integers(0, 10**6))
@settings(max_examples=8, deadline=None)
def test_the_same_seed_and_agent_make_the_same_events(seed: int) -> None:
    """Two runs that differ only in how often they poll tell the same story in the same order."""
    first, second = Seat(seed=seed, customers=4), Seat(seed=seed, customers=4)
    work(first, 150, mixed)
    for number in range(150):
        second.wait(1.0, step=0.05)
        mixed(second, number)
    assert first.news == second.news


@given(seed=st.integers(0, 10**6))
@settings(max_examples=8, deadline=None)
def test_what_is_told_about_a_chat_is_in_order(seed: int) -> None:
    """Arrival first, no message ids twice, typing alternates, and nothing is said after the end."""
    seat = Seat(seed=seed, customers=6, habits=CALM.model_copy(update={"patience_factor": 0.4}))
    work(seat, 300, mixed)
    for chat in seat.people:
        mine = [item for item in seat.news if getattr(item, "chat", None) == chat]
        assert isinstance(mine[0], Arrived)
        assert len(of(Arrived, mine)) == 1
        ids = [item.message for item in mine if isinstance(item, Wrote)]
        assert ids == [f"{chat}-m{n:03d}" for n in range(1, len(ids) + 1)]
        flags = [item.active for item in mine if isinstance(item, Typing)]
        assert flags == [n % 2 == 0 for n in range(len(flags))]
        ends = [n for n, item in enumerate(mine) if isinstance(item, Left)]
        after = mine[ends[0] + 1 :] if ends else []
        assert all(isinstance(item, Delivered | DeliveryFailed) for item in after)


@given(seed=st.integers(0, 10**6), index=st.integers(0, 3))
@settings(max_examples=8, deadline=None)
def test_one_customers_luck_does_not_depend_on_the_others(seed: int, index: int) -> None:
    """What a neglected customer says is the same with and without work on the others' chats."""
    chat = f"r-{index + 1:03d}"

    def others(seat: Seat, _number: int) -> None:
        for other in sorted(set(seat.people) - seat.over - {chat}):
            seat.accept(other)
            seat.send(other, "One moment")

    busy, idle = Seat(seed=seed, customers=4), Seat(seed=seed, customers=4)
    work(busy, 120, others)
    work(idle, 120, lambda _seat, _number: None)
    assert busy.lines.get(chat) == idle.lines.get(chat)


@given(seed=st.integers(0, 10**6), cut=st.integers(1, 140))
@settings(max_examples=25, deadline=None)
def test_a_restart_at_any_moment_changes_nothing_that_is_said(seed: int, cut: int) -> None:
    """The customer says the same lines in the same order whether or not the console was killed."""

    def agent(seat: Seat, number: int) -> None:
        if "r-001" in seat.people and number == 20:
            seat.accept("r-001")
        if number == 50:
            seat.send("r-001", "Sorry, one question: what is your order number?")
        if number == 80:
            seat.send("r-001", "We are a family business.")
        if number == 100 and seed % 2:
            seat.carry_out_steps("r-001")
        if number == 110:
            seat.send("r-001", seat.reply("r-001"))

    habits = CALM.model_copy(update={"patience_factor": 20.0, "typing_factor": 2.0})
    whole, killed = Seat(seed=seed, habits=habits), Seat(seed=seed, habits=habits)
    for number in range(150):
        for seat in (whole, killed):
            seat.wait(1.0)
            agent(seat, number)
        if number == cut:
            killed.restart()
    whole.wait(60)
    killed.wait(60)
    assert killed.written("r-001") == whole.written("r-001")


def test_after_a_restart_only_customers_not_yet_seen_arrive() -> None:
    """Nobody comes twice, and everybody comes."""
    seat = Seat(customers=8, habits=CALM.model_copy(update={"return_share": 0.0}))
    seat.wait(40)
    seen = set(seat.people)
    assert 0 < len(seen) < 8
    seat.restart()
    seat.wait(600, step=1.0)
    assert len(of(Arrived, seat.news)) == 8
    assert len({customer.id for customer in seat.people.values()}) == 8


def test_a_run_can_be_continued_with_fewer_customers() -> None:
    """Chats that the log holds go on even if the rest of the plan got smaller."""
    seat = Seat(customers=8, habits=CALM.model_copy(update={"patience_factor": 0.3}))
    seat.wait(60)
    before = set(seat.people)
    seat.customers = 1
    seat.restart()
    seat.wait(1500, step=1.0)
    first_visits = {chat for chat, previous in seat.previous.items() if previous is None}
    assert first_visits == before
    assert before <= seat.over
    assert seat.channel.exhausted


def test_a_closed_chat_is_still_rated_after_a_restart() -> None:
    """The rating that was due when the console was killed comes in, once."""
    seat = Seat()
    seat.wait(5)
    greet_and_settle(seat, "r-001")
    seat.close("r-001")
    seat.restart()
    assert len(of(Rated, seat.wait(60))) == 1
    seat.restart()
    assert of(Rated, seat.wait(200)) == []


def test_a_return_that_was_due_survives_a_restart_and_happens_once() -> None:
    """The unhappy customer comes back after the restart, but not again for the same chat."""
    seat = Seat(habits=CALM.model_copy(update={"max_returns": 1}))
    seat.wait(30)
    seat.accept("r-001")
    seat.close("r-001")
    seat.wait(5)
    seat.restart()
    seat.wait(200)
    seat.restart()
    seat.wait(200)
    assert sorted(seat.people) == ["r-001", "r-002"]
    assert seat.previous["r-002"] == "r-001"


def test_a_log_of_other_customers_is_refused_with_a_clear_line() -> None:
    """A resumed chat whose customer is not in the pack can't be continued."""
    seat = Seat()
    seat.wait(30)
    stranger = replace(seat.resumed("r-001"), customer=Customer(id="x9", name="Stranger"))
    with pytest.raises(ChannelError, match="x9 is not among the scenarios"):
        seat.fresh_channel().start([stranger])


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "x" * 1_000_000,
        "? " * 500_000,
        "🙂" * 50,
        "مرحبا كيف حالك؟",
        "\x00\x1b[31m\r\n\t",
        "¿",
    ],
    ids=["empty", "blank", "megabyte", "questions", "emoji", "rtl", "control", "mark"],
)
def test_any_text_from_the_agent_is_taken(text: str) -> None:
    """Odd messages are delivered and the chat goes on."""
    seat = Seat()
    seat.wait(40)
    seat.accept("r-001")
    message = seat.send("r-001", text)
    assert Delivered("r-001", message) in seat.wait(5)
    greet_and_settle(seat, "r-001")
    assert seat.said("r-001")[-1] == STORY[seat.people["r-001"].id].thanks


def test_speed_makes_customers_live_faster() -> None:
    """At speed 10 a tenth of the time is enough for the same events."""
    slow, fast = Seat(), Seat()
    fast.channel = ScenarioChannel(
        PACK,
        run="r",
        seed=1,
        customers=1,
        clock_ns=lambda: fast.now_ns,
        speed=10,
        settings=CALM,
    )
    fast.channel.start(())
    assert slow.wait(60) == fast.wait(6, step=0.025)
