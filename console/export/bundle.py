"""Exports session databases as one bundle."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from console.domain import events as ev
from console.domain.errors import StoreError, UsageError
from console.domain.json_objects import JsonObject
from console.domain.progress import ShareProgress
from console.export import study_file
from console.export.codebook import codebook
from console.export.descriptor import data_package
from console.export.folder import DESCRIPTOR, new_bundle
from console.export.formats import FORMATS, resource
from console.export.gather import Gathered, LogStore, gather
from console.export.options import PARQUET, BundleFormat
from console.export.own_data import own_data
from console.export.privacy import BundleText, TextPolicy, TextPrivacy
from console.export.provenance import (
    mixed_studies,
    mixed_with_practice,
    problems_of,
    provenance,
    without_people,
)
from console.export.pseudonyms import key_for
from console.export.withdrawals import NOBODY, LogsWithout, Withdrawn
from console.measures.schema import Table

if TYPE_CHECKING:  # what it imports loads slowly
    from console.export.build_tables import WrittenTables

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
    bundle_format: BundleFormat = PARQUET,
    text: TextPolicy = "none",
    own: str | None = None,
    study: Path | None = None,
    allow_damaged: bool = False,
    withdrawn: Withdrawn = NOBODY,
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
        bundle_format: how the tables are written, and what else.
        text: ``none`` leaves texts out and gives people pseudonyms.
        own: an agent who is given their own data (``console.export.own_data``): their sessions
            alone, what they wrote as it was, the rest redacted; ``text`` does not count then.
        study: the study's file, to be put into the bundle; it must be the one the sessions name.
        allow_damaged: export what can be read of a damaged log, and note what is wrong.
        withdrawn: who took back their consent, as pseudonyms under ``key``: they are left out.
        progress: called as the work goes on.

    Raises:
        StoreError: a database can't be read, is damaged, or there is nothing in any.
        ExportError: ``out`` is not a bundle or can't be written, or no session ran under the file
            ``study``; what was there is as it was.
        UsageError: both ``own`` and ``study`` were given.
    """
    if own is not None and study is not None:
        raise UsageError(
            "an agent's own data goes without the study's file, which says what is studied; "
            "leave out one of the two"
        )
    study_content = None if study is None else study_file.read_study(study)
    own_view = None if own is None else own_data(own, key_for(key or b"", f"own {own}"))
    privacy = TextPrivacy(text, key) if own_view is None else own_view.privacy
    with new_bundle(out) as folder:
        gathered = _gathered(databases, store, allow_damaged, progress)
        from console.export import build_tables  # noqa: PLC0415 - DuckDB and pyarrow load slowly

        logs, remaining = _remaining(gathered.facts(store), withdrawn, key)
        if own_view is not None:
            logs = ((name, own_view.events(facts)) for name, facts in logs)
        text_label: BundleText = "own" if own_view is not None else text
        written = build_tables.write_bundle_tables(logs, privacy, bundle_format, folder, progress)
        _refuse_empty(written.rows, "anybody" if own is None else own)
        if study is not None and study_content is not None:
            study_file.add_study_file(study_content, written.studies, study, folder)
        record = _provenance(gathered, text_label, privacy, written)
        if withdrawn:
            listed = withdrawn if text_label in ("none", "redacted") else NOBODY
            record = without_people(record, listed, remaining)
        _write_descriptions(folder, build_tables.definitions(), bundle_format, text_label, record)
    return _report(out, gathered, written.rows, record)


def share(
    databases: Sequence[Path],
    out: Path,
    *,
    store: LogStore,
    key: bytes,
    bundle_format: BundleFormat = PARQUET,
    study: Path | None = None,
    allow_damaged: bool = False,
    withdrawn: Withdrawn = NOBODY,
    progress: ShareProgress = lambda what, share: None,
) -> BundleReport:
    """Write a bundle that may leave the organisation (``console.export.shared``).

    Its pseudonyms are others than those of the site's own bundles. The arguments and errors are
    those of ``export``.

    Raises:
        UsageError: further formats were asked for, which hold every event.
    """
    if bundle_format.formats:
        raise UsageError("--share has no further formats (--also): they hold every event")
    study_content = None if study is None else study_file.read_study(study)
    privacy = TextPrivacy("none", key_for(key, "share"))
    with new_bundle(out) as folder:
        gathered = _gathered(databases, store, allow_damaged, progress)
        from console.export import build_tables, shared  # noqa: PLC0415 - they load slowly

        with build_tables.scratch_folder(folder) as exact:
            logs, _ = _remaining(gathered.facts(store), withdrawn, key)
            written = build_tables.write_bundle_tables(logs, privacy, PARQUET, exact, progress)
            _refuse_empty(written.rows, "anybody")
            if study is not None and study_content is not None:
                study_file.refuse_other(study_content, written.studies, study)
            done = shared.write_shared(exact, folder, privacy, bundle_format, study_content)
        if done.study is not None:
            (folder / study_file.NAME).write_bytes(done.study)
        exact_record = _provenance(gathered, "shared", privacy, written)
        record = shared.provenance(exact_record, done)
        notes = shared.notes(done.said)
        _write_descriptions(folder, done.tables, bundle_format, "shared", record, notes)
    return _report(out, gathered, done.rows, exact_record)


