"""The right side for one chat: suggestions, issue, procedure, customer, orders, earlier chats."""

from collections import deque
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from console.domain import events as ev
from console.domain import limits
from console.domain.access import has_access
from console.domain.chat import Chat
from console.domain.customers import Order
from console.ui.kit.context import UiContext
from console.ui.kit.formatting import count
from console.ui.kit.labels import PlainLabel
from console.ui.kit.procedure import ChatProcedure
from console.ui.kit.section import Section
from console.ui.side.customer_card import CustomerCard
from console.ui.side.earlier_chats import EarlierChats, earlier_chats
from console.ui.side.issue_box import IssueBox
from console.ui.side.order_card import OrderCard
from console.ui.side.procedure_part import ProcedurePart
from console.ui.suggestions.panel import SuggestionPanel

_BETWEEN_MS = 12
"""Between one part and the next, so that other work gets its turn."""


class SidePanel(QScrollArea):
    """What the agent needs to know while writing in a chat.

    Its parts are built one after the other, each in a turn of the event loop of its own, so that
    accepting a customer never holds up the window; ``suggestions``, ``issue`` and ``procedure`` are
    None until then, and ``suggestions`` stays None for a chat of the control arm.

    ``article`` asks for an article, ``chat`` for an earlier chat, ``sought`` for a message of this
    one; ``left`` is emitted when the cursor has nothing more to do here, ``inserting`` when a
    suggestion is about to replace what is in the input box, ``inserted`` when it has, ``toggled``
    when the suggestions were folded (False) or unfolded.
    """

    article = Signal(str)
    chat = Signal(str)
    sought = Signal(str)
    left = Signal()
    inserting = Signal()
    inserted = Signal()
    toggled = Signal(bool)

    def __init__(
        self,
        context: UiContext,
        chat: Chat,
    ) -> None:
        super().__init__()
        self._context, self._chat = context, chat
        self._procedure = ChatProcedure(context, chat)
        self.suggestions: SuggestionPanel | None = None
        self.issue: IssueBox | None = None
        self.procedure: ProcedurePart | None = None
        self._lay_out()
        self._steps: deque[Callable[[], object]] = deque(
            (self._add_suggestions, self._add_issue, self._add_procedure, self._add_customer)
        )
        self._steps.extend((self._add_orders, self._add_earlier))
        self._builder = QTimer(self)
        self._builder.start(_BETWEEN_MS)
        # A turn of the event loop paints before its timers fire. A part is built in the turn after
        # that, so that no turn both paints the part before and builds the next one.
        self._next_turn = QTimer(self)
        self._next_turn.setSingleShot(True)
        self._next_turn.timeout.connect(self._build_next)
        self._builder.timeout.connect(lambda: self._next_turn.start(0))

    @property
    def is_built(self) -> bool:
        """Whether all parts are there."""
        return not self._steps

    def finish(self) -> None:
        """Build at once what has not been built yet."""
        while self._steps:
            self._build_next()

    def on_fact(self, fact: ev.Fact) -> None:
        """Show what has just happened in this chat."""
        if self.suggestions is not None:
            self.suggestions.on_fact(fact)
        if self.procedure is not None:
            self.procedure.on_fact(fact)
        about_issue = ev.SuggestionReady | ev.IssueConfirmed | ev.ChatDiagnosed
        if isinstance(fact, about_issue) and self.issue is not None:
            self.issue.refresh()

    def note_seen(self) -> None:
        """Note which suggestions are in front of the agent."""
        if self.suggestions is not None:
            self.suggestions.note_seen()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._schedule_visibility_check()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        super().leaveEvent(event)
        if self.suggestions is not None:
            self.suggestions.hand_moved_away()

    def _schedule_visibility_check(self) -> None:
        if self.suggestions is not None:
            self.suggestions.schedule_visibility_check()

    def _build_next(self) -> None:
        if self._steps:
            self._steps.popleft()()
        if not self._steps:
            self._builder.stop()

    def _lay_out(self) -> None:
        content = QWidget()
        content.setProperty("surface", "chrome")
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(8, 8, 8, 12)
        self._column.setSpacing(12)
        self._column.addStretch(1)
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.verticalScrollBar().valueChanged.connect(self._schedule_visibility_check)
        self.verticalScrollBar().rangeChanged.connect(self._schedule_visibility_check)

    # --- the parts, in their order -----------------------------------------------------------

    def _add_suggestions(self) -> None:
        if not has_access(self._context.desk, self._chat):
            return
        self.suggestions = SuggestionPanel(self._context, self._chat, self._procedure)
        self.suggestions.hand_is_near = self.underMouse
        self.suggestions.inserting.connect(self.inserting)
        self.suggestions.cited.connect(self.article)
        self.suggestions.inserted.connect(self.inserted)
        self.suggestions.toggled.connect(self.toggled)
        self._append(self.suggestions)

    def _add_issue(self) -> None:
        proposes = has_access(self._context.desk, self._chat)
        self.issue = IssueBox(
            self._context.theme, self._context.shop.issues, self._chat, proposes=proposes
        )
        self.issue.confirmed.connect(self._confirm)
        self.issue.left.connect(self.left)
        self._add("Issue", self.issue)

    def _add_procedure(self) -> None:
        self.procedure = ProcedurePart(self._context, self._chat, self._procedure)
        self.procedure.hand_is_near = self.underMouse
        self.procedure.opened.connect(self.article)
        self.procedure.sought.connect(self.sought)
        self.procedure.worked.connect(lambda line: self.ensureWidgetVisible(line, 0, 8))
        self._append(self.procedure)

    def _add_customer(self) -> None:
        self._add("Customer", CustomerCard(self._chat.customer))

    def _add_orders(self) -> None:
        section = self._add("Orders")
        orders = self._chat.customer.orders
        if not orders:
            empty = PlainLabel("No orders.", ink="muted")
            empty.setContentsMargins(8, 0, 8, 0)
            section.body.addWidget(empty)
        steps = [
            partial(self._add_order, section, order, is_open=number == 0)
            for number, order in enumerate(orders[: limits.SHOWN_ORDERS])
        ]
        if len(orders) > limits.SHOWN_ORDERS:
            steps.append(partial(self._add_number_of_orders, section, len(orders)))
        self._steps.extendleft(reversed(steps))

    def _add_order(self, section: Section, order: Order, *, is_open: bool) -> None:
        section.body.addWidget(OrderCard(self._context.theme, order, is_open=is_open))

    def _add_number_of_orders(self, section: Section, number: int) -> None:
        more = count(number - limits.SHOWN_ORDERS, "older order")
        line = PlainLabel(f"and {more}", ink="muted")
        line.setContentsMargins(8, 0, 8, 0)
        section.body.addWidget(line)

    def _add_earlier(self) -> None:
        chats = earlier_chats(self._context.desk, self._chat)
        if chats:
            links = EarlierChats(chats, self._context.shop.issues)
            links.opened.connect(self.chat)
            self._add("Earlier chats", links)

    def _add(self, title: str, part: QWidget | None = None) -> Section:
        section = Section(self._context.theme, title, f"section:{title.lower()}:{self._chat.id}")
        if part is not None:
            section.body.addWidget(part)
        self._append(section)
        return section

    def _append(self, part: QWidget) -> None:
        self._column.insertWidget(self._column.count() - 1, part)

    def _confirm(self, issue: str) -> None:
        session = self._context.session
        self._context.run_action(lambda: session.confirm_issue(self._chat.id, issue))
