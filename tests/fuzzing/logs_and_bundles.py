"""Logs that another version wrote or a disk damaged, and bundles that somebody sent."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any, cast

from format_bundles import DAY, KEY
from strategies import workplace

from console.domain.clock import SystemClock
from console.domain.desk import fold_leaving_out
from console.domain.structured_text import parse_json
from console.effects.data.bundle_tables import read_tables
from console.export.bundle import export
from console.export.merging import merge, parts_of
from console.export.options import BundleFormat
from console.simulation.bundle import write_simulated
from console.simulation.parameters import Parameters
from console.store.log import read_readable, verify_log
from console.store.opening import open_log
from console.store.rows import COLUMNS, UNREADABLE, chain_digest, from_row
from console.workflows.analyse import analyse_bundles
from console.workflows.export import STORE
from fuzzing.entry import Entry, FromSamples
from fuzzing.files import with_file

Rows = list[list[Any]]


def entries(scratch: Path) -> Iterator[Entry]:
    """Rows of a log, files of logs, exports of odd logs, and each file of a bundle."""
    with workplace(DAY) as place:
        sound = scratch / "sound.db"
        place.log.flush()
        with closing(sqlite3.connect(place.path)) as source, closing(sqlite3.connect(sound)) as to:
            source.backup(to)
        for form in (BundleFormat("parquet"), BundleFormat("csv")):
            export(
                [place.path],
                scratch / f"bundle-{form.fmt}",
                store=STORE,
                key=KEY,
                bundle_format=form,
                text="redacted",
            )
    with closing(sqlite3.connect(sound)) as connection:
        query = f"SELECT {COLUMNS} FROM events ORDER BY seq"  # noqa: S608
        rows = [list(row) for row in connection.execute(query)]
    bodies = [json.dumps(row).encode() for row in rows]
    yield FromSamples("row of a log", 40, bodies, _row_taken, UNREADABLE)
    yield FromSamples("log of another version", 6, bodies, _Log(sound, rows, scratch).opened)
    yield FromSamples("export of an odd log", 0.3, bodies, _Log(sound, rows, scratch).exported)
    yield FromSamples("damaged file of a log", 4, (sound.read_bytes(),), _file_opened(scratch))
    yield from _bundle_files(scratch)
    yield from _analysed(scratch)


def _row_taken(text: bytes) -> None:
    fold_leaving_out([from_row(cast(list[Any], parse_json(text.decode())))])


class _Log:
    """A log in which one row is another one, with digests as if it had been written so."""

    def __init__(self, sound: Path, rows: Rows, scratch: Path) -> None:
        self._sound = sound
        self._rows = rows
        self._scratch = scratch
        self._path = scratch / "odd" / "odd.db"

    def opened(self, text: bytes) -> None:
        """The console opens it, and what can be read of it is read."""
        self._write(text)
        opened = open_log(self._path, SystemClock())
        opened.log.close()
        verify_log(self._path)
        for _ in read_readable(self._path):
            pass

    def exported(self, text: bytes) -> None:
        """It is exported with its texts redacted, by itself."""
        self._write(text)
        export(
            [self._path],
            self._scratch / "odd-bundle",
            store=STORE,
            key=KEY,
            text="redacted",
            allow_damaged=True,
        )

    def _write(self, text: bytes) -> None:
        shutil.rmtree(self._path.parent, ignore_errors=True)
        self._path.parent.mkdir()
        shutil.copy(self._sound, self._path)
        try:
            changed = json.loads(text)
        except (ValueError, RecursionError):
            changed = [None] * 8
        if not isinstance(changed, list) or len(changed) != 8:
            changed = [1, "s", 0, 0, 1, "x", None, text]
        at = Random(text).randrange(len(self._rows))
        chain = b""
        with closing(sqlite3.connect(self._path)) as connection, connection:
            connection.execute("DELETE FROM events")
            for number, row in enumerate(self._rows, start=1):
                new = row if number != at else [number, *map(_storable, changed[1:])]
                chain = chain_digest(chain, [_printable(value) for value in new])
                marks = ", ".join("?" * 9)
                try:
                    connection.execute(
                        f"INSERT INTO events ({COLUMNS}, chain) VALUES ({marks})",  # noqa: S608
                        (*new, chain),
                    )
                except (sqlite3.Error, OverflowError, UnicodeEncodeError):
                    chain = chain_digest(chain, row)


def _storable(value: object) -> object:
    return value if isinstance(value, int | float | str | bytes | None) else str(value)


def _printable(value: object) -> object:
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _file_opened(scratch: Path) -> Callable[[bytes], None]:
    folder = scratch / "damaged"

    def take(content: bytes) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        (folder / "log.db").write_bytes(content)
        open_log(folder / "log.db", SystemClock()).log.close()

    return take


def _bundle_files(scratch: Path) -> Iterator[Entry]:
    for form, names in (
        ("parquet", ("datapackage.json", "provenance.json", "events.parquet", "chats.parquet")),
        ("csv", ("datapackage.json", "agent_days.csv", "chats.csv")),
    ):
        for name in names:
            yield _bundle_file(scratch, scratch / f"bundle-{form}" / name)


def _analysed(scratch: Path) -> Iterator[Entry]:
    """The analysis of a small bundle, in which one file is another one."""
    bundle = scratch / "simulated"
    write_simulated(Parameters(agents=12, days=4, seed=4), bundle)
    for name in ("datapackage.json", "provenance.json", "study.toml"):
        file = bundle / name
        if file.is_file():
            reads = with_file(file, lambda: analyse_bundles([bundle], scratch / "results"))
            yield FromSamples(f"analysis: {name}", 0.05, (file.read_bytes(),), reads)


def _bundle_file(scratch: Path, file: Path) -> Entry:
    def read() -> None:
        read_tables(file.parent)
        merging = scratch / "merging"
        shutil.rmtree(merging, ignore_errors=True)
        merging.mkdir()
        merge(parts_of([file.parent]), merging)

    name = f"bundle: {file.parent.name[7:]} {file.name}"
    return FromSamples(name, 0.4, (file.read_bytes(),), with_file(file, read))
