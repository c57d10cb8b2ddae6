"""What the customer needs: the diagnosed issue to confirm, and all others to search."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from console.domain.chat import Chat
from console.domain.issues import Issue
from console.ui.kit import object_names
from console.ui.kit.buttons import KeyButton, TextButton
from console.ui.kit.labels import IconLabel, PlainLabel, plain_tip
from console.ui.kit.shortcuts import Shortcut
from console.ui.kit.theme import Theme
from console.ui.side.customer_card import language_name
from console.ui.side.issue_evidence import basis_of, foreign_language, is_unsure

PAUSE_MS = 600
"""For how long after an issue is confirmed nothing switches to another one."""

_ROWS = 6
_FOREIGN = "Writes in {}. The approved wordings are in English."


class IssueBox(QWidget):
    """The issue of a chat: proposed, confirmed, or to be chosen. ``confirmed`` carries its id.

    ``left`` is emitted when the search is over, so that the cursor can go back to the message.
    With ``proposes`` false it shows no issue that a suggestion has named.
    """

    confirmed = Signal(str)
    left = Signal()

    def __init__(
        self, theme: Theme, issues: Mapping[str, Issue], chat: Chat, *, proposes: bool
    ) -> None:
        super().__init__()
        self._proposes = proposes
        self._theme, self._issues, self._chat = theme, issues, chat
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self.confirmed.connect(self._pause.start)
        self._lay_out()
        self.refresh()

    @property
    def issue(self) -> str | None:
        """The issue that is confirmed, or else proposed."""
        return self._chat.issue or self._proposed

    @property
    def _proposed(self) -> str | None:
        return self._chat.proposed_issue if self._proposes else None

    def refresh(self) -> None:
        """Show the issue as it stands."""
        issue, is_confirmed = self.issue, self._chat.issue is not None
        known = self._issues.get(issue or "")
        unsure = self._proposes and is_unsure(self._chat)
        self._name.setText(
            known.name if known else issue or ("Not sure yet" if unsure else "Not known yet")
        )
        basis = basis_of(self._chat, self._issues) if self._proposes else ""
        self._basis.setText(basis)
        self._basis.setVisible(bool(basis))
        self._summary.setText(known.summary if known else "")
        self._summary.setVisible(bool(known))
        self._check.setVisible(is_confirmed)
        self._confirm.setVisible((bool(issue) and not is_confirmed) or self._other is not None)
        self._confirm.setText("Switch to it" if self._other else "Confirm")
        foreign = foreign_language(self._chat) if self._proposes else None
        self._language.setText(_FOREIGN.format(language_name(foreign)) if foreign else "")
        self._language.setVisible(foreign is not None)
        self._also.setText(self._also_text())
        self._also.setVisible(bool(self._also.text()))
        self._choose.setText(
            "Change" if is_confirmed else "Choose another" if issue else "Choose issue"
        )
        self.setAccessibleName(f"Issue: {self._name.text()}")

    @property
    def _other(self) -> str | None:
        """What else the customer has brought up, or the issue before, to go back to."""
        if self._chat.issue is None or not self._proposes:
            return None
        further = self._chat.further_issue
        earlier = self._chat.issues[:-1] if self._chat.diagnosed_since else ()
        return further or next(reversed(earlier), None)

    def _also_text(self) -> str:
        other = self._issues.get(self._other or "")
        if other is None:
            return ""
        is_new = other.id == self._chat.further_issue and other.id not in self._chat.issues
        return f"The customer also writes about: {other.name}" if is_new else f"Also: {other.name}"

    def confirm(self) -> bool:
        """Confirm the proposed issue, or switch to the other one; False if there is neither.

        Right after a confirmation it does nothing: who presses twice doesn't mean to switch.
        """
        if self._pause.isActive() and self._chat.issue is not None:
            return True
        issue = self._other if self._chat.issue is not None else self._proposed
        if issue is None:
            return self._chat.issue is not None
        self.confirmed.emit(issue)
        return True

    def choose(self) -> None:
        """Open the list of issues and put the cursor into its search field."""
        self._chooser.setVisible(True)
        self._search.clear()
        self._fill("")
        self._search.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Arrow keys walk the list, Escape folds it, while the cursor is in the search field."""
        if not isinstance(event, QKeyEvent):
            return False
        if event.key() == Qt.Key.Key_Escape:
            if event.type() is QEvent.Type.ShortcutOverride:
                event.accept()
            elif event.type() is QEvent.Type.KeyPress:
                self._leave()
            return True
        if event.type() is QEvent.Type.KeyPress and event.key() in _STEPS:
            row = self._list.currentRow() + _STEPS[Qt.Key(event.key())]
            self._list.setCurrentRow(max(0, min(self._list.count() - 1, row)))
            return True
        return False

    def _fill(self, words: str) -> None:
        query = words.casefold().split()
        self._list.clear()
        for issue in self._issues.values():
            text = f"{issue.name} {issue.group} {issue.summary}".casefold()
            if all(word in text for word in query):
                item = QListWidgetItem(issue.name, self._list)
                item.setToolTip(plain_tip(issue.summary))
                item.setData(Qt.ItemDataRole.UserRole, issue.id)
        self._list.setCurrentRow(0)

    def _take(self) -> None:
        item = self._list.currentItem()
        if item is not None:
            self._leave()
            self.confirmed.emit(item.data(Qt.ItemDataRole.UserRole))

    def _leave(self) -> None:
        self._chooser.hide()
        self.left.emit()

    def _lay_out(self) -> None:
        chat = self._chat.id
        self._check = IconLabel(self._theme, "check")
        self._name = PlainLabel(weight="bold", wrap=True)
        self._summary = PlainLabel(ink="muted", size="small", wrap=True)
        self._basis = PlainLabel(ink="muted", size="small", wrap=True)
        self._basis.setObjectName(object_names.issue_basis(chat))
        self._language = PlainLabel(wrap=True)
        self._language.setObjectName(object_names.language_note(chat))
        self._also = PlainLabel(wrap=True)
        self._also.setObjectName(object_names.further_issue(chat))
        self._confirm = KeyButton(
            self._theme,
            "Confirm",
            object_names.confirm_issue(chat),
            Shortcut.CONFIRM_ISSUE,
            accessible="Confirm this issue",
        )
        self._confirm.clicked.connect(self.confirm)
        self._choose = TextButton(
            "", object_names.choose_issue(chat), look="link", tip=Shortcut.CHOOSE_ISSUE.tip
        )
        self._choose.clicked.connect(self.choose)
        title = QHBoxLayout()
        title.setSpacing(4)
        title.addWidget(self._check, 0, Qt.AlignmentFlag.AlignTop)
        title.addWidget(self._name, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._confirm)
        buttons.addWidget(self._choose)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 0, 8, 4)
        layout.setSpacing(4)
        layout.addLayout(title)
        layout.addWidget(self._summary)
        layout.addWidget(self._basis)
        layout.addWidget(self._language)
        layout.addWidget(self._also)
        layout.addLayout(buttons)
        layout.addWidget(self._make_chooser())

    def _make_chooser(self) -> QWidget:
        self._search = QLineEdit()
        self._search.setObjectName(object_names.issue_search(self._chat.id))
        self._search.setPlaceholderText("Search issues")
        self._search.setAccessibleName("Search issues")
        self._search.textChanged.connect(self._fill)
        self._search.returnPressed.connect(self._take)
        self._search.installEventFilter(self)
        self._list = QListWidget()
        self._list.setObjectName(object_names.issue_list(self._chat.id))
        self._list.setAccessibleName("Issues found")
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.itemClicked.connect(self._take)
        self._list.setFixedHeight(_ROWS * self._theme.px(26))
        self._chooser = QWidget()
        self._chooser.hide()
        layout = QVBoxLayout(self._chooser)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.addWidget(self._search)
        layout.addWidget(self._list)
        return self._chooser


_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
