"""The console's window: it shows the desk and follows the session's events."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QShowEvent
from PySide6.QtWidgets import QMainWindow

from console.domain import events as ev
from console.domain.chat import Chat
from console.domain.desk import is_practice
from console.study.questionnaires.due import SetPoint
from console.ui.chat.chat_view import ChatView
from console.ui.chat_list.queue_panel import QueuePanel, QueueSide
from console.ui.chat_list.tab_strip import TabStrip
from console.ui.dialogs.leave_dialog import Leaving
from console.ui.dialogs.window_dialogs import WindowDialogs
from console.ui.guardrails.guardrail_controller import GuardrailController
from console.ui.kit import object_names
from console.ui.kit.context import UiContext
from console.ui.kit.shortcuts import Shortcut
from console.ui.questionnaire.controller import QuestionnaireController
from console.ui.side.side_panel import SidePanel
from console.ui.window.actions import Actions, KeyActions
from console.ui.window.activity_monitor import ActivityMonitor
from console.ui.window.announcer import Announcer
from console.ui.window.attention import Attention
from console.ui.window.banner import NoticeBanner, ProblemNotice
from console.ui.window.chat_deck import ChatDeck
from console.ui.window.empty_page import EmptyPage
from console.ui.window.event_router import EventRouter
from console.ui.window.layout import WindowLayout, WindowMemory
from console.ui.window.status_bar import StatusBar

_TICK_MS = 1_000
_SHUTDOWN_MS = 60_000
"""For how long nothing is asked once the system has said that it shuts down."""

_SMALLEST = (740, 400)
"""Of a window whose queue is folded away."""

_FRAME = (0, 36)
"""What a window's frame takes of the screen, more or less; what it really is shows too late."""

_USUAL = (1_440, 900)


