"""The console's window: it shows the desk and follows the session's events."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow

from console.domain.chat import Chat
from console.domain.clock import Clock, SystemClock
from console.session.session import Session
from console.study.guardrails.monitor import GuardrailMonitor
from console.study.questionnaires.due import SetPoint
from console.ui.chat.chat_view import ChatView
from console.ui.chat_list.queue_panel import QueuePanel, QueueSide
from console.ui.chat_list.tab_strip import TabStrip
from console.ui.dialogs.sheet_stack import SheetStack
from console.ui.guardrails.guardrail_controller import GuardrailController
from console.ui.kit import object_names
from console.ui.kit.action_runner import ActionRunner
from console.ui.kit.interfaces import AssistantView, ShopTexts, WindowSettings
from console.ui.kit.theme import Theme
from console.ui.questionnaire.controller import QuestionnaireController
from console.ui.side.side_panel import SidePanel
from console.ui.window.actions import Actions, KeyActions
from console.ui.window.activity_monitor import ActivityMonitor
from console.ui.window.banner import NoticeBanner
from console.ui.window.chat_deck import ChatDeck
from console.ui.window.empty_page import EmptyPage
from console.ui.window.event_router import EventRouter
from console.ui.window.layout import WindowLayout, WindowMemory
from console.ui.window.status_bar import StatusBar

_TICK_MS = 1_000
_SMALLEST = (1_120, 640)
_USUAL = (1_440, 900)


class MainWindow(QMainWindow):
    """The window of one session. Everything in it is derived from ``session.desk``.

    ``closed`` is told after the window has been closed and all drafts are saved.
    """

    closed = Signal()

    def __init__(
        self,
        session: Session,
        shop: ShopTexts,
        assistant: AssistantView | None,
        pump: Callable[[], None],
        *,
        theme: Theme,
        settings: WindowSettings | None = None,
        clock: Clock | None = None,
        notices: Sequence[str] = (),
        database: str = "",
        questionnaires: Sequence[SetPoint] = (),
        warden: GuardrailMonitor | None = None,
    ) -> None:
        """Build the window from the desk.

        Args:
            session: the only writer of the log; it has been started.
            shop: issues, articles, canned replies.
            assistant: what is known of the model; None without one.
            pump: takes in what customers and the model did; called some thirty times a second.
            theme: colours and text sizes (``Application.theme``).
            settings: how the window behaves.
            clock: what waits are measured with.
            notices: what the agent has to be told at the start.
            database: where the log lies, for the page that says what is recorded.
            questionnaires: what the study asks the agent, and when.
            warden: keeps the study's guardrails; it hears the session already.
        """
        super().__init__()
        self._session, self._shop, self._assistant = session, shop, assistant
        self._theme, self._settings = theme, settings or WindowSettings()
        self._clock: Clock = clock or SystemClock()
        self._over = False
        self.attempts = ActionRunner(self)
        self._warden, self._guarding = warden, self._guard(warden)
        self._build()
        self._sheets = SheetStack(
            self, theme, session, shop, self._settings, self._clock, database, warden is not None
        )
        self.deeds = Actions(
            self, session, self.attempts, self._deck, self._queue, self._sheets, self._guarding
        )
        self._follower = EventRouter(
            self,
            session.desk,
            self._clock,
            self._left,
            self._deck,
            self._empty,
            self._banner,
            self._status,
            self.deeds,
        )
        self._questions = QuestionnaireController(
            self, theme, session, self._sheets, self.attempts, questionnaires
        )
        self._keys = KeyActions(self, self.deeds.by_key(theme), self.deeds.turn_to_position)
        self._attention = ActivityMonitor(
            theme.application, self, session, self.attempts, self._settings.idle_s
        )
        self._memory = WindowMemory(self._settings.memory)
        self._memory.restore(self, self._frame.splitter)
        self._timers = [
            self._timer(self._settings.pump_ms, lambda: self.attempts(pump)),
            self._timer(_TICK_MS, self._follower.tick),
        ]
        self._connect()
        self._follower.fill()
        for number, notice in enumerate(notices):
            self._banner.show_notice(f"start:{number}", notice)

    def leave(self) -> bool:
        """Close, but first ask what the study asks at the end; whether the window is closed now.

        For whoever waits until it is: call it again and again, it never takes an answer's place.
        """
        asking = self._questions.is_asking_at_end or self._questions.asks_before_leaving()
        return not asking and self.close()

    def fit_screen(self) -> None:
        """Be no larger than the screen allows."""
        self.resize(self.size().boundedTo(self.screen().availableSize()))

    # --- Qt's events -------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._attention.start()
        self._attention.activation_changed()
        for timer in self._timers:
            timer.start()
        self._follower.look_soon()
        if self._deck.view is None:
            self._frame.setFocus()
        self._questions.start()
        if self._guarding is not None:
            self._guarding.start()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        kinds = (QEvent.Type.ActivationChange, QEvent.Type.WindowStateChange)
        if event.type() in kinds and self.isVisible() and not self._over:
            self._attention.activation_changed()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        # Only a person is asked anything; a program that ends the window does so at once.
        if event.spontaneous() and self._questions.asks_before_leaving():
            event.ignore()
            return
        if not self._over:
            self._questions.stop()
            if self._guarding is not None:
                self._guarding.stop()
            for timer in self._timers:
                timer.stop()
            self._deck.flush()
            self._attention.stop()
            self._follower.stop()
            self._memory.save(self, self._frame.splitter)
            self._over = True
            self.closed.emit()
        super().closeEvent(event)

    # --- putting it together -----------------------------------------------------------------

    def _build(self) -> None:
        theme, desk = self._theme, self._session.desk
        self.setObjectName(object_names.WINDOW)
        self.setWindowTitle("Switchboard")
        self.setMinimumSize(*_SMALLEST)
        self.resize(*_USUAL)
        self._queue = QueuePanel(theme, desk, self._settings)
        self._left = QueueSide(theme, self._queue)
        if self._guarding is not None:
            self._left.add_below(self._guarding.notices)
        self._empty = EmptyPage(theme)
        strip = TabStrip(theme, desk, self._settings)
        self._deck = ChatDeck(strip, self._empty, (self._make_view, self._make_side))
        self._banner = NoticeBanner(theme)
        self._status = StatusBar(self._assistant)
        columns = (self._left, self._deck.middle, self._deck.side)
        self._frame = WindowLayout(theme, columns, self._banner, self._status)
        self.setCentralWidget(self._frame)

    def _connect(self) -> None:
        session, deeds = self._session, self.deeds
        session.subscribe(self._follower.hear)
        session.subscribe(self._questions.hear)
        if self._assistant is not None:
            self._assistant.on_partial(self._follower.words_came)
        session.subscribe_store_errors(
            lambda error: self.attempts.failed.emit(str(error)),
            lambda: self._banner.withdraw("store"),
        )
        self.attempts.refused.connect(self._refused)
        self.attempts.failed.connect(lambda text: self._banner.show_notice("store", text))
        self._queue.accepted.connect(deeds.accept)
        self._queue.chosen.connect(deeds.turn_to)
        self._queue.reviewed.connect(self._sheets.show_chat)
        self._queue.seen.connect(lambda chat: self.attempts(lambda: session.offer(chat)))
        self._deck.strip.chosen.connect(deeds.turn_to)
        self._deck.strip.closing.connect(deeds.ask_to_close)
        self._left.accept_next.clicked.connect(deeds.accept_next)
        self._status.recording_asked.connect(self._sheets.show_recorded)
        self._status.keys_asked.connect(self._sheets.show_keys)
        self._sheets.covered.connect(self._sheet_moved)
        if self._guarding is not None:
            self._guarding.take.connect(deeds.take)
            self._guarding.turn_to.connect(deeds.turn_to)
            self._guarding.changed.connect(self._deck.show_guardrails)
        self._questions.put_off.connect(self._status.show_put_off)
        self._questions.may_leave.connect(self.close)
        self._status.questionnaire_asked.connect(self._questions.resume)

    def _make_view(self, chat: Chat) -> ChatView:
        view = ChatView(
            self._theme,
            self._session,
            self.attempts,
            self._shop,
            self._settings,
            self._clock,
            chat,
        )
        view.closing.connect(self.deeds.ask_to_close)
        view.opened.connect(self._sheets.show_message)
        return view

    def _make_side(self, chat: Chat) -> SidePanel:
        side = SidePanel(
            self._theme,
            self._session,
            self.attempts,
            self._shop,
            self._assistant,
            chat,
            lambda: self._sheets.is_open,
            self._warden,
        )
        side.article.connect(self._sheets.show_article)
        side.chat.connect(self._sheets.show_chat)
        side.inserting.connect(self._deck.flush)
        side.inserted.connect(self.deeds.focus_composer)
        side.toggled.connect(self.deeds.open_panel)
        return side

    def _guard(self, warden: GuardrailMonitor | None) -> GuardrailController | None:
        if warden is None:
            return None
        return GuardrailController(self, self._theme, self._session.desk, warden, self.attempts)

    def _sheet_moved(self, covered: bool) -> None:
        self._keys.enable(not covered)
        self.deeds.keep_up()
        self._follower.look_soon()

    def _refused(self, text: str) -> None:
        if self._deck.view is not None and self._deck.view.composer.isVisible():
            self._deck.view.composer.say(text)
        else:
            self._status.say(text)

    def _timer(self, milliseconds: int, then: Callable[[], object]) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(milliseconds)
        timer.timeout.connect(then)
        return timer
