"""Writes what may leave the organisation: the tables that analyses read, coarsened.

Times are the workstations' own, moved by whole weeks so that the first week is that of
``FIRST_DAY``; the study's file is moved with them.
"""

import hashlib
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import duckdb

from console.column_types import ColumnType
from console.domain.json_objects import JsonObject
from console.export.anonymity import classes, coarsened
from console.export.columnar import write
from console.export.errors import ExportError
from console.export.moved_study import DATED, moved_study
from console.export.options import BundleFormat
from console.export.privacy import TextPrivacy
from console.export.shared_columns import (
    AGENT_QUASI,
    AGENT_STEPS,
    CHAT_QUASI,
    CHAT_STEPS,
    CHATS,
    DAY_VALUES,
    MOST_LEFT_OUT,
    OTHERS,
    Columns,
    K,
)
from console.measures.engines import table_at
from console.measures.schema import Table
from console.measures.tables import TABLES

FIRST_DAY = date(2000, 1, 3)
"""A Monday. The first week of every shared bundle begins on it; days of the week are kept."""

_BATCH = 65_536
_ID = re.compile(r"(?<=session )\S+?(?=[,;:]?(?:\s|$))|(?<=chat )\S+?(?=[,;:]?(?:\s|$))")
"""Ids of sessions and chats, in what is said of a damaged database."""
_DEFINITIONS = {each.table.name: each.table for each in TABLES}


@dataclass(frozen=True, slots=True)
class SharedTables:
    """What was written: tables with their rows, and what the bundle must say of itself.

    ``study`` is the study's file with its days moved, null without one; its hash takes the place of
    the file's own, as ``hashes`` say.
    """

    tables: list[Table]
    rows: dict[str, int]
    said: JsonObject
    study: bytes | None
    hashes: Mapping[str, str]


def write_shared(
    exact: Path,
    folder: Path,
    privacy: TextPrivacy,
    bundle_format: BundleFormat,
    study: bytes | None = None,
) -> SharedTables:
    """Write the shared form of exact tables.

    Args:
        exact: a folder with tables in Parquet, their people under ``privacy``'s pseudonyms.
        folder: where the tables go.
        privacy: makes the pseudonyms of sessions, chats and customers.
        bundle_format: how tables are written.
        study: the study's file.

    Raises:
        ExportError: the tables can't be read, or have no day.
    """
    with _connected(privacy) as connection:
        names = [name for name in TABLE_NAMES if (exact / f"{name}.parquet").is_file()]
        moved = _moved_days(connection, exact)
        shifted = None if study is None else moved_study(study, moved, privacy)
        hashes = _hashes(study, shifted)
        _define(connection, exact, names, moved, hashes)
        connection.execute(
            f"CREATE TABLE day_values AS SELECT agent, start::DATE AS day, {DAY_VALUES} "  # noqa: S608
            "FROM exact_chats WHERE start IS NOT NULL GROUP BY ALL"
        )
        rare_agents, agent_columns, agent_said = _coarsen_agents(connection)
        chats = coarsened(connection, "chats", CHAT_QUASI, CHAT_STEPS, k=K, most_rare=MOST_LEFT_OUT)
        tables: list[Table] = []
        rows: dict[str, int] = {}
        written = _selected(names, agent_columns, chats.columns)
        for name, (columns, condition) in written.items():
            table = shared_table(name, columns)
            selected = ", ".join(f'{columns[c.name]} AS "{c.name}"' for c in table.columns)
            order = ", ".join(f'"{key}"' for key in table.key)
            reader = connection.execute(
                f"SELECT {selected} FROM {name} {condition} ORDER BY {order}"  # noqa: S608
            ).to_arrow_reader(_BATCH)
            path = folder / f"{name}.{bundle_format.fmt}"
            spreadsheets = bundle_format.for_spreadsheets
            rows[name] = write(
                table, reader, bundle_format.fmt, path, for_spreadsheets=spreadsheets
            )
            tables.append(table)
        agents = classes(connection, "agents", agent_columns.values(), K)
        said: JsonObject = {
            "k": K,
            "first_day": FIRST_DAY.isoformat(),
            "chats_coarsened": list(chats.said),
            "chats_left_out": chats.rare,
            "agents_coarsened": list(agent_said),
            "agents_without_tier": rare_agents,
            "smallest_class_of_agents": agents.smallest,
        }
    return SharedTables(tables, rows, said, shifted, hashes)


def provenance(exact: JsonObject, done: SharedTables) -> JsonObject:
    """A shared bundle's provenance: the exact tables' without ids of logs and sessions.

    Of databases remain the damaged ones, by numbers, with what is wrong with each.
    """
    damaged = (each["problems"] for each in exact["databases"] if each["problems"])
    return {
        **exact,
        "study_hash": _moved_hash(exact["study_hash"], done.hashes),
        "databases": [
            {"name": f"database {number}", "problems": [_ID.sub("…", each) for each in problems]}
            for number, problems in enumerate(damaged, 1)
        ],
        "practice_sessions": [],
        "practice": len(exact["practice_sessions"]),
        "rows": done.rows,
        "shared": done.said,
    }


