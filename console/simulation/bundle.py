"""Writes a simulated experiment as a bundle, in the form in which exports write theirs."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import console
from console.domain import events as ev
from console.domain.json_objects import JsonObject
from console.export.codebook import codebook
from console.export.columnar import write
from console.export.descriptor import Format, data_package
from console.export.folder import DESCRIPTOR, new_bundle
from console.export.study_file import NAME as STUDY
from console.export.study_file import RESOURCE as STUDY_RESOURCE
from console.measures.schema import Table
from console.measures.tables import TABLES
from console.simulation.batches import Columns, batch, missing
from console.simulation.chats_table import chats
from console.simulation.errors import SimulationError
from console.simulation.model import Experiment, simulate
from console.simulation.parameters import Parameters
from console.simulation.people import ExperimentTables
from console.simulation.plan import SALT
from console.simulation.truth import Truth, truth_of
from console.simulation.worlds import World, description, in_world

MOST_CHATS = 200_000
"""At most this many are written if nobody says whether they are wanted."""

_MOST_IN_MEMORY = 5_000_000
"""Chats; they take about a gigabyte for each million."""

_CHATS_A_DAY = 8
"""Of an agent, over all days of the calendar, on many of which they are off."""

TRUTH = "truth.json"
_TRUTH_RESOURCE = {
    "name": "truth",
    "type": "file",
    "description": "What an analysis of this simulated experiment should find.",
    "path": TRUTH,
    "format": "json",
    "mediatype": "application/json",
}

_NOTE = """\
This bundle was simulated: nobody worked, and nobody is in it. `truth.json` holds what an analysis
should find, `study.toml` the study, and `provenance.json` which columns are not modelled: they are
null, or 0 where a table wants a number.\
"""


@dataclass(frozen=True, slots=True)
class Simulated:
    """What was written: rows by table, and the truth."""

    out: Path
    rows: dict[str, int]
    truth: Truth


def write_simulated(
    parameters: Parameters,
    out: Path,
    *,
    with_chats: bool | None = None,
    fmt: Format = "parquet",
    world: World = "usual",
) -> Simulated:
    """Simulate an experiment and write it; the same parameters always give the same bytes.

    Args:
        parameters: what is simulated.
        out: the folder to make; a bundle that is there is replaced.
        with_chats: whether each chat is drawn; null for yes if there are 200,000 at most.
        fmt: how the tables are written.
        world: what is changed so that a plain comparison misleads; chats are then not drawn.

    Raises:
        SimulationError: the assignment puts everybody into one arm, or there are too many chats.
        ExportError: ``out`` is not a bundle or can't be written; what was there is as it was.
    """
    expected = parameters.agents * parameters.days * _CHATS_A_DAY
    if world != "usual" and with_chats:
        raise SimulationError("chats are simulated in the usual world only; leave --chats out")
    if with_chats is None:
        with_chats = expected <= MOST_CHATS and world == "usual"
    if with_chats and expected > _MOST_IN_MEMORY:
        raise SimulationError(
            f"some {expected:,} chats don't fit into memory; give fewer agents or days, or "
            "--no-chats"
        )
    with new_bundle(out) as folder:
        experiment = in_world(simulate(parameters, with_chats=with_chats), world)
        rows, left = {}, {}
        for table, columns, count in _tables(experiment):
            path = folder / f"{table.name}.{fmt}"
            rows[table.name] = write(table, [batch(table, columns, count)], fmt, path)
            left[table.name] = missing(table, columns)
        truth: Truth = {"world": world, "what_hurts": description(world)} | truth_of(experiment)
        counts: JsonObject = {"rows": rows, "not_modelled": left}
        _describe(folder, experiment, fmt, truth, counts)
    return Simulated(out, rows, truth)


def _tables(experiment: Experiment) -> Iterator[tuple[Table, Columns, int]]:
    experiment_tables, days = ExperimentTables(experiment), experiment.days.count
    tables = {rows.table.name: rows.table for rows in TABLES}
    if experiment.chats is not None:
        yield (
            tables["chats"],
            chats(experiment_tables, experiment.chats),
            len(experiment.chats.of_day),
        )
    yield tables["agent_days"], experiment_tables.agent_days(), days
    yield tables["sessions"], experiment_tables.sessions(), days
    yield tables["agents"], experiment_tables.agents(), experiment.agents.count
    yield tables["assignments"], experiment_tables.assignments(), days


def _describe(
    folder: Path,
    experiment: Experiment,
    fmt: Format,
    truth: Truth,
    counts: JsonObject,
) -> None:
    """Write the study, the truth, and what describes it all."""
    tables = [rows.table for rows in TABLES if rows.table.name in counts["rows"]]
    package = data_package(tables, fmt)
    package["title"] = "A simulated experiment in the form of Switchboard's data"
    package["resources"] += [_TRUTH_RESOURCE, STUDY_RESOURCE]
    _write_json(folder / DESCRIPTOR, package)
    _write_text(folder / "codebook.md", codebook(tables, "none", [_NOTE]))
    _write_text(folder / STUDY, experiment.plan.text)
    _write_json(folder / TRUTH, truth)
    _write_json(folder / "provenance.json", _provenance(experiment, counts))


def _provenance(experiment: Experiment, counts: JsonObject) -> JsonObject:
    """What an export's says, as far as it goes for what nobody recorded."""
    return {
        "version": console.__version__,
        "schema": ev.SCHEMA_VERSION,
        "study_hash": experiment.plan.mark,
        "text": "none",
        "pseudonym_key_id": None,
        "models": [],
        "databases": [],
        "simulated": True,
        "simulation": {"salt": SALT, "parameters": experiment.parameters.as_dict()},
        **counts,
    }


def _write_json(path: Path, content: JsonObject) -> None:
    _write_text(path, json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def _write_text(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8", newline="\n")
