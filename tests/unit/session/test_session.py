"""The session commits what happened before anyone sees it, and the log gives the desk back."""

from collections.abc import Callable, Sequence

import pytest
from full_disk import fill, full, make_room
from hypothesis import given, settings
from strategies import ARTICLES, Step, Workplace, steps, workplace

from console.channels import base
from console.domain import events as ev
from console.domain.chat import ChatState, Delivery
from console.domain.customers import Customer
from console.domain.desk import fold
from console.domain.errors import InvalidAction, StoreError
from console.domain.issues import Disposition
from console.domain.suggestions import SuggestionOutcome
from console.session.conditions import Conditions
from console.session.session import Session
from console.store.log import EventLog, read_log, verify_log

ANA = Customer(id="ana", name="Ana")


@given(plan=steps())
@settings(deadline=None)
def test_folding_the_log_gives_the_state_the_live_session_had(plan: list[Step]) -> None:
    """Whatever happens, crashes and new agents included, the log alone tells all of it."""
    with workplace(plan) as place:
        point = place.log.recovery_point()
        assert fold(place.log.read(after=point)) == place.session.desk
        assert place.log.verify() == []


@given(plan=steps())
@settings(deadline=None, max_examples=40)
def test_every_event_comes_back_from_disk_as_it_was(plan: list[Step]) -> None:
    """What subscribers heard is what the log holds."""
    with workplace(plan) as place:
        heard: list[ev.Event] = []
        place.session.subscribe(heard.append)
        start, session = place.log.last_seq, place.session.id
        place.play(plan[:5])
        place.log.flush()
        kept = [e for e in read_log(place.path) if e.seq > start and e.session == session]
        assert kept == heard


@pytest.fixture
def session(place: Workplace) -> Session:
    """A session with one accepted chat, ``c``, in which the customer has written."""
    place.channel.incoming += [base.Arrived("c", ANA), base.Wrote("c", "m1", "Where is it?")]
    place.take_in()
    place.session.accept("c")
    place.session.attention.show_tab("c")
    place.session.attention.activate_window(True)
    return place.session


def test_a_customer_who_waits_is_not_written_to(session: Session, place: Workplace) -> None:
    """The agent accepts the chat first, and is told so; the chat is not said to be over."""
    place.channel.incoming += [base.Arrived("d", ANA), base.Wrote("d", "m2", "Hello?")]
    place.take_in()
    with pytest.raises(InvalidAction, match="before the chat is accepted"):
        session.send("d", "Hi")


def _suggest(session: Session, name: str, text: str = "It is on its way.") -> None:
    session.record(
        ev.SuggestionRequested(chat="c", suggestion=name, about=ev.SuggestionKind.SOLUTION),
        ev.SuggestionReady(chat="c", suggestion=name, text=text, elapsed_ms=1.0, tokens=5),
    )
    session.attention.mark_suggestion_shown("c", name)


def _last_sent(session: Session) -> tuple[str, ev.Origin | None, str | None]:
    message = session.desk.chats["c"].messages[-1]
    return message.text, message.origin, message.suggestion


def test_a_message_is_on_disk_before_the_channel_gets_it(
    session: Session, place: Workplace
) -> None:
    """What the customer can have seen, the log has; a killed console sends it again, not anew."""
    sent: list[tuple[str, list[str]]] = []

    def send(chat: str, message: str, text: str) -> None:
        kinds: list[str] = [event.fact.kind for event in read_log(place.path)]
        sent.append((message, kinds))

    place.channel.send = send  # type: ignore[method-assign]
    session.send("c", "On its way")
    place.take_in()
    message, kinds = sent[0]
    assert kinds[-1] == "message_sent"
    assert session.desk.chats["c"].message(message).delivery is Delivery.SENDING


def test_typed_text_counts_as_typed_and_empties_the_box(session: Session) -> None:
    """A message of the agent's own is nobody's suggestion."""
    session.change_draft("c", "Let me look")
    session.send("c", "Let me look")
    assert _last_sent(session) == ("Let me look", ev.Origin.TYPED, None)
    assert session.desk.chats["c"].draft.text == ""


