"""Drafts are there before anyone asks: in the queue, after a restart, and without a model."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from assist_scene import Oracle, arrives, assistant_at, live, writes
from strategies import Step, Workplace

from console.assist.clients.draft_client import DraftClient, DraftTimeouts
from console.assist.drafting.style import Style
from console.assist.needs import QUEUE_SERVED
from console.assist.planner import Plan, Planner
from console.channels import base
from console.channels.scripted.pack import Pack
from console.domain.chat import Chat
from console.domain.clock import Clock, SystemClock
from console.domain.desk import fold
from console.domain.events import SuggestionKind
from console.domain.suggestions import Progress, SuggestionOutcome
from console.inference.protocol import Load, Ready
from console.ipc.messages import Hello, encode
from console.ipc.supervisor import ChildState
from console.store.opening import open_log

pytestmark = pytest.mark.process

LATE = "Hi, my parcel still has not arrived. Where is it?"
NOBODY = Load(path="none")
READY = encode(Ready(request="load", model="m", context=512, threads=1, load_ms=1)).decode().strip()
HELLO = encode(Hello(version=1, pid=1)).decode().strip()


Listening = Callable[[Path, Clock], DraftClient]


@pytest.fixture
def listening() -> Iterator[Listening]:
    """Makes clients whose child writes down what it is told and answers nothing."""
    clients: list[DraftClient] = []

    def make(notes: Path, clock: Clock) -> DraftClient:
        code = (
            f"import sys\nprint({HELLO!r}); print({READY!r}, flush=True)\n"
            f"with open({str(notes)!r}, 'a') as notes:\n"
            " for line in sys.stdin: print(line, end='', file=notes, flush=True)"
        )
        clients.append(DraftClient(NOBODY, clock, (sys.executable, "-c", code)))
        return clients[-1]

    yield make
    for client in clients:
        client.stop()


def received_kinds(notes: Path) -> list[str]:
    """The kinds of messages that the child was told, in order."""
    lines = notes.read_text(encoding="utf-8").splitlines()
    return [line.split('"kind":"')[1].split('"')[0] for line in lines]


def test_those_who_wait_longest_have_suggestions_before_they_are_accepted(
    place: Workplace, pack: Pack
) -> None:
    """And the next one gets theirs when somebody leaves the queue."""
    assistant_at(place, pack, DraftClient(NOBODY, SystemClock()))
    chats = [arrives(place, pack, f"c{n}", LATE) for n in range(QUEUE_SERVED + 1)]
    assert [len(live(chat)) for chat in chats] == [1] * QUEUE_SERVED + [0]
    place.session.accept("c1")
    assert len(live(chats[-1])) == 1


def test_accepting_keeps_what_was_made_in_the_queue(place: Workplace, pack: Pack) -> None:
    """Unless the customer writes again."""
    assistant_at(place, pack, DraftClient(NOBODY, SystemClock()))
    chat = arrives(place, pack, "c", LATE)
    before = live(chat)
    place.session.accept("c")
    assert live(chat) == before
    assert all(s.progress is Progress.READY for s in before)
    writes(place, "c", "m2", "I want to cancel my order.")
    assert [s.outcome for s in before] == [SuggestionOutcome.SUPERSEDED]


def test_leaving_the_queue_overtakes_what_was_made_there(place: Workplace, pack: Pack) -> None:
    """The measures know the suggestions of a chat that nobody took."""
    assistant_at(place, pack, DraftClient(NOBODY, SystemClock()))
    chat = arrives(place, pack, "c", LATE)
    place.channel.incoming.append(base.Left("c", "no time"))
    place.session.poll_channel()
    assert live(chat) == []
    (chat,) = fold(place.log.read()).chats.values()
    assert [s.outcome for s in chat.suggestions.values()] == [SuggestionOutcome.SUPERSEDED]
    assert [s.shown_at for s in chat.suggestions.values()] == [None]


def test_what_lies_beside_open_chats_at_the_end_does_not_harm_the_log(
    place: Workplace, pack: Pack
) -> None:
    """The end comes last, and the next console finds the log as it should be."""
    assistant_at(place, pack, DraftClient(NOBODY, SystemClock()))
    chat = arrives(place, pack, "c", LATE)
    place.session.accept("c")
    arrives(place, pack, "d", LATE)
    assert live(chat)
    place.session.end("home time")
    kinds = [event.fact.kind for event in place.log.read()]
    assert kinds[-1] == "session_ended"
    assert kinds.count("suggestion_superseded") == 2
    place.close()
    opened = open_log(place.path, SystemClock())
    opened.log.close()
    assert opened.notice is None
    assert not opened.desk.chats


def test_approved_wordings_need_no_model(place: Workplace, pack: Pack) -> None:
    """They are there at once, their slots filled, and no child is started."""
    client = DraftClient(NOBODY, SystemClock())
    assistant = assistant_at(place, pack, client)
    chat = arrives(place, pack, "c", LATE)
    assert client.state is ChildState.STOPPED
    assert assistant.status == "Assistant: approved wordings"
    for suggestion in live(chat):
        assert suggestion.progress is Progress.READY
        assert "{" not in suggestion.text
        assert suggestion.sources == (pack.issue("late_parcel").article,)


def test_an_assistant_that_was_given_up_offers_approved_wordings(
    place: Workplace, pack: Pack
) -> None:
    """The agent is told why; trying again starts the child anew."""
    timeouts = DraftTimeouts(backoff_s=(), grace_s=0.1)
    client = DraftClient(NOBODY, SystemClock(), ("/no/such/program",), timeouts)
    assistant = assistant_at(place, pack, client, style=Style())
    chat = arrives(place, pack, "c", LATE)
    assistant.poll()
    assert assistant.given_up
    assert assistant.status == "Assistant off: approved wordings only"
    assert [s.progress for s in live(chat)] == [Progress.READY]
    before = live(chat)
    writes(place, "c", "m2", "Hello?")
    assert [s.progress for s in live(chat)] == [Progress.READY]
    assert before != live(chat)
    assistant.try_again()
    assert not assistant.given_up
    assistant.poll()
    assert assistant.given_up


def test_what_was_said_is_read_ahead(
    place: Workplace, pack: Pack, tmp_path: Path, listening: Listening
) -> None:
    """After the agent's message the model reads on, so that only the next message is left."""
    notes = tmp_path / "notes"
    client = listening(notes, SystemClock())
    assistant = assistant_at(place, pack, client, style=Style())
    arrives(place, pack, "c", "I'd like to return the blanket.")
    place.session.accept("c")
    place.session.send("c", "Which one of the two is it?")
    assistant.stop()
    assert received_kinds(notes) == [*("load", "prioritise", "draft", "cancel", "read", "shutdown")]