def _moved_hash(study: str | list[str] | None, hashes: Mapping[str, str]) -> str | list[str] | None:
    if isinstance(study, list):
        return sorted(hashes.get(each, each) for each in study)
    return study and hashes.get(study, study)


def notes(said: Mapping[str, object]) -> list[str]:
    """What the codebook says of what was coarsened, and of what remains."""
    return [
        _CODEBOOK.format(**said),
        *_of_steps("Chats", said["chats_coarsened"]),
        *_of_steps("Agents", said["agents_coarsened"]),
        f"Chats left out because fewer than {said['k']} were alike: {said['chats_left_out']}. "
        f"Agents whose tier and stratum are left out for the same reason: "
        f"{said['agents_without_tier']}. The smallest group of agents who are alike has "
        f"{said['smallest_class_of_agents']}; where it has fewer than {said['k']}, there are not "
        "more agents in the bundle.",
    ]


_CODEBOOK = """\
This bundle is for others to analyse. Times are to the minute at most, on the workstations' own
clocks (`utc_offset_s` is 0), moved so that the first week begins on {first_day}. Durations and
numbers of messages of a chat are the nearest of 1, 2.2, 4.6, 10, 22 and so on;
`customer_tenure_days` is 0, 30, 90 or 365 for at least so many days. A mean of an agent's day is
given, to three digits, where at least {k} of the day's chats have the value. At least {k} chats
have the same values in all columns that their messages and times tell.

What remains: who knows on which days each agent worked, or has the messages with their agents'
names, may recognise an agent's days in `agent_days`, and with them the agent's chats as a group.
Analyses that need what is not here give no result: measures of a chat that are left out, and
everything that is computed from events. Chats in a shift's burn-in can't be told from the others
(`bucket_start` is not here). Shared bundles can't be merged; share all databases at once."""


def _of_steps(what: str, steps: object) -> Iterator[str]:
    if isinstance(steps, list) and steps:
        yield f"{what} were coarsened further: {'; '.join(steps)}."


TABLE_NAMES = ("agents", "chats", *OTHERS)
"""The tables of a shared bundle, as far as there are rows of them."""


def _selected(names: list[str], agents: Columns, chats: Columns) -> dict[str, tuple[Columns, str]]:
    """Each table's columns, what its rows are joined with, and which of them are given."""
    keys = ", ".join(chats.values())
    common = f"QUALIFY count(*) OVER (PARTITION BY {keys}) >= {K}"
    chosen: dict[str, tuple[Columns, str]] = {
        "chats": (CHATS | _given(chats), common),
        "agents": ({"agent": "agent"} | _given(agents), ""),
    }
    chosen |= {name: (columns, "") for name, columns in OTHERS.items()}
    chosen["agent_days"] = (OTHERS["agent_days"], "LEFT JOIN day_values USING (agent, day)")
    return {name: chosen[name] for name in names}


def _given(columns: Columns) -> Columns:
    return {name: expression for name, expression in columns.items() if expression != "NULL"}


def shared_table(name: str, columns: Container[str]) -> Table:
    """The table with the columns it has when shared; any of them may be null."""
    table = _DEFINITIONS[name]
    kept = (c for c in table.columns if c.name in columns)
    key = tuple(name for name in table.key if name in columns)
    return replace(
        table, key=key, columns=tuple(replace(c, nullable=c.name not in key) for c in kept)
    )


@contextmanager
def _connected(privacy: TextPrivacy) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"memory_limit": "2048MB"}) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.create_function(
            "pseudonym", privacy.pseudonym, ["VARCHAR", "VARCHAR"], "VARCHAR"
        )
        try:
            yield connection
        except duckdb.Error as error:
            raise ExportError(
                f"the tables can't be shared: {str(error).splitlines()[0]}; "
                "see that there is room on the disk, then try again"
            ) from error


def _moved_days(connection: duckdb.DuckDBPyConnection, exact: Path) -> int:
    """By how many days everything is moved back: whole weeks, to the first week."""
    first = connection.execute(
        "SELECT min(d) FROM (SELECT min(day) AS d FROM "  # noqa: S608 - our own paths
        f"{table_at(exact / 'agent_days.parquet')} UNION ALL "
        'SELECT min(("begin" + to_seconds(coalesce(utc_offset_s, 0)))::DATE) '
        f"FROM {table_at(exact / 'sessions.parquet')})"
    ).fetchone()
    if first is None or first[0] is None:
        raise ExportError("nobody worked in these databases; there is nothing to share")
    day: date = first[0]
    return (day - timedelta(day.weekday()) - FIRST_DAY).days


