"""The right side for one chat: suggestions, issue, procedure, customer, orders, earlier chats."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from console.domain import events as ev
from console.domain.chat import Chat
from console.session import Session
from console.ui.attempts import Attempts
from console.ui.contracts import AssistantView, ShopTexts
from console.ui.customer_card import CustomerCard
from console.ui.earlier_chats import EarlierChats, earlier_chats
from console.ui.issue_box import IssueBox
from console.ui.labels import PlainLabel
from console.ui.order_card import OrderCard
from console.ui.procedure_box import ProcedureBox
from console.ui.section import Section
from console.ui.suggestion_panel import SuggestionPanel
from console.ui.theme import Theme


class SidePanel(QScrollArea):
    """What the agent needs beside a chat. In the control arm ``suggestions`` is None.

    ``article`` asks for an article, ``chat`` for an earlier chat.
    """

    article = Signal(str)
    chat = Signal(str)

    def __init__(
        self,
        theme: Theme,
        session: Session,
        attempts: Attempts,
        shop: ShopTexts,
        assistant: AssistantView | None,
        chat: Chat,
    ) -> None:
        super().__init__()
        self._theme, self._session, self._attempts = theme, session, attempts
        self._shop, self._chat = shop, chat
        self.suggestions: SuggestionPanel | None = None
        state = session.desk.session
        if state is None or state.arm is not ev.Arm.CONTROL:
            self.suggestions = SuggestionPanel(theme, session, attempts, shop, assistant, chat)
            self.suggestions.cited.connect(self.article)
        self.issue = IssueBox(theme, shop.issues, chat)
        self.issue.confirmed.connect(self._confirm)
        self._procedure = ProcedureBox(theme, shop, chat)
        self._procedure.opened.connect(self.article)
        self._lay_out()
        self._show_procedure()

    def take(self, fact: ev.Fact) -> None:
        """Show what has just happened in this chat."""
        if self.suggestions is not None:
            self.suggestions.take(fact)
        if isinstance(fact, ev.SuggestionReady | ev.IssueConfirmed):
            self.issue.refresh()
            self._show_procedure()

    def _confirm(self, issue: str) -> None:
        self._attempts(lambda: self._session.confirm_issue(self._chat.id, issue))

    def _show_procedure(self) -> None:
        self._procedure_section.setVisible(self._procedure.show_issue(self.issue.issue))

    def _lay_out(self) -> None:
        content = QWidget()
        content.setProperty("paper", "chrome")
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(8, 8, 8, 12)
        self._column.setSpacing(12)
        if self.suggestions is not None:
            self._column.addWidget(self.suggestions)
        self._add("Issue", self.issue)
        self._procedure_section = self._add("Procedure", self._procedure)
        self._add("Customer", CustomerCard(self._chat.customer))
        self._add("Orders", *self._orders())
        before = earlier_chats(self._session.desk, self._chat)
        if before:
            links = EarlierChats(before, self._shop.issues)
            links.opened.connect(self.chat)
            self._add("Earlier chats", links)
        self._column.addStretch(1)
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.verticalScrollBar().valueChanged.connect(self._note_seen)

    def _note_seen(self) -> None:
        if self.suggestions is not None:
            self.suggestions.note_seen()

    def _orders(self) -> list[QWidget]:
        orders = self._chat.customer.orders
        if not orders:
            nothing = PlainLabel("No orders.", ink="muted")
            nothing.setContentsMargins(8, 0, 8, 0)
            return [nothing]
        return [OrderCard(self._theme, o, is_open=n == 0) for n, o in enumerate(orders)]

    def _add(self, title: str, *parts: QWidget) -> Section:
        section = Section(self._theme, title, f"section:{title.lower()}:{self._chat.id}")
        for part in parts:
            section.body.addWidget(part)
        self._column.addWidget(section)
        return section
