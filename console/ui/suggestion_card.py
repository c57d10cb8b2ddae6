"""The card of one kind of suggestion. It never looks like a message: tinted, dashed, with its word."""

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from console.domain.chat import Chat
from console.domain.events import SuggestionKind
from console.domain.suggestions import Progress, Suggestion
from console.ui import names
from console.ui.buttons import IconButton, KeyButton, TextButton
from console.ui.contracts import ShopTexts
from console.ui.labels import IconLabel, PlainLabel
from console.ui.reading import Choice, choose, newest
from console.ui.shortcuts import Shortcut
from console.ui.theme import Theme
from console.ui.words import harmless

_RESERVED_LINES = 3
_SETTLING_MS = 350
_KEYS = {
    SuggestionKind.DIAGNOSIS: (
        Shortcut.SEND_DIAGNOSIS,
        Shortcut.EDIT_DIAGNOSIS,
        Shortcut.DISMISS_DIAGNOSIS,
        Shortcut.AGAIN_DIAGNOSIS,
    ),
    SuggestionKind.SOLUTION: (
        Shortcut.SEND_SOLUTION,
        Shortcut.EDIT_SOLUTION,
        Shortcut.DISMISS_SOLUTION,
        Shortcut.AGAIN_SOLUTION,
    ),
}


