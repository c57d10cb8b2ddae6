"""Collects what was measured of texts that were not stored, from the facts that carry it."""

from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from console.domain import events as ev
from console.export.columnar import schema_of
from console.measures.text_tables import PASSED_EDITS, PASSED_SIDES

Row = dict[str, Any]  # Any: columns differ in type

_EDITS, _SIDES = schema_of(PASSED_EDITS), schema_of(PASSED_SIDES)


class PassedMeasures:
    """Two files of rows; of each suggestion and each side of a chat the last that was said.

    Memory holds the rows of one log.
    """

    def __init__(self, edits: Path, sides: Path) -> None:
        self._paths = edits, sides
        self._open = ExitStack()
        self._edits: dict[tuple[str, str], Row] = {}
        self._sides: dict[tuple[str, str], Row] = {}

    def __enter__(self) -> Self:
        """Open the files."""
        edits, sides = self._paths
        self._edit_file = self._open.enter_context(pq.ParquetWriter(edits, _EDITS))
        self._side_file = self._open.enter_context(pq.ParquetWriter(sides, _SIDES))
        return self

    def __exit__(self, *error: object) -> None:
        """Close the files."""
        self._open.close()

    def take(self, event: ev.Event, log: str) -> None:
        """Take in the next event of the log with this name."""
        fact = event.fact
        measured: ev.TextMeasures | None = getattr(fact, "measured", None)
        if event.chat is None:
            return
        if measured is None:
            self._stored(fact, event.chat, log)
            return
        for each in measured.edits:
            self._edits[event.chat, each.suggestion] = {
                "log": log,
                "chat": event.chat,
                "suggestion": each.suggestion,
                "edit_distance": each.distance,
                "similarity": each.similarity,
                "retyped": None if each.retyped is None else int(each.retyped),
            }
        if isinstance(fact, ev.MessageReceived | ev.MessageSent):
            side = {} if measured.side is None else measured.side.model_dump()
            self._sides[event.chat, _sender(fact)] = _side(fact, log) | side

    def _stored(self, fact: ev.Fact, chat: str, log: str) -> None:
        """A text that was stored after others were not: what was measured is not of all any more.

        It can't be measured together with those that are gone, so their measures are missing.
        """
        if not isinstance(fact, ev.MessageReceived | ev.MessageSent):
            return
        if (chat, _sender(fact)) in self._sides:
            self._sides[chat, _sender(fact)] = _side(fact, log)
        if isinstance(fact, ev.MessageSent) and fact.origin is ev.Origin.TYPED:
            for (of_chat, _), row in self._edits.items():
                if of_chat == chat and not row["retyped"]:
                    row["retyped"] = None

    def end_log(self) -> None:
        """Write what the log held."""
        for file, schema, rows in (
            (self._edit_file, _EDITS, self._edits),
            (self._side_file, _SIDES, self._sides),
        ):
            file.write_table(pa.Table.from_pylist(list(rows.values()), schema=schema))
            rows.clear()


def _sender(fact: ev.MessageReceived | ev.MessageSent) -> str:
    return "agent" if isinstance(fact, ev.MessageSent) else "customer"


def _side(fact: ev.MessageReceived | ev.MessageSent, log: str) -> Row:
    """The row of a side without measures."""
    return {"log": log, "chat": fact.chat, "sender": _sender(fact)}
