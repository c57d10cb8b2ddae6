"""Keeps the parts of the window in step with the desk, one event at a time.

No event costs work in proportion to the log: a chat's fact touches that chat's row, tab and view.
"""

from PySide6.QtCore import QObject, QTimer

from console.domain import events as ev
from console.domain.access import may_have_access
from console.domain.chat import Chat
from console.ui.chat_list.queue_panel import QueueSide
from console.ui.kit.context import UiContext
from console.ui.window.actions import Actions
from console.ui.window.banner import NoticeBanner
from console.ui.window.chat_deck import ChatDeck
from console.ui.window.empty_page import EmptyPage
from console.ui.window.status_bar import StatusBar

_QUIET = (
    ev.DraftChanged,
    ev.ComposerFocused,
    ev.ComposerLeft,
    ev.AgentTyping,
    ev.SuggestionFact,
    ev.ChatDiagnosed,
    ev.IssueConfirmed,
    ev.ChatRead,
    ev.NeedCorrected,
    ev.SubjectChosen,
    ev.ActionStarted,
    ev.ActionTaken,
    ev.ActionWithdrawn,
    ev.ProcedureFinished,
)
"""Facts about a chat that change neither its row nor its tab."""

_HIGHLIGHTS = (
    ev.GuardrailTriggered,
    ev.GuardrailObeyed,
    ev.GuardrailOverridden,
    ev.GuardrailLapsed,
)
"""Facts that may change which chats are highlighted."""

_PREPARE_MS = 100
"""From a change of the queue until the view of the next customer's chat is built in advance."""


_TAKES_MORE = (ev.Availability.AVAILABLE, ev.Availability.WRAP_UP)
"""Who takes a chat in the pause after the last one has finished with that."""


