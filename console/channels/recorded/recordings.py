"""Finds and reads recorded chats: a file, or a folder with any of the known formats in it.

A file's format is recognised by its content, and a gzip file is unpacked; what it is called doesn't
matter.
"""

from pathlib import Path

from console.channels.recorded.formats import abcd, multidogo, retail
from console.channels.recorded.formats.recording import Format, RecordedTurn, Recording
from console.channels.recorded.unpacking import content_of, head_of
from console.domain.errors import ChannelError, UsageError
from console.paths import files_below

__all__ = ["RecordedTurn", "Recording", "load_recordings", "require_recordings"]

_FORMATS = (retail.FORMAT, abcd.FORMAT, multidogo.FORMAT)

_EXPECTED = (
    "expected recorded chats: JSON lines with messages_display (retail), "
    "JSON chats with original, in one list or in splits (abcd), or a tab-separated table with "
    "conversationId and turnNumber (multidogo)"
)

_HEAD_BYTES = 65_536


def require_recordings(path: Path) -> None:
    """Refuse a file or folder that is not there, before anything that takes time is loaded.

    Raises:
        UsageError: there is no such file or folder.
    """
    if not path.exists():
        raise UsageError(f"{path}: no such file or folder; {_EXPECTED}")


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
        missing = _missing(text[:_HEAD_BYTES])
        raise ChannelError(f"{path}, line 1: unknown format{missing}; {_EXPECTED}")
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
    return head_of(path, _HEAD_BYTES).decode("utf-8-sig", errors="replace")


def _format_of(head: str) -> Format | None:
    return next((known for known in _FORMATS if known.recognises(head)), None)


def _missing(head: str) -> str:
    """What a file that resembles a known format lacks, to be told; empty if it resembles none."""
    begin, first_line = head.lstrip()[:1], head.partition("\n")[0]
    if begin == "[" and '"messages_display"' in head:
        return ", a list of chats with messages_display instead of one chat a line"
    if begin == "[":
        return ", a JSON list of objects without original"
    if begin == "{":
        return ", JSON without messages_display and without original"
    if "conversationId" in first_line or "turnNumber" in first_line:
        columns = first_line.split("\t")
        if len(columns) == 1:
            return ", the columns are not separated by tabs"
        lacking = [name for name in ("conversationId", "turnNumber") if name not in columns]
        return f", no column {' and no column '.join(lacking)}"
    return ""


def _text(path: Path) -> str:
    content = content_of(path)
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
