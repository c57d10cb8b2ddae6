"""A shared bundle written again without people who took back their consent."""

import json
import shutil
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from console.domain.json_objects import JsonObject
from console.export.anonymity import classes
from console.export.codebook import codebook
from console.export.columnar import write
from console.export.errors import ExportError
from console.export.folder import DESCRIPTOR, new_bundle, own_json
from console.export.merging import refuse_foreign
from console.export.privacy import TextPrivacy
from console.export.shared import TABLE_NAMES, notes, rare_agents, shared_table
from console.export.shared_columns import AGENT_QUASI, CHAT_QUASI, K
from console.export.study_file import NAME as STUDY
from console.export.withdrawals import Withdrawn
from console.measures.engines import table_at

_BATCH = 65_536


def without(bundle: Path, who: Withdrawn, privacy: TextPrivacy) -> dict[str, int]:
    """Write a shared bundle in its own place without these people; returns the rows by table.

    A customer's chats are found with the key alone, since each has another pseudonym. An agent's
    day whose means counted such a chat goes too: a mean can't be taken apart. Chats and agents that
    have become rare by it are left out, or lose their tier.

    Raises:
        ExportError: a table can't be read.
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
            _remove(connection, names, who)
            quasi = [f'"{name}"' for name in CHAT_QUASI if name in columns["chats"]]
            rare = classes(connection, "chats", quasi, K).rare
            connection.execute(
                "CREATE OR REPLACE TABLE chats AS SELECT * FROM chats "  # noqa: S608
                f"QUALIFY count(*) OVER (PARTITION BY {', '.join(quasi)}) >= {K}"
            )
            agent_quasi = [f'"{name}"' for name in AGENT_QUASI if name in columns["agents"]]
            hidden = _hide_rare(connection, columns, agent_quasi)
            tables = [shared_table(name, columns[name]) for name in names]
            rows = {}
            for table in tables:
                order = ", ".join(f'"{key}"' for key in table.key)
                reader = connection.execute(
                    f"SELECT * FROM {table.name} ORDER BY {order}"  # noqa: S608 - our names
                ).to_arrow_reader(_BATCH)
                path = folder / f"{table.name}.parquet"
                rows[table.name] = write(table, reader, "parquet", path)
            said |= {
                "chats_left_out": said["chats_left_out"] + rare,
                "agents_without_tier": said["agents_without_tier"] + hidden,
                "smallest_class_of_agents": classes(connection, "agents", agent_quasi, K).smallest,
            }
            _write(folder / "provenance.json", record | {"rows": rows, "shared": said})
            text = codebook(tables, "shared", notes(said))
            (folder / "codebook.md").write_text(text, encoding="utf-8", newline="\n")
            for name in (DESCRIPTOR, STUDY):
                if (bundle / name).is_file():
                    shutil.copyfile(bundle / name, folder / name)
    except duckdb.Error as error:
        raise ExportError(f"{bundle} can't be read: {str(error).splitlines()[0]}") from error
    return rows


def _load(connection: duckdb.DuckDBPyConnection, bundle: Path, name: str) -> list[str]:
    """Make a table of a file's rows; returns its columns."""
    path = bundle / f"{name}.parquet"
    connection.execute(f"CREATE TABLE {name} AS SELECT * FROM {table_at(path)}")  # noqa: S608
    return list(pq.read_schema(path).names)


def _remove(connection: duckdb.DuckDBPyConnection, names: list[str], who: Withdrawn) -> None:
    agents, customers = sorted(who.agents), sorted(who.customers)
    connection.execute(
        "CREATE TABLE gone AS SELECT session, chat, agent, queued FROM chats, "
        "(SELECT unnest($names) AS who) WHERE customer = pseudonym('c', who || ' ' || chat)",
        {"names": customers or [""]},
    )
    connection.execute("DELETE FROM chats WHERE chat IN (SELECT chat FROM gone)")
    connection.execute(
        "DELETE FROM agent_days WHERE (agent, day) IN (SELECT (agent, queued::DATE) FROM gone)"
    )
    for name in names:
        connection.execute(
            f"DELETE FROM {name} WHERE list_contains($names, agent)",  # noqa: S608 - our names
            {"names": agents},
        )


def _hide_rare(
    connection: duckdb.DuckDBPyConnection, columns: dict[str, list[str]], quasi: list[str]
) -> int:
    """Take tier and stratum from agents that are rare now; returns how many these are."""
    keys = [name for name in quasi if name != '"agent"'] or ["1"]
    rare = list(rare_agents(connection, "agents", keys))
    for name, present in columns.items():
        for column in {"tier", "stratum"} & set(present):
            connection.execute(
                f"UPDATE {name} SET {column} = NULL WHERE list_contains($names, agent)",  # noqa: S608
                {"names": rare},
            )
    return len(rare)


def _write(path: Path, content: JsonObject) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
