"""Finds and reads recorded chats: a file, or a folder with any of the known formats in it.

A file's format is recognised by its content; what it is called doesn't matter.
"""

from pathlib import Path

from console.channels.recorded.formats import abcd, multidogo, retail
from console.channels.recorded.formats.recording import Format, RecordedTurn, Recording
from console.domain.errors import ChannelError, UsageError
from console.paths import files_below

__all__ = ["RecordedTurn", "Recording", "load_recordings"]

_FORMATS = (retail.FORMAT, abcd.FORMAT, multidogo.FORMAT)

_EXPECTED = (
    "expected recorded chats: JSON lines with messages_display (retail), "
    "a JSON list of chats with original (abcd), or a table with conversationId and turnNumber "
    "(multidogo)"
)

_HEAD_BYTES = 65_536


def load_recordings(path: Path) -> list[Recording]:
    """Read every recorded chat in a file, or in all files of a folder that hold such chats.

    Raises UsageError if there is no such file or folder and ChannelError if it can't be used;
    both say which file, which line where that is known, and what was expected.
    """
    try:
        return _load(path)
    except FileNotFoundError as error:
        missing = error.filename or path
        raise UsageError(f"{missing}: no such file or folder; {_EXPECTED}") from error
    except OSError as error:
        where = error.filename or path
        raise ChannelError(f"{where}: can't be read ({error.strerror}); {_EXPECTED}") from error


def _load(path: Path) -> list[Recording]:
    path.stat()
    if path.is_dir():
        return _load_folder(path)
    if not path.is_file():
        raise UsageError(f"{path}: is neither a file nor a folder; {_EXPECTED}")
    return _load_file(path)


def _load_file(path: Path) -> list[Recording]:
    text = _text(path)
    if not text.strip():
        raise ChannelError(f"{path}: the file is empty; {_EXPECTED}")
    known = _format_of(text[:_HEAD_BYTES])
    if known is None:
        raise ChannelError(f"{path}, line 1: unknown format; {_EXPECTED}")
    return _read(known, text, path, first=1)


def _load_folder(folder: Path) -> list[Recording]:
    recordings: list[Recording] = []
    for path in files_below(folder):
        # Pipes and sockets would keep whoever opens them waiting.
        if not path.is_file():
            continue
        known = _format_of(_head(path))
        if known is not None:
            recordings += _read(known, _text(path), path, first=len(recordings) + 1)
    if not recordings:
        raise ChannelError(f"{folder}: no file in this folder is of a known format; {_EXPECTED}")
    return recordings


def _head(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(_HEAD_BYTES).decode("utf-8-sig", errors="replace")


def _format_of(head: str) -> Format | None:
    return next((known for known in _FORMATS if known.recognises(head)), None)


def _text(path: Path) -> str:
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ChannelError(
            f"{path}, line {line}: not UTF-8 text (byte {error.start}); {_EXPECTED}, as UTF-8"
        ) from error


def _read(known: Format, text: str, path: Path, first: int) -> list[Recording]:
    recordings = [chat for chat in known.read(text, path, first) if chat.runs]
    if not recordings:
        raise ChannelError(
            f"{path}: no customer wrote anything in it; expected {known.name} chats with messages "
            "of customers"
        )
    return recordings