class SuggestionCard(QFrame):
    """A suggestion with what can be done with it; each signal carries the suggestion's id.

    ``again`` carries the id of the one on the card, or "". ``changed`` tells that other words are
    on the card, so that somebody can note whether they were seen.
    """

    send = Signal(str)
    edit = Signal(str)
    dismiss = Signal(str)
    again = Signal(str)
    rate = Signal(str, bool)
    cited = Signal(str)
    changed = Signal()

    def __init__(self, theme: Theme, shop: ShopTexts, chat: Chat, about: SuggestionKind) -> None:
        super().__init__()
        self.setObjectName(names.suggestion_card(chat.id, about))
        self.setAccessibleName(f"Suggested {about}")
        self._theme, self._shop, self._chat, self._about = theme, shop, chat, about
        self._shown: str | None = None
        self._newer: str | None = None
        self._sources: tuple[str, ...] = ()
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLING_MS)
        self._lay_out()
        theme.changed.connect(self.update)

    @property
    def shown(self) -> Suggestion | None:
        """The suggestion on the card."""
        return self._chat.suggestions.get(self._shown or "")

    @property
    def latest(self) -> Suggestion | None:
        """The suggestion of this kind that was asked for last."""
        return newest(self._chat, self._about)

    @property
    def has_words(self) -> bool:
        """Whether there is anything to read, and it is in sight."""
        return bool(self.text.text()) and not self.text.visibleRegion().isEmpty()

    @property
    def just_swapped(self) -> bool:
        """Whether other words have only just taken the place of those that were read here."""
        return self._settling.isActive()

    def refresh(self, partial: str = "") -> None:
        """Show what should be shown; ``partial`` are the words of an unfinished suggestion."""
        self._show(choose(self._chat, self._about, self._shown, self._is_being_read()), partial)

    def show_newer(self) -> None:
        """Let the newer suggestion take the card."""
        self._shown = self._newer
        self.refresh()
        self.changed.emit()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        super().leaveEvent(event)
        if self._newer is not None:
            self.refresh()
            self.changed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(self._theme.colour("suggestion_edge"), 1.2)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(self._theme.colour("suggestion"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)

    def _is_being_read(self) -> bool:
        focus = QApplication.focusWidget()
        holds_focus = focus is not None and self.isAncestorOf(focus)
        return self.isVisible() and (self.underMouse() or holds_focus)

    def _show(self, choice: Choice, partial: str) -> None:
        suggestion = choice.shown
        if suggestion and self._shown and suggestion.id != self._shown and self.text.text():
            self._settling.start()
        self._shown = suggestion.id if suggestion else None
        self._newer = choice.newer.id if choice.newer else None
        self._state.setText(state_of(suggestion))
        self._show_words(suggestion, partial)
        usable = suggestion is not None and suggestion.is_usable and self._chat.is_open
        words = suggestion is not None and suggestion.progress is Progress.READY
        live = words and suggestion is not None and suggestion.is_live
        for button in (self._send, self._edit):
            button.setEnabled(usable)
            button.setVisible(suggestion is None or suggestion.progress is not Progress.FAILED)
        self._actions.setVisible(
            suggestion is not None and suggestion.is_live or bool(choice.newer)
        )
        for thumb, good in ((self._good, True), (self._bad, False)):
            thumb.setVisible(words)
            thumb.setChecked(suggestion is not None and suggestion.good is good)
        self._dismiss.setVisible(live)
        waiting = suggestion is not None and suggestion.is_in_the_making
        self._again.setVisible(self._chat.is_open and not waiting and bool(self._chat.messages))
        self._show_newer(choice.newer)
        self._show_sources(suggestion.sources if suggestion and live else ())
        self._notes.setText("\n".join(suggestion.notes) if suggestion and live else "")
        self._notes.setVisible(bool(self._notes.text()))

    def _show_words(self, suggestion: Suggestion | None, partial: str) -> None:
        text = ""
        if suggestion is not None and suggestion.is_live or self._newer:
            assert suggestion is not None
            text = harmless(suggestion.text or partial)
        elif suggestion is not None and suggestion.progress is Progress.FAILED:
            text = ""
        if text != self.text.text():
            self.text.setText(text)
        making = suggestion is not None and suggestion.is_in_the_making
        line = self.text.fontMetrics().lineSpacing()
        self.text.setMinimumHeight(line * _RESERVED_LINES if making else 0)
        self.text.setVisible(bool(text) or making)

    def _show_newer(self, newer: Suggestion | None) -> None:
        self._newer_link.setVisible(newer is not None)
        if newer is not None:
            ready = newer.progress is Progress.READY
            self._newer_link.setText(
                "Newer suggestion" if ready else "A newer one is being written"
            )
            self._newer_link.setEnabled(ready)

    def _show_sources(self, sources: tuple[str, ...]) -> None:
        if sources == self._sources:
            return
        self._sources = sources
        while (item := self._source_rows.takeAt(0)) is not None:
            if (link := item.widget()) is not None:
                link.hide()
                link.deleteLater()
        for number, source in enumerate(sources, start=1):
            article = self._shop.articles.get(source)
            title = article.title if article else source
            name = names.source(self._chat.id, self._about, number)
            link = TextButton(f"[{number}] {title}", name, look="link", small=True)
            link.setToolTip("Open the article")
            link.setEnabled(article is not None)
            link.clicked.connect(lambda _=False, source=source: self.cited.emit(source))
            link.setMinimumWidth(1)
            self._source_rows.addWidget(link)

    def _emit(self, signal: object) -> None:
        if self._shown is not None:
            signal.emit(self._shown)  # type: ignore[attr-defined]

    def _lay_out(self) -> None:
        chat, about = self._chat.id, self._about
        send, edit, dismiss, again = _KEYS[about]
        title = PlainLabel(about.value.capitalize(), weight="bold")
        self._spark = IconLabel(self._theme, "spark")
        self._state = PlainLabel(ink="muted", size="small")
        self._good = self._icon("thumb-up", names.suggestion_good(chat, about), "Good suggestion")
        self._bad = self._icon("thumb-down", names.suggestion_bad(chat, about), "Bad suggestion")
        for thumb in (self._good, self._bad):
            thumb.setCheckable(True)
        self._again = self._icon("again", names.suggestion_again(chat, about), again.tip)
        self._dismiss = self._icon("close", names.suggestion_dismiss(chat, about), dismiss.tip)
        head = QHBoxLayout()
        head.setSpacing(2)
        head.addWidget(self._spark)
        head.addSpacing(4)
        head.addWidget(title)
        head.addSpacing(6)
        head.addWidget(self._state, 1)
        for button in (self._good, self._bad, self._again, self._dismiss):
            head.addWidget(button)
        self.text = PlainLabel(wrap=True, selectable=True)
        self.text.setObjectName(names.suggestion_text(chat, about))
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._notes = PlainLabel(ink="muted", size="small", wrap=True)
        self._source_rows = QVBoxLayout()
        self._source_rows.setSpacing(0)
        self._newer_link = TextButton(
            "Newer suggestion", names.suggestion_newer(chat, about), look="link", small=True
        )
        self._send = KeyButton(
            self._theme,
            "Send",
            names.suggestion_send(chat, about),
            send,
            accessible=f"Send the {about} as it is",
        )
        self._edit = KeyButton(
            self._theme,
            "Edit",
            names.suggestion_edit(chat, about),
            edit,
            accessible=f"Edit the {about} before sending",
        )
        self._actions = QWidget()
        actions = QHBoxLayout(self._actions)
        actions.setContentsMargins(0, 4, 0, 0)
        actions.setSpacing(8)
        actions.addWidget(self._send)
        actions.addWidget(self._edit)
        actions.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 8, 10)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self.text)
        layout.addLayout(self._source_rows)
        layout.addWidget(self._notes)
        layout.addWidget(self._newer_link, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._actions)
        self._connect()

    def _icon(self, icon: str, name: str, tip: str) -> IconButton:
        return IconButton(self._theme, icon, name, tip)

    def _connect(self) -> None:
        self._send.clicked.connect(lambda: self._emit(self.send))
        self._edit.clicked.connect(lambda: self._emit(self.edit))
        self._dismiss.clicked.connect(lambda: self._emit(self.dismiss))
        self._again.clicked.connect(lambda: self.again.emit(self._shown or ""))
        self._newer_link.clicked.connect(self.show_newer)
        self._good.clicked.connect(lambda: self._rate(True))
        self._bad.clicked.connect(lambda: self._rate(False))

    def _rate(self, good: bool) -> None:
        if self._shown is not None:
            self.rate.emit(self._shown, good)


def state_of(suggestion: Suggestion | None) -> str:
    """The few words beside the card's title."""
    if suggestion is None:
        return "none yet"
    if suggestion.adopted:
        return "sent"
    if suggestion.modified:
        return "sent after editing"
    if suggestion.dismissed:
        return "put away"
    if suggestion.superseded:
        return "overtaken by the chat"
    if suggestion.progress is Progress.FAILED:
        return f"could not be written: {suggestion.failure}"
    if suggestion.progress is Progress.READY:
        return "in the message box" if suggestion.inserted else ""
    return "thinking…" if suggestion.progress is Progress.REQUESTED else "writing…"
