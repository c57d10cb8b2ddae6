"""Which rows of merged bundles remain without people who took back their consent, in SQL."""

import duckdb

from console.export.privacy import SOMEBODY
from console.export.withdrawals import Withdrawn


def leave_out(connection: duckdb.DuckDBPyConnection, events: str, withdrawn: Withdrawn) -> None:
    """Make tables of the sessions and chats of who withdrew.

    ``events`` is a query with log, session, kind, chat, agent and customer of every event. A chat
    that was queued in an agent's session is left out of later ones too.
    """
    agents, customers = sorted(withdrawn.agents), sorted(withdrawn.customers)
    connection.execute(
        "CREATE TABLE left_agents AS SELECT unnest($names::VARCHAR[]) AS agent", {"names": agents}
    )
    connection.execute(
        f"CREATE TABLE left_sessions AS SELECT DISTINCT session FROM ({events}) "  # noqa: S608
        "WHERE list_contains($names, agent)",
        {"names": agents},
    )
    connection.execute(
        f"CREATE TABLE left_chats AS SELECT DISTINCT log, chat FROM ({events}) "  # noqa: S608
        "WHERE list_contains($names, customer) OR (kind = 'chat_queued' "
        "AND session IN (SELECT session FROM left_sessions))",
        {"names": customers},
    )
    connection.execute(
        "CREATE TABLE left_of_log AS SELECT log, list(chat) AS names FROM left_chats GROUP BY log"
    )


REMAINS = """session NOT IN (SELECT session FROM left_sessions) AND (
    chat IS NULL OR kind = 'tab_shown'
    OR (log, chat) NOT IN (SELECT (log, chat) FROM left_chats))"""
"""Whether an event remains; a tab that was shown remains as none."""

REMAINING_EVENTS = f"""
SELECT * EXCLUDE (hidden, names) REPLACE (CASE WHEN hidden THEN NULL ELSE chat END AS chat, CASE
    WHEN hidden THEN '{{"kind":"tab_shown","chat":null}}'
    WHEN kind = 'session_ended' AND names IS NOT NULL
    THEN json_merge_patch(body, json_object('open_chats', list_filter(
        coalesce(from_json(body -> '$.open_chats', '["VARCHAR"]'), []),
        lambda each: NOT list_contains(names, each))))::VARCHAR
    WHEN kind IN ('chat_transferred', 'chat_taken_elsewhere')
        AND (body ->> '$.colleague') IN (SELECT agent FROM left_agents)
    THEN json_merge_patch(body, '{{"colleague":"{SOMEBODY}"}}')::VARCHAR ELSE body END AS body)
FROM (SELECT *, coalesce(
    kind = 'tab_shown' AND (log, chat) IN (SELECT (log, chat) FROM left_chats), false) AS hidden
    FROM chosen_rows LEFT JOIN left_of_log USING (log))
WHERE {REMAINS}
"""  # noqa: S608 - our own words
"""Of the events ``chosen_rows`` those that remain."""

REMAINING_OF_CHATS = (
    "SELECT * FROM chosen_rows WHERE (log, chat) NOT IN (SELECT (log, chat) FROM left_chats)"
)
"""Of rows that belong to chats."""
