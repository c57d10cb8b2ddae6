"""Exports session databases as one bundle."""

import importlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from console.domain.errors import StoreError
from console.export.codebook import codebook
from console.export.descriptor import Format, data_package
from console.export.folder import DESCRIPTOR, new_bundle
from console.export.gather import Gathered, Read, Verify, gather
from console.export.privacy import Discretion, TextPolicy
from console.export.provenance import provenance
from console.export.tables import tables_of

Progress = Callable[[str, float], None]
"""Told what is being done and which share of the whole is behind, 0 to 1."""


@dataclass(frozen=True, slots=True)
class BundleReport:
    """What was exported: rows by table, and what was found wrong with each database."""

    out: Path
    databases: int
    sessions: int
    rows: dict[str, int]
    problems: tuple[str, ...]


def export(
    databases: Sequence[Path],
    out: Path,
    *,
    read: Read,
    verify: Verify,
    key: bytes | None,
    fmt: Format = "parquet",
    text: TextPolicy = "none",
    allow_damaged: bool = False,
    progress: Progress = lambda what, share: None,
) -> BundleReport:
    """Write a bundle; the same databases always give the same bytes.

    Databases may be in use. A session that is in several of them counts once.

    Args:
        databases: session databases, in any order.
        out: the folder to make; a bundle that is there is replaced.
        read: how to read a database (``console.store.log.read_log``).
        verify: how to check one (``console.store.log.verify_log``).
        key: the site's secret for pseudonyms (``console.export.pseudonyms``); not used with text
            ``full``.
        fmt: of the tables.
        text: ``none`` leaves texts out and gives people pseudonyms.
        allow_damaged: export what can be read of a damaged log, and note what is wrong.
        progress: told how far the work is.

    Raises:
        StoreError: a database can't be read, is damaged, or there is nothing in any.
        ExportError: ``out`` is not a bundle or can't be written; what was there is as it was.
    """
    discretion = Discretion(text, key)
    with new_bundle(out) as folder:
        gathered = gather(
            databases,
            read=read,
            verify=verify,
            allow_damaged=allow_damaged,
            told=lambda path: progress(f"reading {path.name}", 0.0),
        )
        if not gathered.logs:
            raise StoreError("nothing was ever recorded in these databases; nothing was exported")
        rows = _write(gathered, discretion, fmt, folder, progress)
    return BundleReport(
        out=out,
        databases=len(gathered.sources),
        sessions=sum(len(log.sessions) for log in gathered.logs),
        rows=rows,
        problems=tuple(f"{s.name}: {problem}" for s in gathered.sources for problem in s.problems),
    )


def _write(
    gathered: Gathered, discretion: Discretion, fmt: Format, folder: Path, progress: Progress
) -> dict[str, int]:
    # pyarrow takes a while to load, so it comes in when there is something to write.
    columnar = importlib.import_module("console.export.columnar")
    write = columnar.write_parquet if fmt == "parquet" else columnar.write_csv
    rows: dict[str, int] = {}
    tables = list(tables_of(gathered.logs))
    for done, (table, things) in enumerate(tables):
        progress(f"writing {table.name}", (done + 1) / (len(tables) + 1))
        rows[table.name] = write(table, things, discretion, folder / f"{table.name}.{fmt}")
    definitions = [table for table, _ in tables]
    _write_json(folder / DESCRIPTOR, data_package(definitions, fmt))
    _write_text(folder / "codebook.md", codebook(definitions, discretion.policy))
    _write_json(folder / "provenance.json", provenance(gathered, discretion, rows))
    return rows


def _write_json(path: Path, content: dict[str, Any]) -> None:
    _write_text(path, json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def _write_text(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8", newline="\n")
