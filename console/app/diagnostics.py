"""The diagnostic log: what went wrong in the program, where and how often; never whose texts.

No message of an exception gets there, not even of the program's own errors: they name files, and
quote what servers and recordings say. What is written are names that stand in the code.
"""

import json
import logging
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import FrameType, TracebackType

from console.domain.errors import SwitchboardError
from console.domain.json_objects import JsonObject
from console.domain.structured_text import parse_object

_FILE_BYTES = 1_000_000
_OLDER_FILES = 2
_MOST_CAUSES = 5
_MOST_FRAMES = 50
_QT_KINDS = ("QtWarningMsg", "QtCriticalMsg", "QtFatalMsg")


class CodeOnlyFormatter(logging.Formatter):
    """A line of JSON with the names of types, modules and functions, line numbers and a count.

    A record's message, arguments and further fields have no way into the line.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line: when, how often since the last line about it, and what was raised where."""
        error = record.exc_info[1] if record.exc_info else None
        times = getattr(record, "times", 1)
        line: JsonObject = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds"),
            "times": times if isinstance(times, int) else 1,
            "raised": [] if error is None else _described(error),
            "qt": next((kind for kind in _QT_KINDS if kind == getattr(record, "qt", "")), None),
        }
        return json.dumps(line)


class _PrivateFile(RotatingFileHandler):
    """A rotating file for its owner alone, made when something is written; its faults stop nothing.

    Where there is no room or no right to write, problems are still counted.
    """

    def __init__(self, file: Path) -> None:
        super().__init__(
            file, maxBytes=_FILE_BYTES, backupCount=_OLDER_FILES, encoding="utf-8", delay=True
        )
        self.setFormatter(CodeOnlyFormatter())

    def _open(self) -> TextIOWrapper:
        file = Path(self.baseFilename)
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(opened, "a", encoding="utf-8")

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Say nothing: what the standard library would print here holds the record's texts."""


class ProblemLog:
    """Notes what was raised and caught by nobody; any thread may call it, and it never raises.

    The same problem again and again is written the first, second, fourth, eighth time and so on.
    """

    def __init__(self, file: Path) -> None:
        self._handler = _PrivateFile(file)
        self._logger = logging.Logger("switchboard")
        self._logger.addHandler(self._handler)
        self._lock = threading.RLock()
        self._counts: dict[str, int] = {}
        self._total = 0

    @property
    def count(self) -> int:
        """How many exceptions there were since it was made; what Qt complains of is not counted."""
        return self._total

    def note(self, error: BaseException) -> None:
        """Count an exception and write where it was raised; leaving the program is no problem."""
        if not isinstance(error, Exception):
            return
        with self._lock, suppress(Exception):
            self._total += 1
            times = self._unwritten(json.dumps(_described(error)))
            if times:
                self._logger.error("", exc_info=error, extra={"times": times})

    def note_qt(self, kind: str) -> None:
        """Write that Qt complained; ``kind`` is the name of a ``QtMsgType``."""
        with self._lock, suppress(Exception):
            times = self._unwritten(kind)
            if times:
                self._logger.warning("", extra={"times": times, "qt": kind})

    def _unwritten(self, key: str) -> int:
        """Count one more; how many a line about it stands for now, 0 if none is due."""
        count = self._counts[key] = self._counts.get(key, 0) + 1
        is_power_of_two = count & (count - 1) == 0
        return count - count // 2 if is_power_of_two else 0

    def close(self) -> None:
        """Close the file."""
        self._handler.close()


