"""The suggestions of a chat, and noting which of them the agent has really seen."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.domain import events as ev
from console.domain.chat import Chat
from console.domain.events import SuggestionKind
from console.ui.kit import object_names
from console.ui.kit.context import UiContext
from console.ui.kit.labels import PlainLabel
from console.ui.kit.procedure import ChatProcedure
from console.ui.kit.section import Section
from console.ui.kit.shortcuts import Shortcut
from console.ui.suggestions.card import SuggestionCard
from console.ui.suggestions.panel_guardrails import PanelGuardrails
from console.ui.suggestions.panel_notes import TroubleNote

_CONCERNS_CARDS = (
    ev.SuggestionFact,
    ev.SendHeld,
    ev.SendWithdrawn,
    ev.MessageSent,
    ev.MessageReceived,
    ev.DraftChanged,
    ev.ChatAbandoned,
    ev.IssueConfirmed,
    ev.ActionStarted,
    ev.ActionTaken,
    ev.ActionWithdrawn,
)
_NOTHING = "Nothing to suggest now."
_MOVES = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show)


class SuggestionPanel(QWidget):
    """Diagnosis and solution. Without an assistant it says so in one line.

    ``inserting`` is emitted when a suggestion is about to replace what is in the input box,
    ``inserted`` when it has, ``cited`` when a source is asked for, ``toggled`` when the agent
    folded (False) or unfolded the panel. ``hand_is_near`` says whether the pointer is where the
    agent may be about to click.
    """

    inserting = Signal()
    inserted = Signal()
    cited = Signal(str)
    toggled = Signal(bool)

    def __init__(
        self,
        context: UiContext,
        chat: Chat,
        procedure: ChatProcedure,
    ) -> None:
        super().__init__()
        self._guardrails: PanelGuardrails | None = None
        self.hand_is_near: Callable[[], bool] = self.underMouse
        self._procedure = procedure
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
        layout.addStretch(1)
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
        self._nothing = PlainLabel(_NOTHING, ink="muted", wrap=True)
        self._nothing.setContentsMargins(8, 0, 8, 4)
        self._section.body.addWidget(self._nothing)
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
        if self._assistant is None:
            return
        # While the pointer is near, nothing below the panel moves up under it.
        self.setMinimumHeight(self.height() if self.hand_is_near() else 0)
        for card in self._cards.values():
            card.refresh()
        self._trouble.setVisible(self._assistant.given_up)
        self._follow_steps()
        self.show_guardrails()
        self.schedule_visibility_check()
        self._take_newer_wordings()

    def show_guardrails(self) -> None:
        """Bring up to date what guardrails say on this panel, and which cards are there."""
        awaits_asking = self._guardrails is not None and self._guardrails.awaits_asking
        shown = [] if awaits_asking else self._cards_to_show()
        for card in self._cards.values():
            card.setVisible(card in shown)
        if self._assistant is not None:
            self._nothing.setVisible(not shown and not awaits_asking and self._chat.is_open)
        if self._guardrails is not None:
            self._guardrails.show()

    def hand_moved_away(self) -> None:
        """The pointer has left what surrounds the panel: what waited for that comes now."""
        if self.minimumHeight() or any(_waits(card) for card in self._cards.values()):
            self.refresh()

    def take_newer_wording(self) -> None:
        """Take the newer wording of the first card that has one, if the agent has it in sight."""
        waiting = (about for about, card in self._cards.items() if _waits(card))
        about = next(waiting, None)
        if about is not None and self._session.desk.panel_visible(self._chat.id):
            self._take(self._cards[about], by_agent=True)
        else:
            self._run_action.refused.emit("There is no newer wording.")

    def ask(self) -> None:
        """Ask for suggestions where they are made on demand only."""
        asks = self._guardrails is not None and self._guardrails.reach()
        if asks and self._assistant is not None:
            ask = self._assistant.ask
            self._run_action(lambda: ask(self._chat.id))

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
                    partial(self._session.attention.mark_suggestion_shown, self._chat.id, shown.id)
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

    def _cards_to_show(self) -> list[SuggestionCard]:
        """The cards with something that is right now, or else the one that was used last."""
        right = [card for card in self._cards.values() if card.is_right_now]
        last = next(reversed(self._chat.suggestions.values()), None)
        used = last is not None and (last.adopted or last.modified or last.dismissed)
        return right or [card for card in self._cards.values() if used and card.shown is last]

    def _follow_steps(self) -> None:
        """Worked out only where a card that can be seen asks for it."""
        visible = self.isVisible()
        for card in self._cards.values():
            acts = visible and card.shown is not None and card.shown.move is ev.Move.ACT
            step = self._procedure.outlook.next_step if acts else None
            card.step.follow(card.shown, self._procedure.article if acts else None, step)

    def _take_newer_wordings(self) -> None:
        """Let the model's wordings take their places quietly, where the agent's hand is not."""
        for card in self._cards.values():
            revision = card.shown.revision if card.shown is not None else None
            if revision is None or card.is_in_hand:
                continue
            if not self.hand_is_near() or card.has_room_for(revision.text):
                self._take(card, by_agent=False)

    def _take(self, card: SuggestionCard, *, by_agent: bool) -> None:
        shown = card.shown
        if shown is not None:
            take = self._session.take_revision
            self._run_action(lambda: take(self._chat.id, shown.id, by_agent=by_agent))

    def _carry_out(self, article: str, step: str) -> None:
        self._run_action(lambda: self._session.procedure.carry_out(self._chat.id, article, step))

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
        card.reword.connect(lambda: self._take(card, by_agent=True))
        card.step.carry_out.connect(self._carry_out)
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
            key = Shortcut.ASK.key.label or "The button"
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


def _waits(card: SuggestionCard) -> bool:
    """Whether a newer wording waits beside what is on the card."""
    return card.shown is not None and card.shown.is_usable and card.shown.revision is not None