class MainWindow(QMainWindow):
    """The window of one session. Everything in it is derived from the session's desk.

    ``closed`` is emitted after the window has been closed and all drafts are saved.
    """

    closed = Signal()

    def __init__(
        self,
        context: UiContext,
        pump: Callable[[], None],
        *,
        notices: Sequence[str] = (),
        database: str = "",
        questionnaires: Sequence[SetPoint] = (),
        problems: Callable[[], int] = int,
        collect: Callable[[], str] | None = None,
    ) -> None:
        """Build the window from the desk.

        Args:
            context: the session and what it is shown with; no other window has it.
            pump: takes in what customers and the model did; called some thirty times a second.
            notices: what the agent has to be told at the start.
            database: the log's file, for the page that says what is recorded.
            questionnaires: what the study asks the agent, and when.
            problems: how many faults of the program were noted in this run.
            collect: writes what helps to find such a fault, and returns a sentence that says where.
        """
        super().__init__()
        self._context = context
        # They live as long as the window, whoever else holds the context.
        context.run_action.setParent(self)
        context.sheets.setParent(self)
        self._is_closed = self._shutting_down = False
        self._leaving: Leaving | None = None
        self._shutdown_timer = self._timer(_SHUTDOWN_MS, self._call_shutdown_off)
        self._shutdown_timer.setSingleShot(True)
        self._guardrails = self._make_guardrails()
        self._build()
        self._dialogs = WindowDialogs(context, self, database)
        self._actions = Actions(
            self, context, self._deck, self._queue, self._dialogs, self._guardrails
        )
        self._router = EventRouter(
            self,
            context,
            self._left,
            self._deck,
            self._empty,
            self._banner,
            self._status,
            self._actions,
        )
        self._questionnaires = QuestionnaireController(self, context, questionnaires)
        self._keys = KeyActions(
            self,
            {**self._actions.by_key(), Shortcut.SHOW_QUEUE: self._frame.toggle_queue},
            self._actions.turn_to_position,
            self._actions.press_step,
        )
        self._activity = ActivityMonitor(self, context)
        self._attention = Attention(self, context.desk, lambda: self._queue.waiting)
        self._announcer = Announcer(self, context.desk, lambda: self._deck.current)
        self._memory = WindowMemory(context.settings.memory)
        self._memory.restore(self, self._frame.splitter)
        self._timers = [
            self._timer(context.settings.pump_ms, lambda: context.run_action(pump)),
            self._timer(_TICK_MS, self._router.tick),
            self._timer(_TICK_MS, ProblemNotice(self._banner, problems, collect).tick),
        ]
        self._connect()
        self._router.fill()
        self._attention.refresh()
        for number, notice in enumerate(notices):
            self._banner.show_notice(f"start:{number}", notice)

    def leave(self) -> bool:
        """Close, but first ask what the study asks at the end; whether the window is closed now.

        Call it again until it is: a call never takes the place of an answer.
        """
        questionnaires = self._questionnaires
        asking = questionnaires.is_asking_at_end or questionnaires.asks_before_leaving()
        return not asking and self.close()

    def fit_screen(self) -> None:
        """Be no larger than the screen allows."""
        room = self.screen().availableSize() - QSize(*_FRAME)
        self.resize(self.size().boundedTo(room))

    # --- Qt's events -------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._activity.start()
        self._activity.activation_changed()
        for timer in self._timers:
            timer.start()
        self._router.schedule_visibility_check()
        if self._deck.view is None:
            self._frame.setFocus()
        self._questionnaires.start()
        if self._guardrails is not None:
            self._guardrails.start()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        kinds = (QEvent.Type.ActivationChange, QEvent.Type.WindowStateChange)
        if event.type() in kinds and self.isVisible() and not self._is_closed:
            self._activity.activation_changed()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        # Only a person is asked anything; a program that ends the window does so at once.
        if event.spontaneous() and not self._shutting_down and self._asks_before_leaving():
            event.ignore()
            return
        if not self._is_closed:
            self._stop()
            self._is_closed = True
            self.closed.emit()
        super().closeEvent(event)

    def prepare_for_shutdown(self) -> None:
        """The computer is being shut down: save what was typed, and ask nothing for a while.

        Should the shutdown be called off, leaving is asked about again after that.
        """
        if not self._is_closed:
            self._deck.flush()
            self._shutting_down = True
            self._shutdown_timer.start()

    def _asks_before_leaving(self) -> bool:
        """Whether the agent is asked something first; a second try leaves and keeps the chats."""
        chats = self._context.desk.open_chats
        if chats and self._leaving is None:
            self._deck.flush()
            # Until it is answered; staying makes the next try the first again.
            self._leaving = Leaving.KEEP
            session = self._context.session
            self._dialogs.ask_about_leaving(
                chats, self._leave_with, can_hand_back=session.can_hand_back
            )
            return True
        return self._questionnaires.asks_before_leaving()

    def _leave_with(self, leaving: Leaving) -> None:
        self._leaving = leaving
        session = self._context.session
        if leaving is Leaving.HAND_BACK and not self._context.run_action(session.hand_back):
            self._leaving = None
            return
        if not self._questionnaires.asks_before_leaving():
            self.close()

    def _call_shutdown_off(self) -> None:
        self._shutting_down = False

    def _stop(self) -> None:
        self._questionnaires.stop()
        if self._guardrails is not None:
            self._guardrails.stop()
        for timer in self._timers:
            timer.stop()
        self._shutdown_timer.stop()
        self._deck.flush()
        self._activity.stop()
        self._keys.stop()
        self._router.stop()
        self._memory.save(self, self._frame.splitter)

    # --- putting it together -----------------------------------------------------------------

    def _build(self) -> None:
        context, theme = self._context, self._context.theme
        self.setObjectName(object_names.WINDOW)
        self.setMinimumSize(*_SMALLEST)
        self.resize(*_USUAL)
        self._queue = QueuePanel(theme, context.desk, context.settings)
        self._left = QueueSide(theme, self._queue)
        if self._guardrails is not None:
            self._left.add_below(self._guardrails.notices)
        self._empty = EmptyPage(theme)
        strip = TabStrip(theme, context.desk, context.settings)
        self._deck = ChatDeck(strip, self._empty, (self._make_view, self._make_side))
        self._banner = NoticeBanner(theme)
        self._status = StatusBar(context.assistant)
        self._status.show_practice(is_practice(context.desk))
        columns = (self._left, self._deck.middle, self._deck.side)
        self._frame = WindowLayout(theme, columns, self._banner, self._status)
        self.setCentralWidget(self._frame)

    def _connect(self) -> None:
        context, actions = self._context, self._actions
        session, run_action = context.session, context.run_action
        session.subscribe(self._pause_keys)
        session.subscribe(self._router.on_event)
        session.subscribe(self._tell_outside)
        session.subscribe(self._questionnaires.on_event)
        session.subscribe_store_errors(
            lambda error: run_action.failed.emit(str(error)),
            lambda: self._banner.withdraw("store"),
        )
        run_action.refused.connect(self._show_refusal)
        run_action.failed.connect(lambda text: self._banner.show_notice("store", text))
        self._frame.folded.connect(self._status.offer_queue)
        self._status.offer_queue(self._frame.is_folded)
        self._status.queue_asked.connect(self._frame.toggle_queue)
        self._deck.turned.connect(lambda _: self._frame.make_room(self._deck.current is not None))
        for choice in (self._queue.accepted, self._queue.chosen, self._left.accept_next.clicked):
            choice.connect(lambda _: self._frame.show_queue(False))
        self._queue.accepted.connect(actions.accept)
        self._queue.chosen.connect(actions.turn_to)
        self._queue.reviewed.connect(self._dialogs.show_chat)
        self._queue.seen.connect(lambda chat: run_action(lambda: session.offer(chat)))
        self._deck.strip.chosen.connect(actions.turn_to)
        self._deck.strip.closing.connect(actions.ask_to_close)
        self._left.accept_next.clicked.connect(actions.accept_next)
        self._status.recording_asked.connect(self._dialogs.show_recorded)
        self._status.keys_asked.connect(self._dialogs.show_keys)
        self._status.away_asked.connect(actions.toggle_away)
        context.sheets.covered.connect(self._on_covered)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.commitDataRequest.connect(
                self.prepare_for_shutdown, Qt.ConnectionType.DirectConnection
            )
        if self._guardrails is not None:
            self._guardrails.accept_anyway.connect(actions.accept_anyway)
            self._guardrails.turn_to.connect(actions.turn_to)
            self._guardrails.changed.connect(self._deck.show_guardrails)
        self._questionnaires.comes_up.connect(self._pause_for_questions)
        self._questionnaires.put_off.connect(self._status.show_put_off)
        self._questionnaires.may_leave.connect(self.close)
        self._status.questionnaire_asked.connect(self._questionnaires.resume)

    def _make_view(self, chat: Chat) -> ChatView:
        view = ChatView(self._context, chat)
        view.closing.connect(self._actions.ask_to_close)
        view.opened.connect(self._dialogs.show_message)
        return view

    def _make_side(self, chat: Chat) -> SidePanel:
        side = SidePanel(self._context, chat)
        side.article.connect(self._dialogs.show_article)
        side.chat.connect(self._dialogs.show_chat)
        side.inserting.connect(self._deck.flush)
        side.inserted.connect(self._actions.focus_composer)
        side.toggled.connect(self._actions.open_panel)
        side.sought.connect(self._seek)
        side.left.connect(self._actions.return_to_composer)
        return side

    def _make_guardrails(self) -> GuardrailController | None:
        monitor = self._context.guardrails
        return GuardrailController(self, self._context, monitor) if monitor is not None else None

    def _pause_keys(self, event: ev.Event) -> None:
        """Another chat comes to the front: what the agent is typing is not meant for it."""
        ended = isinstance(event.fact, ev.ChatAbandoned | ev.ChatDropped)
        if ended and event.chat == self._deck.current:
            # A dropped chat's tab goes, and the window turns to another customer's box.
            self._keys.pause(everywhere=isinstance(event.fact, ev.ChatDropped))
        # Of a shared queue the answer comes while the agent may be writing to somebody else.
        was_won = isinstance(event.fact, ev.ChatAccepted) and self._actions.is_wanted(event.chat)
        if was_won and self._deck.current is not None:
            self._keys.pause(everywhere=True)

    def _pause_for_questions(self) -> None:
        """Questions come up by themselves: what is typed to a customer answers none of them."""
        if self._deck.current is not None:
            self._keys.pause(everywhere=True)

    def _tell_outside(self, event: ev.Event) -> None:
        """Tell those who look elsewhere or do not see the window."""
        if not self._is_closed:
            self._attention.on_event(event)
            self._announcer.on_event(event)

    def _on_covered(self, covered: bool) -> None:
        if not covered and not self._questionnaires.is_asking_at_end:
            self._leaving = None
        if not covered:
            self._actions.note_cursor_given()
        self._keys.enable(not covered)
        self._actions.record_current_tab()
        self._router.schedule_visibility_check()

    def _show_refusal(self, text: str) -> None:
        if self._deck.view is not None and self._deck.view.composer.isVisible():
            self._deck.view.composer.show_hint(text)
        else:
            self._status.show_hint(text)

    def _seek(self, message: str) -> None:
        if self._deck.view is not None:
            self._deck.view.seek(message)

    def _timer(self, milliseconds: int, on_timeout: Callable[[], object]) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(milliseconds)
        timer.timeout.connect(on_timeout)
        return timer
