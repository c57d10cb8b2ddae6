"""The banner at the top of the window, for what the agent must not miss."""

from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from console.ui.kit import object_names
from console.ui.kit.buttons import TextButton
from console.ui.kit.labels import IconLabel, PlainLabel
from console.ui.kit.theme import Theme

_PROBLEMS = "problems"


class NoticeBanner(QFrame):
    """Shows one notice at a time, each under a key: the same key replaces, other keys wait."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "notice")
        self._notices: dict[str, str] = {}
        self._offers: dict[str, tuple[str, Callable[[], None]]] = {}
        self._text = PlainLabel(wrap=True, selectable=True)
        self._text.setObjectName(object_names.NOTICE_TEXT)
        dismiss = TextButton("Dismiss", object_names.NOTICE_DISMISS)
        dismiss.clicked.connect(self._dismiss)
        self._offer = TextButton("", object_names.NOTICE_OFFER)
        self._offer.clicked.connect(self._take_offer)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 12, 8)
        layout.setSpacing(12)
        layout.addWidget(IconLabel(theme, "warning", "on_notice", 18))
        layout.addWidget(self._text, 1)
        layout.addWidget(self._offer)
        layout.addWidget(dismiss)
        self.hide()

    def show_notice(self, key: str, text: str) -> None:
        """Tell the agent something until they put it away or it is over."""
        if self._notices.get(key) != text:
            self._notices.pop(key, None)
            self._notices[key] = text
            self._refresh()

    def offer(self, key: str, label: str, take: Callable[[], None]) -> None:
        """Put a button beside the notice of this key, whenever it is shown."""
        self._offers[key] = (label, take)
        self._refresh()

    def withdraw_offer(self, key: str) -> None:
        """The notice of this key has no button any more."""
        self._offers.pop(key, None)
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

    def _take_offer(self) -> None:
        offer = self._offers.get(next(reversed(self._notices), ""))
        if offer is not None:
            offer[1]()

    def _refresh(self) -> None:
        self._text.setText(next(reversed(self._notices.values()), ""))
        offer = self._offers.get(next(reversed(self._notices), ""))
        self._offer.setText("" if offer is None else offer[0])
        self._offer.setVisible(offer is not None)
        self.setVisible(bool(self._notices))


class ProblemNotice:
    """Tells once in a run that something went wrong in the program, and keeps the number current.

    ``problems`` counts them, on whatever thread they happen; ``tick`` is called in the window's.
    """

    def __init__(
        self,
        banner: NoticeBanner,
        problems: Callable[[], int],
        collect: Callable[[], str] | None = None,
    ) -> None:
        """``collect`` writes what helps to find a fault and says where; it may take a while."""
        self._banner = banner
        self._problems = problems
        self._told = 0
        self._collect = collect
        self._collected: SimpleQueue[str] = SimpleQueue()

    def _begin_collecting(self) -> None:
        """On a thread of its own: the window's never waits."""
        self._banner.withdraw_offer(_PROBLEMS)
        collect, collected = self._collect, self._collected
        if collect is not None:
            Thread(target=lambda: collected.put(collect()), name="collect", daemon=True).start()

    def tick(self) -> None:
        """Look whether there are more than were told, and whether what was asked for is written."""
        if not self._collected.empty():
            self._banner.show_notice("collected", self._collected.get())
        count = self._problems()
        if count == self._told:
            return
        tell = self._banner.change_notice if self._told else self._banner.show_notice
        self._told = count
        times = "once" if count == 1 else f"{count:,} times"
        if self._collect is not None and tell == self._banner.show_notice:
            self._banner.offer(_PROBLEMS, "Collect diagnostics", self._begin_collecting)
        tell(
            _PROBLEMS,
            f"Something went wrong in Switchboard (noted {times}). Work goes on; "
            "`switchboard doctor` tells where it was noted.",
        )
