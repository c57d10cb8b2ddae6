"""The procedure for the issue of a chat: what to ask first, then the steps in order."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from console.domain.chat import Chat
from console.domain.knowledge import Article
from console.ui.kit import object_names
from console.ui.kit.buttons import TextButton
from console.ui.kit.formatting import clock_time
from console.ui.kit.interfaces import ShopTexts
from console.ui.kit.labels import PlainLabel
from console.ui.kit.theme import Theme

_ASK = "Mark as done"


class ProcedureBox(QWidget):
    """Numbered steps out of the article for an issue, and a button that marks them as done.

    ``opened`` asks for the whole article, ``finished`` is emitted when it was carried out.
    """

    opened = Signal(str)
    finished = Signal()

    def __init__(self, theme: Theme, shop: ShopTexts, chat: Chat) -> None:
        super().__init__()
        self._theme, self._shop, self._chat = theme, shop, chat
        self._article: Article | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(8, 0, 8, 4)
        self._content: QWidget | None = None
        self._done = TextButton(_ASK, object_names.finish_procedure(chat.id), small=True)
        self._done.clicked.connect(self.finished)
        self._layout.addWidget(self._done, 0, Qt.AlignmentFlag.AlignLeft)
        self.refresh()

    def refresh(self) -> None:
        """Show whether the procedure was carried out."""
        at = self._chat.procedure_finished_at
        self._done.setText(_ASK if at is None else f"Done at {clock_time(at)}")
        self._done.setEnabled(at is None and self._chat.is_open)

    def show_issue(self, issue: str | None) -> bool:
        """Show the procedure of an issue; False if there is none."""
        known = self._shop.issues.get(issue or "")
        article = self._shop.articles.get(known.article) if known else None
        if article is not self._article:
            self._article = article
            if self._content is not None:
                self._layout.removeWidget(self._content)
                self._content.hide()
                self._content.deleteLater()
            self._content = self._make(article) if article else None
            if self._content is not None:
                self._layout.insertWidget(0, self._content)
        return article is not None

    def _make(self, article: Article) -> QWidget:
        content = QWidget()
        grid = QGridLayout(content)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        self._list(grid, "Ask first", (("–", text) for text in article.ask))
        self._list(grid, "Then", ((f"{n}.", text) for n, text in enumerate(article.steps, 1)))
        link = TextButton(
            article.title, object_names.open_article(self._chat.id), look="link", small=True
        )
        link.setToolTip("Open the article")
        link.setMinimumWidth(1)
        link.clicked.connect(lambda: self.opened.emit(article.id))
        grid.addWidget(link, grid.rowCount(), 0, 1, 2, Qt.AlignmentFlag.AlignLeft)
        return content

    def _list(self, grid: QGridLayout, title: str, lines: Iterable[tuple[str, str]]) -> None:
        for number, (mark, text) in enumerate(lines):
            row = grid.rowCount()
            if number == 0:
                grid.addWidget(PlainLabel(title, ink="muted", size="small"), row, 0, 1, 2)
                row += 1
            grid.addWidget(PlainLabel(mark, ink="muted"), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(PlainLabel(text, wrap=True), row, 1)
