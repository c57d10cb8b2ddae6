"""No suggestion is made for a chat without access, nor before it is asked for where that counts."""

import pytest
from assist_scene import Oracle, arrives, assistant_at, live, writes
from strategies import Workplace

from console.assist.assistant import Assistant
from console.assist.clients.draft_client import DraftClient
from console.channels.scripted.pack import Pack
from console.domain import events as ev
from console.domain.clock import SystemClock
from console.domain.errors import InvalidAction
from console.domain.events import Arm
from console.inference.protocol import Load

LATE = "Hi, my parcel still has not arrived. Where is it?"


def drawn(chat: str, *, access: bool) -> ev.ChatAssigned:
    """What the lot says about a chat."""
    arm = Arm.TREATMENT if access else Arm.CONTROL
    return ev.ChatAssigned(chat=chat, arm=arm, access=access)


def draw_each_chat(place: Workplace, *treated: str) -> None:
    """Let the session be one in which each chat is drawn for; these get suggestions."""
    assigned = ev.ArmAssigned(arm=Arm.TREATMENT, unit="chat", method="blocks")
    place.session.study.assign(assigned)
    place.assign_chat = lambda chat: drawn(chat, access=chat in treated)


@pytest.fixture
def assistant(place: Workplace, pack: Pack) -> Assistant:
    """Approved wordings, which need no model."""
    return assistant_at(place, pack, DraftClient(Load(path="none"), SystemClock()))


@pytest.fixture
def on_demand(place: Workplace, pack: Pack) -> Assistant:
    """The same, where suggestions are made only when the agent asks for them."""
    client = DraftClient(Load(path="none"), SystemClock())
    return assistant_at(place, pack, client, on_demand=True)


def requested(place: Workplace) -> list[str]:
    """The chats for which suggestions were requested, one for each request."""
    return [chat.id for chat in place.session.desk.chats.values() for _ in chat.suggestions]


def test_nothing_is_made_in_the_queue_where_each_chat_is_drawn_for(
    place: Workplace, pack: Pack, assistant: Assistant
) -> None:
    """The arm is not known before the chat is taken."""
    draw_each_chat(place, "c1")
    arrives(place, pack, "c1", LATE)
    assert requested(place) == []
    place.session.accept("c1")
    assert live(place.session.desk.chats["c1"])


def test_a_control_chat_gets_nothing_beside_a_treated_one(place: Workplace, pack: Pack) -> None:
    """Neither a draft nor a reading by the classifier, whatever is written in it."""
    oracle = Oracle()
    assistant_at(place, pack, DraftClient(Load(path="none"), SystemClock()), diagnoser=oracle)
    draw_each_chat(place, "c1")
    for chat in ("c1", "c2"):
        arrives(place, pack, chat, LATE)
        place.session.accept(chat)
        writes(place, chat, f"{chat}-more", "Hello?")
    assert len(oracle.asked) == 2
    place.session.confirm_issue("c2", pack.issues[0].id)
    assert "c2" not in requested(place)
    assert place.session.desk.chats["c2"].diagnosed is None


def test_what_was_made_in_the_queue_is_withheld_from_a_control_chat(
    place: Workplace, pack: Pack, assistant: Assistant
) -> None:
    """The shift has changed while the customer waited: the chat is not shown what was made."""
    chat = arrives(place, pack, "c1", LATE)
    assert live(chat)
    place.assign_chat = lambda name: drawn(name, access=False)
    place.session.accept("c1")
    assert not live(chat)
    with pytest.raises(InvalidAction, match="without suggestions"):
        place.session.adopt("c1", next(iter(chat.suggestions)))


def test_a_new_stretch_of_the_study_changes_only_what_new_chats_get(
    place: Workplace, pack: Pack, assistant: Assistant
) -> None:
    """The open chat keeps its suggestions to its end, and the log says so."""
    open_one = arrives(place, pack, "c1", LATE)
    place.session.accept("c1")
    control = ev.ArmAssigned(arm=Arm.CONTROL, unit="shift", method="blocks", access=False)
    place.session.study.assign(control)
    new_one = arrives(place, pack, "c2", LATE)
    place.session.accept("c2")
    writes(place, "c1", "c1-more", "It is order SB-1.")
    assert open_one.access is True
    assert live(open_one)
    assert not new_one.suggestions


def test_exposure_is_recorded_only_where_access_holds(
    place: Workplace, pack: Pack, assistant: Assistant
) -> None:
    """A suggestion that exists in a chat without access can't have been seen."""
    chat = arrives(place, pack, "c1", LATE)
    suggestion = next(iter(chat.suggestions))
    place.assign_chat = lambda name: drawn(name, access=False)
    place.session.accept("c1")
    place.session.attention.show_tab("c1")
    place.session.attention.activate_window(True)
    place.session.attention.mark_suggestion_shown("c1", suggestion)
    assert chat.suggestions[suggestion].shown_at is None


def test_a_treated_agent_without_a_model_is_still_treated(place: Workplace) -> None:
    """What was drawn stands in the log, whatever came of it."""
    place.session.record(ev.AssistantLost(reason="no model", final=True))
    state = place.session.desk.session
    assert state is not None
    assert state.arm is Arm.TREATMENT


def test_on_demand_nothing_is_made_until_the_agent_asks(
    place: Workplace, pack: Pack, on_demand: Assistant
) -> None:
    """Neither in the queue nor in the open chat; then by the agent's request."""
    chat = arrives(place, pack, "c1", LATE)
    place.session.accept("c1")
    place.session.confirm_issue("c1", pack.issues[0].id)
    assert not chat.suggestions
    on_demand.ask("c1")
    assert live(chat)
    assert all(s.by_agent for s in live(chat))


def test_what_was_asked_for_is_overtaken_and_must_be_asked_for_again(
    place: Workplace, pack: Pack, on_demand: Assistant
) -> None:
    """The customer's next message makes the old answer old, and no new one by itself."""
    chat = arrives(place, pack, "c1", LATE)
    place.session.accept("c1")
    on_demand.ask("c1")
    writes(place, "c1", "c1-more", "It was for Monday.")
    assert not live(chat)
    on_demand.ask("c1")
    assert live(chat)


def test_an_answer_on_its_way_is_asked_for_still_when_the_customer_goes_on(
    place: Workplace, pack: Pack
) -> None:
    """The agent has asked and waits: a further line of the customer does not undo that."""
    oracle = Oracle()
    client = DraftClient(Load(path="none"), SystemClock())
    assistant = assistant_at(place, pack, client, diagnoser=oracle, on_demand=True)
    chat = arrives(place, pack, "c1", LATE)
    place.session.accept("c1")
    assistant.ask("c1")
    writes(place, "c1", "c1-more", "It was for Monday.")
    oracle.answer((pack.issues[0].id, 0.9))
    assistant.poll()
    assert [s.message for s in live(chat)] == ["c1-more"] * len(live(chat))
    assert live(chat)
