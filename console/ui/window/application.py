"""The Qt application: its font, its theme, its one style sheet."""

import sys

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo
from PySide6.QtWidgets import QApplication

from console.ui.kit import accessible_roles
from console.ui.kit.theme import Theme, ThemeChoice

_GOOD_FAMILIES = ("Inter", "Noto Sans", "DejaVu Sans", "Liberation Sans")
_PLATFORMS_WITHOUT_A_FONT = ("offscreen", "minimal", "vnc")
_FALLBACK_POINTS = 10.0


class Application(QApplication):
    """The application with its theme."""

    def __init__(
        self,
        arguments: list[str] | None = None,
        theme: ThemeChoice = ThemeChoice.LIGHT,
        text_scale: float = 1.0,
    ) -> None:
        super().__init__(arguments if arguments is not None else sys.argv[:1])
        self.setApplicationName("switchboard")
        self.setApplicationDisplayName("Switchboard")
        self.setStyle("Fusion")
        accessible_roles.install()
        self.setFont(_font(self.platformName(), self.font()))
        self.theme = Theme(self, theme, text_scale)


def create_application(theme: ThemeChoice, text_scale: float = 1.0) -> Application:
    """Create the one application of this process.

    Args:
        theme: light, dark, or as the system has it.
        text_scale: factor on the system's own text size; one of ``theme.SCALES``.
    """
    return Application(theme=theme, text_scale=text_scale)


def _font(platform: str, own: QFont) -> QFont:
    """The system's own font; where there is no desktop to have one, the best that is installed."""
    needs_another = platform in _PLATFORMS_WITHOUT_A_FONT or not QFontInfo(own).exactMatch()
    if not needs_another and own.pointSizeF() >= 9:
        return own
    installed = set(QFontDatabase.families())
    family = next((name for name in _GOOD_FAMILIES if name in installed), own.family())
    font = QFont(family)
    font.setPointSizeF(max(_FALLBACK_POINTS, own.pointSizeF()))
    return font
