"""Measures computed again from the events of bundles: of several as if they were one.

A log that is in several bundles counts once, with the bundle in which it goes furthest.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from console.domain import limits
from console.domain.events import SCHEMA_VERSION
from console.domain.json_objects import JsonObject
from console.domain.structured_text import parse_object
from console.export.columnar import schema_of
from console.export.errors import ExportError
from console.export.folder import bundle_descriptor, own_json
from console.export.leaving_out import (
    REMAINING_EVENTS,
    REMAINING_OF_CHATS,
    REMAINS,
    leave_out,
)
from console.export.old_schemas import columns_of
from console.export.options import TableInputs
from console.export.privacy import is_without_texts
from console.export.provenance import is_provenance
from console.export.withdrawals import NOBODY, Withdrawn, withdrawn_of
from console.measures.engines import table_at
from console.measures.events import EVENTS
from console.measures.schema import Table
from console.measures.text_tables import CHAT_TEXTS, CLAIMS, EDITS, TEXTS
from console.paths import own_file

_MEMORY = "2048MB"
_WITH_TEXT = (
    "message_received",
    "message_sent",
    "suggestion_ready",
    "suggestion_revised",
    "question_answered",
)


@dataclass(frozen=True, slots=True)
class BundlePart:
    """A bundle to be merged, and its provenance."""

    folder: Path
    provenance: JsonObject

    @property
    def text(self) -> str:
        """Its text policy."""
        return str(self.provenance["text"])

    def table(self, table: Table) -> Path:
        """The file of one of its tables."""
        return self.folder / f"{table.name}.parquet"


def parts_of(bundles: Sequence[Path]) -> list[BundlePart]:
    """The bundles, in an order that does not depend on how they were named.

    Raises:
        ExportError: one is not a bundle, not in Parquet, from a newer version, or they were made
            with different text policies.
    """
    parts = [_part(folder) for folder in dict.fromkeys(path.resolve() for path in bundles)]
    parts.sort(key=_digest)
    policies = sorted({part.text for part in parts})
    if len(policies) > 1:
        raise ExportError(
            f"these bundles were exported with --text {' and '.join(policies)}; export them with "
            "the same, so that no text appears that one of them leaves out"
        )
    if policies == ["own"] and len(parts) > 1:
        raise ExportError("an agent's own data can't be merged with others'; export the logs again")
    return parts


def merge(parts: Sequence[BundlePart], scratch: Path, withdrawn: Withdrawn = NOBODY) -> TableInputs:
    """Bring the events of bundles together, and what was measured of their texts.

    Left out is who is ``withdrawn``, and who withdrew from any of the bundles.

    Raises:
        ExportError: two bundles hold different things as the same log.
    """
    with duckdb.connect(
        str(scratch / "merging.duckdb"),
        config={"memory_limit": _MEMORY, "temp_directory": str(scratch)},
    ) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        try:
            withdrawn |= withdrawn_from(parts)
            if withdrawn:
                leave_out(connection, _every_event(parts), withdrawn)
            _choose(connection, parts, REMAINS if withdrawn else "true")
            events, edits, chat_texts, claims = (
                _copy(connection, table, parts, scratch, whole=not withdrawn)
                for table in (EVENTS, EDITS, CHAT_TEXTS, CLAIMS)
            )
        except duckdb.Error as error:
            raise ExportError(
                f"a bundle's tables can't be read: {str(error).splitlines()[0]}; export it again "
                "with this version, or see that there is room on the disk"
            ) from error
    texts = None if parts[0].text == "none" else _write_texts(events, scratch)
    return TableInputs(events, edits, chat_texts, claims, texts)


def withdrawn_from(parts: Sequence[BundlePart]) -> Withdrawn:
    """Who withdrew from any of these bundles before."""
    return withdrawn_of(name for part in parts for name in part.provenance.get("withdrawn", []))


def events_by_session(events: Path) -> dict[str, int]:
    """How many events of each session remain."""
    sessions = pq.read_table(events, columns=["session"])
    counted = sessions.group_by("session").aggregate([("session", "count")]).to_pydict()
    return dict(zip(counted["session"], counted["session_count"], strict=True))


def _digest(part: BundlePart) -> str:
    """A digest of a bundle's events, which orders bundles by their content alone."""
    with part.table(EVENTS).open("rb") as file:
        return hashlib.file_digest(file, "blake2b").hexdigest()


