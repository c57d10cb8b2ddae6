"""The questions of a first start: who works here, on which site, and with which customers."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
)

from console.domain.errors import SwitchboardError
from console.ui.kit import object_names
from console.ui.kit.buttons import TextButton
from console.ui.kit.formatting import sanitized
from console.ui.kit.labels import PlainLabel
from console.ui.kit.theme import Theme

_WIDTH = 560
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class FirstAnswers:
    """Who works, the site's folder (null for the shop that ships), and whether it is for real."""

    agent: str
    folder: Path | None
    live: bool


HasChannel = Callable[[Path | None], bool]
"""Whether a site has live customers; raises SwitchboardError for a folder that is no site."""


class FirstStartDialog(QDialog):
    """Three questions, all answered by keyboard; ``answers`` is null until Start was pressed."""

    def __init__(self, theme: Theme, agent: str, has_channel: HasChannel) -> None:
        super().__init__()
        self.answers: FirstAnswers | None = None
        self._has_channel = has_channel
        self.setProperty("surface", "raised")
        self.setWindowTitle("Switchboard")
        self._agent = _line(object_names.FIRST_AGENT, "Who works here?", agent)
        self._agent.setMaxLength(_LONGEST_NAME)
        self._shipped = _choice("The invented shop that ships with it", object_names.FIRST_SHIPPED)
        self._own = _choice("A site of your own, in the folder:", object_names.FIRST_OWN)
        self._folder = _line(object_names.FIRST_FOLDER, "The site's folder", "")
        self._practice = _choice("Practice, with made-up customers", object_names.FIRST_PRACTICE)
        self._live = _choice("Live, with the site's customers", object_names.FIRST_LIVE)
        self._trouble = PlainLabel(wrap=True)
        self._trouble.setObjectName(object_names.FIRST_TROUBLE)
        self._trouble.setProperty("weight", "bold")
        self._groups = [self._group(self._shipped, self._own), self._group_modes()]
        self._shipped.setChecked(True)
        self._practice.setChecked(True)
        self._lay_out(theme)
        self._folder.textEdited.connect(lambda: self._own.setChecked(True))
        self._own.toggled.connect(self._site_changed)
        self._folder.textChanged.connect(self._site_changed)
        self._site_changed()
        self._agent.selectAll()
        self._agent.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._start()
        else:
            super().keyPressEvent(event)

    def _group(self, *choices: QRadioButton) -> QButtonGroup:
        group = QButtonGroup(self)
        for choice in choices:
            group.addButton(choice)
        return group

    def _group_modes(self) -> QButtonGroup:
        return self._group(self._practice, self._live)

    def _lay_out(self, theme: Theme) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(8)
        layout.addWidget(PlainLabel("Before you begin", size="large"))
        for question, parts in (
            ("Who works here?", [self._agent]),
            ("On which site?", [self._shipped, self._own]),
        ):
            layout.addSpacing(8)
            layout.addWidget(PlainLabel(question, weight="bold"))
            for part in parts:
                layout.addWidget(part)
        layout.addLayout(self._folder_row())
        layout.addSpacing(8)
        layout.addWidget(PlainLabel("With which customers?", weight="bold"))
        layout.addWidget(self._practice)
        layout.addWidget(self._live)
        layout.addWidget(self._trouble)
        layout.addStretch(1)
        note = "The answers are kept in the settings; delete them there to be asked again."
        layout.addWidget(PlainLabel(note, ink="muted", size="small", wrap=True))
        start = TextButton("Start", object_names.FIRST_START, look="primary", tip="Enter")
        start.clicked.connect(self._start)
        layout.addWidget(start, 0, Qt.AlignmentFlag.AlignRight)
        self.resize(theme.px(_WIDTH), self.sizeHint().height())

    def _folder_row(self) -> QHBoxLayout:
        browse = TextButton("Browse…", object_names.FIRST_BROWSE)
        browse.setAutoDefault(False)
        browse.clicked.connect(self._browse)
        row = QHBoxLayout()
        row.setContentsMargins(24, 0, 0, 0)
        row.addWidget(self._folder, 1)
        row.addWidget(browse)
        return row

    def _browse(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "The site's folder")
        if chosen:
            self._own.setChecked(True)
            self._folder.setText(chosen)

    def _site(self) -> Path | None:
        return Path(self._folder.text().strip()).expanduser() if self._own.isChecked() else None

    def _site_changed(self) -> None:
        """Offer live customers where there are any, and say what is wrong with a folder."""
        has_channel, trouble = False, ""
        if self._shipped.isChecked() or self._folder.text().strip():
            try:
                has_channel = self._has_channel(self._site())
            except SwitchboardError as error:
                trouble = sanitized(str(error))
        self._live.setEnabled(has_channel)
        self._live.setToolTip("" if has_channel else "This site's site.toml has no [channel].")
        if not has_channel:
            self._practice.setChecked(True)
        self._trouble.setText(trouble)

    def _start(self) -> None:
        agent = " ".join(self._agent.text().split())
        self._site_changed()
        if not agent:
            self._trouble.setText("Say who works here: a name, or what colleagues call you.")
            self._agent.setFocus()
        elif self._own.isChecked() and not self._folder.text().strip():
            self._trouble.setText("Name the site's folder; `switchboard site init` makes one.")
            self._folder.setFocus()
        elif not self._trouble.text():
            self.answers = FirstAnswers(agent, self._site(), self._live.isChecked())
            self.accept()


def _line(name: str, accessible: str, text: str) -> QLineEdit:
    line = QLineEdit(text)
    line.setObjectName(name)
    line.setAccessibleName(accessible)
    return line


def _choice(words: str, name: str) -> QRadioButton:
    choice = QRadioButton(words)
    choice.setObjectName(name)
    return choice


def ask_first_questions(theme: Theme, agent: str, has_channel: HasChannel) -> FirstAnswers | None:
    """Ask, and wait for the answers; null if the window was closed without them.

    Args:
        theme: ``Application.theme``.
        agent: the name that is proposed.
        has_channel: looks at a site.
    """
    dialog = FirstStartDialog(theme, agent, has_channel)
    dialog.exec()
    dialog.deleteLater()
    return dialog.answers
