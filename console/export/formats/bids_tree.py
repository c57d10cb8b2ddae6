"""The BIDS tree around the events: names, the files that describe them, participants, sessions."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

import console
from console.domain import events as ev
from console.domain.json_objects import JsonObject
from console.domain.sinks import table_cell
from console.measures.events import EVENTS
from console.measures.tables import FOCUS

ROOT = Path("bids")
TASK = "console"

EVENT_COLUMNS = (
    *("kind", "seq", "chat", "message", "suggestion", "issue", "origin", "disposition"),
    *("rating", "characters", "active", "arm", "arm_name", "access", "bucket"),
    *("guardrail", "action", "questionnaire", "item", "value"),
)
"""Columns of the events that are written after onset and duration."""

ROW_COLUMNS = ("trial_type", *EVENT_COLUMNS[1:], "ended_by")
"""Columns of an ``_events.tsv`` after onset and duration."""

_OWN_ID = re.compile("[a-z]-[0-9a-z]+")

_README = """\
What happened at the desks of customer service agents, in the form of the Brain Imaging Data
Structure, to be read beside recordings of eye movements or an EEG.

Each file of events is one session of one agent. Onsets count in seconds, by the monotonic clock,
from the session's first event; the table of the agent's sessions has that event's time in UTC.
A recording has to be tied to that axis by its own clock.

A text that a spreadsheet could take for a formula has an apostrophe in front.
"""


def cell(value: Any) -> str:  # noqa: ANN401 - of any column
    """A value as a cell of a table: ``n/a`` for null, without tabs, line ends and formulas."""
    if value is None or value == "":
        return "n/a"
    return table_cell(value) if isinstance(value, str) else str(value)


def label(name: str) -> str:
    """Letters and digits that stand for this name alone; BIDS has nothing else in a label.

    The program's own ids, such as ``s-2c6f``, lose their hyphen. What is left of any other name
    gets a digest of the whole behind it.
    """
    kept = "".join(sign for sign in name if sign.isascii() and sign.isalnum())
    if _OWN_ID.fullmatch(name):
        return kept
    return kept + blake2b(name.encode(), digest_size=4).hexdigest()


@dataclass
class Tree:
    """The tree in the folder ``out``. ``written`` are its files so far, relative to ``out``."""

    out: Path
    written: list[Path] = field(default_factory=list)
    _sessions: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)

    def session(self, name: str, agent: str, begin: str) -> Path:
        """The file for a session's events; ``begin`` is when it began, ISO 8601 in UTC."""
        subject, session = f"sub-{label(agent)}", f"ses-{label(name)}"
        self._names[subject] = agent
        self._sessions.setdefault(subject, []).append((session, begin, name))
        folder = ROOT / subject / session / "beh"
        return self._new(folder / f"{subject}_{session}_task-{TASK}_events.tsv")

    def finish(self) -> None:
        """Write what describes the sessions that were asked for."""
        self._json("dataset_description.json", _description())
        self._text("README", _README)
        self._json(f"task-{TASK}_events.json", _events_sidecar())
        for subject, sessions in self._sessions.items():
            path = f"{subject}/{subject}_sessions.tsv"
            self._table(path, ("session_id", "acq_time", "session"), sessions)
        self._json("sessions.json", _SESSIONS)
        people = [(subject, name) for subject, name in self._names.items()]
        self._table("participants.tsv", ("participant_id", "agent"), people)
        self._json("participants.json", _PARTICIPANTS)
        self.written.sort()

    def _table(self, path: str, head: Sequence[str], rows: Iterable[tuple[str, ...]]) -> None:
        lines = ["\t".join(head), *("\t".join(map(cell, row)) for row in sorted(rows))]
        self._text(path, "\n".join(lines) + "\n")

    def _json(self, path: str, content: JsonObject) -> None:
        self._text(path, json.dumps(content, indent=2, ensure_ascii=False) + "\n")

    def _text(self, path: str, content: str) -> None:
        self._new(ROOT / path).write_text(content, encoding="utf-8", newline="\n")

    def _new(self, path: Path) -> Path:
        """Note a file, with the folders above it in place."""
        self.written.append(path)
        (self.out / path).parent.mkdir(parents=True, exist_ok=True)
        return self.out / path


# --- what describes the tables ---------------------------------------------------------------

_SESSIONS = {
    "acq_time": {"Description": "When the session's first event was, in UTC: onset 0."},
    "session": {"Description": "The session's id in the bundle."},
}

_PARTICIPANTS = {"agent": {"Description": "The agent's name or pseudonym in the bundle."}}


def _description() -> JsonObject:
    return {
        "Name": "Chats of customer service agents, recorded by Switchboard",
        "BIDSVersion": "1.10.1",
        "DatasetType": "raw",
        "GeneratedBy": [{"Name": "Switchboard", "Version": console.__version__}],
    }


def _events_sidecar() -> JsonObject:
    """Every column of the events: what it means, its unit, and what its levels mean."""
    own = {column.name: column for column in EVENTS.columns}
    ended_by = next(column for column in FOCUS.columns if column.name == "ended_by")
    descriptions = {name: own[name].description for name in ROW_COLUMNS if name in own}
    return {
        "TaskName": TASK,
        "TaskDescription": "Agents chat with several customers at once in the Switchboard console.",
        "onset": {"Description": "Time since the session's first event.", "Units": "s"},
        "duration": {"Description": "Length of a span of focus; 0 of an event.", "Units": "s"},
        "trial_type": {"Description": "What happened.", "Levels": _levels()},
        **{name: {"Description": description} for name, description in descriptions.items()},
        "ended_by": {"Description": f"focus: {ended_by.description}"},
    }


def _levels() -> dict[str, str]:
    """What each kind of event is, and a span."""
    kinds = {fact.model_fields["kind"].default: fact for fact in ev.FACT_TYPES}
    meaning = {
        kind: " ".join((fact.__doc__ or "").split("\n\n")[0].split())
        for kind, fact in kinds.items()
    }
    return {"focus": "A span in which one chat, or none, had the agent's attention.", **meaning}