def _part(folder: Path) -> BundlePart:
    if bundle_descriptor(folder) is None:
        raise ExportError(f"{folder} is not a bundle; name folders that `export` wrote")
    part = BundlePart(folder, _provenance(folder))
    if part.text == "shared":
        raise ExportError(
            f"{folder} is a shared bundle, which has no events to measure; bring the sites' own "
            "bundles together first, or export all databases at once, with --share"
        )
    if part.provenance["schema"] > SCHEMA_VERSION:
        raise ExportError(f"{folder} was written by a newer Switchboard; update this one")
    for table in (EVENTS, EDITS, CHAT_TEXTS, CLAIMS):
        refuse_foreign(part.table(table))
    missing = [t.name for t in (EVENTS, EDITS, CHAT_TEXTS) if not part.table(t).is_file()]
    if missing:
        raise ExportError(
            f"{folder} has no {missing[0]}.parquet; export it as Parquet with this version"
        )
    if part.text == "none":
        _refuse_texts(part)
    return part


def refuse_foreign(file: Path) -> None:
    """Raise ExportError if a table is no regular file of the bundle's, or of too many rows."""
    try:
        own_file(file.parent, file.name)
        size = file.stat().st_size if file.exists() else 0
        rows = pq.read_metadata(file).num_rows if size else 0
    except (OSError, ValueError) as error:
        reason = str(error).splitlines()[0]
        raise ExportError(f"{file} can't be read ({reason}); don't use this bundle") from None
    if size > limits.TABLE_BYTES or rows > limits.MERGED_ROWS:
        raise ExportError(f"{file} has {rows:,} rows, more than is read; don't use this bundle")


def _refuse_texts(part: BundlePart) -> None:
    """Raise ExportError if a bundle says that it holds no texts, and does."""
    with pq.ParquetFile(part.table(EVENTS)) as source:
        for batch in source.iter_batches(columns=["body"]):
            for body in batch.column("body").to_pylist():
                if body is not None and not is_without_texts(body):
                    raise ExportError(
                        f"{part.folder} says that it holds no texts, and does; export it again, "
                        "and give it to nobody"
                    )


def _provenance(folder: Path) -> JsonObject:
    try:
        content = own_json(folder, "provenance.json")
    except (OSError, ValueError) as error:
        raise ExportError(
            f"{folder} has no provenance.json that can be read; export it again"
        ) from error
    if not is_provenance(content):
        raise ExportError(f"{folder}'s provenance.json is not whole; export it again")
    return content


def _choose(
    connection: duckdb.DuckDBPyConnection, parts: Sequence[BundlePart], remains: str
) -> None:
    """Which log is taken from which bundle, as the table ``chosen``, by the events that remain."""
    counted = " UNION ALL ".join(
        f"SELECT {number} AS part, log, MAX(seq) AS seqs, MAX(time) AS until, COUNT(*) AS events "  # noqa: S608
        f"FROM {table_at(part.table(EVENTS))} WHERE {remains} GROUP BY log"
        for number, part in enumerate(parts)
    )
    connection.execute(f"CREATE TABLE counted AS {counted}")
    connection.execute(
        "CREATE TABLE chosen AS SELECT log, arg_max(part, (events, -part)) AS part FROM counted "
        "GROUP BY log"
    )
    _refuse_contradictions(connection, parts, remains)


