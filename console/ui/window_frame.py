"""Where the parts of the window stand: banner, queue, chats, what is beside them, status line."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from console.ui.notices import NoticeBanner
from console.ui.status_bar import StatusBar
from console.ui.theme import Theme

_COLUMNS = (252, 820, 368)
_NARROWEST = (200, 420, 312)


class WindowFrame(QWidget):
    """Three columns that can be resized, between a banner and a status line."""

    def __init__(
        self,
        theme: Theme,
        columns: tuple[QWidget, QWidget, QWidget],
        banner: NoticeBanner,
        status: StatusBar,
    ) -> None:
        super().__init__()
        self._theme, self._columns = theme, columns
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        for number, part in enumerate(columns):
            self.splitter.addWidget(part)
            self.splitter.setStretchFactor(number, int(part is columns[1]))
        self.splitter.setSizes(list(_COLUMNS))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(banner)
        layout.addWidget(self.splitter, 1)
        layout.addWidget(status)
        theme.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        """Larger text needs wider columns; the chats themselves can give way."""
        left, middle, right = _NARROWEST
        widths = (self._theme.px(left), middle, self._theme.px(right))
        for part, width in zip(self._columns, widths, strict=True):
            part.setMinimumWidth(width)
