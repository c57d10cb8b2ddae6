"""A window on a real session and a real log, with customers that a test speaks for."""

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

from guarded import assigned
from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from strategies import not_assigned

from console.channels.base import Incoming, Resumed
from console.domain import events as ev
from console.domain.canned import CannedReply
from console.domain.chat import Chat
from console.domain.clock import ManualClock
from console.domain.customers import Customer, Order
from console.domain.events import SuggestionKind
from console.domain.issues import Disposition, Issue
from console.domain.knowledge import Article
from console.session.conditions import Conditions
from console.session.session import AssignChat, Session
from console.store.log import read_log
from console.store.opening import open_log
from console.study.guardrails.monitor import GuardrailMonitor, make_guardrail_monitor
from console.study.guardrails.settings import GuardrailRule
from console.study.questionnaires.due import SetPoint
from console.ui.kit import object_names
from console.ui.kit.context import UiContext
from console.ui.kit.interfaces import ShopTexts, WindowSettings
from console.ui.kit.theme import Theme
from console.ui.window.main_window import MainWindow

DIAGNOSIS, SOLUTION = SuggestionKind.DIAGNOSIS, SuggestionKind.SOLUTION
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)

SHOP = ShopTexts(
    issues={
        "late": Issue(
            id="late", name="Parcel is late", group="Delivery", summary="Not here.", article="late"
        ),
        "size": Issue(
            id="size", name="Wrong size", group="Returns", summary="Does not fit.", article="gone"
        ),
    },
    articles={
        "late": Article(
            id="late",
            title="Late parcels",
            updated=date(2026, 8, 3),
            ask=("Is the address right?",),
            steps=("Read the last scan.", "Open a trace."),
            body="A parcel is **late** after three days.",
        )
    },
    canned=[
        CannedReply(name="hello", title="Greeting", text="Hi {first_name}, {agent} here."),
        CannedReply(name="order", title="About an order", text="About order {order_id}:"),
    ],
)


F = TypeVar("F", bound=ev.Fact)


class Customers:
    """A channel without life of its own: it reports what is put into ``inbox``."""

    name = "test"
    persistent = False
    exhausted = False

    def __init__(self) -> None:
        self.inbox: list[Incoming] = []
        self.sent: list[tuple[str, str]] = []
        self.typing_seen: list[bool] = []

    def start(self, resumed: Sequence[Resumed]) -> None:
        """Nothing to take up."""

    def poll(self) -> Iterable[Incoming]:
        taken, self.inbox = self.inbox, []
        return taken

    def accept(self, chat: str) -> None:
        """Customers don't mind."""

    def send(self, chat: str, message: str, text: str) -> None:
        self.sent.append((chat, text))

    def typing(self, chat: str, active: bool) -> None:
        self.typing_seen.append(active)

    def action_taken(self, chat: str, step: str, operation: str | None, done: bool) -> None:
        """Customers trust the agent."""

    def close(self, chat: str, disposition: Disposition, resolved: bool) -> None:
        """Customers go."""

    def stop(self) -> None:
        """Nothing to free."""


class SharedCustomers(Customers):
    """The same, of a queue that two colleagues see too; a test says who gets a chat."""

    colleagues = ("@kim:here", "@lou:here")

    def __init__(self) -> None:
        super().__init__()
        self.claimed: list[str] = []
        self.read_up_to: list[str] = []
        self.passed_on: list[tuple[str, str, str]] = []

    def claim(self, chat: str) -> None:
        self.claimed.append(chat)

    def read(self, chat: str, message: str) -> None:
        self.read_up_to.append(message)

    def transfer(self, chat: str, to: str, note: str) -> None:
        self.passed_on.append((chat, to, note))


class Helper:
    """An assistant that notes what it is asked for."""

    status = "Model ready"

    def __init__(self) -> None:
        self.given_up = False
        self.asked: list[tuple[str, SuggestionKind, str | None]] = []
        self.pulled: list[str] = []

    def try_again(self) -> None:
        self.given_up = False

    def ask(self, chat: str) -> None:
        self.pulled.append(chat)

    def ask_again(self, chat: str, about: SuggestionKind, replaces: str | None) -> None:
        self.asked.append((chat, about, replaces))