Logs = Iterable[tuple[str, Iterable[ev.Event]]]


def _remaining(
    logs: Logs, withdrawn: Withdrawn, key: bytes | None
) -> tuple[Logs, Mapping[str, int]]:
    """The logs without who withdrew, and how many events of a session remain, as they are read."""
    if not withdrawn:
        return logs, {}
    if key is None:
        raise UsageError("the site's key is needed to leave out who took back their consent")
    view = LogsWithout(withdrawn, TextPrivacy("none", key))
    return ((name, view.events(facts)) for name, facts in logs), view.remaining


def _gathered(
    databases: Sequence[Path], store: LogStore, allow_damaged: bool, progress: ShareProgress
) -> Gathered:
    """The logs; raises StoreError if there is nothing in any."""
    gathered = gather(
        databases,
        store,
        allow_damaged=allow_damaged,
        on_database=lambda path: progress(f"reading {path.name}", 0.0),
    )
    if not gathered.logs:
        raise StoreError("nothing was ever recorded in these databases; nothing was exported")
    return gathered


def _refuse_empty(rows: dict[str, int], whose: str) -> None:
    if not rows["sessions"]:
        raise StoreError(f"no session of {whose} is in these databases; nothing was exported")


def _provenance(
    gathered: Gathered, text: BundleText, privacy: TextPrivacy, written: "WrittenTables"
) -> JsonObject:
    return provenance(
        gathered,
        text,
        privacy.key_id,
        written.models,
        written.studies,
        written.practice,
        written.rows,
    )


def _report(
    out: Path, gathered: Gathered, rows: dict[str, int], record: JsonObject
) -> BundleReport:
    return BundleReport(
        out=out,
        databases=len(gathered.sources),
        sessions=rows["sessions"],
        rows=rows,
        problems=(
            *(f"{s.path.name}: {problem}" for s in gathered.sources for problem in s.problems),
            *mixed_studies(record),
            *mixed_with_practice(record),
        ),
    )


def measure_again(
    bundles: Sequence[Path],
    out: Path,
    *,
    engine: EngineName = "duckdb",
    bundle_format: BundleFormat = PARQUET,
    withdrawn: Withdrawn = NOBODY,
    progress: ShareProgress = lambda what, share: None,
) -> BundleReport:
    """Compute all measures from the events of bundles, as one bundle.

    ``withdrawn`` are people who took back their consent, as the bundles call them.

    Raises:
        ExportError: a bundle can't be read, they don't go together, or ``out`` can't be written.
        EngineMissing: the engine is not there.
    """
    with new_bundle(out) as folder:
        from console.export import build_tables  # noqa: PLC0415 - DuckDB and pyarrow load slowly

        rows, record = build_tables.rewrite_bundle_tables(
            bundles, engine, bundle_format, folder, progress, withdrawn
        )
        study_file.carry_over_study_file(bundles, folder)
        _write_descriptions(
            folder, build_tables.definitions(), bundle_format, record["text"], record
        )
    return BundleReport(
        out=out,
        databases=len(record["databases"]),
        sessions=rows["sessions"],
        rows=rows,
        problems=tuple(problems_of(record)),
    )


def _write_descriptions(
    folder: Path,
    tables: list[Table],
    bundle_format: BundleFormat,
    text: BundleText,
    record: JsonObject,
    notes: Sequence[str] = (),
) -> None:
    """Write the further formats and what describes the bundle: descriptor, codebook, provenance."""
    package = data_package(
        tables, bundle_format.fmt, for_spreadsheets=bundle_format.for_spreadsheets
    )
    package["resources"] += list(_write_formats(folder, bundle_format))
    if (folder / study_file.NAME).exists():
        package["resources"].append(study_file.RESOURCE)
    _write_json(folder / DESCRIPTOR, package)
    notes = list(notes)
    if bundle_format.for_spreadsheets:
        from console.export.spreadsheet import NOTE  # noqa: PLC0415 - pyarrow loads slowly

        notes.append(NOTE)
    _write_text(folder / "codebook.md", codebook(tables, text, notes))
    _write_json(folder / "provenance.json", record)


def _write_formats(folder: Path, bundle_format: BundleFormat) -> Iterator[JsonObject]:
    """Write the further formats of the events; yields each one's entry in the descriptor."""
    if bundle_format.formats:
        from console.export.formats.reader import TableReader  # noqa: PLC0415 - loads slowly

        tables = TableReader(folder, guarded=bundle_format.for_spreadsheets)
        for name in sorted(set(bundle_format.formats)):
            yield resource(name, FORMATS[name](tables, folder))


def _write_json(path: Path, content: JsonObject) -> None:
    _write_text(path, json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def _write_text(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8", newline="\n")
