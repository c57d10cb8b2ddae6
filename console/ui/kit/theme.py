"""The look of the window: colours, sizes of text, and the one style sheet made of them."""

import re
from dataclasses import asdict
from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

from console import paths
from console.ui.kit import icons
from console.ui.kit.colours import DARK, LIGHT, Roles

SCALES = (1.0, 1.25, 1.5)
"""The text sizes, as factors of the system's own."""

_SLOT = re.compile(r"\{\{ *([a-z_0-9]+) *\}\}")
_SMALL, _LARGE = 0.88, 1.18


class ThemeChoice(StrEnum):
    """What the agent can choose."""

    LIGHT = "light"
    DARK = "dark"
    SYSTEM = "system"


class Theme(QObject):
    """Colours and text sizes, applied to the whole application at once."""

    changed = Signal()

    def __init__(self, application: QApplication, choice: ThemeChoice, scale: float) -> None:
        super().__init__(application)
        self._application = application
        self._base = QFont(application.font())
        self._choice = choice
        self.scale = scale
        self.roles = self._pick()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)
        self._apply()

    @property
    def application(self) -> QApplication:
        """The application it is applied to."""
        return self._application

    @property
    def choice(self) -> ThemeChoice:
        """What was chosen."""
        return self._choice

    def choose(self, choice: ThemeChoice) -> None:
        """Change the colours."""
        self._choice = choice
        self._apply()

    def resize_text(self, step: int) -> None:
        """Make text larger (1), smaller (-1) or the system's own size (0)."""
        position = min(range(len(SCALES)), key=lambda n: abs(SCALES[n] - self.scale))
        self.scale = SCALES[max(0, min(len(SCALES) - 1, position + step))] if step else 1.0
        self._apply()

    def colour(self, role: str) -> QColor:
        """A role as Qt's colour."""
        return QColor(getattr(self.roles, role))

    def px(self, pixels: float) -> int:
        """A length that grows with the text."""
        return round(pixels * self.scale)

    def font(self, *, small: bool = False, large: bool = False, bold: bool = False) -> QFont:
        """One of the three sizes in one of the two weights."""
        font = QFont(self._base)
        factor = _SMALL if small else _LARGE if large else 1.0
        font.setPointSizeF(self._base.pointSizeF() * self.scale * factor)
        font.setBold(bold)
        return font

    def icon(self, name: str, role: str = "muted") -> QIcon:
        """An icon in the colour of a role."""
        return icons.icon(name, getattr(self.roles, role), self.roles.edge, self.px(18))

    def pixmap(self, name: str, role: str, size: int) -> QPixmap:
        """An icon as a picture, ``size`` pixels before scaling."""
        return icons.pixmap(name, getattr(self.roles, role), self.px(size))

    def _pick(self) -> Roles:
        if self._choice is ThemeChoice.SYSTEM:
            dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
        else:
            dark = self._choice is ThemeChoice.DARK
        return DARK if dark else LIGHT

    def _follow_system(self) -> None:
        if self._choice is ThemeChoice.SYSTEM:
            self._apply()

    def _apply(self) -> None:
        self.roles = self._pick()
        self._application.setFont(self.font())
        self._application.setPalette(_palette(self))
        self._application.setStyleSheet(style_sheet(self))
        self.changed.emit()


def style_sheet(theme: Theme) -> str:
    """The numbered templates in order, their slots filled with colours, sizes and lengths."""
    values = dict(asdict(theme.roles))
    values["small"] = f"{theme.font(small=True).pointSizeF():.2f}pt"
    values["large"] = f"{theme.font(large=True).pointSizeF():.2f}pt"
    values |= {f"px{n}": f"{theme.px(n)}px" for n in range(1, 65)}
    templates = sorted((paths.resources() / "themes").glob("[0-9]*.qss"))
    text = "\n".join(template.read_text(encoding="utf-8") for template in templates)
    return _SLOT.sub(lambda match: values[match[1]], text)


def _palette(theme: Theme) -> QPalette:
    """What Qt paints without the style sheet: selections, placeholders, tool tips."""
    palette = QPalette()
    role = QPalette.ColorRole
    for target, name in (
        (role.Window, "chrome"),
        (role.WindowText, "text"),
        (role.Base, "raised"),
        (role.AlternateBase, "chrome"),
        (role.Text, "text"),
        (role.Button, "raised"),
        (role.ButtonText, "text"),
        (role.Highlight, "selection"),
        (role.HighlightedText, "on_selection"),
        (role.PlaceholderText, "muted"),
        (role.ToolTipBase, "notice"),
        (role.ToolTipText, "on_notice"),
        (role.Link, "accent_text"),
    ):
        palette.setColor(target, theme.colour(name))
    for target in (role.Text, role.ButtonText, role.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, target, theme.colour("edge_strong"))
    return palette
