"""A shared bundle written again without people who took back their consent."""

import json
import shutil
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from console.domain.json_objects import JsonObject
from console.export.anonymity import classes, coarsened
from console.export.codebook import codebook
from console.export.columnar import write
from console.export.descriptor import data_package
from console.export.errors import ExportError
from console.export.folder import DESCRIPTOR, new_bundle, own_json
from console.export.merging import refuse_foreign
from console.export.privacy import TextPrivacy
from console.export.shared import TABLE_NAMES, notes, rare_agents, shared_table
from console.export.shared_columns import AGENT_QUASI, AGENT_STEPS, CHAT_QUASI, K
from console.export.study_file import NAME as STUDY
from console.export.study_file import RESOURCE
from console.export.withdrawals import Withdrawn
from console.measures.engines import table_at

_BATCH = 65_536


def without(bundle: Path, who: Withdrawn, privacy: TextPrivacy) -> dict[str, int]:
    """Write a shared bundle in its own place without these people; returns the rows by table.

    A customer's chats are found with the key alone, since each has another pseudonym. An agent's
    day whose means counted such a chat goes too: a mean can't be taken apart. Chats that have
    become rare by it are left out; agents are coarsened further, or lose their tier.

    Raises:
        ExportError: a table can't be read, or a customer's chats may have been left out as rare.
    """
    names = [name for name in TABLE_NAMES if (bundle / f"{name}.parquet").exists()]
    for name in names:
        refuse_foreign(bundle / f"{name}.parquet")
    record = own_json(bundle, "provenance.json")
    said: JsonObject = record["shared"]
    try:
        with new_bundle(bundle) as folder, duckdb.connect() as connection:
            connection.execute("SET TimeZone = 'UTC'")
            connection.create_function(
                "pseudonym", privacy.pseudonym, ["VARCHAR", "VARCHAR"], "VARCHAR"
            )
            columns = {name: _load(connection, bundle, name) for name in names}
            if said["chats_left_out"]:
                _refuse_unknown(connection, bundle, who)
            _remove(connection, names, who)
            quasi = [f'"{name}"' for name in CHAT_QUASI if name in columns["chats"]]
            rare = classes(connection, "chats", quasi, K).rare
            connection.execute(
                "CREATE OR REPLACE TABLE chats AS SELECT * FROM chats "  # noqa: S608
                f"QUALIFY count(*) OVER (PARTITION BY {', '.join(quasi)}) >= {K}"
            )
            coarser = _coarsen_agents(connection, columns)
            agent_quasi = [f'"{name}"' for name in AGENT_QUASI if name in columns["agents"]]
            without_tier = _without_tier(connection, columns["agents"])
            hidden = _hide_rare(connection, columns, agent_quasi)
            tables = [shared_table(name, columns[name]) for name in names]
            rows = {}
            for table in tables:
                order = ", ".join(f'"{key}"' for key in table.key)
                selected = ", ".join(f'"{column.name}"' for column in table.columns)
                reader = connection.execute(
                    f"SELECT {selected} FROM {table.name} ORDER BY {order}"  # noqa: S608
                ).to_arrow_reader(_BATCH)
                path = folder / f"{table.name}.parquet"
                rows[table.name] = write(table, reader, "parquet", path)
            said |= {
                "chats_left_out": said["chats_left_out"] + rare,
                "agents_coarsened": [*said["agents_coarsened"], *coarser],
                "agents_without_tier": min(said["agents_without_tier"], without_tier) + hidden,
                "smallest_class_of_agents": classes(connection, "agents", agent_quasi, K).smallest,
            }
            _write(folder / "provenance.json", record | {"rows": rows, "shared": said})
            text = codebook(tables, "shared", notes(said))
            (folder / "codebook.md").write_text(text, encoding="utf-8", newline="\n")
            package = data_package(tables, "parquet")
            if (bundle / STUDY).is_file():
                shutil.copyfile(bundle / STUDY, folder / STUDY)
                package["resources"].append(RESOURCE)
            _write(folder / DESCRIPTOR, package)
    except duckdb.Error as error:
        raise ExportError(f"{bundle} can't be read: {str(error).splitlines()[0]}") from error
    return rows


