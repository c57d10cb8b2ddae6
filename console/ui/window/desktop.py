"""What Qt knows of the desktop, for an examination of the installation."""

from pathlib import Path

from PySide6.QtCore import QLibraryInfo
from PySide6.QtGui import QGuiApplication


def plugins_folder() -> Path:
    """Where this Qt has its plug-ins."""
    return Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))


def usable_screen() -> tuple[int, int, float]:
    """Width and height of the first screen's usable part in logical pixels, and its scaling.

    Makes an application if there is none, for which a display must be there.
    """
    application = QGuiApplication.instance() or QGuiApplication(["switchboard"])
    screen = application.primaryScreen() if isinstance(application, QGuiApplication) else None
    if screen is None:
        return 0, 0, 1.0
    area = screen.availableGeometry()
    return area.width(), area.height(), screen.devicePixelRatio()
