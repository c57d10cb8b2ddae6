"""The list of a chat's messages: it grows at the end, and its text can be marked and copied."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu

from console.domain.chat import Chat, Message
from console.ui.chat.message_delegate import MessageDelegate
from console.ui.chat.message_model import MessageModel
from console.ui.kit import object_names
from console.ui.kit.context import UiContext
from console.ui.kit.formatting import excerpt

_AT_END = 24


class Transcript(QListView):
    """Messages of one chat. It stays at the end while the agent is there, and stays put otherwise.

    ``opened`` asks for a message in full; ``missed`` carries whether messages came in out of sight.
    """

    opened = Signal(object)
    missed = Signal(bool)

    def __init__(self, context: UiContext, chat: Chat, *, marks: bool = True) -> None:
        super().__init__()
        self.setObjectName(object_names.transcript(chat.id))
        self.setAccessibleName("Messages")
        self.messages = MessageModel(chat, self, marks=marks)
        self._delegate = MessageDelegate(context.theme, context.clock, self.messages, self)
        self._anchor: tuple[int, int] | None = None
        self._at_end = True
        self.setModel(self.messages)
        self.setItemDelegate(self._delegate)
        self.setProperty("surface", "canvas")
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self._end = QTimer(self)
        self._end.setSingleShot(True)
        self._end.setInterval(0)
        self._end.timeout.connect(self._go_to_end)
        bar = self.verticalScrollBar()
        bar.setSingleStep(24)
        bar.valueChanged.connect(self._note_position)
        bar.rangeChanged.connect(lambda _, last: bar.setEnabled(last > 0))
        context.theme.changed.connect(self._relayout)

    def append_new(self) -> None:
        """Show what has been written since."""
        at_end = self._at_end
        if not self.messages.append_new():
            return
        if at_end or self.messages.message(self.messages.rowCount() - 1).by_agent:
            # Each scrolling lays all rows out, so there is one for all messages of a turn.
            self._end.start()
        else:
            self.missed.emit(True)

    def _go_to_end(self) -> None:
        """Show the newest message; of a great many the oldest are held back again."""
        self.messages.hold_back()
        self.scrollToBottom()

    def load_earlier(self) -> None:
        """Show earlier messages above those that are there, which keep their places."""
        bar = self.verticalScrollBar()
        from_end = bar.maximum() - bar.value()
        if self.messages.load_earlier():
            self.executeDelayedItemsLayout()
            bar.setValue(bar.maximum() - from_end)

    def seek(self, message: str) -> None:
        """Scroll to a message and mark its text; does nothing if there is no such message."""
        if all(each.id != message for each in self.messages.chat.messages):
            return
        while all(self.messages.message(r).id != message for r in range(self.messages.rowCount())):
            self.load_earlier()
        row = self._row_of(message)
        # A message that is in sight stays where it is.
        self.scrollTo(self.messages.index(row), QAbstractItemView.ScrollHint.EnsureVisible)
        self._mark((message, 0, len(self._delegate.box(row).layout.text())))

    def copy(self) -> None:
        """Put the marked text on the clipboard."""
        if self._delegate.selection is not None:
            message, first, last = self._delegate.selection
            row = self._row_of(message)
            text = self._delegate.box(row).layout.text()[first:last].replace("\u2028", "\n")
            QGuiApplication.clipboard().setText(text)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        at_end = self._at_end
        self._delegate.fit(self.viewport().width())
        super().resizeEvent(event)
        if at_end:
            self.scrollToBottom()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        super().mousePressEvent(event)
        if event.button() is Qt.MouseButton.LeftButton:
            self._anchor = self._text_at(event.position())
            self._mark(None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        super().mouseMoveEvent(event)
        if self._anchor is not None and event.buttons() & Qt.MouseButton.LeftButton:
            row, start = self._anchor
            point = event.position() - self._top_left(row)
            end = self._delegate.position_at(row, point)
            first, last = sorted((start, end))
            self._mark((self.messages.message(row).id, first, last) if first < last else None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self._delegate.selection is None:
            point = event.position() - self._top_left(index.row())
            if self._delegate.box(index.row()).more.contains(point):
                self.opened.emit(self.messages.message(index.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open_if_cut(self.messages.message(self.currentIndex().row()))
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        index = self.indexAt(event.pos())
        if not index.isValid():
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self._delegate.selection is not None:
            menu.addAction("Copy", self.copy)
        message = self.messages.message(index.row())
        menu.addAction("Copy message", lambda: QGuiApplication.clipboard().setText(message.text))
        menu.popup(event.globalPos())

    def _open_if_cut(self, message: Message) -> None:
        if message.attachments or excerpt(message.text)[1]:
            self.opened.emit(message)

    def _text_at(self, position: QPointF) -> tuple[int, int] | None:
        index = self.indexAt(position.toPoint())
        if not index.isValid():
            return None
        point = position - self._top_left(index.row())
        if not self._delegate.box(index.row()).bubble.contains(point):
            return None
        return index.row(), self._delegate.position_at(index.row(), point)

    def _top_left(self, row: int) -> QPointF:
        return QPointF(self.visualRect(self.messages.index(row)).topLeft())

    def _row_of(self, message: str) -> int:
        rows = range(self.messages.rowCount())
        return next(row for row in rows if self.messages.message(row).id == message)

    def _mark(self, selection: tuple[str, int, int] | None) -> None:
        if selection != self._delegate.selection:
            self._delegate.selection = selection
            self.viewport().update()

    def _note_position(self) -> None:
        bar = self.verticalScrollBar()
        self._at_end = bar.value() >= bar.maximum() - _AT_END
        if self._at_end:
            self.missed.emit(False)

    def _relayout(self) -> None:
        self._delegate.forget()
        self.scheduleDelayedItemsLayout()

    def currentChanged(  # noqa: N802 - Qt's name
        self,
        current: QModelIndex | QPersistentModelIndex,
        previous: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()