def _load(connection: duckdb.DuckDBPyConnection, bundle: Path, name: str) -> list[str]:
    """Make a table of a file's rows; returns its columns."""
    path = bundle / f"{name}.parquet"
    connection.execute(f"CREATE TABLE {name} AS SELECT * FROM {table_at(path)}")  # noqa: S608
    return list(pq.read_schema(path).names)


_CHATS_OF = (
    "SELECT who, chat, agent, start FROM chats, (SELECT unnest($names) AS who) "
    "WHERE customer = pseudonym('c', who || ' ' || chat)"
)
"""The chats of customers, each of which has another pseudonym."""


def _refuse_unknown(connection: duckdb.DuckDBPyConnection, bundle: Path, who: Withdrawn) -> None:
    """Raise ExportError if a customer has no chat here, but may be counted in a day's means."""
    found = connection.execute(
        f"SELECT DISTINCT who FROM ({_CHATS_OF})",  # noqa: S608 - our own words
        {"names": [*sorted(who.customers), ""]},
    ).fetchall()
    if not who.customers <= {name for (name,) in found}:
        raise ExportError(
            f"{bundle} has no chat of a customer, whose chats may have been left out as rare and "
            "are counted in the means of days; it was left as it is, share the exact bundle again"
        )


def _remove(connection: duckdb.DuckDBPyConnection, names: list[str], who: Withdrawn) -> None:
    agents, customers = sorted(who.agents), sorted(who.customers)
    connection.execute(f"CREATE TABLE gone AS {_CHATS_OF}", {"names": [*customers, ""]})
    connection.execute("DELETE FROM chats WHERE chat IN (SELECT chat FROM gone)")
    connection.execute(
        "CREATE TABLE gone_days AS SELECT DISTINCT agent, start::DATE AS day FROM gone "
        "WHERE start IS NOT NULL"
    )
    connection.execute(
        "UPDATE agent_days SET lag_concurrency = NULL, lag_customer_tenure_days = NULL "
        "WHERE (agent, day) IN (SELECT (agent, day) FROM (SELECT agent, day, "
        "lag(day) OVER (PARTITION BY agent ORDER BY day) AS before FROM agent_days) "
        "WHERE (agent, before) IN (SELECT (agent, day) FROM gone_days))"
    )
    connection.execute(
        "DELETE FROM agent_days WHERE (agent, day) IN (SELECT (agent, day) FROM gone_days)"
    )
    for name in names:
        connection.execute(
            f"DELETE FROM {name} WHERE list_contains($names, agent)",  # noqa: S608 - our names
            {"names": agents},
        )


def _coarsen_agents(
    connection: duckdb.DuckDBPyConnection, columns: dict[str, list[str]]
) -> tuple[str, ...]:
    """Take the steps again that make agents alike; returns what was said of those that changed."""
    present = columns["agents"]
    quasi = {name: f'"{name}"' for name in AGENT_QUASI if name in present}
    steps = [step for step in AGENT_STEPS if not step.columns.keys().isdisjoint(present)]
    found = coarsened(connection, "agents", quasi, steps, k=K, most_rare=0.0)
    columns["agents"] = [name for name in present if found.columns.get(name) != "NULL"]
    return found.said


def _without_tier(connection: duckdb.DuckDBPyConnection, present: list[str]) -> int:
    """How many agents have neither tier nor stratum."""
    empty = [f"{name} IS NULL" for name in ("tier", "stratum") if name in present] or ["true"]
    found = connection.execute(
        f"SELECT count(*) FROM agents WHERE {' AND '.join(empty)}"  # noqa: S608 - our names
    ).fetchone()
    return 0 if found is None else int(found[0])


def _hide_rare(
    connection: duckdb.DuckDBPyConnection, columns: dict[str, list[str]], quasi: list[str]
) -> int:
    """Take tier and stratum from agents that are rare now; returns how many had one."""
    rare = list(rare_agents(connection, "agents", quasi or ["1"]))
    before = _without_tier(connection, columns["agents"])
    for name, present in columns.items():
        for column in {"tier", "stratum"} & set(present):
            connection.execute(
                f"UPDATE {name} SET {column} = NULL WHERE list_contains($names, agent)",  # noqa: S608
                {"names": rare},
            )
    return _without_tier(connection, columns["agents"]) - before


def _write(path: Path, content: JsonObject) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
