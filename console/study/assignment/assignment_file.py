"""The file beside a study that holds its assignments, for several consoles on a shared folder.

Whoever changes it holds a lock, reads it anew, and replaces it whole, so that no assignment is lost
or made twice, and a console that is killed leaves the file as it was. The folder must be one on
which the operating system's file locks work between computers (SMB, NFS 4).
"""

import glob
import json
import os
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from filelock import FileLock, Timeout

from console.domain.structured_text import parse_json
from console.study.assignment.assignment_list import AssignmentEntry, Assignments, Person, begin
from console.study.assignment.permuted_blocks import ALGORITHM, AssignedArms
from console.study.assignment.register import AssignmentRegister
from console.study.errors import AssignmentError
from console.study.file.design import Study

_LOCK_S = 60
_TRIES = 20
_MARK = 8
_PAUSE_S = 0.05

T = TypeVar("T")


def assignment_path(study_path: Path) -> Path:
    """Where the assignments of a study lie: ``pilot.toml`` has ``pilot.assignment.json``."""
    return study_path.with_name(f"{study_path.stem}.assignment.json")


class AssignmentFile:
    """The assignments of one study on disk."""

    def __init__(self, path: Path, study: Study, study_hash: str) -> None:
        """Nothing is read yet. ``study_hash`` must be that of the study the file was made for."""
        self.path = path
        self.study = study
        self.study_hash = study_hash

    def read(self) -> AssignmentRegister:
        """The list as it is now; nobody is on it if there is no file.

        Raises:
            AssignmentError: it can't be read, was damaged or edited, or belongs to another study.
        """
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return AssignmentRegister(self.study, begin(self.study, self.study_hash))
        except (OSError, UnicodeDecodeError) as error:
            raise self._error(f"can't be read: {error}") from error
        assignments = self._checked(text)
        try:
            return AssignmentRegister(self.study, assignments)
        except AssignmentError as error:
            raise self._error(str(error)) from error

    def enrol(self, people: Iterable[Person], now: datetime) -> tuple[AssignmentRegister, int]:
        """Assign those who are not on the list yet; the list, and how many were new.

        Raises:
            AssignmentError: as ``read``, or the file can't be written.
            StudyError: somebody lacks a value that the study stratifies by.
        """
        asked = list(people)
        return self._change(lambda register: register.enrol(asked, now))

    def reveal(
        self, now: datetime
    ) -> tuple[AssignmentRegister, Sequence[tuple[AssignmentEntry, AssignedArms]]]:
        """The list, and everybody with their arms, once the file says that it was revealed.

        Raises:
            AssignmentError: as ``read``, or the file can't be written.
        """
        return self._change(lambda register: register.reveal(now))

    def _change(self, change: Callable[[AssignmentRegister], T]) -> tuple[AssignmentRegister, T]:
        with self._alone():
            register = self.read()
            before = register.assignments
            result = change(register)
            if register.assignments != before or not self.path.exists():
                self._sweep()
                self._write(register.assignments)
        return register, result

    @contextmanager
    def _alone(self) -> Iterator[None]:
        lock = FileLock(self.path.with_name(f".{self.path.name}.lock"))
        try:
            with lock.acquire(timeout=_LOCK_S):
                yield
        except Timeout as error:
            raise self._error("another console holds it; end that one") from error
        except OSError as error:
            raise self._error(
                f"can't be written: {error.strerror or error}; check the folder, or assign all "
                "agents beforehand with `switchboard study assign`"
            ) from error

    def _sweep(self) -> None:
        """Remove what a console left that was killed while it wrote: nobody else is writing now."""
        for left in self.path.parent.glob(f".{glob.escape(self.path.name)}.{'?' * _MARK}"):
            left.unlink()

    def _write(self, assignments: Assignments) -> None:
        content = assignments.model_dump(mode="json")
        content["list_sha256"] = assignments.list_sha256
        draft = self.path.with_name(f".{self.path.name}.{secrets.token_hex(_MARK // 2)}")
        try:
            with draft.open("w", encoding="utf-8") as file:
                json.dump(content, file, indent=1, ensure_ascii=False)
                file.flush()
                os.fsync(file.fileno())
            _replace(draft, self.path)
        finally:
            draft.unlink(missing_ok=True)

    def _checked(self, text: str) -> Assignments:
        try:
            content: Any = parse_json(text)  # whatever somebody may have put there
            digest = content.pop("list_sha256")
            assignments = Assignments.model_validate(content)
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise self._error("is no list of assignments; restore it from a copy") from error
        if assignments.algorithm != ALGORITHM:
            raise self._error(
                f"was made by {assignments.algorithm!r}; use the version of Switchboard that did"
            )
        if assignments.list_sha256 != digest:
            raise self._error("was changed after it was written; restore it from a copy")
        if assignments.study_hash != self.study_hash:
            raise self._error(
                "was made for the study as its file was before; undo what was changed in the "
                "study file, or give the new study a file of its own"
            )
        return assignments

    def _error(self, why: str) -> AssignmentError:
        return AssignmentError(f"{self.path}: {why}")


def _replace(draft: Path, path: Path) -> None:
    """Put the new file in place; on Windows this waits for whoever is reading the old one."""
    for _ in range(_TRIES):
        try:
            draft.replace(path)
        except PermissionError:
            time.sleep(_PAUSE_S)
        else:
            return
    draft.replace(path)