class Scene:
    """One console; ``reopen`` kills it and starts another on the same log."""

    def __init__(
        self,
        path: Path,
        theme: Theme,
        *,
        arm: ev.Arm = ev.Arm.TREATMENT,
        assistant: bool = True,
        settings: WindowSettings | None = None,
        questionnaires: Sequence[SetPoint] = (),
        rules: Sequence[GuardrailRule] = (),
        practice: bool | None = None,
        hold_s: float = 0.0,
        shared: bool = False,
        limit: int | None = None,
        wrap_up_s: float = 0.0,
    ) -> None:
        self.practice, self.limit, self.wrap_up_s = practice, limit, wrap_up_s
        self.path, self.theme, self.arm = path, theme, arm
        self.settings = settings or WindowSettings()
        self.questionnaires = questionnaires
        self.hold_s = hold_s
        self.clock = ManualClock(datetime.now(UTC))
        self.customers = SharedCustomers() if shared else Customers()
        self.helper = Helper() if assistant else None
        self.rules = tuple(rules)
        self.assign_chat: AssignChat = not_assigned
        self._number = 0
        self._open()

    def _open(self) -> None:
        opened = open_log(self.path, self.clock)
        self.log = opened.log
        self.session = Session(
            self.log,
            self.customers,
            self.clock,
            opened.desk,
            "run",
            self._assigned,
            hold_s=self.hold_s,
        )
        self.session.start(self._conditions())
        self.context = UiContext(
            session=self.session,
            shop=SHOP,
            theme=self.theme,
            assistant=self.helper,
            guardrails=self._watch(),
            settings=self.settings,
            clock=self.clock,
        )
        self.window = MainWindow(
            self.context, self.session.poll_channel, questionnaires=self.questionnaires
        )

    def _conditions(self) -> Conditions:
        return Conditions(
            agent="Robin",
            arm=self.arm,
            version="test",
            practice=self.practice,
            limit=self.limit,
            wrap_up_s=self.wrap_up_s,
        )

    def _assigned(self, chat: str) -> ev.ChatAssigned | None:
        """What ``assign_chat`` says, which tests set after the session has started."""
        return self.assign_chat(chat)

    def _watch(self) -> GuardrailMonitor | None:
        """Let the scene's guardrails be assigned and listen."""
        if self.rules:
            self.session.study.assign(assigned(*(rule.name for rule in self.rules)))
        monitor = make_guardrail_monitor(self.session.study, self.rules, self.clock)
        if monitor is not None:
            self.session.subscribe(monitor.on_event)
        return monitor

    def show(self) -> "Scene":
        """Show the window and let it settle."""
        self.window.show()
        QTest.qWaitForWindowActive(self.window)
        self.settle()
        return self

    def settle(self, milliseconds: int = 20) -> None:
        """Let the event loop turn."""
        QTest.qWait(milliseconds)

    def wait_until(self, condition: Callable[[], bool], milliseconds: int = 60_000) -> None:
        """Let the event loop turn until something has come true, however busy the machine is."""
        ends = time.monotonic() + milliseconds / 1000
        while not condition():
            assert time.monotonic() < ends, "it has not come true in time"
            self.settle(5)

    def close(self) -> None:
        """Close the window and the log."""
        self.window.close()
        self.window.deleteLater()
        self.settle(0)
        self.log.close()

    def reopen(self) -> None:
        """Kill the console without a word and start another."""
        self.window.blockSignals(True)
        self.log.close()
        self.window.close()
        self.window.deleteLater()
        self.settle(0)
        self._open()
        self.show()

    def close_by_hand(self) -> None:
        """Close the window as a person does with its frame, which may ask something first."""

        class ByHand(QCloseEvent):
            def spontaneous(self) -> bool:
                return True

        event = ByHand()
        self.window.closeEvent(event)
        if event.isAccepted():
            self.window.close()
        self.settle(50)

    # --- customers ---------------------------------------------------------------------------

    def arrive(
        self, chat: str, *texts: str, name: str = "Maria Silva", placed: str | None = "2026-11-12"
    ) -> None:
        """A customer, who ordered something on the day ``placed``, joins the queue and writes."""
        order = Order(id="SB-1", status="shipped", placed=placed, total=12.5)
        customer = Customer(id=f"cu-{chat}", name=name, level="Gold", orders=(order,))
        self.session.record(ev.ChatQueued(chat=chat, customer=customer))
        for text in texts:
            self.write(chat, text)
        self.settle(0)

    def write(self, chat: str, text: str, pictures: int = 0) -> str:
        """A customer writes; returns the message's id."""
        self._number += 1
        message = f"in-{self._number}"
        self.session.record(
            ev.MessageReceived(chat=chat, message=message, text=text, pictures=pictures)
        )
        return message

    def take(self, chat: str, *texts: str, name: str = "Maria Silva") -> None:
        """A customer joins the queue, writes, and is accepted with a click."""
        self.arrive(chat, *texts, name=name)
        self.click(object_names.accept(chat))
        self.settle()
        # The parts of the side panel are built one after another.
        self.wait_until(lambda: (panel := self.window._deck.panel) is None or panel.is_built)

    # --- the assistant -----------------------------------------------------------------------

    def request(self, chat: str, about: SuggestionKind, suggestion: str) -> None:
        """The assistant starts on a suggestion."""
        self.session.record(
            ev.SuggestionRequested(chat=chat, suggestion=suggestion, about=about),
            ev.SuggestionFirstToken(chat=chat, suggestion=suggestion, elapsed_ms=100),
        )

    def finish(
        self,
        chat: str,
        suggestion: str,
        text: str,
        *,
        issue: str | None = None,
        sources: tuple[str, ...] = (),
        notes: tuple[str, ...] = (),
    ) -> None:
        """The assistant is done with a suggestion."""
        self.session.record(
            ev.SuggestionReady(
                chat=chat,
                suggestion=suggestion,
                text=text,
                issue=issue,
                sources=sources,
                notes=notes,
                elapsed_ms=900,
                tokens=20,
            )
        )

    def suggest(
        self,
        chat: str,
        about: SuggestionKind,
        suggestion: str,
        text: str,
        *,
        issue: str | None = None,
        sources: tuple[str, ...] = (),
        notes: tuple[str, ...] = (),
    ) -> None:
        """The assistant writes a whole suggestion, and the window has its time to show it."""
        self.request(chat, about, suggestion)
        self.finish(chat, suggestion, text, issue=issue, sources=sources, notes=notes)
        self.settle()

    # --- the agent's hands -------------------------------------------------------------------

    def find(self, name: str) -> QWidget:
        """The widget of this name, the visible one if there are several."""
        found = self.window.findChildren(QWidget, name)
        assert found, f"no widget is called {name}"
        return max(found, key=QWidget.isVisible)

    def is_there(self, name: str) -> bool:
        """Whether a visible widget has this name."""
        return any(each.isVisible() for each in self.window.findChildren(QWidget, name))

    def click(self, name: str) -> None:
        """Click a widget that can be seen and worked."""
        widget = self.find(name)
        assert widget.isVisible(), f"{name} can't be seen"
        assert widget.isEnabled(), f"{name} can't be clicked"
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
        self.settle(0)

    def write_in(self, chat: str, text: str) -> None:
        """Type into a chat's input box, after what is there."""
        QTest.keyClicks(self.find(object_names.composer(chat)), text)

    def press(
        self, key: Qt.Key, *modifiers: Qt.KeyboardModifier, on: QWidget | None = None
    ) -> None:
        """Press a key where the cursor is."""
        held = Qt.KeyboardModifier.NoModifier
        for modifier in modifiers:
            held |= modifier
        target = on or self.window.focusWidget() or self.window
        QTest.keyClick(target, key, held)
        self.settle(0)

    # --- what has come of it -----------------------------------------------------------------

    def chat(self, chat: str) -> Chat:
        """A chat's state."""
        return self.session.desk.chats[chat]

    def told(self) -> Customers:
        """The customers, after they have been told all that was recorded so far."""
        self.log.flush()
        self.session.poll_channel()
        return self.customers

    def facts(self, kind: type[F]) -> list[F]:
        """The recorded facts of a kind, in order."""
        self.log.flush()
        return [e.fact for e in read_log(self.path) if isinstance(e.fact, kind)]

    def composer_text(self, chat: str) -> str:
        """What is in a chat's input box."""
        box = self.find(object_names.composer(chat))
        return str(box.property("plainText"))


MakeScene = Callable[..., Scene]
"""What the fixture ``make_scene`` is: makes scenes with the keywords of ``Scene``."""