def test_a_suggestion_sent_as_it_is_counts_as_adopted(session: Session) -> None:
    """One click sends it; the text in the box stays."""
    _suggest(session, "g")
    session.change_draft("c", "half a thought")
    session.adopt("c", "g")
    assert _last_sent(session) == ("It is on its way.", ev.Origin.ADOPTED, "g")
    assert session.desk.chats["c"].draft.text == "half a thought"
    assert session.desk.chats["c"].suggestions["g"].outcome is SuggestionOutcome.ADOPTED


def test_an_inserted_suggestion_that_is_edited_counts_as_modified(session: Session) -> None:
    """The link to the suggestion survives every edit of the text."""
    _suggest(session, "g")
    session.insert("c", "g")
    session.change_draft("c", "It is on its way, Ana.")
    session.send("c", "It is on its way, Ana.")
    assert _last_sent(session) == ("It is on its way, Ana.", ev.Origin.MODIFIED, "g")
    assert session.desk.chats["c"].suggestions["g"].outcome is SuggestionOutcome.MODIFIED


def test_an_inserted_suggestion_that_is_sent_unchanged_counts_as_adopted(session: Session) -> None:
    """The way through the input box makes no difference to what the customer reads."""
    _suggest(session, "g")
    session.insert("c", "g")
    session.send("c", "It is on its way.")
    assert _last_sent(session)[1] is ev.Origin.ADOPTED
    assert session.desk.chats["c"].draft.suggestion is None


def test_emptying_the_box_forgets_the_suggestion(session: Session) -> None:
    """Who deletes all of it and starts anew writes their own message."""
    _suggest(session, "g")
    session.insert("c", "g")
    session.change_draft("c", "")
    session.change_draft("c", "My own words")
    session.send("c", "My own words")
    assert _last_sent(session)[1] is ev.Origin.TYPED
    assert session.desk.chats["c"].suggestions["g"].outcome is SuggestionOutcome.IGNORED


def test_an_unseen_suggestion_is_not_ignored(session: Session) -> None:
    """Only what was in front of the agent can be passed over."""
    session.attention.toggle_panel(False)
    _suggest(session, "g")
    session.send("c", "My own words")
    assert session.desk.chats["c"].suggestions["g"].outcome is SuggestionOutcome.PENDING


@pytest.mark.parametrize("hidden_by", ["panel", "window", "tab"])
def test_shown_means_really_visible(session: Session, hidden_by: str) -> None:
    """With the panel folded, the window inactive or another tab current nothing is shown."""
    match hidden_by:
        case "panel":
            session.attention.toggle_panel(False)
        case "window":
            session.attention.activate_window(False)
        case _:
            session.attention.show_tab(None)
    _suggest(session, "g")
    assert session.desk.chats["c"].suggestions["g"].shown_at is None


def test_a_superseded_suggestion_that_is_used_counts_as_used(session: Session) -> None:
    """The agent may be reading it when the customer writes again."""
    _suggest(session, "g")
    session.record(ev.SuggestionSuperseded(chat="c", suggestion="g", reason="wrote again"))
    session.adopt("c", "g")
    assert session.desk.chats["c"].suggestions["g"].outcome is SuggestionOutcome.ADOPTED


def test_a_sleep_of_the_computer_is_recorded_once_with_its_length(place: Workplace) -> None:
    """At the next turn after it; what waits meanwhile waits as long as it really did."""
    place.channel.incoming += [base.Arrived("c", Customer(id="ann", name="Ann"))]
    place.take_in()
    before = place.clock.mono_ns()
    place.clock.sleep(3_600)
    for _ in range(3):
        place.clock.advance(1)
        place.take_in()
    slept = [(e.fact.slept_s, e.mono_ns) for e in place.log.read()
             if isinstance(e.fact, ev.ComputerSlept)]  # fmt: skip
    assert slept == [(3_600.0, before + 3_601 * 10**9)]