@contextmanager
def problems_noted(file: Path) -> Iterator[ProblemLog]:
    """Note in ``file`` what nobody catches in here, slots and threads included; it is shown too.

    Errors that a person can act on and that end the run are the command's to tell, no problems.
    """
    problems = ProblemLog(file)
    shown, shown_of_threads = sys.excepthook, threading.excepthook

    def note(kind: type[BaseException], error: BaseException, at: TracebackType | None) -> None:
        problems.note(error)
        shown(kind, error, at)

    def note_of_thread(about: threading.ExceptHookArgs) -> None:
        if about.exc_value is not None:
            problems.note(about.exc_value)
        shown_of_threads(about)

    sys.excepthook, threading.excepthook = note, note_of_thread
    try:
        yield problems
    except Exception as error:
        if not isinstance(error, SwitchboardError):
            problems.note(error)
        raise
    finally:
        sys.excepthook, threading.excepthook = shown, shown_of_threads
        problems.close()


@dataclass(frozen=True, slots=True)
class NotedProblems:
    """What a diagnostic log holds since some time: how many problems, and the last one's place."""

    count: int
    last: str | None


def read_problems(file: Path, days: int) -> NotedProblems:
    """What was noted in the last ``days``; lines that can't be read are passed over.

    Raises OSError for a file that is there and can't be read.
    """
    since = datetime.now(UTC) - timedelta(days=days)
    count, last = 0, None
    for part in (*(Path(f"{file}.{n}") for n in range(_OLDER_FILES, 0, -1)), file):
        for line in _lines(part):
            with suppress(ValueError, KeyError, TypeError, IndexError):
                noted = parse_object(line)
                if noted["raised"] and datetime.fromisoformat(noted["at"]) >= since:
                    count, last = count + int(noted["times"]), _place(noted["raised"])
    return NotedProblems(count, last)


def noted_lines(file: Path) -> list[str]:
    """All that is noted, oldest first, a line of JSON each, with the fields that are written here.

    Raises OSError for a file that is there and can't be read.
    """
    lines: list[str] = []
    for part in (*(Path(f"{file}.{n}") for n in range(_OLDER_FILES, 0, -1)), file):
        for line in _lines(part):
            with suppress(ValueError):
                noted = parse_object(line)
                fields = {name: noted.get(name) for name in ("at", "times", "raised", "qt")}
                lines.append(json.dumps(fields))
    return lines


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []


def _place(raised: list[JsonObject]) -> str:
    kind, frames = raised[0]["type"], raised[0]["frames"]
    return f"{kind} in {frames[-1]}" if frames else str(kind)


def _chain(error: BaseException) -> list[BaseException]:
    """The exception, then what it was raised from or while, as a traceback would show it."""
    links = [error]
    while len(links) < _MOST_CAUSES:
        last = links[-1]
        before = last.__cause__ or (None if last.__suppress_context__ else last.__context__)
        if before is None or before in links:
            break
        links.append(before)
    return links


def _described(error: BaseException) -> list[JsonObject]:
    return [
        {"type": _type_name(type(link)), "frames": _frames(link.__traceback__)}
        for link in _chain(error)
    ]


def _frames(at: TracebackType | None) -> list[str]:
    """``module.function:line`` of the innermost frames that are in the program, innermost last."""
    frames: list[str] = []
    while at is not None:
        module = _module_of(at.tb_frame)
        if module is not None:
            frames.append(f"{module}.{at.tb_frame.f_code.co_qualname}:{at.tb_lineno}")
        at = at.tb_next
    return frames[-_MOST_FRAMES:]


def _module_of(frame: FrameType) -> str | None:
    """The module of the program that a frame runs in; None for libraries and made-up code."""
    name = str(frame.f_globals.get("__name__", ""))
    module = sys.modules.get(name)
    is_ours = name.partition(".")[0] == __name__.partition(".")[0] and module is not None
    file = Path(getattr(module, "__file__", None) or "")
    return name if is_ours and Path(frame.f_code.co_filename).name == file.name else None


def _type_name(kind: type[BaseException]) -> str:
    """The name of an exception's type, or of the nearest base whose name stands in a module."""
    for base in kind.__mro__:
        if getattr(sys.modules.get(base.__module__), base.__qualname__, None) is base:
            return str(base.__qualname__)
    return "BaseException"
