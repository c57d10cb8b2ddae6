"""What came with a message: fetched on demand, shown or saved within limits, never opened."""

import struct
import zlib
from concurrent.futures import Future
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QColor, QImage, QImageWriter
from PySide6.QtWidgets import QPlainTextEdit, QPushButton
from window_scene import Customers, Scene

from console.channels import base
from console.domain.customers import Customer
from console.domain.errors import ChannelError
from console.domain.events import Attachment
from console.ui.dialogs.attachment_sheet import (
    MOST_PICTURE_BYTES,
    AttachmentSheet,
    PictureRefused,
    decoded,
    safe_name,
    write_private,
)
from console.ui.kit import object_names

ROOM = QSize(660, 420)


def picture(width: int, height: int, form: str = "PNG") -> bytes:
    """A picture of one colour."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("teal"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert QImageWriter(buffer, QByteArray(form.encode())).write(image)
    return bytes(buffer.data().data())


def bomb(width: int, height: int) -> bytes:
    """A few bytes that say they are a PNG of this size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 10_000))
        + chunk(b"IEND", b"")
    )


class Senders(Customers):
    """Customers whose messages come with something; ``fetched`` says how often it was asked for."""

    def __init__(self, data: bytes | None) -> None:
        super().__init__()
        self.data = data
        self.asked: list[tuple[str, int]] = []

    def fetch(self, attachment: Attachment, most_bytes: int) -> Future[bytes]:
        """Have it at once, or nothing."""
        self.asked.append((attachment.address, most_bytes))
        done: Future[bytes] = Future()
        if self.data is None:
            done.set_exception(ChannelError("The server refuses it (M_NOT_FOUND)."))
        else:
            done.set_result(self.data)
        return done


def opened(
    scene: Scene,
    data: bytes | None,
    name: str = "tent.png",
    words: str = "[picture]",
) -> AttachmentSheet:
    """The sheet of a picture that a customer has sent, opened by the key at its line."""
    senders = Senders(data)
    scene.session._channel = senders
    scene.session._link.channel = senders
    attachment = Attachment(name=name, picture=True, size=2048, address="mxc://here/abc")
    senders.inbox += [
        base.Arrived("c", Customer(id="k", name="Kim")),
        base.Wrote("c", "m1", words, 1, (attachment,)),
    ]
    scene.session.poll_channel()
    scene.session.accept("c")
    message = scene.session.desk.chats["c"].messages[0]
    scene.window._dialogs.show_message(message)
    (sheet,) = scene.window.findChildren(AttachmentSheet)
    return sheet


def test_a_picture_is_fetched_when_asked_for_and_shown_within_the_sheet(scene: Scene) -> None:
    """Nothing is fetched by opening the line; Show fetches once, within the limit."""
    sheet = opened(scene, picture(1600, 1200))
    assert sheet.findChild(QPushButton, object_names.ATTACHMENT_WORDS) is None
    senders = scene.session._channel
    assert isinstance(senders, Senders)
    assert senders.asked == []
    sheet.show_button.click()
    scene.wait_until(sheet.picture.isVisible)
    assert senders.asked == [("mxc://here/abc", MOST_PICTURE_BYTES)]
    shown = sheet.picture.pixmap().size()
    assert (shown.width(), shown.height()) == (560, 420)


def test_a_long_caption_can_be_read_to_its_end(scene: Scene) -> None:
    """The sheet leads to the words, of which the transcript shows a part."""
    sheet = opened(scene, None, words="word " * 2_000 + "the end")
    sheet.whole_button.click()
    scene.settle()
    edits = scene.window.findChildren(QPlainTextEdit)
    (page,) = [edit for edit in edits if edit.accessibleName() == "The whole message"]
    assert page.toPlainText().endswith("the end")


def test_a_file_is_saved_where_the_agent_says(scene: Scene, tmp_path: Path) -> None:
    """It is written as it is, for its owner alone and not to be run, and nothing else is made."""
    sheet = opened(scene, b"#!/bin/sh\nexit 1\n", "run me.sh")
    target = tmp_path / "kept" / "run me.sh"
    target.parent.mkdir()
    sheet.save(target)
    scene.wait_until(lambda: "Saved" in sheet.state.text())
    assert target.read_bytes() == b"#!/bin/sh\nexit 1\n"
    assert target.stat().st_mode & 0o777 == 0o600
    assert list(target.parent.iterdir()) == [target]


def test_a_second_wish_while_the_first_is_fetched_is_told_to_wait(
    scene: Scene, tmp_path: Path
) -> None:
    """It is not forgotten in silence."""
    sheet = opened(scene, picture(8, 8))
    sheet.show_button.click()
    sheet.save(tmp_path / "tent.png")
    assert "Ask again" in sheet.state.text()
    scene.wait_until(sheet.picture.isVisible)


@pytest.mark.parametrize(
    ("data", "told"),
    [(None, "refuses"), (b"<svg/>", "no picture"), (bomb(60_000, 60_000), "too large")],
)
def test_what_can_not_be_shown_is_told(scene: Scene, data: bytes | None, told: str) -> None:
    """A refusal, a format that could load more, a decompression bomb: a line, and no picture."""
    sheet = opened(scene, data)
    sheet.show_button.click()
    scene.wait_until(lambda: told in sheet.state.text())
    assert not sheet.picture.isVisible()


def test_a_folder_that_takes_nothing_is_told(scene: Scene, tmp_path: Path) -> None:
    """The agent reads why; the window goes on."""
    sheet = opened(scene, b"x")
    sheet.save(tmp_path / "none" / "x.png")
    scene.wait_until(lambda: "can't be written" in sheet.state.text())


@pytest.mark.parametrize("form", ["PNG", "JPG", "WEBP"])
def test_usual_pictures_are_decoded_no_larger_than_their_room(form: str) -> None:
    """Small ones stay as they are, large ones keep their shape."""
    assert decoded(picture(40, 30, form), ROOM).size() == QSize(40, 30)
    assert decoded(picture(2000, 500, form), ROOM).size() == QSize(660, 165)


def test_a_picture_that_was_taken_upright_fits_too() -> None:
    """Phones store it lying, with a mark that it is to be turned; odd shapes keep a pixel."""
    lying = picture(2000, 500, "JPG")
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
    marked = lying[:2] + b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif + lying[2:]
    upright = decoded(marked, ROOM).size()
    assert (upright.width(), upright.height()) == (ROOM.height() // 4, ROOM.height())
    assert decoded(picture(3000, 1), ROOM).size() == QSize(660, 1)


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", picture(40, 30)[:60], bomb(9_000, 9_000), b"\x89PNG\r\n\x1a\n" * 50]
)
def test_a_broken_or_huge_picture_is_refused(data: bytes) -> None:
    """Before its pixels are made room for."""
    with pytest.raises(PictureRefused):
        decoded(data, ROOM)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("tent.png", "tent.png"),
        ("../../.bashrc", "bashrc"),
        ("C:\\x\\y.exe", "y.exe"),
        ("a\n\u202egnp.exe", "a__gnp.exe"),
        ("", "file"),
        ("..", "file"),
        ("x" * 300 + ".jpeg", "x" * 80 + ".jpeg"),
    ],
)
def test_a_name_from_outside_is_a_plain_name(given: str, name: str) -> None:
    """No folder, nothing hidden, nothing that turns letters round."""
    assert safe_name(given) == name


def test_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    """What was there under the name is replaced in one go."""
    file = tmp_path / "x"
    file.write_bytes(b"old")
    write_private(file, b"new")
    assert file.read_bytes() == b"new"