def _refuse_contradictions(
    connection: duckdb.DuckDBPyConnection, parts: Sequence[BundlePart], remains: str
) -> None:
    doubles = connection.execute(
        "SELECT counted.log, counted.part, chosen.part FROM counted JOIN chosen USING (log) "
        "WHERE counted.part <> chosen.part"
    ).fetchall()
    for log, part, other in doubles:
        left = connection.execute(
            f"SELECT seq, session, time, mono_ns, kind FROM {table_at(parts[part].table(EVENTS))} "  # noqa: S608
            f"WHERE log = $log AND {remains} EXCEPT SELECT seq, session, time, mono_ns, kind "
            f"FROM {table_at(parts[other].table(EVENTS))} WHERE log = $log LIMIT 1",
            {"log": log},
        ).fetchone()
        if left is not None:
            raise ExportError(
                f"{parts[part].folder} and {parts[other].folder} both hold the log {log} but "
                f"differ at event {left[0]}; one comes from a copy that was worked on"
            )


def _every_event(parts: Sequence[BundlePart]) -> str:
    """All events' places and people, in SQL."""
    return " UNION ALL ".join(
        f"SELECT log, session, kind, chat, agent, customer FROM {table_at(part.table(EVENTS))}"  # noqa: S608
        for part in parts
    )


def _copy(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    parts: Sequence[BundlePart],
    scratch: Path,
    *,
    whole: bool,
) -> Path:
    """A file of a table of all bundles that have it, each log from its chosen one, in order.

    Unless it is the ``whole`` table, who withdrew is not in it (``_leave_out``).
    """
    file = scratch / f"merged_{table.name}.parquet"
    numbered = [(n, part) for n, part in enumerate(parts) if part.table(table).is_file()]
    if not numbered:
        pq.write_table(schema_of(table).empty_table(), file)
        return file
    order = ", ".join(("log", *(name for name in _ORDER[table.name])))
    rows = " UNION ALL ".join(
        f"SELECT {columns_of(connection, table, part.table(table))} "  # noqa: S608
        f"FROM {table_at(part.table(table))} "
        f"WHERE log IN (SELECT log FROM chosen WHERE part = {number})"
        for number, part in numbered
    )
    remaining = REMAINING_EVENTS if table is EVENTS else REMAINING_OF_CHATS
    if whole:
        remaining = "SELECT * FROM chosen_rows"
    connection.execute(
        f"COPY (WITH chosen_rows AS ({rows}) {remaining} ORDER BY {order}) "
        f"TO {_quoted(file)} (FORMAT parquet, COMPRESSION zstd)"
    )
    return file


_ORDER = {
    EVENTS.name: ("seq",),
    EDITS.name: ("chat", "suggestion"),
    CHAT_TEXTS.name: ("chat", "sender"),
    CLAIMS.name: ("chat", "message"),
}


def _write_texts(events: Path, scratch: Path) -> Path:
    """A file of the texts that the facts hold: what a bundle has may be shared."""
    file, schema = scratch / "merged_texts.parquet", schema_of(TEXTS)
    with pq.ParquetFile(events) as source, pq.ParquetWriter(file, schema) as writer:
        names = ["log", "seq", "chat", "kind", "origin", "suggestion", "body"]
        for batch in source.iter_batches(columns=names):
            rows = list(_texts(batch.to_pylist()))
            writer.write_table(pa.Table.from_pylist(rows, schema=schema))
    return file


def _texts(rows: list[JsonObject]) -> Iterator[JsonObject]:
    for row in rows:
        if row["kind"] in _WITH_TEXT:
            text = _text_in(row.pop("body"), row)
            if text is not None:
                yield row | {"text": text, "shared": text}


def _text_in(body: object, row: JsonObject) -> str | None:
    """The text of a fact, null if it was not stored; ExportError if there is no fact."""
    unreadable = ExportError(
        f"event {row['seq']} of the log {row['log']} can't be read in its bundle; "
        "export the log again"
    )
    try:
        fact = parse_object(str(body))
    except ValueError:
        raise unreadable from None
    text = fact.get("text")
    if not isinstance(text, str | None):
        raise unreadable
    return None if fact.get("measured") is not None else text


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