def test_impossible_actions_are_refused_and_record_nothing(
    session: Session, place: Workplace
) -> None:
    """Sending nothing, or into an ended chat, or what was dismissed, changes nothing."""
    _suggest(session, "g")
    session.dismiss("c", "g")
    place.channel.incoming.append(base.Left("c", "gave up"))
    place.take_in()
    before = place.log.last_seq
    impossible: list[Callable[[], None]] = [
        lambda: session.send("c", "   "),
        lambda: session.send("c", "hello"),
        lambda: session.adopt("c", "g"),
        lambda: session.accept("c"),
    ]
    for action in impossible:
        with pytest.raises(InvalidAction):
            action()
    assert place.log.last_seq == before


def test_a_chat_without_access_shows_and_uses_no_suggestion(
    session: Session, place: Workplace
) -> None:
    """One that was made before the arm changed is neither seen nor sent nor inserted."""
    session.record(ev.ChatAssigned(chat="c", arm=ev.Arm.CONTROL, access=False))
    _suggest(session, "g")
    before = place.log.last_seq
    for use in (session.adopt, session.insert):
        with pytest.raises(InvalidAction, match="goes without suggestions"):
            use("c", "g")
    assert session.desk.chats["c"].suggestions["g"].shown_at is None
    assert place.log.last_seq == before


def test_a_customer_who_left_is_filed_by_closing(session: Session, place: Workplace) -> None:
    """The tab stays until the agent has said how it ended; the chat stays an abandoned one."""
    place.channel.incoming.append(base.Left("c", "gave up"))
    place.take_in()
    assert [chat.id for chat in session.desk.tabs] == ["c"]
    session.close("c", Disposition.ANSWERED, False)
    assert session.desk.tabs == []
    assert session.desk.chats["c"].state is ChatState.ABANDONED


def test_what_a_channel_tells_twice_is_recorded_once(session: Session, place: Workplace) -> None:
    """A network or a restart may repeat things."""
    before = place.log.last_seq
    place.channel.incoming += [base.Arrived("c", ANA), base.Wrote("c", "m1", "Where is it?")]
    place.take_in()
    assert place.log.last_seq == before


def test_half_surrogates_from_a_channel_are_stored_as_replacement_characters(
    session: Session, place: Workplace
) -> None:
    """Broken text from outside neither stops the console nor the log."""
    place.channel.incoming.append(base.Wrote("c", "m2", "ok \ud83d then \udc4b"))
    place.take_in()
    assert session.desk.chats["c"].messages[-1].text == "ok \ufffd then \ufffd"
    assert verify_log(place.path) == []


@pytest.mark.parametrize("text", ["x" * 100_000, "", "\x00\x07\x1b[31m", "שלום 👋🏽"])
def test_odd_messages_are_stored_whole(session: Session, place: Workplace, text: str) -> None:
    """A long text, nothing, control characters, right-to-left text: all of it is kept."""
    place.channel.incoming.append(base.Wrote("c", "m2", text))
    place.take_in()
    assert session.desk.chats["c"].messages[-1].text == text
    assert list(place.log.read())[-1].fact == ev.MessageReceived(chat="c", message="m2", text=text)


def test_nothing_a_customer_did_is_lost_while_the_disk_is_full(
    session: Session, place: Workplace
) -> None:
    """What could not be recorded is recorded, in order, as soon as that is possible."""
    whole, full = place.log.append, True

    def append(*args: object, **kwargs: object) -> list[ev.Event]:
        if full:
            raise StoreError("the disk is full")
        return whole(*args, **kwargs)  # type: ignore[arg-type]

    place.log.append = append  # type: ignore[method-assign]
    place.channel.incoming += [base.Wrote("c", "m2", "one"), base.Wrote("c", "m3", "two")]
    with pytest.raises(StoreError):
        place.take_in()
    full = False
    place.take_in()
    assert [m.text for m in session.desk.chats["c"].messages[-2:]] == ["one", "two"]


