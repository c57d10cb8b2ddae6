"""The banner at the top of the window, for what the agent must not miss."""

from collections.abc import Callable

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

    def change_notice(self, key: str, text: str) -> None:
        """Put another text into a notice, in its place; not if the agent has put it away."""
        if key in self._notices:
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


class ProblemNotice:
    """Tells once in a run that something went wrong in the program, and keeps the number current.

    ``problems`` counts them, on whatever thread they happen; ``tick`` is called in the window's.
    """

    def __init__(self, banner: NoticeBanner, problems: Callable[[], int]) -> None:
        self._banner = banner
        self._problems = problems
        self._told = 0

    def tick(self) -> None:
        """Look whether there are more than were told."""
        count = self._problems()
        if count == self._told:
            return
        tell = self._banner.change_notice if self._told else self._banner.show_notice
        self._told = count
        times = "once" if count == 1 else f"{count:,} times"
        tell(
            "problems",
            f"Something went wrong in Switchboard (noted {times}). Work goes on; "
            "`switchboard doctor` tells where it was noted.",
        )
