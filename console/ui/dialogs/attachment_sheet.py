"""A picture or file that came with a message: fetched when the agent asks, saved or shown, no more.

Nothing of it is opened by the program or handed to another one. A picture is decoded by Qt within
limits on its formats, its size and its number of pixels, on a thread of its own.
"""

import os
import re
import tempfile
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from threading import Thread
from typing import TypeVar

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, QStandardPaths, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader
from PySide6.QtWidgets import QFileDialog, QWidget

from console.domain.chat import Message
from console.domain.errors import SwitchboardError
from console.ui.kit import object_names
from console.ui.kit.buttons import TextButton
from console.ui.kit.context import UiContext
from console.ui.kit.formatting import excerpt, sanitized, shown_text
from console.ui.kit.labels import PictureLabel, PlainLabel
from console.ui.kit.sheet import Sheet

MOST_FILE_BYTES = 50 * 1024**2
MOST_PICTURE_BYTES = 10 * 1024**2
MOST_PIXELS = 64_000_000
"""A phone's picture has 12 to 50 million; decoded it takes four bytes a pixel."""

_FORMATS = {b"png", b"jpeg", b"webp", b"gif"}
_POLL_MS = 50
_NAME_CHARACTERS = 80

T = TypeVar("T")


class PictureRefused(SwitchboardError):
    """A picture that is not shown, with the reason for the agent."""


class AttachmentSheet(Sheet):
    """Shows one attachment's name, and on demand the picture; saves where the agent says.

    ``whole_asked`` asks for the words that came with it, where the transcript has only a part.
    """

    whole_asked = Signal()

    def __init__(self, context: UiContext, window: QWidget, message: Message) -> None:
        attachment = message.attachments[0]
        kind = "Picture" if attachment.picture else "File"
        super().__init__(context.theme, window, f"{kind} from the customer", width=720)
        self._context, self._attachment = context, attachment
        self.body.addWidget(PlainLabel(sanitized(attachment.name), weight="bold", wrap=True))
        self.body.addWidget(
            PlainLabel(
                f"{_size(attachment.size)}Nobody has examined it. A file from a stranger can do "
                "harm once it is opened.",
                wrap=True,
                ink="muted",
            )
        )
        if excerpt(shown_text(message))[1]:
            whole = f"Show all {len(message.text):,} characters of the message"
            self.whole_button = TextButton(whole, object_names.ATTACHMENT_WORDS, look="link")
            self.whole_button.clicked.connect(self.whole_asked)
            self.body.addWidget(self.whole_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.picture = PictureLabel()
        self.picture.hide()
        self.body.addWidget(self.picture, 1)
        self.state = PlainLabel("It has not been fetched yet.", wrap=True)
        self.body.addWidget(self.state)
        self.show_button = TextButton("Show", object_names.ATTACHMENT_SHOW)
        self.show_button.clicked.connect(self.show_picture)
        self.save_button = TextButton("Save as…", object_names.ATTACHMENT_SAVE)
        self.save_button.clicked.connect(self._ask_where)
        for button in (self.show_button, self.save_button):
            self.buttons.addWidget(button)
        if not attachment.picture:
            self.show_button.hide()
        self.add_done()
        self._timer = QTimer(self, interval=_POLL_MS)
        self._timer.timeout.connect(self._look)
        self._is_done: Callable[[], bool] | None = None
        self._then: Callable[[], None] = lambda: None

    def show_picture(self) -> None:
        """Fetch the picture and show it within the sheet."""
        most = QSize(self._theme.px(660), self._theme.px(420))

        def shown(image: QImage) -> None:
            self.picture.show_picture(image, sanitized(self._attachment.name))
            self.state.setText("")
            self.show_button.hide()
            self.fit()

        self._work(MOST_PICTURE_BYTES, lambda data: decoded(data, most), shown)

    def save(self, file: Path) -> None:
        """Fetch what it is and write it there."""

        def saved(_: None) -> None:
            self.state.setText(f"Saved as {sanitized(str(file))}.")

        self._work(MOST_FILE_BYTES, lambda data: write_private(file, data), saved)

    def _ask_where(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
        suggested = str(Path(folder or Path.home()) / safe_name(self._attachment.name))
        dialog = QFileDialog(self, "Save as", suggested)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(suggested)
        dialog.fileSelected.connect(lambda chosen: self.save(Path(chosen)))
        dialog.open()

    # --- on threads ------------------------------------------------------------------------------

    def _work(self, most_bytes: int, work: Callable[[bytes], T], then: Callable[[T], None]) -> None:
        """Fetch, do something with it on a thread, and go on in the window's when it is done."""
        if self._is_done is not None:
            self.state.setText("Still fetching what you asked for first. Ask again after that.")
            return
        self.state.setText("Fetching…")
        fetched = self._context.session.fetch(self._attachment, most_bytes)
        done: Future[T] = Future()

        def run() -> None:
            try:
                done.set_result(work(fetched.result()))
            except Exception as error:  # noqa: BLE001 - raised again where it is awaited
                done.set_exception(error)

        Thread(target=run, name="attachment", daemon=True).start()
        self._is_done, self._then = done.done, lambda: then(done.result())
        self._timer.start()

    def _look(self) -> None:
        if self._is_done is None or not self._is_done():
            return
        self._timer.stop()
        self._is_done = None
        try:
            self._then()
        except SwitchboardError as error:
            self.state.setText(sanitized(str(error)))
        except OSError as error:
            self.state.setText(f"It can't be written there: {error.strerror}.")


def decoded(data: bytes, most: QSize) -> QImage:
    """A picture, no larger than ``most``.

    Raises:
        PictureRefused: it is no picture of a usual kind, or has too many pixels.
    """
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    if bytes(reader.format().data()) not in _FORMATS:
        raise PictureRefused("This is no picture that can be shown here; you can save it.")
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > MOST_PIXELS:
        raise PictureRefused("The picture is too large to be shown; you can save it.")
    reader.setAutoTransform(True)
    # It is scaled as it lies in the file, and only then turned upright.
    turns = QImageIOHandler.Transformation.TransformationRotate90
    room = most.transposed() if reader.transformation() & turns else most
    if size.width() > room.width() or size.height() > room.height():
        scaled = size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        reader.setScaledSize(scaled.expandedTo(QSize(1, 1)))
    image = reader.read()
    if image.isNull():
        raise PictureRefused("The picture is damaged; you can save it.")
    return image


def write_private(file: Path, data: bytes) -> None:
    """Write a file whole or not at all, for its owner alone and not to be run."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".switchboard-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def safe_name(name: str) -> str:
    """A name for a file out of what a stranger calls it: no folders, nothing hidden or reserved."""
    last = re.split(r"[\\/]", name)[-1]
    plain = re.sub(r"[^\w .()-]", "_", last).strip(" .")
    stem, dot, end = plain.rpartition(".")
    if not dot or len(end) > 10:
        stem, end = plain, ""
    stem = stem[:_NAME_CHARACTERS] or "file"
    return f"{stem}.{end}" if end else stem


def _size(size: int | None) -> str:
    return "" if size is None else f"{size / 1024:,.0f} KB, says the customer's device. "
