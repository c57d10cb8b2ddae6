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
from console.export.gather import Store, gather
from console.export.privacy import Discretion, TextPolicy
from console.export.provenance import provenance

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
    store: Store,
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
        store: how to read databases.
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
            store,
            allow_damaged=allow_damaged,
            told=lambda path: progress(f"reading {path.name}", 0.0),
        )
        if not gathered.logs:
            raise StoreError("nothing was ever recorded in these databases; nothing was exported")
        # DuckDB and pyarrow take a while to load, so they come in when there is something to do.
        computing = importlib.import_module("console.export.computing")
        done = computing.compute(gathered, store, discretion, fmt, folder, progress)
        definitions = computing.definitions()
        _write_json(folder / DESCRIPTOR, data_package(definitions, fmt))
        _write_text(folder / "codebook.md", codebook(definitions, discretion.policy))
        made_of = provenance(gathered, discretion, done.models, done.rows)
        _write_json(folder / "provenance.json", made_of)
    return BundleReport(
        out=out,
        databases=len(gathered.sources),
        sessions=sum(len(log.extent.sessions) for log in gathered.logs),
        rows=done.rows,
        problems=tuple(
            f"{s.path.name}: {problem}" for s in gathered.sources for problem in s.problems
        ),
    )


def _write_json(path: Path, content: dict[str, Any]) -> None:
    _write_text(path, json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def _write_text(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8", newline="\n")
