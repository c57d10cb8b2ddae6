"""The tables of a bundle as data frames, whichever form the bundle has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pcsv
import pyarrow.parquet as pq

from console.column_types import arrow_types
from console.domain import limits
from console.domain.json_objects import JsonObject
from console.domain.structured_text import parse_object
from console.effects.errors import EffectsError
from console.paths import own_file, own_text

Frame = pd.DataFrame

NAMES = ("agents", "agent_days", "chats", "assignments", "sessions", "guardrails", "answers")
"""What an analysis reads; ``agent_days`` must be there, the others are empty where they aren't."""


@dataclass(frozen=True)
class Tables:
    """What a bundle holds, by table, and what it says of itself.

    ``agent_days.day`` is a timestamp at midnight. A table without rows or file has no rows.
    ``scores`` are what answers to questionnaires add up to: agent, session, questionnaire, score,
    label, better, and value. ``days`` are the study's days once they are selected
    (``console.effects.data.study_days``), null before.
    """

    agents: Frame
    agent_days: Frame
    chats: Frame
    assignments: Frame
    sessions: Frame
    guardrails: Frame
    answers: Frame
    scores: Frame = field(default_factory=pd.DataFrame)
    provenance: Mapping[str, object] = field(default_factory=dict)
    days: Frame | None = None


def read_tables(folder: Path) -> Tables:
    """Read a bundle.

    Raises:
        EffectsError: it has no table of agent-days, or a table can't be read.
    """
    resources = _resources(folder)
    if "agent_days" not in resources:
        raise EffectsError(f"{folder} has no table agent_days; export the databases again")
    tables = {name: _read(folder, name, resources.get(name)) for name in NAMES}
    tables["agent_days"]["day"] = pd.to_datetime(tables["agent_days"]["day"])
    check_days(tables["agent_days"], folder)
    return Tables(**tables, provenance=_json(folder / "provenance.json"))


def check_days(days: Frame, folder: Path) -> None:
    """Refuse agent-days that no analysis can count.

    Raises:
        EffectsError: a study has a day of an agent twice, or a number is infinite.
    """
    key = [name for name in ("agent", "day", "study") if name in days.columns]
    twice = days[days.duplicated(key)] if {"agent", "day"} <= set(key) else days.iloc[:0]
    if len(twice):
        first = twice.iloc[0]
        raise EffectsError(
            f"{folder}: {len(twice):,} agent-days are there more than once, the first of agent "
            f"{first['agent']} on {first['day'].date()}; keep one row of each, or export again"
        )
    for name in days.select_dtypes("number").columns:
        infinite = np.isinf(days[name].to_numpy(dtype="float64", na_value=np.nan))
        if infinite.any():
            first = days[infinite].iloc[0]
            raise EffectsError(
                f"{folder}: {name} is infinite on {int(infinite.sum()):,} agent-days, the first of "
                f"agent {first['agent']} on {first['day'].date()} (the logarithm of 0?); make "
                "these empty, or export again"
            )


def with_scores(tables: Tables, scores: Sequence[Mapping[str, object]]) -> Tables:
    """The tables with these scores of questionnaires; see ``Tables``."""
    return replace(tables, scores=pd.DataFrame(list(scores)))


@dataclass(frozen=True, slots=True)
class _Resource:
    """Where a bundle has a table, and the types of its columns."""

    path: str
    types: dict[str, str]


def _resources(folder: Path) -> dict[str, _Resource]:
    """What the bundle says of its tables, by name."""
    try:
        return {
            each["name"]: _Resource(
                each["path"],
                {column["name"]: column["type"] for column in each["schema"]["fields"]},
            )
            for each in _json(folder / "datapackage.json")["resources"]
            if each["name"] in NAMES
        }
    except (KeyError, TypeError) as error:
        raise EffectsError(
            f"{folder / 'datapackage.json'} does not list a bundle's tables with their paths and "
            "fields; export the databases again"
        ) from error


def _json(path: Path) -> JsonObject:  # Any: whatever a file says, right or wrong
    try:
        return parse_object(own_text(path.parent, path.name, limits.DESCRIPTION_BYTES))
    except (OSError, ValueError) as error:
        raise EffectsError(
            f"{path.parent} is not a bundle: {path.name} can't be read; name folders that "
            "`switchboard export` or `switchboard simulate` wrote"
        ) from error


def _read(folder: Path, name: str, resource: _Resource | None) -> Frame:
    if resource is None:
        return pd.DataFrame()
    path, columns = _own_file(folder, resource.path), _columns(name, resource)
    try:
        if path.suffix == ".parquet":
            _refuse_bomb(path, len(columns))
            # Without partitioning, names of folders are no values of columns.
            return pq.read_table(path, columns=columns, partitioning=None).to_pandas()
        return _read_csv(path, resource, columns)
    except (OSError, pa.ArrowException, UnicodeError) as error:
        why = (str(error).splitlines() or [type(error).__name__])[0]
        raise EffectsError(f"{path} can't be read ({why}); export the databases again") from error


def _own_file(folder: Path, name: str) -> Path:
    """A regular file of the bundle's own folder.

    Raises:
        EffectsError: the descriptor names another folder, or a link, a device or a pipe.
    """
    try:
        path = own_file(folder, name)
    except ValueError as error:
        raise EffectsError(f"{error}; don't use this bundle") from None
    if path.exists() and path.stat().st_size > limits.TABLE_BYTES:
        raise EffectsError(f"{path} is larger than an analysis reads; don't use this bundle")
    return path


def _refuse_bomb(path: Path, columns: int) -> None:
    """Raise EffectsError if a file unpacks to more than the memory should hold."""
    rows = pq.read_metadata(path).num_rows
    if rows * max(columns, 1) > limits.TABLE_CELLS:
        raise EffectsError(
            f"{path} unpacks to {rows:,} rows, more than an analysis reads; don't use this bundle"
        )


def _columns(name: str, resource: _Resource) -> list[str]:
    """Which columns are read: of chats, of which there are millions, only texts that are needed."""
    return [
        column
        for column, kind in resource.types.items()
        if name != "chats" or kind != "string" or column in _CHATS_TEXTS
    ]


_CHATS_TEXTS = ("agent", "session", "study", "arm", "arm_name", "tier", "bucket", "stratum")


def _read_csv(path: Path, resource: _Resource, columns: list[str]) -> Frame:
    types = {
        column: arrow_types().get(kind, pa.string()) for column, kind in resource.types.items()
    }
    convert = pcsv.ConvertOptions(
        column_types=types,
        include_columns=columns,
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
        null_values=[""],
    )
    parse = pcsv.ParseOptions(newlines_in_values=True)
    return pcsv.read_csv(path, parse_options=parse, convert_options=convert).to_pandas()