def test_customers_hear_nothing_that_is_not_on_the_disk(session: Session, place: Workplace) -> None:
    """A message that meets a full disk goes out once there is room; both are told once."""
    told: list[str] = []
    session.subscribe_store_errors(
        lambda error: told.append(str(error)), lambda: told.append("all is well")
    )
    with full(place.path):
        session.send("c", "On its way")
        with pytest.raises(StoreError):
            place.log.flush()
        session.poll_channel()
        session.poll_channel()
        assert place.channel.incoming == []
        with pytest.raises(StoreError):
            session.send("c", "Are you there?")
    place.take_in()
    place.take_in()
    (message,) = [m for m in session.desk.chats["c"].messages if m.by_agent]
    assert message.delivery is Delivery.DELIVERED
    assert [text[:15] for text in told] == ["cannot write to", "all is well"]


def test_a_session_whose_start_is_not_on_the_disk_opens_for_nobody(place: Workplace) -> None:
    """The channel hears of nothing, and the next session finds the log as it was."""
    place.close()
    log = EventLog(place.path, place.clock)
    before, desk = log.last_seq, fold(log.read())
    fill(place.path)
    started: list[Sequence[base.Resumed]] = []
    place.channel.start = started.append  # type: ignore[assignment,method-assign]
    session = Session(log, place.channel, place.clock, desk, "run-henry")
    with pytest.raises(StoreError, match="the disk is full"):
        session.start(Conditions(agent="henry", arm=ev.Arm.TREATMENT, version="1"))
    session.end("it failed to start")
    with pytest.raises(StoreError):
        log.close()
    make_room(place.path)
    assert started == []
    assert len(list(read_log(place.path))) == before


def test_what_was_said_last_reaches_the_customer_before_the_end(
    session: Session, place: Workplace
) -> None:
    """The agent sends, closes and leaves at once: all of it is told outside, in order."""
    calls: list[str] = []
    place.channel.send = lambda *_: calls.append("send")  # type: ignore[method-assign]
    place.channel.close = lambda *_: calls.append("close")  # type: ignore[method-assign]
    place.channel.stop = lambda: calls.append("stop")  # type: ignore[method-assign]
    session.send("c", "Goodbye")
    session.close("c", Disposition.ANSWERED, True)
    session.end("left")
    assert calls == ["send", "close", "stop"]
    assert list(read_log(place.path))[-1].fact == ev.SessionEnded(reason="left")


def test_a_subscriber_that_fails_to_record_does_not_undo_what_happened(
    session: Session, place: Workplace
) -> None:
    """The message is sent although the assistant could not note its request; trouble is told."""
    trouble: list[StoreError] = []
    heard: list[str] = []
    session.subscribe_store_errors(trouble.append)

    def failing(event: ev.Event) -> None:
        if isinstance(event.fact, ev.MessageSent):
            raise StoreError("the disk is full")

    session.subscribe(failing)
    session.subscribe(lambda event: heard.append(event.fact.kind))
    session.send("c", "hello")
    assert [str(error) for error in trouble] == ["the disk is full"]
    assert "message_sent" in heard
    assert session.desk.chats["c"].messages[-1].text == "hello"


def test_subscribers_hear_events_in_order_even_if_one_of_them_records(session: Session) -> None:
    """A fact recorded in answer to another is heard after it, by everyone."""
    heard: list[int] = []

    def answering(event: ev.Event) -> None:
        if isinstance(event.fact, ev.MessageSent):
            session.record(ev.PanelToggled(open=False))

    session.subscribe(answering)
    session.subscribe(lambda event: heard.append(event.seq))
    session.send("c", "hello")
    assert heard == sorted(heard)
    assert len(heard) == 3


def test_a_restart_delivers_what_was_not_delivered(session: Session, place: Workplace) -> None:
    """A console killed between commit and delivery hands the message over when it comes up."""
    place.channel.send = lambda *_: None  # type: ignore[method-assign]
    session.send("c", "On its way")
    message = session.desk.chats["c"].messages[-1].id
    place.crash(Step("crash", 0, 1, False, ""))
    place.take_in()
    assert place.session.desk.chats["c"].message(message).delivery is Delivery.DELIVERED