class EventRouter(QObject):
    """Tells each part of the window which events concern it, until ``stop``."""

    def __init__(
        self,
        parent: QObject,
        context: UiContext,
        left: QueueSide,
        deck: ChatDeck,
        empty: EmptyPage,
        banner: NoticeBanner,
        status: StatusBar,
        actions: Actions,
    ) -> None:
        super().__init__(parent)
        self._session = context.session
        self._desk, self._clock, self._actions = context.desk, context.clock, actions
        self._left, self._deck, self._empty = left, deck, empty
        self._banner, self._status = banner, status
        self._is_stopped = False
        self._set_aside = 0
        self._seen_timer = QTimer(self)
        self._seen_timer.setSingleShot(True)
        self._seen_timer.setInterval(0)
        self._seen_timer.timeout.connect(self._note_seen)
        self._prepare_timer = QTimer(self)
        self._prepare_timer.setSingleShot(True)
        self._prepare_timer.setInterval(_PREPARE_MS)
        self._prepare_timer.timeout.connect(self._prepare_next)

    def fill(self) -> None:
        """Show what the log has brought back."""
        now = self._clock.wall()
        for chat in self._desk.tabs:
            self._deck.add(chat)
        for chat in self._desk.chats.values():
            self._left.queue.refresh(chat, now)
        tabs = self._deck.chats
        self._actions.turn_to(self._desk.tab if self._desk.tab in tabs else next(iter(tabs), None))
        if self._deck.panel is not None:
            self._deck.panel.finish()
        self._refresh_chats()
        self._refresh_counts()

    def stop(self) -> None:
        """The window is going away."""
        self._is_stopped = True
        self._seen_timer.stop()
        self._prepare_timer.stop()

    def schedule_visibility_check(self) -> None:
        """Once everything has its place, note what is in front of the agent."""
        self._seen_timer.start()

    def on_event(self, event: ev.Event) -> None:
        """Show what has just happened."""
        if self._is_stopped:
            return
        fact = event.fact
        if isinstance(fact, ev.ChatFact):
            self._chat_changed(self._desk.chats[fact.chat], fact)
        elif isinstance(fact, ev.AssistantLost | ev.AssistantStarted):
            self._show_assistant(fact)
        elif isinstance(fact, ev.ChannelConnection):
            self._show_connection()
        elif isinstance(fact, ev.AvailabilityChanged):
            self._status.show_availability(fact.availability)
            self._refresh_counts()
        elif isinstance(fact, ev.ItemSetAside):
            self._show_set_aside(fact)
        elif isinstance(fact, _HIGHLIGHTS):
            self._refresh_chats()
        elif isinstance(fact, ev.PanelToggled):
            self._deck.open_panels(fact.open)
            self.schedule_visibility_check()
        elif isinstance(fact, ev.TabShown | ev.WindowActivated | ev.AgentBack):
            self._refresh_chats()
            self.schedule_visibility_check()

    def tick(self) -> None:
        """Update how long customers have waited, and record what could not be recorded before."""
        self._actions.record_current_tab()
        self._left.queue.tick(self._clock.wall())
        self._refresh_chats()
        self._refresh_counts()

    def _chat_changed(self, chat: Chat, fact: ev.Fact) -> None:
        now = self._clock.wall()
        had_tab = chat.id in self._deck.chats
        if chat.has_tab and not had_tab:
            self._deck.add(chat)
        self._deck.on_fact(chat, fact, now)
        if isinstance(fact, ev.ChatAccepted):
            self._actions.turn_to_wanted()
        if isinstance(fact, ev.SuggestionFact | ev.MessageReceived):
            self.schedule_visibility_check()
        if isinstance(fact, _QUIET):
            return
        self._left.queue.refresh(chat, now)
        if had_tab and not chat.has_tab:
            self._remove_tab(chat.id)
        self._refresh_counts()

    def _remove_tab(self, chat: str) -> None:
        was_current = chat == self._deck.current
        position = self._deck.chats.index(chat)
        self._deck.remove(chat)
        self._refresh_chats()
        if was_current:
            self._actions.turn_after(position)

    def _show_assistant(self, fact: ev.AssistantLost | ev.AssistantStarted) -> None:
        if isinstance(fact, ev.AssistantStarted) or not may_have_access(self._desk):
            self._banner.withdraw("assistant")
        elif fact.final:
            text = f"The assistant has stopped: {fact.reason}. You can continue without it."
            self._banner.show_notice("assistant", text)
        else:
            text = "The assistant has stopped and is being restarted. You can continue meanwhile."
            self._banner.show_notice("assistant", text)
        self._deck.refresh_suggestions()
        self._refresh_counts()

    def _show_connection(self) -> None:
        trouble = self._desk.channel_trouble
        if trouble is None:
            self._banner.withdraw("channel")
        else:
            since = self._clock.wall().astimezone().strftime("%H:%M")
            self._banner.show_notice(
                "channel",
                f"Not connected to the customers' server since {since}: {trouble}. What you send "
                "is kept and goes out once it is reached again, which is tried all the time.",
            )

    def _show_set_aside(self, fact: ev.ItemSetAside) -> None:
        if fact.what == "draft":
            self._banner.show_notice(
                "drafts",
                f"The model's drafts can't be used ({fact.reason}), three times in a row by now. "
                "Approved wordings take their place; `switchboard doctor` says what to do.",
            )
            return
        self._set_aside += 1
        count = self._set_aside
        things = "One thing that came in" if count == 1 else f"{count:,} things that came in"
        # Told once: who has put the notice away is not called back by every further one.
        tell = self._banner.show_notice if count == 1 else self._banner.change_notice
        tell(
            "set-aside",
            f"{things} could not be used and {'was' if count == 1 else 'were'} set aside. "
            "Everything else goes on; tell whoever looks after the console.",
        )

    def _note_seen(self) -> None:
        self._left.queue.note_seen()
        self._deck.note_seen()

    def _refresh_chats(self) -> None:
        now = self._clock.wall()
        for chat in self._deck.chats:
            self._deck.strip.refresh(self._desk.chats[chat], now)
            self._left.queue.refresh(self._desk.chats[chat], now)

    def _refresh_counts(self) -> None:
        waiting = self._left.queue.waiting
        takes_more = self._desk.availability in _TAKES_MORE
        self._left.accept_next.setEnabled(bool(waiting) and takes_more)
        self._empty.refresh(waiting)
        with_assistant = may_have_access(self._desk)
        self._status.refresh(len(self._deck.chats), waiting, with_assistant=with_assistant)
        if not self._prepare_timer.isActive():
            self._prepare_timer.start()

    def _prepare_next(self) -> None:
        if self._session.waiting_items:  # the window has enough to do
            self._prepare_timer.start()
            return
        chat = self._left.queue.longest_waiting()
        self._deck.prepare(None if chat is None else self._desk.chats[chat])