def test_three_messages_in_a_row_are_two_rounds_of_work_for_the_model(
    place: Workplace, pack: Pack, tmp_path: Path, listening: Listening
) -> None:
    """It waits for the customer to come to an end; the approved wording waits for nothing."""
    notes = tmp_path / "notes"
    client = listening(notes, place.clock)
    assistant = assistant_at(place, pack, client, style=Style())
    chat = arrives(place, pack, "c", LATE)
    for message in ("m2", "m3"):
        place.clock.advance(0.2)
        writes(place, "c", message, "Hello?")
        assistant.poll()
        assert [s.message for s in live(chat)] == [message]
    place.clock.advance(0.5)
    assistant.poll()
    assert {s.message for s in live(chat)} == {"m3"}
    assistant.stop()
    assert received_kinds(notes).count("draft") == 2
    assert received_kinds(notes).count("read") == 2


def test_open_chats_go_before_the_queue(
    place: Workplace, pack: Pack, tmp_path: Path, listening: Listening
) -> None:
    """Who is still waiting must not keep anybody waiting who is being served."""
    notes = tmp_path / "notes"
    assistant = assistant_at(place, pack, listening(notes, SystemClock()), style=Style())
    arrives(place, pack, "c", LATE)
    place.session.accept("c")
    place.clock.advance(5)
    writes(place, "c", "m2", "Hello?")
    assistant.poll()
    assistant.stop()
    drafts = [line for line in notes.read_text().splitlines() if '"kind":"draft"' in line]
    assert [line.split('"rank":')[1][0] for line in drafts] == ["1", "0"]


