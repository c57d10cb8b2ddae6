"""Exports session databases as one bundle."""

import importlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from console.domain.errors import StoreError, UsageError
from console.domain.progress import ShareProgress
from console.export import study_file
from console.export.codebook import codebook
from console.export.descriptor import data_package
from console.export.folder import DESCRIPTOR, new_bundle
from console.export.formats import ALSO, resource
from console.export.gather import LogStore, gather
from console.export.options import PARQUET, BundleFormat
from console.export.own_data import own_data
from console.export.privacy import TextPolicy, TextPrivacy, Told
from console.export.provenance import problems_of, provenance, studies_apart
from console.measures.schema import Table

EngineName = Literal["duckdb", "spark"]


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
    store: LogStore,
    key: bytes | None,
    form: BundleFormat = PARQUET,
    text: TextPolicy = "none",
    own: str | None = None,
    study: Path | None = None,
    allow_damaged: bool = False,
    progress: ShareProgress = lambda what, share: None,
) -> BundleReport:
    """Write a bundle; the same databases always give the same bytes.

    Databases may be in use. A session that is in several of them counts once.

    Args:
        databases: session databases, in any order.
        out: the folder to make; a bundle that is there is replaced.
        store: how to read databases.
        key: the site's secret for pseudonyms (``console.export.pseudonyms``); not used with text
            ``full``.
        form: how the tables are written, and what else.
        text: ``none`` leaves texts out and gives people pseudonyms.
        own: an agent who is given their own data (``console.export.own_data``): their sessions
            alone, what they wrote as it was, the rest redacted; ``text`` does not count then.
        study: the study's file, to be put into the bundle; it must be the one the sessions name.
        allow_damaged: export what can be read of a damaged log, and note what is wrong.
        progress: told how far the work is.

    Raises:
        StoreError: a database can't be read, is damaged, or there is nothing in any.
        ExportError: ``out`` is not a bundle or can't be written, or no session ran under the file
            ``study``; what was there is as it was.
        UsageError: both ``own`` and ``study`` were given.
    """
    if own is not None and study is not None:
        raise UsageError(
            "an agent's own data goes without the study's file, which tells what is looked for; "
            "leave out one of the two"
        )
    plan = None if study is None else study_file.read_study(study)
    view = None if own is None else own_data(own, key or b"")
    discretion = TextPrivacy(text, key) if view is None else view.discretion
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
        computing = importlib.import_module("console.export.build_tables")
        logs = gathered.facts(store)
        if view is not None:
            logs = ((name, view.events(facts)) for name, facts in logs)
        told: Told = "own" if view is not None else text
        done = computing.compute(logs, discretion, form, folder, progress)
        if not done.rows["sessions"]:
            whose = "anybody" if own is None else own
            raise StoreError(f"no session of {whose} is in these databases; nothing was exported")
        if study is not None and plan is not None:
            study_file.put(plan, done.studies, study, folder)
        made_of = provenance(
            gathered, told, discretion.key_id, done.models, done.studies, done.rows
        )
        _describe(folder, computing.definitions(), form, told, made_of)
    return BundleReport(
        out=out,
        databases=len(gathered.sources),
        sessions=done.rows["sessions"],
        rows=done.rows,
        problems=(
            *(f"{s.path.name}: {problem}" for s in gathered.sources for problem in s.problems),
            *studies_apart(made_of),
        ),
    )


def measure_again(
    bundles: Sequence[Path],
    out: Path,
    *,
    engine: EngineName = "duckdb",
    form: BundleFormat = PARQUET,
    progress: ShareProgress = lambda what, share: None,
) -> BundleReport:
    """Compute all measures from the events of bundles, as one bundle.

    Raises:
        ExportError: a bundle can't be read, they don't go together, or ``out`` can't be written.
        EngineMissing: the engine is not there.
    """
    with new_bundle(out) as folder:
        computing = importlib.import_module("console.export.build_tables")
        rows, made_of = computing.compute_again(bundles, engine, form, folder, progress)
        study_file.keep(bundles, folder)
        _describe(folder, computing.definitions(), form, made_of["text"], made_of)
    return BundleReport(
        out=out,
        databases=len(made_of["databases"]),
        sessions=rows["sessions"],
        rows=rows,
        problems=tuple(problems_of(made_of)),
    )


def _describe(
    folder: Path, tables: list[Table], form: BundleFormat, text: Told, made_of: dict[str, Any]
) -> None:
    """Write the further forms and what tells about it all: descriptor, codebook, provenance."""
    package = data_package(tables, form.fmt)
    package["resources"] += list(_further(folder, form))
    if (folder / study_file.NAME).exists():
        package["resources"].append(study_file.RESOURCE)
    _write_json(folder / DESCRIPTOR, package)
    notes = []
    if form.for_spreadsheets:
        notes.append(importlib.import_module("console.export.spreadsheet").NOTE)
    _write_text(folder / "codebook.md", codebook(tables, text, notes))
    _write_json(folder / "provenance.json", made_of)


def _further(folder: Path, form: BundleFormat) -> Iterator[dict[str, Any]]:
    """Write the further forms of the events; how each is described."""
    if form.also:
        reader = importlib.import_module("console.export.formats.reader")
        tables = reader.TableReader(folder, guarded=form.for_spreadsheets)
        for name in sorted(set(form.also)):
            yield resource(name, ALSO[name](tables, folder))


def _write_json(path: Path, content: dict[str, Any]) -> None:
    _write_text(path, json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def _write_text(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8", newline="\n")
