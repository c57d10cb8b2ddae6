"""What goes wrong in the program is noted with its place, and without any text of people."""

import json
import os
import sys
import threading
from pathlib import Path

import pytest

from console.app import doctor
from console.app.diagnostics import ProblemLog, problems_noted, read_problems
from console.domain.errors import StoreError
from console.domain.ids import new_id
from console.domain.text import storable

CANARY = "Zanzibar"


def trouble(text: object) -> Exception:
    """An exception that a function of the program raised for what it was given."""
    planted = f"{CANARY} in a local {text}"
    try:
        try:
            storable(text)  # type: ignore[arg-type]  # what it fails on
        except Exception as error:
            made_up = type(CANARY, (ValueError,), {})
            raise made_up(f"{CANARY}: {planted}", CANARY) from error
    except ValueError as error:
        error.add_note(CANARY)
        return error
    raise AssertionError


class Named:
    """Neither text nor anything that the program works on."""

    def __repr__(self) -> str:
        return CANARY


def test_nothing_but_names_of_the_code_gets_into_the_file(tmp_path: Path) -> None:
    """A canary in messages, arguments, locals, notes and a made-up type's name is not there."""
    file = tmp_path / "log" / "diagnostics.log"
    log = ProblemLog(file)
    log.note(trouble(Named()))
    log.note(StoreError(CANARY))
    log.note_qt(CANARY)
    log._logger.error("%s " + CANARY, CANARY, extra={"times": CANARY, "qt": CANARY, "more": CANARY})
    log.close()
    written = file.read_text()
    assert CANARY not in written
    first, *_ = map(json.loads, written.splitlines())
    assert first["raised"][0]["type"] == "ValueError"
    assert first["raised"][1]["frames"][-1].startswith("console.domain.text.storable:")
    if os.name == "posix":
        assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_storm_is_counted_and_does_not_fill_the_disk(tmp_path: Path) -> None:
    """The same problem a thousand times is ten lines."""
    file = tmp_path / "diagnostics.log"
    log, error = ProblemLog(file), trouble(Named())
    for _ in range(1_000):
        log.note(error)
    log.close()
    assert (log.count, len(file.read_text().splitlines())) == (1_000, 10)
    assert read_problems(file, 7).count == 512


def test_a_log_that_cannot_be_written_stops_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is counted all the same, and nothing is printed that could hold a text."""
    (tmp_path / "file").write_text("")
    log = ProblemLog(tmp_path / "file" / "diagnostics.log")
    log.note(trouble(Named()))
    assert (log.count, capsys.readouterr().err) == (1, "")


def test_what_nobody_catches_is_noted_and_shown_as_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slots, threads and the end of the run; afterwards the hooks are those from before."""
    shown: list[object] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, at: shown.append(error))
    monkeypatch.setattr(threading, "excepthook", lambda about: shown.append(about.exc_value))
    before = sys.excepthook, threading.excepthook
    error = trouble(Named())
    with pytest.raises(RuntimeError), problems_noted(tmp_path / "d.log") as problems:  # noqa: PT012
        sys.excepthook(type(error), error, error.__traceback__)
        sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
        thread = threading.Thread(target=lambda: 1 / 0)
        thread.start()
        thread.join()
        raise RuntimeError
    assert (problems.count, len(shown)) == (3, 3)
    assert before == (sys.excepthook, threading.excepthook)


def test_old_problems_and_lines_of_others_are_not_counted(tmp_path: Path) -> None:
    """Only what was noted in the days that are asked about."""
    file = tmp_path / "d.log"
    old = {"at": "2020-01-01T00:00:00+00:00", "times": 5, "raised": [{"type": "E", "frames": []}]}
    file.write_text(f"{json.dumps(old)}\nnonsense\n[]\n{{}}\n")
    assert read_problems(file, 7).count == 0


def test_doctor_names_proxies_without_their_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable's name is enough to find it."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    assert doctor._proxies() == "no variable names one"
    monkeypatch.setenv("HTTPS_PROXY", f"http://me:{new_id('p')}@proxy.invalid:3128")
    assert doctor._proxies() == (
        "HTTPS_PROXY is set; nothing that is on this machine is reached through it"
    )


def test_doctor_says_where_problems_are_noted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file, how many, and the place of the last."""
    file = tmp_path / "diagnostics.log"
    monkeypatch.setattr("console.paths.diagnostic_log", lambda: file)
    assert doctor._noted() == f"{file}, no problem in the last 7 days"
    log = ProblemLog(file)
    log.note(trouble(Named()))
    log.close()
    assert doctor._noted().startswith(f"{file}, 1 problem in the last 7 days; the last one: ValueE")
