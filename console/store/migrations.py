"""How the database came to have its present form. Append only: what was released never changes."""

from console.store.sqlite_tools import Database, Migrations

APPLICATION_ID = 0x53574244
"""``SWBD``: marks the file as a Switchboard log in SQLite's header."""

migrations = Migrations("switchboard")


@migrations()
def m001_events(db: Database) -> None:
    """One row a fact. ``chain`` is a digest over this row and the row before it (see log.py)."""
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    columns: dict[str, type] = {
        "seq": int,
        "session": str,
        "wall_us": int,
        "mono_ns": int,
        "schema_version": int,
        "kind": str,
        "chat": str,
        "body": str,
        "chain": bytes,
    }
    db.table("events").create(columns, pk="seq", not_null=set(columns) - {"chat"}, strict=True)


@migrations()
def m002_session_bounds(db: Database) -> None:
    """Find where a session begins or ends without reading a year of events."""
    db.execute(
        "CREATE INDEX session_bounds ON events (seq) "
        "WHERE kind IN ('session_started', 'session_ended')"
    )