def test_a_restart_delivers_into_chats_that_were_closed_meanwhile(
    session: Session, place: Workplace
) -> None:
    """The last message before closing is not forgotten because the chat is over."""
    place.channel.send = lambda *_: None  # type: ignore[method-assign]
    session.send("c", "Goodbye")
    session.close("c", Disposition.ANSWERED, True)
    place.crash(Step("crash", 0, 1, False, ""))
    place.take_in()
    assert place.session.desk.chats["c"].messages[-1].delivery is Delivery.DELIVERED


def test_messages_that_can_reach_nobody_any_more_say_so(session: Session, place: Workplace) -> None:
    """With the session the simulated customers end; what was on its way to them has failed."""
    place.channel.send = lambda *_: None  # type: ignore[method-assign]
    session.send("c", "On its way")
    session.end("quit")
    assert session.desk.chats["c"].messages[-1].delivery is Delivery.FAILED


def test_a_restart_gives_up_suggestions_that_were_in_the_making(
    session: Session, place: Workplace
) -> None:
    """The model that was at work on them is gone."""
    session.record(
        ev.SuggestionRequested(chat="c", suggestion="g", about=ev.SuggestionKind.SOLUTION)
    )
    place.crash(Step("crash", 0, 1, False, ""))
    assert place.session.desk.chats["c"].suggestions["g"].failure == "the console stopped"


def test_switches_count_moves_of_focus_between_chats(session: Session, place: Workplace) -> None:
    """Looking away and back is no switch; turning to another chat is one, whatever lies between."""
    place.channel.incoming.append(base.Arrived("d", Customer(id="dan", name="Dan")))
    place.take_in()
    session.accept("d")
    session.attention.activate_window(False)
    session.attention.activate_window(True)
    assert session.desk.switches == 0
    session.attention.show_tab("d")
    assert session.desk.switches == 1
    session.attention.go_idle(60)
    session.attention.show_tab("c")
    assert session.desk.switches == 1
    session.attention.leave_idle()
    assert session.desk.switches == 2


def test_a_message_in_a_chat_without_focus_is_unread_until_the_agent_turns_to_it(
    session: Session, place: Workplace
) -> None:
    """The badge counts what the agent has not had in front of them."""
    session.attention.show_tab(None)
    place.channel.incoming.append(base.Wrote("c", "m2", "Hello?"))
    place.take_in()
    assert session.desk.chats["c"].unread == 1
    session.attention.show_tab("c")
    assert session.desk.chats["c"].unread == 0


def test_a_session_that_could_not_start_leaves_everything_to_the_next(
    session: Session, place: Workplace
) -> None:
    """Whatever goes wrong before the window is up, the chats of the killed console are kept."""
    session.change_draft("c", "half a thought")
    place.close()
    log = EventLog(place.path, place.clock)
    desk = fold(log.read())
    before = log.last_seq
    Session(log, place.channel, place.clock, desk, "run-henry").end("it failed to start")
    assert log.last_seq == before
    log.close()


def test_a_channel_is_handed_the_chats_of_its_own_run_only(
    session: Session, place: Workplace
) -> None:
    """Customers of an earlier run do not come back in another."""
    place.change_agent(Step("change_agent", 0, 1, False, ""))
    handed: list[str] = []
    start = place.channel.start
    place.crash(Step("crash", 0, 1, False, ""))
    place.channel.incoming.append(base.Arrived("d", ANA))
    place.take_in()
    place.close()
    log = EventLog(place.path, place.clock)
    again = Session(log, place.channel, place.clock, fold(log.read()), place._run)

    def note(known: Sequence[base.Resumed]) -> None:
        handed.extend(chat.chat for chat in known)

    place.channel.start = note  # type: ignore[assignment,method-assign]
    again.start(Conditions(agent="mary", arm=ev.Arm.CONTROL, version="1"))
    place.channel.start = start  # type: ignore[method-assign]
    assert handed == ["d"]
    log.close()


