"""How a suggestion looks: tinted, dashed, with its word, so that it never looks like a message."""

from collections.abc import Mapping

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from console.domain.events import Move, SuggestionKind
from console.domain.knowledge import Article
from console.ui.kit import object_names
from console.ui.kit.buttons import ElidedLink, IconButton, KeyButton, TextButton
from console.ui.kit.labels import ElidedLabel, IconLabel, PlainLabel
from console.ui.kit.shortcuts import Shortcut
from console.ui.kit.theme import Theme

_RESERVED_LINES = 3
_TALLEST = 100_000
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

MOVES = {
    Move.ASK: "Ask",
    Move.ANSWER: "Answer",
    Move.ACT: "Do first",
    Move.REPORT: "Report",
    Move.DECLINE: "Decline",
    Move.WAIT: "Wait",
    Move.CLOSE: "Good-bye",
}
"""What a message does, as a card's title."""

SEND_KEYS = {about: keys[0] for about, keys in _KEYS.items()}
"""The key that sends a suggestion of each kind as it is."""


class CardFace(QFrame):
    """The widgets of a card and setters for what they show. ``cited`` asks for an article."""

    cited = Signal(str)

    def __init__(
        self, theme: Theme, articles: Mapping[str, Article], chat: str, about: SuggestionKind
    ) -> None:
        super().__init__()
        self.setObjectName(object_names.suggestion_card(chat, about))
        self.setAccessibleName(f"Suggested {about}")
        self._theme, self._articles = theme, articles
        self._chat_id, self._about = chat, about
        self._sources: tuple[str, ...] = ()
        self._move: Move | None = None
        self._kept_height = 0
        self._make_widgets()
        self._lay_out()
        theme.changed.connect(self.update)

    def show_move(self, move: Move | None) -> None:
        """The title: what the message does, or else which kind of suggestion it is."""
        kind = self._about.value.capitalize()
        self._move = move
        self._title.setText(MOVES[move] if move is not None else kind)
        self.setAccessibleName(f"Suggested {self._about}: {self._title.text()}")

    def show_state(self, text: str, explanation: str = "") -> None:
        """A few words beside the title, and a sentence below it if there is more to say."""
        kind = self._about.value if self._move is not None else ""
        self._state.setText(", ".join(part for part in (kind, text) if part))
        self._explanation.setText(explanation)
        self._explanation.setVisible(bool(explanation))

    def show_words(self, text: str, *, more_to_come: bool, keep_height: bool = False) -> None:
        """The words; nothing jumps.

        Args:
            text: the words.
            more_to_come: they are being written; lines are reserved for them.
            keep_height: they say the same as those before, so that they get no less room.
        """
        line = self.text.fontMetrics().lineSpacing()
        if text != self.text.text():
            self._kept_height = self.text.height() if keep_height else 0
            self.text.setText(text)
        reserved = line * _RESERVED_LINES if more_to_come else 0
        self.text.setMinimumHeight(max(reserved, self._kept_height))
        self.text.setVisible(bool(text) or more_to_come)

    def show_sources(self, sources: tuple[str, ...]) -> None:
        """The cited articles as numbered links."""
        if sources == self._sources:
            return
        self._sources = sources
        while (item := self._source_rows.takeAt(0)) is not None:
            if (link := item.widget()) is not None:
                link.hide()
                link.deleteLater()
        for number, source in enumerate(sources, start=1):
            self._source_rows.addWidget(self._source_link(number, source))

    def show_notes(self, notes: tuple[str, ...]) -> None:
        """What was found or changed while the suggestion was checked."""
        self._notes.setText("\n".join(notes))
        self._notes.setVisible(bool(notes))

    def show_newer(self, words: str, *, is_ready: bool) -> None:
        """The link to a newer suggestion; no words hide it."""
        self.newer_link.setText(words)
        self.newer_link.setVisible(bool(words))
        self.newer_link.setEnabled(is_ready)

    def show_newer_wording(self, waits: bool) -> None:
        """The link that takes the newer wording, in the place of the state: nothing moves."""
        self.wording_link.setVisible(waits)
        self._state.setVisible(not waits)

    def has_room_for(self, text: str) -> bool:
        """Whether these words fit where the present ones are."""
        page = QRect(0, 0, self.text.width(), _TALLEST)
        written = self.text.fontMetrics().boundingRect(page, Qt.TextFlag.TextWordWrap, text)
        return written.height() <= self.text.height()

    def show_rating(self, good: bool | None, *, can_rate: bool) -> None:
        """The thumbs."""
        for thumb, means in ((self.good, True), (self.bad, False)):
            thumb.setVisible(can_rate)
            thumb.setChecked(good is means)

    def add_above_words(self, part: QWidget) -> None:
        """Put something between the title and what is to be read."""
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(layout.indexOf(self.text), part)

    def add_above_actions(self, part: QWidget) -> None:
        """Put something between what is to be read and the buttons."""
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(layout.indexOf(self.action_row), part)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(self._theme.colour("suggestion_edge"), 1.2)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(self._theme.colour("suggestion"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)

    def _source_link(self, number: int, source: str) -> TextButton:
        article = self._articles.get(source)
        title = article.title if article else source
        name = object_names.source(self._chat_id, self._about, number)
        link = TextButton(f"[{number}] {title}", name, look="link", small=True)
        link.setToolTip("Open the article" if article else "This article is no longer available")
        link.setEnabled(article is not None)
        link.setMinimumWidth(1)
        link.clicked.connect(lambda: self.cited.emit(source))
        return link

    def _make_widgets(self) -> None:
        chat, about, theme = self._chat_id, self._about, self._theme
        send, edit, dismiss, again = _KEYS[about]
        self._title = PlainLabel(weight="bold")
        self._state = ElidedLabel(ink="muted", size="small")
        self._explanation = PlainLabel(ink="muted", wrap=True)
        self._notes = PlainLabel(ink="muted", size="small", wrap=True)
        self.text = PlainLabel(wrap=True, selectable=True)
        self.text.setObjectName(object_names.suggestion_text(chat, about))
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.good = IconButton(
            theme,
            "thumb-up",
            object_names.suggestion_good(chat, about),
            "Good suggestion",
            checkable=True,
        )
        self.bad = IconButton(
            theme,
            "thumb-down",
            object_names.suggestion_bad(chat, about),
            "Bad suggestion",
            checkable=True,
        )
        self.again_button = IconButton(
            theme, "again", object_names.suggestion_again(chat, about), again.tip
        )
        self.dismiss_button = IconButton(
            theme, "close", object_names.suggestion_dismiss(chat, about), dismiss.tip
        )
        self.newer_link = TextButton(
            "", object_names.suggestion_newer(chat, about), look="link", small=True
        )
        self.wording_link = ElidedLink(
            object_names.newer_wording(chat, about),
            small=True,
            tip=Shortcut.TAKE_NEWER_WORDING.tip,
        )
        self.wording_link.setText("Newer wording")
        self.wording_link.hide()
        self.send_button = KeyButton(theme, "Send", object_names.suggestion_send(chat, about), send)
        self.send_button.setAccessibleName(f"Send the {about} as it is")
        self.edit_button = KeyButton(theme, "Edit", object_names.suggestion_edit(chat, about), edit)
        self.edit_button.setAccessibleName(f"Edit the {about} before sending")

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(2)
        head.addWidget(IconLabel(self._theme, "spark"))
        head.addSpacing(4)
        head.addWidget(self._title)
        head.addSpacing(6)
        head.addWidget(self._state, 1)
        head.addWidget(self.wording_link, 1)
        for button in (self.good, self.bad, self.again_button, self.dismiss_button):
            head.addWidget(button)
            policy = button.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            button.setSizePolicy(policy)
        self.action_row = QWidget()
        actions = QHBoxLayout(self.action_row)
        actions.setContentsMargins(0, 4, 0, 0)
        actions.setSpacing(8)
        actions.addWidget(self.send_button)
        actions.addWidget(self.edit_button)
        actions.addStretch(1)
        self._source_rows = QVBoxLayout()
        self._source_rows.setSpacing(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 6, 8, 10)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self._explanation)
        layout.addWidget(self.text)
        layout.addLayout(self._source_rows)
        layout.addWidget(self._notes)
        layout.addWidget(self.newer_link, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.action_row)
