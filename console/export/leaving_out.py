"""Which rows of merged bundles remain without people who took back their consent, in SQL."""

import duckdb

from console.export.withdrawals import Withdrawn


def leave_out(connection: duckdb.DuckDBPyConnection, events: str, withdrawn: Withdrawn) -> None:
    """Make tables of the sessions and chats of who withdrew, and of the chats that remain.

    ``events`` is a query with log, session, chat, agent and customer of every event.
    """
    connection.execute(
        f"CREATE TABLE left_sessions AS SELECT DISTINCT session FROM ({events}) "  # noqa: S608
        "WHERE list_contains($names, agent)",
        {"names": sorted(withdrawn.agents)},
    )
    connection.execute(
        f"CREATE TABLE left_chats AS SELECT DISTINCT log, chat FROM ({events}) "  # noqa: S608
        "WHERE list_contains($names, customer)",
        {"names": sorted(withdrawn.customers)},
    )
    connection.execute(
        f"CREATE TABLE remaining AS SELECT DISTINCT log, chat FROM ({events}) "  # noqa: S608
        "WHERE chat IS NOT NULL AND session NOT IN (SELECT session FROM left_sessions) "
        "AND (log, chat) NOT IN (SELECT (log, chat) FROM left_chats)"
    )


REMAINING_EVENTS = """
SELECT * EXCLUDE (hidden) REPLACE (CASE WHEN hidden THEN NULL ELSE chat END AS chat, CASE
    WHEN hidden THEN '{"kind":"tab_shown","chat":null}'
    WHEN kind = 'session_ended' AND log IN (SELECT log FROM left_chats)
    THEN json_merge_patch(body, '{"open_chats":[]}')::VARCHAR ELSE body END AS body)
FROM (SELECT *, coalesce(
    kind = 'tab_shown' AND (log, chat) IN (SELECT (log, chat) FROM left_chats), false) AS hidden
    FROM chosen_rows)
WHERE session NOT IN (SELECT session FROM left_sessions)
AND (chat IS NULL OR hidden OR (log, chat) NOT IN (SELECT (log, chat) FROM left_chats))
"""
"""Of the events ``chosen_rows`` those that remain; a tab that was shown counts as none."""

REMAINING_OF_CHATS = (
    "SELECT * FROM chosen_rows WHERE (log, chat) IN (SELECT (log, chat) FROM remaining)"
)
"""Of rows that belong to chats."""
