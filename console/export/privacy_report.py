"""What a bundle tells of people without their names, to whoever knows more than the bundle."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from console.domain.json_objects import JsonObject
from console.export.anonymity import Classes, classes
from console.export.errors import ExportError
from console.export.folder import bundle_descriptor, own_json
from console.export.merging import refuse_foreign
from console.export.shared_columns import CHAT_QUASI, K
from console.measures.engines import table_at


@dataclass(frozen=True, slots=True)
class Finding:
    """How many rows are alike in what somebody may know.

    ``what`` are the rows, ``known`` what is known of them, ``columns`` what tells it.
    """

    what: str
    known: str
    columns: tuple[str, ...]
    classes: Classes

    def as_dict(self) -> JsonObject:
        """For JSON."""
        return asdict(self)

    def __str__(self) -> str:
        found = self.classes
        return (
            f"{self.what} by {self.known}: k = {found.smallest}; {found.alone:,} of "
            f"{found.rows:,} are alone, {found.rare:,} in groups of fewer than {K}"
        )


_AGENTS = (
    ("agents", "what is told of them", ("tier", "sessions", "chats", "first_day", "last_day")),
)
_CUSTOMERS = (("customers", "tenure and number of chats", ("tenure", "chats")),)
_CHATS = (
    ("chats", "the lengths of their first two messages", ("first", "second")),
    ("chats", "the minute of their start", ("minute",)),
    ("chats", "numbers of messages", ("agent_messages", "customer_messages")),
    ("chats", "duration in seconds", ("seconds",)),
    (
        "chats",
        "all that an archive of messages tells",
        ("first", "second", "minute", "agent_messages", "customer_messages", "seconds"),
    ),
)


def examine(bundle: Path) -> list[Finding]:
    """The k-anonymity of a bundle's agents, customers and chats.

    Args:
        bundle: an exact or a shared bundle, in Parquet.

    Raises:
        ExportError: it is no bundle, or can't be read.
    """
    if bundle_descriptor(bundle) is None:
        raise ExportError(f"{bundle} is not a bundle; name folders that `export` wrote")
    if not (bundle / "chats.parquet").exists():
        raise ExportError(f"{bundle} has no chats.parquet; export it as Parquet with this version")
    for name in ("agents", "chats", "messages"):
        refuse_foreign(bundle / f"{name}.parquet")
    try:
        text = own_json(bundle, "provenance.json").get("text")
        with duckdb.connect() as connection:
            connection.execute("SET TimeZone = 'UTC'")
            shared = text == "shared"
            return list(_shared(connection, bundle) if shared else _exact(connection, bundle))
    except (OSError, ValueError, duckdb.Error) as error:
        reason = (str(error).splitlines() or [""])[0]
        raise ExportError(f"{bundle} can't be examined: {reason}; export it again") from error


def _shared(connection: duckdb.DuckDBPyConnection, bundle: Path) -> Iterator[Finding]:
    present = set(pq.read_schema(bundle / "agents.parquet").names)
    agents = tuple(
        n for n in ("tier", "sessions", "chats", "first_seen", "last_seen") if n in present
    )
    yield _finding(connection, bundle, "agents", ("agents", "what is told of them", agents))
    present = set(pq.read_schema(bundle / "chats.parquet").names)
    told = tuple(name for name in CHAT_QUASI if name in present)
    yield _finding(
        connection, bundle, "chats", ("chats", "all that an archive of messages tells", told)
    )
    known = ("agent", *told)
    yield _finding(connection, bundle, "chats", ("chats", "that and who the agents are", known))


def _finding(
    connection: duckdb.DuckDBPyConnection,
    bundle: Path,
    table: str,
    about: tuple[str, str, tuple[str, ...]],
) -> Finding:
    what, known, columns = about
    source = table_at(bundle / f"{table}.parquet")
    found = classes(connection, source, [f'"{name}"' for name in columns], K)
    return Finding(what, known, columns, found)


def _exact(connection: duckdb.DuckDBPyConnection, bundle: Path) -> Iterator[Finding]:
    agents, chats, messages = (
        table_at(bundle / f"{name}.parquet") for name in ("agents", "chats", "messages")
    )
    connection.execute(
        "CREATE VIEW agents AS SELECT tier, sessions, chats, first_seen::DATE AS first_day, "  # noqa: S608
        f"last_seen::DATE AS last_day FROM {agents}"
    )
    connection.execute(
        "CREATE VIEW customers AS SELECT min(customer_tenure_days) AS tenure, count(*) AS chats "  # noqa: S608
        f"FROM {chats} GROUP BY customer"
    )
    lengths = (
        "SELECT session, chat, max(characters) FILTER (n = 1) AS first, "  # noqa: S608
        "max(characters) FILTER (n = 2) AS second FROM (SELECT *, row_number() OVER "
        '(PARTITION BY session, chat ORDER BY "time", message) AS n '
        f"FROM {messages} WHERE sender = 'customer') GROUP BY session, chat"
    )
    connection.execute(
        "CREATE VIEW chats AS SELECT first, second, date_trunc('minute', queued) AS minute, "  # noqa: S608
        "agent_messages, customer_messages, round(duration_s) AS seconds "
        f"FROM {chats} LEFT JOIN ({lengths}) USING (session, chat)"
    )
    for what, known, columns in (*_AGENTS, *_CUSTOMERS, *_CHATS):
        found = classes(connection, what, [f'"{name}"' for name in columns], K)
        yield Finding(what, known, columns, found)
