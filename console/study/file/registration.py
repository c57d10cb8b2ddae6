"""Freezes a study file: its hash and the time, in a file beside it that is never written again."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from console.domain.structured_text import parse_object
from console.study.errors import StudyError
from console.study.file.loading import load_study, study_hash

_ENDING = ".registered.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """What was frozen: the study's name, its file's SHA-256 in hexadecimal, and when, in UTC."""

    study: str
    study_hash: str
    registered_at: str


def registration_file(study: Path) -> Path:
    """Where the registration of a study file lies: ``pilot.registered.json`` for pilot.toml."""
    return study.with_name(study.stem + _ENDING)


def register_study(study: Path) -> Registration:
    """Freeze a study file.

    Registering the same file again changes nothing and returns what there is.

    Raises:
        StudyError: it is not a study, was registered with other content, or can't be written.
    """
    name, mark = load_study(study).name, study_hash(study)
    known = registration_of(study)
    if known is not None:
        if known.study_hash != mark:
            raise StudyError(
                f"{study} was registered on {known.registered_at} and changed since; go back to "
                "that version, or save the new one under another name and register it as its own"
            )
        return known
    made = Registration(
        study=name,
        study_hash=mark,
        registered_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    file = registration_file(study)
    try:
        with file.open("x", encoding="utf-8", newline="\n") as opened:
            opened.write(json.dumps(asdict(made), indent=2) + "\n")
    except OSError as error:
        raise StudyError(f"cannot write {file}: {error.strerror}; check the folder") from error
    return made


def registration_of(study: Path) -> Registration | None:
    """The registration beside a study file, null if it was never registered.

    Raises:
        StudyError: it can't be read or is no registration.
    """
    file = registration_file(study)
    if not file.exists():
        return None
    try:
        content = parse_object(file.read_text(encoding="utf-8"))
        return Registration(
            study=str(content["study"]),
            study_hash=str(content["study_hash"]),
            registered_at=datetime.fromisoformat(content["registered_at"]).isoformat(),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StudyError(
            f"{file}: can't be read as a registration; restore it from where you keep copies"
        ) from error
