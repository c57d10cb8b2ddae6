"""A chat's messages as a list that only ever grows, with earlier ones held back until asked for."""

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from console.domain import limits
from console.domain.chat import Chat, Message
from console.ui.kit.formatting import clock_time, excerpt, shown_text

_BATCH = 200
Index = QModelIndex | QPersistentModelIndex


class MessageModel(QAbstractListModel):
    """The last messages of a chat; ``load_earlier`` adds those before them.

    ``marks`` is whether messages made from suggestions may be marked as such.
    """

    def __init__(self, chat: Chat, parent: QObject | None = None, *, marks: bool = True) -> None:
        super().__init__(parent)
        self.chat, self.marks = chat, marks
        self._first = max(0, len(chat.messages) - _BATCH)
        self._end = len(chat.messages)
        self._last_of_agent = self._find_last_of_agent()

    @property
    def earlier(self) -> int:
        """How many messages are held back."""
        return self._first

    def message(self, row: int) -> Message:
        """The message in a row."""
        return self.chat.messages[self._first + row]

    def before(self, row: int) -> Message | None:
        """The message before the one in a row, also if it is held back."""
        position = self._first + row
        return self.chat.messages[position - 1] if position else None

    def is_last_of_agent(self, row: int) -> bool:
        """Whether this is the newest message of the agent."""
        return self.message(row).id == self._last_of_agent

    def append_new(self) -> int:
        """Add rows for what has been written since; returns how many."""
        new = len(self.chat.messages) - self._end
        if new <= 0:
            return 0
        row, before = self.rowCount(), self._last_of_agent
        self.beginInsertRows(QModelIndex(), row, row + new - 1)
        self._end += new
        self._last_of_agent = self._find_last_of_agent()
        self.endInsertRows()
        if before is not None and before != self._last_of_agent:
            self.note_change(before)
        return new

    def hold_back(self) -> None:
        """Take the oldest rows away if there are more than a list lays out without a pause."""
        more = self.rowCount() - _BATCH
        if self.rowCount() > limits.MOST_ROWS:
            self.beginRemoveRows(QModelIndex(), 0, more - 1)
            self._first += more
            self.endRemoveRows()

    def note_change(self, message: str) -> None:
        """A message was delivered, or could not be."""
        for row in range(self.rowCount() - 1, -1, -1):
            if self.message(row).id == message:
                self.dataChanged.emit(self.index(row), self.index(row))
                return

    def load_earlier(self) -> int:
        """Add rows for the messages before the first; returns how many."""
        more = min(_BATCH, self._first)
        if more:
            self.beginInsertRows(QModelIndex(), 0, more - 1)
            self._first -= more
            self.endInsertRows()
        return more

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() else self._end - self._first

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words for screen readers and tool tips; the delegate reads the messages themselves."""
        if not index.isValid():
            return None
        message = self.message(index.row())
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{message.at.astimezone():%A, %B %d, %H:%M:%S}"
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            who = "You" if message.by_agent else self.chat.customer.name
            text = excerpt(shown_text(message))[0] or "(empty message)"
            return f"{who}, {clock_time(message.at)}: {text}"
        return None

    def _find_last_of_agent(self) -> str | None:
        return next((m.id for m in reversed(self.chat.messages) if m.by_agent), None)
