"""The console's window: it shows the desk and follows the session's events."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QSplitter, QVBoxLayout, QWidget

from console.domain import events as ev
from console.domain.chat import Chat
from console.domain.clock import Clock, SystemClock
from console.session import Session
from console.ui import names
from console.ui.attempts import Attempts
from console.ui.attention import Attention
from console.ui.chat_deck import ChatDeck
from console.ui.chat_view import ChatView
from console.ui.contracts import AssistantView, ShopTexts, WindowSettings
from console.ui.deeds import Deeds
from console.ui.empty_page import EmptyPage
from console.ui.key_actions import KeyActions
from console.ui.memory import WindowMemory
from console.ui.notices import NoticeBanner
from console.ui.queue_panel import QueuePanel
from console.ui.queue_side import QueueSide
from console.ui.sheets import Sheets
from console.ui.side_panel import SidePanel
from console.ui.status_bar import StatusBar
from console.ui.tab_strip import TabStrip
from console.ui.theme import Theme

_TICK_MS = 1_000
_SMALLEST = (1_120, 640)
_USUAL = (1_440, 900)
_COLUMNS = (252, 820, 368)
_QUIET = (ev.DraftChanged, ev.ComposerFocused, ev.ComposerLeft, ev.AgentTyping, ev.SuggestionFact)
"""Facts about a chat that change neither its row nor its tab."""


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
        """
        super().__init__()
        self._session, self._shop, self._assistant = session, shop, assistant
        self._theme, self._settings = theme, settings or WindowSettings()
        self._clock: Clock = clock or SystemClock()
        self._over = False
        self.attempts = Attempts(self)
        self._build()
        self._sheets = Sheets(self, theme, session, shop, self._settings, self._clock, database)
        self.deeds = Deeds(self, session, self.attempts, self._deck, self._queue, self._sheets)
        self._keys = KeyActions(self, self.deeds.by_key(theme), self.deeds.turn_to_position)
        self._attention = Attention(
            theme.application, self, session, self.attempts, self._settings.idle_s
        )
        self._memory = WindowMemory(self._settings.memory)
        self._memory.restore(self, self._splitter)
        self._timers = [
            self._timer(self._settings.pump_ms, lambda: self.attempts(pump)),
            self._timer(_TICK_MS, self._tick),
        ]
        self._connect()
        self._fill()
        for number, notice in enumerate(notices):
            self._banner.show_notice(f"start:{number}", notice)

    # --- Qt's events -------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._attention.start()
        self._attention.activation_changed()
        for timer in self._timers:
            timer.start()
        self._after_layout.start()
        if self._deck.view is None:
            self._content.setFocus()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        kinds = (QEvent.Type.ActivationChange, QEvent.Type.WindowStateChange)
        if event.type() in kinds and self.isVisible() and not self._over:
            self._attention.activation_changed()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        if not self._over:
            for timer in (*self._timers, self._after_layout):
                timer.stop()
            self._deck.flush()
            self._attention.stop()
            self._memory.save(self, self._splitter)
            self._over = True
            self.closed.emit()
        super().closeEvent(event)

    # --- what happens ------------------------------------------------------------------------

    def _on_event(self, event: ev.Event) -> None:
        if self._over:
            return
        fact = event.fact
        if isinstance(fact, ev.ChatFact):
            self._chat_changed(self._session.desk.chats[fact.chat], fact)
        elif isinstance(fact, ev.AssistantLost | ev.AssistantStarted):
            self._show_assistant(fact)
        elif isinstance(fact, ev.PanelToggled):
            self._deck.open_panels(fact.open)
            self._after_layout.start()
        elif isinstance(fact, ev.TabShown | ev.WindowActivated | ev.AgentBack):
            self._refresh_mine()
            self._after_layout.start()

    def _chat_changed(self, chat: Chat, fact: ev.Fact) -> None:
        now = self._clock.wall()
        held = chat.id in self._deck.chats
        if chat.has_tab and not held:
            self._deck.add(chat)
        self._deck.take(chat, fact, now)
        if isinstance(fact, ev.SuggestionFact | ev.MessageReceived):
            self._after_layout.start()
        if isinstance(fact, _QUIET):
            return
        self._queue.refresh(chat, now)
        if held and not chat.has_tab:
            self._take_tab_away(chat.id)
        self._refresh_counts()

    def _take_tab_away(self, chat: str) -> None:
        was_current = chat == self._deck.current
        position = self._deck.chats.index(chat)
        self._deck.remove(chat)
        self._refresh_mine()
        if was_current:
            self.deeds.turn_after(position)

    def _show_assistant(self, fact: ev.AssistantLost | ev.AssistantStarted) -> None:
        if isinstance(fact, ev.AssistantStarted):
            self._banner.withdraw("assistant")
        elif fact.final:
            text = f"The assistant has stopped: {fact.reason}. You can work on without it."
            self._banner.show_notice("assistant", text)
        else:
            text = "The assistant has stopped and is being restarted. You can work on meanwhile."
            self._banner.show_notice("assistant", text)
        self._refresh_counts()

    def _words_came(self, chat: str, suggestion: str) -> None:
        if not self._over:
            self._deck.add_words(chat, suggestion)

    def _refused(self, text: str) -> None:
        if self._deck.view is not None and self._deck.view.composer.isVisible():
            self._deck.view.composer.say(text)
        else:
            self._status.say(text)

    def _tick(self) -> None:
        self._queue.tick(self._clock.wall())
        self._refresh_mine()
        self._refresh_counts()

    def _look_around(self) -> None:
        """Once everything has its place: note what is in front of the agent."""
        self._queue.note_seen()
        self._deck.note_seen()

    def _refresh_mine(self) -> None:
        now = self._clock.wall()
        for chat in self._deck.chats:
            self._deck.strip.refresh(self._session.desk.chats[chat], now)
            self._queue.refresh(self._session.desk.chats[chat], now)

    def _refresh_counts(self) -> None:
        waiting = self._queue.waiting
        self._left.accept_next.setEnabled(bool(waiting))
        self._empty.refresh(waiting)
        self._status.refresh(len(self._deck.chats), waiting)

    # --- putting it together -----------------------------------------------------------------

    def _build(self) -> None:
        theme, desk = self._theme, self._session.desk
        self.setObjectName(names.WINDOW)
        self.setWindowTitle("Switchboard")
        self.setMinimumSize(*_SMALLEST)
        self.resize(*_USUAL)
        self._queue = QueuePanel(theme, desk, self._settings)
        self._left = QueueSide(theme, self._queue)
        self._empty = EmptyPage(theme)
        strip = TabStrip(theme, self._settings)
        self._deck = ChatDeck(strip, self._empty, (self._make_view, self._make_side))
        self._banner = NoticeBanner(theme)
        self._status = StatusBar(self._assistant)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        for width, part in zip(
            (200, 420, 300), (self._left, self._deck.middle, self._deck.side), strict=True
        ):
            part.setMinimumWidth(width)
            self._splitter.addWidget(part)
        self._splitter.setSizes(list(_COLUMNS))
        self._splitter.setStretchFactor(0, 0)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setStretchFactor(2, 0)
        content = self._content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self._banner, self._splitter, self._status):
            column.addWidget(part, int(part is self._splitter))
        self.setCentralWidget(content)

    def _connect(self) -> None:
        session, deeds = self._session, self.deeds
        session.subscribe(self._on_event)
        if self._assistant is not None:
            self._assistant.on_partial(self._words_came)
        self._after_layout = QTimer(self, singleShot=True, interval=0)
        self._after_layout.timeout.connect(self._look_around)
        session.on_trouble = lambda error: self.attempts.failed.emit(str(error))
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
        self._sheets.covered.connect(lambda covered: self._keys.enable(not covered))

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
            self._theme, self._session, self.attempts, self._shop, self._assistant, chat
        )
        side.article.connect(self._sheets.show_article)
        side.chat.connect(self._sheets.show_chat)
        side.inserted.connect(self.deeds.focus_composer)
        side.toggled.connect(self.deeds.open_panel)
        return side

    def _fill(self) -> None:
        """Show what the log has brought back."""
        desk, now = self._session.desk, self._clock.wall()
        for chat in desk.tabs:
            self._deck.add(chat)
        for chat in desk.chats.values():
            self._queue.refresh(chat, now)
        tabs = self._deck.chats
        self.deeds.turn_to(desk.tab if desk.tab in tabs else tabs[0] if tabs else None)
        if self._deck.panel is not None:
            self._deck.panel.finish()
        self._refresh_mine()
        self._refresh_counts()

    def _timer(self, milliseconds: int, then: Callable[[], object]) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(milliseconds)
        timer.timeout.connect(then)
        return timer
