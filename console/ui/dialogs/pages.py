"""Pages the agent can open over the window: keys, what is recorded, an article, a text in full."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QByteArray, Qt, QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QGridLayout, QPlainTextEdit, QTextBrowser, QVBoxLayout, QWidget

from console.domain.chat import Chat
from console.domain.knowledge import Article
from console.ui.chat.transcript import Transcript
from console.ui.kit import shortcuts
from console.ui.kit.context import UiContext
from console.ui.kit.formatting import outcome_of, sanitized, spoken_date
from console.ui.kit.interfaces import Destination
from console.ui.kit.labels import PlainLabel, key_label
from console.ui.kit.sheet import Sheet
from console.ui.kit.shortcuts import Shortcut
from console.ui.kit.theme import Theme

_SUGGESTIONS = "Suggestions"
_LONGEST_LINE = 2_000

RECORDED = (
    (
        "What you do in this window",
        "Which chat you have open and when you change it, whether this window is in front, and "
        "whether it has been left alone for a while. Not what you do in other programs.",
    ),
    (
        "What you write",
        "Messages you send, also those that you take back before they leave, and the unsent text "
        "in each message box as you type it, so that nothing is lost if the program stops.",
    ),
    (
        _SUGGESTIONS,
        "What was suggested, when you could see it, and what you did with it: sent, edited, "
        "dismissed, or left alone. Your thumbs up and down.",
    ),
    (
        "Chats",
        "What customers write, when chats begin and end, the issue, order and outcome you choose, "
        "what you note as known, the steps you carry out and their results, when you mark a "
        "procedure as done, and the customer's rating.",
    ),
    (
        "Questions you are asked",
        "If a study asks you something in this window: your answers as you give them, also those "
        "to questionnaires that you don't submit, and whether you agreed to take part.",
    ),
    (
        shortcuts.CHECKS,
        "When this window asked you to wait, to read first, or to think again, and whether you did "
        "so or went on.",
    ),
    (
        "What is never recorded",
        "Your screen, your camera or microphone, the keys you press outside message boxes, "
        "and anything outside this window.",
    ),
    (
        "Where it is",
        "In one file on this computer, which stays here unless somebody exports it; an export "
        "leaves out all message text and replaces names, unless it is asked not to.",
    ),
)
"""What the console records, in plain words: title and text of each part."""


_NOT_STORED = {
    "What you write": "That you write, when, and how much; not the words. They are measured as you "
    "send them (length, language, how much of a suggestion is in them), and are gone when this "
    "window closes.",
    "Chats": "When customers write and how much, not the words; when chats begin and end, the "
    "issue, order and outcome you choose, what you note as known, the steps you carry out and "
    "their results, when you mark a procedure as done, and the customer's rating.",
    "Where it is": "In one file on this computer, which stays here unless somebody exports it. It "
    "holds no message text; an export replaces names too, unless it is asked not to.",
}
"""Parts that say something else where texts are not stored."""


def recorded_page(
    theme: Theme,
    window: QWidget,
    file: str,
    *,
    with_suggestions: bool,
    with_checks: bool = False,
    destinations: Sequence[Destination] = (),
    store_texts: bool = True,
) -> Sheet:
    """What is recorded about the agent, in which ``file``, and what leaves this computer."""
    sheet = Sheet(theme, window, "What is recorded", width=620)
    there = {_SUGGESTIONS: with_suggestions, shortcuts.CHECKS: with_checks}
    for title, text in RECORDED:
        if there.get(title, True):
            told = text if store_texts else _NOT_STORED.get(title, text)
            sheet.body.addLayout(_part(title, told))
    if file:
        sheet.body.addWidget(
            PlainLabel(file, ink="muted", size="small", wrap=True, selectable=True)
        )
    sheet.body.addWidget(PlainLabel("What leaves this computer", size="large", weight="bold"))
    leaving = [each for each in destinations if with_suggestions or not each.of_assistant]
    for each in leaving:
        sheet.body.addLayout(_part(each.title, each.text))
    if not leaving:
        sheet.body.addWidget(PlainLabel("Nothing.", wrap=True))
    sheet.add_done()
    return sheet


def _part(title: str, text: str) -> QVBoxLayout:
    part = QVBoxLayout()
    part.setSpacing(2)
    part.addWidget(PlainLabel(title, weight="bold"))
    part.addWidget(PlainLabel(text, wrap=True))
    return part


def shortcut_page(
    theme: Theme,
    window: QWidget,
    *,
    enter_sends: bool,
    with_suggestions: bool,
    with_checks: bool = False,
) -> Sheet:
    """All keys, by group in two columns."""
    sheet = Sheet(theme, window, "Keys", width=860)
    lines = [(s.key.group, s.key.title, "  ".join(shortcuts.labels(s))) for s in Shortcut]
    lines += [*shortcuts.writing_keys(enter_sends), *shortcuts.fixed_keys()]
    columns = QGridLayout()
    columns.setHorizontalSpacing(32)
    columns.setVerticalSpacing(16)
    groups = list(dict.fromkeys(group for group, *_ in lines))
    if not with_suggestions:
        groups.remove(_SUGGESTIONS)
    if not with_checks:
        groups.remove(shortcuts.CHECKS)
    for number, group in enumerate(groups):
        block = _key_block(group, [(title, key) for g, title, key in lines if g == group])
        columns.addLayout(block, number // 2, number % 2, Qt.AlignmentFlag.AlignTop)
    sheet.body.addLayout(columns)
    sheet.add_done()
    return sheet


class ArticleBrowser(QTextBrowser):
    """Shows an article and opens nothing: neither pictures that it names nor links."""

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)

    def show_article(self, body: str) -> None:
        """Show Markdown; HTML in it is shown as it is written."""
        features = QTextDocument.MarkdownFeature
        self.document().setMarkdown(
            sanitized(body), features.MarkdownDialectGitHub | features.MarkdownNoHTML
        )

    def loadResource(self, kind: int, name: QUrl | str) -> object:  # noqa: N802
        return QByteArray()


def article_page(theme: Theme, window: QWidget, article: Article) -> Sheet:
    """An article of the knowledge base, in full."""
    sheet = Sheet(theme, window, article.title, width=720)
    day = spoken_date(article.updated.isoformat())
    sheet.body.addWidget(PlainLabel(f"Updated {day}", ink="muted", size="small"))
    browser = ArticleBrowser()
    browser.setAccessibleName(article.title)
    browser.show_article(article.body)
    browser.setMinimumHeight(theme.px(420))
    sheet.body.addWidget(browser, 1)
    sheet.add_done()
    return sheet


def text_page(theme: Theme, window: QWidget, text: str) -> Sheet:
    """A message in full. Lines without end are cut, since laying one out takes minutes."""
    sheet = Sheet(theme, window, f"Message of {len(text):,} characters", width=820)
    edit = QPlainTextEdit()
    edit.setReadOnly(True)
    edit.setAccessibleName("The whole message")
    edit.setMinimumHeight(theme.px(440))
    edit.setPlainText("\n".join(_short_lines(sanitized(text))))
    sheet.body.addWidget(edit, 1)
    sheet.add_done()
    return sheet


def chat_page(context: UiContext, window: QWidget, chat: Chat, *, marks: bool) -> Sheet:
    """A chat that is over: its messages and how it ended.

    ``marks`` is whether to show which messages were made from suggestions.
    """
    sheet = Sheet(context.theme, window, sanitized(chat.customer.name), width=760)
    parts = [outcome_of(chat), f"rated {chat.rating}/5" if chat.rating else "not rated"]
    if chat.rating_comment:
        parts.append(f"“{sanitized(chat.rating_comment)}”")
    sheet.body.addWidget(PlainLabel(", ".join(parts), ink="muted", wrap=True))
    transcript = Transcript(context, chat, marks=marks)
    transcript.setMinimumHeight(context.theme.px(420))
    sheet.body.addWidget(transcript, 1)
    sheet.add_done()
    return sheet


def _short_lines(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        for start in range(0, max(1, len(line)), _LONGEST_LINE):
            yield line[start : start + _LONGEST_LINE]


def _key_block(group: str, lines: list[tuple[str, str]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(4)
    grid.setColumnStretch(0, 1)
    grid.addWidget(PlainLabel(group, weight="bold"), 0, 0, 1, 2)
    for row, (title, key) in enumerate(lines, start=1):
        grid.addWidget(PlainLabel(title), row, 0)
        grid.addWidget(key_label(key), row, 1, Qt.AlignmentFlag.AlignRight)
    return grid
