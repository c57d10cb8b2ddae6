"""The card of one kind of suggestion: which one it shows, in which state, and what can be done."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractButton, QApplication

from console.domain.chat import Chat
from console.domain.events import SuggestionKind, Version
from console.domain.knowledge import Article
from console.domain.suggestions import Progress, Suggestion
from console.ui.kit.formatting import sanitized
from console.ui.kit.theme import Theme
from console.ui.suggestions.card_choice import CardChoice, choose, newest
from console.ui.suggestions.card_face import CardFace
from console.ui.suggestions.card_step import CardStep

_JUST_CHANGED_MS = 350
"""Time after the words on the card were replaced during which a key does not send them."""
_FAIR_PART, _FAIR_LINES = 0.6, 3
"""The share of the words, or number of lines, in sight that counts as the agent seeing them."""
_TALLEST = 100_000


class SuggestionCard(CardFace):
    """A card that follows the chat.

    ``send``, ``edit``, ``dismiss`` and ``again`` ask for what their buttons say; ``rate`` carries
    the suggestion and whether it is good, ``reword`` asks for the newer wording.
    ``changed`` is emitted when the words change, or may change because reading is over.
    """

    send = Signal()
    edit = Signal()
    dismiss = Signal()
    again = Signal()
    rate = Signal(str, bool)
    reword = Signal()
    changed = Signal()

    def __init__(
        self, theme: Theme, articles: Mapping[str, Article], chat: Chat, about: SuggestionKind
    ) -> None:
        super().__init__(theme, articles, chat.id, about)
        self._chat = chat
        self._shown: str | None = None
        self._newer: str | None = None
        self._words_of: tuple[str, Version] | None = None
        self._just_changed_timer = QTimer(self)
        self._just_changed_timer.setSingleShot(True)
        self._just_changed_timer.setInterval(_JUST_CHANGED_MS)
        for button, signal in (
            (self.send_button, self.send),
            (self.edit_button, self.edit),
            (self.dismiss_button, self.dismiss),
            (self.again_button, self.again),
            (self.wording_link, self.reword),
        ):
            button.clicked.connect(signal)
        self.step = CardStep(theme, chat, about)
        self.add_above_words(self.step)
        for part in self.findChildren(QAbstractButton):
            part.installEventFilter(self)
        self.newer_link.clicked.connect(self._show_newer_one)
        self.good.clicked.connect(lambda: self._rate(True))
        self.bad.clicked.connect(lambda: self._rate(False))

    @property
    def shown(self) -> Suggestion | None:
        """The suggestion on the card."""
        return self._chat.suggestions.get(self._shown or "")

    @property
    def latest(self) -> Suggestion | None:
        """The suggestion of this kind that was asked for last."""
        return newest(self._chat, self._about)

    @property
    def in_sight(self) -> bool:
        """Whether there is anything to read, and a fair part of it is in sight."""
        words, metrics = self.text.text(), self.text.fontMetrics()
        if not words or not self.text.isVisible():
            return False
        page = self.text.contentsRect().adjusted(0, 0, 0, _TALLEST)
        written = metrics.boundingRect(page, Qt.TextFlag.TextWordWrap, words)
        seen = self.text.visibleRegion().boundingRect().intersected(written).height()
        enough = min(_FAIR_PART * written.height(), _FAIR_LINES * metrics.lineSpacing())
        return bool(seen >= enough)

    @property
    def can_be_used(self) -> bool:
        """Whether the suggestion on the card can be sent or edited."""
        return self.send_button.isEnabled()

    @property
    def just_changed(self) -> bool:
        """Whether the words on the card were replaced only a moment ago."""
        return self._just_changed_timer.isActive()

    @property
    def is_right_now(self) -> bool:
        """Whether what is on the card is being made or can be sent, rather than over."""
        shown = self.shown
        return shown is not None and (shown.is_live or bool(self.text.text()))

    @property
    def is_in_hand(self) -> bool:
        """Whether the agent has begun with it: reads it, or has it in the input box."""
        shown = self.shown
        edits = shown is not None and shown.id == self._chat.draft.suggestion
        return edits or self._is_being_read()

    def refresh(self) -> None:
        """Show what should be shown."""
        self._show(choose(self._chat, self._about, self._shown, self._is_being_read()))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        super().leaveEvent(event)
        self._stop_reading()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """The cursor has left a part of the card, perhaps for another."""
        if event.type() is QEvent.Type.FocusOut and not self._is_being_read():
            self._stop_reading()
        return False

    def _stop_reading(self) -> None:
        shown = self.shown
        waits = shown is not None and (shown.superseded or shown.revision is not None)
        if self._newer is not None or waits:
            self.changed.emit()

    def _is_being_read(self) -> bool:
        focus = QApplication.focusWidget()
        holds_focus = focus is not None and self.isAncestorOf(focus)
        return self.isVisible() and (self.underMouse() or holds_focus)

    def _show(self, choice: CardChoice) -> None:
        suggestion = choice.shown
        self._shown = suggestion.id if suggestion else None
        self._newer = choice.newer.id if choice.newer else None
        words = _words(choice)
        rewords = self._note_words(words, suggestion)
        making = suggestion is not None and suggestion.is_in_the_making
        self.show_move(suggestion.move if suggestion else None)
        self.show_state(*describe(suggestion))
        self.show_words(words, more_to_come=making, keep_height=rewords)
        live = suggestion is not None and suggestion.is_live
        ready = suggestion is not None and suggestion.progress is Progress.READY
        usable = bool(words) and ready and self._chat.is_open
        self.send_button.setEnabled(usable)
        self.edit_button.setEnabled(usable)
        self.action_row.setVisible(bool(words) or making)
        self.dismiss_button.setVisible(live and ready)
        self.again_button.setVisible(self._chat.is_open and not making)
        self.show_rating(suggestion.good if suggestion else None, can_rate=ready)
        self.show_sources(suggestion.sources if suggestion and words else ())
        self.show_notes(suggestion.notes if suggestion and words else ())
        is_ready = choice.newer is not None and choice.newer.progress is Progress.READY
        link = "Newer suggestion" if is_ready else "A newer one is being written"
        self.show_newer(link if choice.newer else "", is_ready=is_ready)
        self.show_newer_wording(
            usable and suggestion is not None and suggestion.revision is not None
        )

    def _note_words(self, words: str, suggestion: Suggestion | None) -> bool:
        """Note that other words are there now; whether they only reword the same suggestion."""
        if not words or suggestion is None:
            return False
        before, self._words_of = self._words_of, (suggestion.id, suggestion.version)
        if before is not None and before != self._words_of:
            self._just_changed_timer.start()
        return before is not None and before[0] == suggestion.id

    def _show_newer_one(self) -> None:
        self._shown = self._newer
        self.changed.emit()

    def _rate(self, good: bool) -> None:
        if self._shown is not None:
            self.rate.emit(self._shown, good)


def _words(choice: CardChoice) -> str:
    """What there is to read: nothing that was sent, dismissed, or superseded while unread."""
    suggestion = choice.shown
    if suggestion is None or not (suggestion.is_live or choice.in_use):
        return ""
    return sanitized(suggestion.text)


def describe(suggestion: Suggestion | None) -> tuple[str, str]:
    """The state next to the card's title, and a sentence of explanation where it needs one."""
    if suggestion is None:
        return "none yet", ""
    outcomes = (
        (suggestion.adopted, "sent"),
        (suggestion.modified, "sent after editing"),
        (suggestion.dismissed, "dismissed"),
        (suggestion.superseded, "out of date"),
    )
    outcome = next((word for applies, word in outcomes if applies), None)
    if outcome is not None:
        return outcome, ""
    if suggestion.progress is Progress.FAILED:
        return "not available", f"It could not be written: {suggestion.failure}."
    states = {Progress.REQUESTED: "thinking…", Progress.STREAMING: "writing…"}
    return states.get(suggestion.progress, "in the message box" if suggestion.inserted else ""), ""
