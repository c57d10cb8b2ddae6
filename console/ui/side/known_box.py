"""What is known of a chat: the order it is about, and each need of its procedure."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.domain.chat import Chat
from console.domain.knowledge import Article
from console.ui.kit import object_names
from console.ui.kit.buttons import ElidedLink
from console.ui.kit.check_line import CheckLine, LineContent, Mark
from console.ui.kit.formatting import sanitized
from console.ui.kit.procedure import Outlook
from console.ui.kit.theme import Theme
from console.ui.side.procedure_lines import NeedLine, NeedState, need_lines
from console.ui.side.subject import SubjectLine

_MARKS = {
    NeedState.GIVEN: Mark.DONE,
    NeedState.ASKED: Mark.ASKED,
    NeedState.MISSING: Mark.OPEN,
    NeedState.UNNEEDED: Mark.NONE,
}
_WANTED = (NeedState.ASKED, NeedState.MISSING)
_NOTES = {
    NeedState.ASKED: "Asked, not answered yet",
    NeedState.UNNEEDED: "Not needed here",
}


class NeedRow(QWidget):
    """One need, and below it a link to the message that met it.

    ``corrected`` carries whether it is met by the agent's word, ``sought`` the message to show.
    """

    corrected = Signal(bool)
    sought = Signal(str)

    def __init__(self, theme: Theme, chat: str, number: int) -> None:
        super().__init__()
        self._theme, self._name = theme, object_names.need_source(chat, number)
        self._shown: NeedLine | None = None
        self.line = CheckLine(theme, object_names.need(chat, number))
        self.line.clicked.connect(self._correct)
        self._link: ElidedLink | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.line)

    def show_need(self, need: NeedLine) -> None:
        """Show how far a need has come."""
        if need == self._shown:
            return
        self._shown = need
        self.line.show_content(_content(need))
        self._show_source(need)

    def _show_source(self, need: NeedLine) -> None:
        if need.message is not None and self._link is None:
            self._link = self._make_link()
        if self._link is not None:
            doubt = "Probably: " if need.probable else ""
            self._link.setText(f"{doubt}“{need.quote or 'picture'}”")
            self._link.setVisible(need.message is not None)

    def _make_link(self) -> ElidedLink:
        link = ElidedLink(self._name, small=True, tip="Show the message")
        link.setContentsMargins(0, 0, 0, 0)
        link.clicked.connect(self._seek)
        indented = QVBoxLayout()
        indented.setContentsMargins(self._theme.px(30), 0, 8, self._theme.px(2))
        indented.addWidget(link)
        self._column.addLayout(indented)
        return link

    def _correct(self) -> None:
        if self._shown is not None:
            self.corrected.emit(self._shown.state is not NeedState.GIVEN)

    def _seek(self) -> None:
        if self._shown is not None and self._shown.message is not None:
            self.sought.emit(self._shown.message)


def _content(need: NeedLine) -> LineContent:
    given = need.state is NeedState.GIVEN
    text = sanitized(need.need)
    noted = "Noted by you" if need.by_agent and given else ""
    return LineContent(
        text,
        _MARKS[need.state],
        note=noted or _NOTES.get(need.state, ""),
        quiet=need.state is NeedState.UNNEEDED,
        spoken=f"{text}: {need.state}",
        tip="Not given after all" if given else "Note as given",
    )


class KnownBox(QWidget):
    """The order and the needs of one chat.

    ``corrected`` carries an article, a need and whether it is met; ``chosen`` an order and item;
    ``sought`` the message to show. Without ``with_readings`` nothing is shown that was read out of
    the customer's messages.
    """

    corrected = Signal(str, str, bool)
    chosen = Signal(object, object)
    sought = Signal(str)

    def __init__(self, theme: Theme, chat: Chat, *, with_readings: bool) -> None:
        super().__init__()
        self._theme, self._chat, self._with_readings = theme, chat, with_readings
        self._article: Article | None = None
        self._lines: Sequence[NeedLine] = ()
        self._rows: list[NeedRow] = []
        self._subject = SubjectLine(theme, chat, with_readings=with_readings)
        self._subject.chosen.connect(self.chosen)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(2, 0, 0, 0)
        self._column.setSpacing(1)
        self._column.addWidget(self._subject)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not self._rows and not self._chat.customer.orders

    @property
    def title(self) -> str:
        """The heading, with how many needs are met."""
        needed = [line for line in self._lines if line.state is not NeedState.UNNEEDED]
        met = sum(line.state is NeedState.GIVEN for line in needed)
        return f"What we know  {met} of {len(needed)}" if needed else "What we know"

    @property
    def first_missing(self) -> str:
        """The first need that is wanted and not met; "" if there is none."""
        return next((line.need for line in self._lines if line.state in _WANTED), "")

    def show_article(self, article: Article | None) -> None:
        """Show the needs of another article, or of none."""
        if article is self._article:
            return
        self._article = article
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        needs = article.ask if article is not None else ()
        self._rows = [self._make_row(number) for number, _ in enumerate(needs, start=1)]

    def refresh(self, outlook: Outlook) -> None:
        """Show how far everything has come."""
        self._subject.refresh()
        article, with_readings = self._article, self._with_readings
        self._lines = (
            need_lines(self._chat, article, outlook, with_readings=with_readings) if article else ()
        )
        for row, line in zip(self._rows, self._lines, strict=True):
            row.show_need(line)

    def choose_subject(self) -> bool:
        """Open the menu of orders; False if there is nothing to choose."""
        return self._subject.choose()

    def focus(self) -> bool:
        """Put the cursor on the first need that is not met; False if there is no need."""
        unmet = (n for n, line in enumerate(self._lines) if line.state in _WANTED)
        position = next(unmet, 0)
        if position < len(self._rows):
            self._rows[position].line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return bool(self._rows)

    def _make_row(self, number: int) -> NeedRow:
        row = NeedRow(self._theme, self._chat.id, number)
        row.corrected.connect(lambda met: self._correct(number, met))
        row.sought.connect(self.sought)
        self._column.addWidget(row)
        return row

    def _correct(self, number: int, met: bool) -> None:
        if self._article is not None:
            self.corrected.emit(self._article.id, self._article.ask[number - 1], met)
