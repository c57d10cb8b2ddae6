"""The canned replies that a ``/`` in an empty message brings up, with a preview."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from console.domain import slots
from console.domain.canned import CannedReply
from console.ui.kit import object_names
from console.ui.kit.labels import PlainLabel, plain_tip

_MOST_HIGH = 280


class CannedPopup(QFrame):
    """A list above the input box; the cursor stays in the box.

    ``chosen`` carries a reply's name and its text with the slots filled.
    """

    chosen = Signal(str, str)

    def __init__(
        self, parent: QWidget, chat: str, replies: Sequence[CannedReply], values: Mapping[str, str]
    ) -> None:
        super().__init__(parent)
        self._replies = {reply.name: reply for reply in replies}
        self._values = values
        self.setProperty("part", "popup")
        self._list = QListWidget()
        self._list.setObjectName(object_names.canned(chat))
        self._list.setAccessibleName("Canned replies")
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.currentItemChanged.connect(lambda *_: self._preview())
        self._list.itemClicked.connect(lambda *_: self.choose())
        self._text = PlainLabel(wrap=True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._lay_out()
        self.hide()

    def search(self, words: str) -> None:
        """Show the replies whose name or title contains ``words``; none hides the list."""
        query = words.casefold()
        self._list.clear()
        for reply in self._replies.values():
            if query in reply.name or query in reply.title.casefold():
                item = QListWidgetItem(f"/{reply.name}", self._list)
                item.setToolTip(plain_tip(reply.title))
                item.setData(Qt.ItemDataRole.UserRole, reply.name)
        self._list.setCurrentRow(0)
        self.setVisible(self._list.count() > 0)
        self.raise_()

    def stand_above(self, area: QRect) -> None:
        """Take the place above the input box, within the parent."""
        rows = self._list.sizeHintForRow(0) * self._list.count() + 24
        height = min(max(rows, self.sizeHint().height()), _MOST_HIGH, area.top() - 16)
        self.setGeometry(area.left(), area.top() - height - 4, area.width(), height)

    def step(self, by: int) -> None:
        """Select the next or the previous reply."""
        row = self._list.currentRow() + by
        self._list.setCurrentRow(max(0, min(self._list.count() - 1, row)))

    def choose(self) -> None:
        """Insert the selected reply."""
        reply = self._selected()
        self.hide()
        if reply is not None:
            self.chosen.emit(reply.name, slots.worded(reply.text, self._values))

    def _selected(self) -> CannedReply | None:
        item = self._list.currentItem()
        return self._replies[item.data(Qt.ItemDataRole.UserRole)] if item else None

    def _preview(self) -> None:
        reply = self._selected()
        self._title.setText(reply.title if reply else "")
        self._text.setText(slots.worded(reply.text, self._values) if reply else "")

    def _lay_out(self) -> None:
        self._title = PlainLabel(weight="bold", wrap=True)
        preview = QVBoxLayout()
        preview.setSpacing(8)
        preview.addWidget(self._title)
        preview.addWidget(self._text, 1)
        preview.addWidget(
            PlainLabel("↑ ↓ choose   Enter insert   Esc cancel", ink="muted", size="small")
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 8, 12, 8)
        layout.setSpacing(12)
        layout.addWidget(self._list, 2)
        layout.addLayout(preview, 3)
