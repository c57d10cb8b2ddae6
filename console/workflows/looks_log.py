"""The trace that each analysis of a study leaves: a line of JSON in a file beside the study."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from console.domain.json_objects import JsonObject
from console.domain.structured_text import parse_object
from console.effects.analysis.looks import RecordedLook
from console.effects.errors import EffectsError

LOOKS = "looks.jsonl"


def earlier_looks(folder: Path, study: str) -> tuple[RecordedLook, ...]:
    """The looks at a study that are written down in a folder, each of the same data once.

    Raises:
        EffectsError: the file can't be read or has lines that are no looks.
    """
    file = folder / LOOKS
    try:
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        rows: list[JsonObject] = [parse_object(line) for line in lines if line.strip()]
        found = [_look(row) for row in rows if row["study"] == study]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EffectsError(
            f"{file} can't be read as looks at studies; restore it, or move it away and say so"
        ) from error
    return tuple({(each.last_day, each.agent_days): each for each in found}.values())


def _look(row: JsonObject) -> RecordedLook:
    known = row["information"]
    return RecordedLook(
        last_day=str(row["last_day"]),
        agent_days=int(row["agent_days"]),
        share=float(row["share"]),
        information=None if known is None else float(known),
    )


def leave_trace(folder: Path, study: str, mark: str | None, look: RecordedLook) -> None:
    """Write a look down.

    Raises:
        EffectsError: the file can't be written.
    """
    at = datetime.now(UTC).isoformat(timespec="seconds")
    line = json.dumps({"study": study, "at": at, "study_hash": mark} | asdict(look))
    try:
        with (folder / LOOKS).open("a", encoding="utf-8", newline="\n") as file:
            file.write(line + "\n")
    except OSError as error:
        raise EffectsError(
            f"cannot write {folder / LOOKS}: {error.strerror}; looks are counted there"
        ) from error
