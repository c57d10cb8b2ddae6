"""The two suggestions of a chat, and noting which of them the agent has really seen."""

from functools import partial

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.domain import events as ev
from console.domain.chat import Chat
from console.domain.events import SuggestionKind
from console.domain.suggestions import Progress
from console.ui.kit import object_names
from console.ui.kit.context import UiContext
from console.ui.kit.labels import PlainLabel
from console.ui.kit.section import Section
from console.ui.kit.shortcuts import Shortcut
from console.ui.suggestions.card import SuggestionCard
from console.ui.suggestions.panel_guardrails import PanelGuardrails
from console.ui.suggestions.panel_notes import TroubleNote

_CONCERNS_CARDS = (
    ev.SuggestionFact,
    ev.MessageSent,
    ev.MessageReceived,
    ev.DraftChanged,
    ev.ChatAbandoned,
)
_MOVES = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show)


class SuggestionPanel(QWidget):
    """Diagnosis and solution. Without an assistant it says so in one line.

    ``inserting`` is emitted when a suggestion is about to replace what is in the input box,
    ``inserted`` when it has, ``cited`` when a source is asked for, ``toggled`` when the agent
    folded (False) or unfolded the panel.
    """

    inserting = Signal()
    inserted = Signal()
    cited = Signal(str)
    toggled = Signal(bool)

    def __init__(
        self,
        context: UiContext,
        chat: Chat,
    ) -> None:
        super().__init__()
        self._guardrails: PanelGuardrails | None = None
        self._session, self._run_action = context.session, context.run_action
        self._assistant, self._sheets, self._chat = context.assistant, context.sheets, chat
        self._seen_timer = QTimer(self)
        self._seen_timer.setSingleShot(True)
        self._seen_timer.setInterval(0)
        self._seen_timer.timeout.connect(self.note_seen)
        self._section = Section(
            context.theme,
            "Suggestions",
            object_names.panel_toggle(chat.id),
            tip=Shortcut.TOGGLE_PANEL.tip,
        )
        self._section.open(context.desk.panel_open)
        self._section.folded.connect(lambda folded: self.toggled.emit(not folded))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._section)
        self._cards: dict[SuggestionKind, SuggestionCard] = {}
        self._section.body.setSpacing(8)
        if context.assistant is None:
            off = PlainLabel("The assistant is off: no model was chosen.", ink="muted", wrap=True)
            off.setContentsMargins(8, 0, 8, 8)
            self._section.body.addWidget(off)
            return
        self._trouble = TroubleNote(chat.id)
        self._trouble.again.clicked.connect(self._try_again)
        self._section.body.addWidget(self._trouble)
        for about in SuggestionKind:
            self._cards[about] = self._make_card(context, about)
            self._section.body.addWidget(self._cards[about])
        if context.guardrails is not None:
            self._guardrails = PanelGuardrails(context, context.guardrails, chat, self._cards)
            self._guardrails.note.ask.clicked.connect(self.ask)
            self._section.body.addWidget(self._guardrails.note)
        self.refresh()

    def on_fact(self, fact: ev.Fact) -> None:
        """Show what has just happened to the suggestions of this chat."""
        if isinstance(fact, _CONCERNS_CARDS):
            self.refresh()

    def refresh(self) -> None:
        """Bring both cards up to date; what can be seen then is noted."""
        for card in self._cards.values():
            card.refresh(self._partial(card))
        if self._assistant is not None:
            self._trouble.setVisible(self._assistant.given_up)
        self.show_guardrails()
        self.schedule_visibility_check()

    def show_guardrails(self) -> None:
        """Bring up to date what guardrails say on this panel."""
        if self._guardrails is not None:
            self._guardrails.show()

    def ask(self) -> None:
        """Ask for suggestions where they are made on demand only."""
        asks = self._guardrails is not None and self._guardrails.reach()
        if asks and self._assistant is not None:
            ask = self._assistant.ask
            self._run_action(lambda: ask(self._chat.id))

    def add_words(self, suggestion: str) -> None:
        """More words of an unfinished suggestion have come."""
        for card in self._cards.values():
            if card.shown is not None and card.shown.id == suggestion:
                card.refresh(self._partial(card))
        self.schedule_visibility_check()

    def open(self, is_open: bool) -> None:
        """Follow the desk: the panel was folded or unfolded."""
        self._section.open(is_open)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """A card or its words have got another place: look again what can be seen."""
        if event.type() in _MOVES:
            self.schedule_visibility_check()
        return False

    def schedule_visibility_check(self) -> None:
        """Once everything has its place, note what can be seen."""
        self._seen_timer.start()

    def note_seen(self) -> None:
        """Record each suggestion whose words are in front of an agent who is there."""
        desk = self._session.desk
        if desk.idle or self._sheets.is_open or not desk.panel_visible(self._chat.id):
            return
        for card in self._cards.values():
            shown = card.shown
            if shown is not None and shown.shown_at is None and shown.is_live and card.in_sight:
                self._run_action(
                    partial(self._session.mark_suggestion_shown, self._chat.id, shown.id)
                )

    def send(self, about: SuggestionKind) -> None:
        """Send the suggestion on a card as it is, if the agent has it in sight."""
        if self._in_sight(about, "send"):
            self._send(about)

    def edit(self, about: SuggestionKind) -> None:
        """Put the suggestion on a card into the input box, if the agent has it in sight."""
        if self._in_sight(about, "edit"):
            self._edit(about)

    def dismiss(self, about: SuggestionKind) -> None:
        """Dismiss the suggestion on a card, if the agent has it in sight."""
        if self._in_sight(about, "dismiss"):
            self._dismiss(about)

    def ask_again(self, about: SuggestionKind) -> None:
        """Ask for another suggestion."""
        card = self._cards.get(about)
        if card is None or self._assistant is None:
            return
        if self._guardrails is not None:
            self._guardrails.reach()
        shown = card.shown
        if self._chat.is_open and not (shown and shown.is_in_the_making):
            replaces = shown.id if shown else None
            ask = self._assistant.ask_again
            self._run_action(lambda: ask(self._chat.id, about, replaces))

    def _try_again(self) -> None:
        if self._assistant is not None:
            self._run_action(self._assistant.try_again)
            self.refresh()

    def _make_card(self, context: UiContext, about: SuggestionKind) -> SuggestionCard:
        card = SuggestionCard(context.theme, context.shop.articles, self._chat, about)
        card.send.connect(lambda: self._send(about))
        card.edit.connect(lambda: self._edit(about))
        card.dismiss.connect(lambda: self._dismiss(about))
        card.again.connect(lambda: self.ask_again(about))
        card.rate.connect(self._rate)
        card.cited.connect(self.cited)
        card.changed.connect(self.refresh)
        card.installEventFilter(self)
        card.text.installEventFilter(self)
        return card

    def _in_sight(self, about: SuggestionKind, action: str) -> bool:
        """Whether a key may act on a card; if not, say why. A button is in sight anyway."""
        card = self._cards.get(about)
        visible = self._session.desk.panel_visible(self._chat.id)
        if visible and card is not None and card.can_be_used and card.in_sight:
            return True
        guardrails = self._guardrails
        if guardrails is not None and guardrails.awaits_asking and guardrails.reach():
            key = Shortcut.ASK.key.label
            self._run_action.refused.emit(f"There is no {about} yet. {key} asks for one.")
        else:
            self._run_action.refused.emit(f"There is no {about} in sight to {action}.")
        return False

    def _send(self, about: SuggestionKind) -> None:
        card = self._cards[about]
        if card.just_changed:
            self._run_action.refused.emit(f"The {about} has just changed. Read it, then send it.")
        elif card.shown is not None:
            suggestion = card.shown.id
            if self._guardrails is None or not self._guardrails.holds(suggestion):
                self._run_action(lambda: self._session.adopt(self._chat.id, suggestion))

    def _edit(self, about: SuggestionKind) -> None:
        shown = self._cards[about].shown
        if shown is None:
            return
        self.inserting.emit()
        if self._run_action(lambda: self._session.insert(self._chat.id, shown.id)):
            self.inserted.emit()

    def _dismiss(self, about: SuggestionKind) -> None:
        shown = self._cards[about].shown
        if shown is not None:
            self._run_action(lambda: self._session.dismiss(self._chat.id, shown.id))

    def _rate(self, suggestion: str, good: bool) -> None:
        rate = self._session.rate_suggestion
        self._run_action(lambda: rate(self._chat.id, suggestion, good))
        self.refresh()

    def _partial(self, card: SuggestionCard) -> str:
        """What the newest unfinished suggestion of the card's kind says so far."""
        latest = card.latest
        if latest is None or self._assistant is None or latest.progress is not Progress.STREAMING:
            return ""
        return self._assistant.partial(latest.id)
