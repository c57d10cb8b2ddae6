"""Opens sheets over the window, one at a time; while one is open the window's keys rest."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from console.domain.access import has_access, may_have_access
from console.domain.chat import Chat, Message
from console.domain.clock import Clock
from console.domain.issues import Disposition
from console.session.session import Session
from console.ui.dialogs import pages
from console.ui.dialogs.close_dialog import CloseDialog, Signs
from console.ui.kit.interfaces import ShopTexts, WindowSettings
from console.ui.kit.sheet import Sheet
from console.ui.kit.theme import Theme

Decided = Callable[[str, Disposition, bool], None]


class SheetStack(QObject):
    """The pages and dialogs of a window. ``covered`` tells whether one lies over it."""

    covered = Signal(bool)

    def __init__(
        self,
        window: QWidget,
        theme: Theme,
        session: Session,
        shop: ShopTexts,
        settings: WindowSettings,
        clock: Clock,
        database: str,
        with_checks: bool = False,
    ) -> None:
        """``with_checks`` says whether guardrails are in force, so that they have keys."""
        super().__init__(window)
        self._with_checks = with_checks
        self._window, self._theme, self._session = window, theme, session
        self._shop, self._settings = shop, settings
        self._clock, self._database = clock, database
        self._sheet: Sheet | None = None

    @property
    def is_open(self) -> bool:
        """Whether a sheet lies over the window."""
        return self._sheet is not None

    @property
    def replaces_chats(self) -> bool:
        """Whether what lies over the window has the agent's attention to itself."""
        return self._sheet is not None and self._sheet.replaces_chats

    def close(self) -> None:
        """Take the sheet away, if there is one."""
        if self._sheet is not None:
            self._sheet.close_sheet()

    def ask_how_it_ended(self, chat: Chat, decided: Decided, signs: Signs | None = None) -> None:
        """Open the close dialog; ``signs`` tells what speaks against the chat's being resolved."""
        dialog = CloseDialog(self._theme, self._window, chat, signs)
        dialog.decided.connect(decided)
        self._open(dialog)

    def show_questionnaire(self, sheet: Sheet) -> None:
        """Open a questionnaire."""
        self._open(sheet)

    def show_keys(self) -> None:
        """Open the sheet of all keys."""
        self._open(
            pages.shortcut_page(
                self._theme,
                self._window,
                enter_sends=self._settings.enter_sends,
                with_suggestions=self._has_suggestions,
                with_checks=self._with_checks,
            )
        )

    def show_recorded(self) -> None:
        """Open the page that says what is recorded."""
        self._open(
            pages.recorded_page(
                self._theme,
                self._window,
                self._database,
                with_suggestions=self._has_suggestions,
                with_checks=self._with_checks,
            )
        )

    def show_article(self, article: str) -> None:
        """Open an article of the knowledge base."""
        found = self._shop.articles.get(article)
        if found is not None:
            self._open(pages.article_page(self._theme, self._window, found))

    def show_message(self, message: Message) -> None:
        """Open a long message in full."""
        self._open(pages.text_page(self._theme, self._window, message.text))

    def show_chat(self, chat: str) -> None:
        """Open a chat that is over."""
        found = self._session.desk.chats[chat]
        marks = has_access(self._session.desk, found)
        page = pages.chat_page(self._theme, self._window, self._clock, found, marks=marks)
        self._open(page)

    @property
    def _has_suggestions(self) -> bool:
        return may_have_access(self._session.desk)

    def _open(self, sheet: Sheet) -> None:
        if self._sheet is not None:
            self._sheet.close_sheet()
        self._sheet = sheet
        sheet.closed.connect(lambda: self._closed(sheet))
        self.covered.emit(True)
        sheet.open()

    def _closed(self, sheet: Sheet) -> None:
        if self._sheet is sheet:
            self._sheet = None
            self.covered.emit(False)