def test_a_solution_comes_when_the_agent_names_the_issue(place: Workplace, pack: Pack) -> None:
    """Before that there was only a question to ask."""
    oracle = Oracle()
    assistant = assistant_at(place, pack, DraftClient(NOBODY, SystemClock()), diagnoser=oracle)
    chat = arrives(place, pack, "c", "hi")
    oracle.answer(("late_parcel", 0.2), sure=False)
    assistant.poll()
    place.session.accept("c")
    place.session.confirm_issue("c", "late_parcel")
    solution = chat.current(SuggestionKind.SOLUTION)
    assert solution is not None
    assert solution.issue == "late_parcel"


def test_a_restarted_console_takes_up_the_queue_too(place: Workplace, pack: Pack) -> None:
    """What was ready stays; what was not made yet is made."""
    chat = arrives(place, pack, "c", LATE)
    assert live(chat) == []
    place.crash(Step("crash", 0, 1, False, ""))
    assistant_at(place, pack, DraftClient(NOBODY, SystemClock()))
    assert len(live(place.session.desk.chats["c"])) == 1


def test_the_card_does_not_wait_long_for_the_diagnosis(place: Workplace, pack: Pack) -> None:
    """A search that is well ahead stands in for it, until it comes and knows better."""
    oracle = Oracle()
    assistant = assistant_at(place, pack, DraftClient(NOBODY, SystemClock()), diagnoser=oracle)
    chat = arrives(place, pack, "c", "My parcel hasn't arrived yet and the tracking is stuck")
    assert live(chat) == []
    place.clock.advance(0.1)
    assistant.poll()
    (before,) = live(chat)
    oracle.answer(("missing_parcel", 0.9))
    assistant.poll()
    (after,) = live(chat)
    assert (before.issue, after.issue) == ("late_parcel", "missing_parcel")
    assert before.superseded


def test_a_search_that_is_not_sure_names_no_issue_before_the_diagnosis(
    place: Workplace, pack: Pack
) -> None:
    """A question that fits every issue stands there for the moment, and only then."""
    oracle = Oracle()
    assistant = assistant_at(place, pack, DraftClient(NOBODY, SystemClock()), diagnoser=oracle)
    chat = arrives(place, pack, "c", LATE)
    place.clock.advance(0.1)
    assistant.poll()
    (before,) = live(chat)
    assert before.issue is None
    assert "tell me a little more" in before.text
    oracle.answer(("late_parcel", 0.9))
    assistant.poll()
    (after,) = live(chat)
    assert after.issue == "late_parcel"
    assert "tell me a little more" not in after.text


def test_asking_for_patience_leaves_the_suggestion_where_it_is(
    place: Workplace, pack: Pack
) -> None:
    """What is missing has still to be asked for, and the agent may ask for it next."""
    assistant_at(place, pack, DraftClient(NOBODY, SystemClock()))
    chat = arrives(place, pack, "c", "I'd like to return the blanket.")
    place.session.accept("c")
    (before,) = live(chat)
    place.session.send("c", "One moment.")
    assert [(s.move, s.about) for s in live(chat)] == [(before.move, before.about)]
    place.session.send("c", "Has it been used?")
    assert live(chat) == []


def test_a_chat_that_cannot_be_planned_does_not_stop_the_others(
    place: Workplace, pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its error is told once; the next chat gets its suggestion."""
    assistant = assistant_at(place, pack, DraftClient(NOBODY, SystemClock()))
    arrives(place, pack, "c1", LATE)
    place.session.accept("c1")
    plan = Planner.plan

    def fails_for_one(planner: Planner, chat: Chat) -> Plan | None:
        if chat.id == "c1":
            raise ValueError("a defect")
        return plan(planner, chat)

    monkeypatch.setattr(Planner, "plan", fails_for_one)
    with pytest.raises(ValueError, match="a defect"):
        place.session.confirm_issue("c1", "missing_parcel")
    assistant.poll()
    assert len(live(arrives(place, pack, "c2", LATE))) == 1
