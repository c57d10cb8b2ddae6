"""Content that may be higher than the window."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget


class Scrolled(QScrollArea):
    """As high as its content where there is room, and to be scrolled where there is not."""

    def __init__(self, content: QWidget) -> None:
        """``content`` has a layout; it lies on the paper of a sheet."""
        super().__init__()
        self._content = content
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        content.setProperty("paper", "raised")
        self.setWidget(content)

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        layout = self._content.layout()
        bar = self.verticalScrollBar().sizeHint().width()
        return layout.totalHeightForWidth(width - bar) if layout is not None else -1

    def sizeHint(self) -> QSize:  # noqa: N802
        hint = self._content.sizeHint()
        return QSize(hint.width(), self.heightForWidth(hint.width()))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(200, 120)
