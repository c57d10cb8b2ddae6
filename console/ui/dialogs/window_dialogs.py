"""Opens the window's pages and dialogs."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from console.domain.access import has_access, may_have_access
from console.domain.chat import Chat, Message
from console.domain.issues import Disposition
from console.ui.dialogs import pages
from console.ui.dialogs.attachment_sheet import AttachmentSheet
from console.ui.dialogs.close_dialog import CloseDialog, ResolvedSigns
from console.ui.dialogs.leave_dialog import LeaveDialog, Leaving
from console.ui.dialogs.transfer_dialog import TransferDialog
from console.ui.kit.context import UiContext

OnDecided = Callable[[str, Disposition, bool], None]


class WindowDialogs:
    """Makes each page from what the window knows and lays it over the window."""

    def __init__(self, context: UiContext, window: QWidget, database: str) -> None:
        """``database`` is the log's file, for the page that says what is recorded."""
        self._context, self._window, self._database = context, window, database
        self._has_guardrails = context.guardrails is not None

    def ask_how_it_ended(
        self,
        chat: Chat,
        on_decided: OnDecided,
        signs: ResolvedSigns | None = None,
        *,
        just_typed: bool = False,
    ) -> None:
        """Open the close dialog; ``signs`` are reasons to doubt that the chat is resolved."""
        dialog = CloseDialog(self._context.theme, self._window, chat, signs, just_typed=just_typed)
        dialog.decided.connect(on_decided)
        self._context.sheets.open(dialog)

    def ask_about_leaving(
        self, chats: Sequence[Chat], on_decided: Callable[[Leaving], None], *, can_hand_back: bool
    ) -> None:
        """Open the question what becomes of the open chats."""
        dialog = LeaveDialog(
            self._context.theme,
            self._window,
            chats,
            can_hand_back=can_hand_back,
            store_texts=self._context.settings.store_texts,
        )
        dialog.decided.connect(on_decided)
        self._context.sheets.open(dialog)

    def ask_whom_to_pass_on_to(
        self, chat: Chat, colleagues: Sequence[str], on_decided: Callable[[str, str, str], None]
    ) -> None:
        """Open the dialog that passes a chat on."""
        dialog = TransferDialog(self._context.theme, self._window, chat, colleagues)
        dialog.decided.connect(on_decided)
        self._context.sheets.open(dialog)

    def show_keys(self) -> None:
        """Open the page of all keys."""
        self._context.sheets.open(
            pages.shortcut_page(
                self._context.theme,
                self._window,
                enter_sends=self._context.settings.enter_sends,
                with_suggestions=self._has_suggestions,
                with_checks=self._has_guardrails,
            )
        )

    def show_recorded(self) -> None:
        """Open the page that says what is recorded."""
        self._context.sheets.open(
            pages.recorded_page(
                self._context.theme,
                self._window,
                self._database,
                with_suggestions=self._has_suggestions,
                with_checks=self._has_guardrails,
                destinations=self._context.settings.destinations,
                store_texts=self._context.settings.store_texts,
            )
        )

    def show_article(self, article_id: str) -> None:
        """Open an article of the knowledge base."""
        article = self._context.shop.articles.get(article_id)
        if article is not None:
            page = pages.article_page(self._context.theme, self._window, article)
            self._context.sheets.open(page)

    def show_message(self, message: Message) -> None:
        """Open what came with a message, or a long one in full."""
        if message.attachments:
            sheet = AttachmentSheet(self._context, self._window, message)
            sheet.whole_asked.connect(lambda: self._show_text(message))
            self._context.sheets.open(sheet)
        else:
            self._show_text(message)

    def _show_text(self, message: Message) -> None:
        page = pages.text_page(self._context.theme, self._window, message.text)
        self._context.sheets.open(page)

    def show_chat(self, chat_id: str) -> None:
        """Open a chat that is over."""
        chat = self._context.desk.chats[chat_id]
        marks = has_access(self._context.desk, chat)
        self._context.sheets.open(pages.chat_page(self._context, self._window, chat, marks=marks))

    @property
    def _has_suggestions(self) -> bool:
        return may_have_access(self._context.desk)
