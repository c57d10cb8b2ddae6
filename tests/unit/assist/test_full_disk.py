"""While the disk takes nothing the assistant does nothing by halves; later it makes up for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from assist_scene import arrives, assistant_at, live
from strategies import Workplace

from console.assist.clients.draft_client import DraftClient, DraftTimeouts
from console.assist.drafting.style import Style
from console.channels import base
from console.channels.scripted.pack import Pack
from console.domain import events as ev
from console.domain.clock import SystemClock
from console.domain.errors import StoreError
from console.domain.events import SuggestionKind
from console.domain.issues import Disposition
from console.domain.suggestions import Progress
from console.inference.protocol import Load

LATE = "Hi, my parcel still has not arrived. Where is it?"
NOBODY = Load(path="none")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    """A console without a window, whose troubles nobody reads."""
    place = Workplace(tmp_path)
    place.session.subscribe_store_errors(lambda _: None)
    yield place
    place.close()


class Disk:
    """A log's disk that refuses some kinds of facts while it is ``full``."""

    def __init__(self, place: Workplace, *refused: type[ev.Fact]) -> None:
        self.full = False
        self._refused = refused
        self._append = place.log.append
        place.log.append = self._take  # type: ignore[method-assign]

    def _take(self, *args: object, **kwargs: object) -> list[ev.Event]:
        facts = args[1]
        assert isinstance(facts, tuple)
        if self.full and any(isinstance(fact, self._refused) for fact in facts):
            raise StoreError("the disk is full")
        return self._append(*args, **kwargs)  # type: ignore[arg-type]


def counted(place: Workplace, kind: type[ev.Fact]) -> int:
    """How often a kind of fact stands in the log."""
    return sum(isinstance(event.fact, kind) for event in place.log.read())


def test_another_issue_gets_its_solution_once_there_is_room(place: Workplace, pack: Pack) -> None:
    """Until then the old one stands; after it the new one, once."""
    assistant = assistant_at(place, pack, DraftClient(NOBODY, SystemClock()))
    chat = arrives(place, pack, "c", LATE)
    place.session.accept("c")
    for refused in (ev.SuggestionSuperseded, ev.SuggestionRequested):
        issue = next(i.id for i in pack.issues if i.id not in (chat.issue, "late_parcel"))
        disk = Disk(place, refused)
        disk.full = True
        place.session.confirm_issue("c", issue)
        with pytest.raises(StoreError):
            assistant.poll()
        disk.full = False
        assistant.poll()
        solution = chat.current(SuggestionKind.SOLUTION)
        assert solution is not None
        assert solution.issue == issue
    assert counted(place, ev.SuggestionSuperseded) == 2


def test_a_chat_that_ended_leaves_nothing_behind(place: Workplace, pack: Pack) -> None:
    """What lay beside it is overtaken as soon as that can be recorded."""
    assistant = assistant_at(place, pack, DraftClient(NOBODY, SystemClock()))
    chat = arrives(place, pack, "c", LATE)
    place.session.accept("c")
    disk = Disk(place, ev.SuggestionSuperseded)
    disk.full = True
    place.session.close("c", Disposition.ANSWERED, resolved=True)
    assert live(chat)
    disk.full = False
    assistant.poll()
    assert not live(chat)


@pytest.mark.process
def test_a_loss_is_recorded_once_and_noted_once(place: Workplace, pack: Pack) -> None:
    """Although it could not be recorded at first."""
    timeouts = DraftTimeouts(backoff_s=(), grace_s=0.1)
    client = DraftClient(NOBODY, SystemClock(), ("/no/such/program",), timeouts)
    assistant = assistant_at(place, pack, client, style=Style())
    chat = arrives(place, pack, "c", LATE)
    disk = Disk(place, ev.AssistantLost)
    disk.full = True
    for _ in range(3):
        with pytest.raises(StoreError):
            assistant.poll()
    disk.full = False
    assistant.poll()
    assert counted(place, ev.AssistantLost) == 1
    assert [s.progress for s in live(chat)] == [Progress.READY]


def test_nothing_is_written_for_a_customer_who_is_gone(place: Workplace, pack: Pack) -> None:
    """Also if the agent settles the issue before filing the chat."""
    assistant_at(place, pack, DraftClient(NOBODY, SystemClock()))
    chat = arrives(place, pack, "c", LATE)
    place.session.accept("c")
    place.channel.incoming.append(base.Left("c", "no time"))
    place.take_in()
    before = len(chat.suggestions)
    place.session.confirm_issue("c", next(i.id for i in pack.issues if i.id != "late_parcel"))
    assert len(chat.suggestions) == before
