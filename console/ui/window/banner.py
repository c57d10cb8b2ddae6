"""The banner at the top of the window, for what the agent must not miss."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from console.ui.kit import object_names
from console.ui.kit.buttons import TextButton
from console.ui.kit.labels import IconLabel, PlainLabel
from console.ui.kit.theme import Theme


class NoticeBanner(QFrame):
    """Shows one notice at a time, each under a key: the same key replaces, other keys wait."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "notice")
        self._notices: dict[str, str] = {}
        self._text = PlainLabel(wrap=True, selectable=True)
        self._text.setObjectName(object_names.NOTICE_TEXT)
        dismiss = TextButton("Dismiss", object_names.NOTICE_DISMISS)
        dismiss.clicked.connect(self._dismiss)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 12, 8)
        layout.setSpacing(12)
        layout.addWidget(IconLabel(theme, "warning", "on_notice", 18))
        layout.addWidget(self._text, 1)
        layout.addWidget(dismiss)
        self.hide()

    def show_notice(self, key: str, text: str) -> None:
        """Tell the agent something until they put it away or it is over."""
        if self._notices.get(key) != text:
            self._notices.pop(key, None)
            self._notices[key] = text
            self._refresh()

    def withdraw(self, key: str) -> None:
        """What this key was about is over."""
        if self._notices.pop(key, None) is not None:
            self._refresh()

    def _dismiss(self) -> None:
        if self._notices:
            self._notices.popitem()
        self._refresh()

    def _refresh(self) -> None:
        self._text.setText(next(reversed(self._notices.values()), ""))
        self.setVisible(bool(self._notices))
