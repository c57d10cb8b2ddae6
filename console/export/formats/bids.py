"""Each session's events and spans of focus on one time axis, in a tree as BIDS has it.

For people who record eye movements or an EEG beside the console. What is followed of the Brain
Imaging Data Structure 1.10.1 ("Task events", "Tabular files", "Data summary files"): the tree
``sub-*/ses-*/beh``, one ``_events.tsv`` a session, ``onset`` and ``duration`` in seconds as its
first columns, rows by onset, tabs, ``n/a`` for what is missing, one JSON file at the top that
describes the columns of all (the inheritance principle), participants and sessions as tables, a
data set description and a README.

What is not followed: there is no recording that the events belong to; whoever has one adds it.
``onset`` therefore counts from the session's first event, whose time in UTC is the
``acq_time`` of the session, where BIDS counts from the recording's first sample. There are no HED
tags. Tabs and line ends in a text are written as spaces.
"""

import heapq
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from console.export.formats import bids_tree
from console.export.formats.reader import Row, TableReader
from console.export.formats.sorting import table_in_order
from console.measures.events import EVENTS
from console.measures.tables import FOCUS

_EVENT = ("session", "mono_ns", "time", "agent", *bids_tree.EVENT_COLUMNS)
_SPAN = ("session", "span", "chat", "duration_s", "ended_by")
_COLUMNS = ("onset", "duration", *bids_tree.ROW_COLUMNS)
_FOCUS = "focus"

_Timed = tuple[int, Row]
"""Nanoseconds since the session's first event, and the row's cells."""


def write(tables: TableReader, out: Path) -> list[Path]:
    """Write the tree ``bids`` and return its files, relative to ``out``."""
    tree = bids_tree.Tree(out)
    with ExitStack() as stack:
        events = stack.enter_context(
            table_in_order(tables, out, EVENTS, _EVENT, ("session", "mono_ns", "seq"))
        )
        spans = stack.enter_context(table_in_order(tables, out, FOCUS, _SPAN, ("session", "span")))
        for name, facts, focus in _sessions(events, spans):
            _write_session(tree, name, facts, focus)
    tree.finish()
    return tree.written


def _sessions(
    events: Iterable[Row], spans: Iterable[Row]
) -> Iterator[tuple[str, Iterator[Row], list[Row]]]:
    """Each session's name, events and spans; both are in order of the session's name."""
    by_session = itemgetter("session")
    stretches = groupby(spans, by_session)
    waiting = next(stretches, None)
    for name, facts in groupby(events, by_session):
        focus: list[Row] = []
        if waiting is not None and waiting[0] == name:
            focus = list(waiting[1])
            waiting = next(stretches, None)
        yield name, facts, focus


def _write_session(tree: bids_tree.Tree, name: str, facts: Iterator[Row], focus: list[Row]) -> None:
    first = next(facts)
    begin = first["mono_ns"]
    session = tree.session(name, first["agent"] or "", first["time"])
    event_rows = ((fact["mono_ns"] - begin, _of_fact(fact)) for fact in _with(first, facts))
    rows = heapq.merge(event_rows, _of_focus(focus), key=itemgetter(0))
    with session.open("w", encoding="utf-8", newline="\n") as file:
        file.write("\t".join(_COLUMNS) + "\n")
        file.writelines(_line(ns, row) for ns, row in rows)


def _with(first: Row, others: Iterator[Row]) -> Iterator[Row]:
    yield first
    yield from others


def _of_fact(fact: Row) -> Row:
    return {**fact, "trial_type": fact["kind"], "duration_ns": 0}


def _of_focus(spans: Iterable[Row]) -> Iterator[_Timed]:
    """Spans one after the other: they cover the session without gaps, so lengths give onsets."""
    onset = 0
    for span in spans:
        length = round(span["duration_s"] * 1e9)
        yield onset, {**span, "trial_type": _FOCUS, "duration_ns": length}
        onset += length


def _line(onset_ns: int, row: Mapping[str, Any]) -> str:  # Any: cells
    times = (_seconds(onset_ns), _seconds(row["duration_ns"]))
    cells = (bids_tree.cell(row.get(name)) for name in bids_tree.ROW_COLUMNS)
    return "\t".join((*times, *cells)) + "\n"


def _seconds(ns: int) -> str:
    """Nanoseconds as seconds, exactly."""
    sign, ns = ("-", -ns) if ns < 0 else ("", ns)
    return f"{sign}{ns // 1_000_000_000}.{ns % 1_000_000_000:09d}"
