"""The sheet shown over the window: one at most."""

from PySide6.QtCore import QObject, Signal

from console.ui.kit.sheet import Sheet


class SheetHost(QObject):
    """Opens sheets, each in place of the one before.

    ``covered`` carries whether a sheet is shown over the window now.
    """

    covered = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._sheet: Sheet | None = None

    @property
    def is_open(self) -> bool:
        """Whether a sheet is shown over the window."""
        return self._sheet is not None

    @property
    def replaces_chats(self) -> bool:
        """Whether the agent's attention belongs to the sheet alone, so that no chat is in front."""
        return self._sheet is not None and self._sheet.replaces_chats

    def open(self, sheet: Sheet) -> None:
        """Show a sheet; one that is open is closed first."""
        self.close()
        self._sheet = sheet
        sheet.closed.connect(lambda: self._on_closed(sheet))
        self.covered.emit(True)
        sheet.open()

    def close(self) -> None:
        """Close the sheet, if one is open."""
        if self._sheet is not None:
            self._sheet.close_sheet()

    def _on_closed(self, sheet: Sheet) -> None:
        if self._sheet is sheet:
            self._sheet = None
            self.covered.emit(False)