def _hashes(study: bytes | None, moved: bytes | None) -> dict[str, str]:
    """The study's hash, and that of its file with the days moved."""
    if study is None or moved is None:
        return {}
    return {hashlib.sha256(study).hexdigest(): hashlib.sha256(moved).hexdigest()}


def _define(
    connection: duckdb.DuckDBPyConnection,
    exact: Path,
    names: list[str],
    moved: int,
    hashes: Mapping[str, str],
) -> None:
    """Views of the exact tables, with local times moved and without the tiers of rare agents.

    Who is rare is settled later (``_coarsen_agents``).
    """
    connection.execute("CREATE TABLE rare (agent VARCHAR)")
    offsets = (
        "(SELECT session AS of_session, coalesce(utc_offset_s, 0) AS ahead_s FROM "  # noqa: S608
        f"{table_at(exact / 'sessions.parquet')})"
    )
    for name in names:
        columns = {column.name: column.type for column in _DEFINITIONS[name].columns}
        source = table_at(exact / f"{name}.parquet")
        if "session" in columns:
            source = f"{source} LEFT JOIN {offsets} ON session = of_session"
        changed = dict(_changes(columns, moved, hashes))
        replaced = ", ".join(f'{sql} AS "{column}"' for column, sql in changed.items())
        connection.execute(
            f"CREATE VIEW exact_{name} AS SELECT * REPLACE ({replaced}) FROM {source}"  # noqa: S608
        )
        hidden = ", ".join(
            f"CASE WHEN agent NOT IN (SELECT agent FROM rare) THEN {column} END AS {column}"  # noqa: S608
            for column in ("tier", "stratum")
            if column in columns
        )
        replaced = f"* REPLACE ({hidden})" if hidden else "*"
        if name != "agents":
            connection.execute(
                f"CREATE VIEW {name} AS SELECT {replaced} FROM exact_{name}"  # noqa: S608
            )


def _changes(
    columns: Mapping[str, ColumnType], moved: int, hashes: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    ahead = "to_seconds(coalesce(ahead_s, 0))" if "session" in columns else "to_seconds(0)"
    for name, kind in columns.items():
        if kind == "datetime":
            yield name, f'"{name}" + {ahead} - to_days({moved})'
        elif kind == "date":
            yield name, f'("{name}" - {moved})'
        elif name == "study":
            dated = f"regexp_matches(study, '{DATED}')"
            yield name, f"CASE WHEN {dated} THEN pseudonym('study', study) ELSE study END"
        elif name == "study_hash":
            cases = "".join(f" WHEN '{old}' THEN '{new}'" for old, new in hashes.items())
            yield name, f"CASE study_hash{cases} ELSE study_hash END" if cases else name


def _coarsen_agents(
    connection: duckdb.DuckDBPyConnection,
) -> tuple[int, Columns, tuple[str, ...]]:
    """The agents' quasi-identifiers, coarsened; agents of rare classes lose tier and stratum.

    Returns how many these are, the columns, and what was said of each step.
    """
    connection.execute(
        "CREATE TABLE every_agent AS SELECT agent, tier, sessions, chats, stratum, "
        "coalesce(began, first_seen) AS first_seen, coalesce(ended, last_seen) AS last_seen "
        "FROM exact_agents LEFT JOIN (SELECT agent, min(stratum) AS stratum, "
        'min("begin") AS began, max("last") AS ended FROM exact_sessions GROUP BY agent) '
        "USING (agent)"
    )
    found = coarsened(connection, "every_agent", AGENT_QUASI, AGENT_STEPS, k=K, most_rare=0.0)
    rare = list(rare_agents(connection, "every_agent", found.columns.values()))
    if rare:
        connection.executemany("INSERT INTO rare VALUES (?)", [[agent] for agent in rare])
    connection.execute(
        "CREATE VIEW agents AS SELECT * REPLACE ("
        "CASE WHEN agent NOT IN (SELECT agent FROM rare) THEN tier END AS tier, "
        "CASE WHEN agent NOT IN (SELECT agent FROM rare) THEN stratum END AS stratum) "
        "FROM every_agent"
    )
    return len(rare), found.columns, found.said


def rare_agents(
    connection: duckdb.DuckDBPyConnection, source: str, keys: Iterable[str]
) -> Iterator[str]:
    """Agents of classes of fewer than ``K``, and of the next smallest until they are ``K``.

    Without a tier they are a class themselves, which must not be too small either.
    """
    found = connection.execute(
        "SELECT list(agent ORDER BY agent) AS who "  # noqa: S608
        f"FROM {source} GROUP BY {', '.join(keys)} ORDER BY count(*), who"
    ).fetchall()
    taken = 0
    for (who,) in found:
        if len(who) >= K and not 0 < taken < K:
            return
        taken += len(who)
        yield from who