def test_a_fault_in_a_subscriber_does_not_keep_a_message_from_its_customer(
    session: Session, place: Workplace
) -> None:
    """What is recorded goes out, whatever the window makes of it."""

    def faulty(event: ev.Event) -> None:
        raise RuntimeError("a bug")

    session.subscribe(faulty)
    with pytest.raises(RuntimeError):
        session.send("c", "hello")
    place.log.flush()
    place.log.run_synced_callbacks()
    assert [type(news) for news in place.channel.incoming] == [base.Delivered]


def test_turning_to_the_first_chat_of_another_day_is_no_switch(
    session: Session, place: Workplace
) -> None:
    """Yesterday's last chat is not what the agent turned away from."""
    place.change_agent(Step("change_agent", 0, 1, False, ""))
    place.channel.incoming.append(base.Arrived("d", ANA))
    place.take_in()
    place.session.accept("d")
    place.session.attention.show_tab("d")
    place.session.attention.activate_window(True)
    assert place.session.desk.switches == 0


def _procedure() -> tuple[str, str, str]:
    """The article, and two of its steps: one is ticked, the other is the back office's."""
    article = ARTICLES[0]
    return article.id, article.steps[0], article.steps[1]


def test_a_step_without_an_operation_is_done_with_the_tick(session: Session) -> None:
    """Nobody else has a part in it, so it can be taken back with another click."""
    article, look, _ = _procedure()
    session.procedure.carry_out("c", article, look)
    procedure = session.desk.chats["c"].procedure
    assert procedure.done_steps(article) == (look,)
    session.procedure.withdraw_action("c", next(iter(procedure.actions)))
    assert procedure.done_steps(article) == ()


def test_an_operation_is_done_when_its_result_has_come(session: Session, place: Workplace) -> None:
    """Until then the step is not done, and asking again does not do it twice."""
    article, _, refund = _procedure()
    session.procedure.carry_out("c", article, refund)
    session.procedure.carry_out("c", article, refund)
    procedure = session.desk.chats["c"].procedure
    assert procedure.done_steps(article) == ()
    for _ in range(3):
        place.take_in()
    assert procedure.done_steps(article) == (refund,)
    assert [action.by for action in procedure.actions.values()] == ["back_office"]
    with pytest.raises(InvalidAction):
        session.procedure.withdraw_action("c", next(iter(procedure.actions)))


def test_a_result_that_never_came_is_told_after_a_restart(
    session: Session, place: Workplace
) -> None:
    """Nobody knows whether it was carried out, so it does not count as done."""
    article, _, refund = _procedure()
    session.procedure.carry_out("c", article, refund)
    place.crash(Step("crash", 0, 1, True, ""))
    action = place.session.desk.chats["c"].procedure.action_on(article, refund)
    assert action is not None
    assert (action.done, action.detail) == (
        False,
        "the console was restarted before the result came",
    )


def test_the_sent_text_of_a_suggestion_tells_which_version_it_is(session: Session) -> None:
    """The approved wording that was put into the box stays one, whatever the card shows by then."""
    _suggest(session, "g", "It was sent.")
    session.insert("c", "g")
    session.record(
        ev.SuggestionReady(
            chat="c",
            suggestion="g",
            text="It was sent.",
            elapsed_ms=1.0,
            tokens=0,
            strategy="template",
        ),
        ev.SuggestionRevised(
            chat="c", suggestion="g", text="It was sent, Ana.", elapsed_ms=9.0, tokens=5
        ),
    )
    session.take_revision("c", "g", by_agent=True)
    assert session.desk.chats["c"].suggestions["g"].text == "It was sent, Ana."
    heard: list[ev.AnyFact] = []
    session.subscribe(lambda event: heard.append(event.fact))
    session.send("c", "It was sent.")
    adopted = next(fact for fact in heard if isinstance(fact, ev.SuggestionAdopted))
    assert adopted.version is ev.Version.APPROVED
