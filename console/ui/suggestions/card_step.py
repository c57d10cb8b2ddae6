"""The step that a card says to carry out first, with the button that does it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from console.domain.chat import Chat
from console.domain.events import Move, SuggestionKind
from console.domain.knowledge import Article
from console.domain.suggestions import Suggestion
from console.ui.kit import object_names
from console.ui.kit.buttons import KeyButton
from console.ui.kit.formatting import sanitized
from console.ui.kit.labels import PlainLabel
from console.ui.kit.shortcuts import Shortcut
from console.ui.kit.theme import Theme


class CardStep(QWidget):
    """The step in words, and its button while it can be carried out.

    ``carry_out`` carries the article and the step.
    """

    carry_out = Signal(str, str)

    def __init__(self, theme: Theme, chat: Chat, about: SuggestionKind) -> None:
        super().__init__()
        self._chat = chat
        self._step: tuple[str, str] | None = None
        self._words = PlainLabel(wrap=True)
        self.button = KeyButton(
            theme,
            "Do it",
            object_names.suggestion_step(chat.id, about),
            Shortcut.NEXT_STEP,
            look="primary",
        )
        self.button.clicked.connect(self._carry_out)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 4)
        row.setSpacing(8)
        row.addWidget(self._words, 1)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def follow(
        self, suggestion: Suggestion | None, article: Article | None, step: str | None
    ) -> None:
        """Show the next step of the article if the suggestion is to carry one out first."""
        acts = suggestion is not None and suggestion.is_live and suggestion.move is Move.ACT
        known = acts and article is not None and step is not None
        self._step = (article.id, step) if known and article and step else None
        self.setVisible(self._step is not None)
        if self._step is not None:
            self._show(*self._step)

    def _show(self, article: str, step: str) -> None:
        action = self._chat.procedure.action_on(article, step)
        words = sanitized(step)
        runs = action is not None and action.done is None
        self._words.setText(words)
        self.button.setText("Try again" if action is not None and not runs else "Do it")
        self.button.setEnabled(not runs)
        self.button.setAccessibleName(f"Carry out: {words}")

    def _carry_out(self) -> None:
        if self._step is not None:
            self.carry_out.emit(*self._step)
