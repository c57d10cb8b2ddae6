"""Runs what the agent asked for, and reports what can't be done."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from console.domain.errors import InvalidAction, StoreError


class ActionRunner(QObject):
    """Runs the session's methods for the widgets.

    ``refused`` carries a sentence for a quiet line: the chat's state does not allow it. ``failed``
    carries one for a banner: the log could not be written, nothing has happened.
    """

    refused = Signal(str)
    failed = Signal(str)

    def __call__(self, action: Callable[[], object]) -> bool:
        """Run ``action``; whether it worked."""
        try:
            action()
        except InvalidAction as error:
            text = str(error)
            self.refused.emit(text[:1].upper() + text[1:] + ".")
        except StoreError as error:
            self.failed.emit(str(error))
        else:
            return True
        return False
