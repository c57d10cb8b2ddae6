"""Closed chats whose issue the agent confirmed: what the diagnosis can learn from."""

from pathlib import Path

from console.store.database import errors_about, reading

_SELECT = (
    "SELECT kind, chat, json_extract(body, '$.issue'), json_extract(body, '$.text') FROM events "
    "WHERE kind IN ('message_received', 'issue_confirmed', 'chat_closed') ORDER BY seq"
)


def confirmed_cases(path: Path, limit: int) -> list[tuple[str, str]]:
    """What the customer wrote and the issue it was about, of the ``limit`` chats closed last.

    Raises:
        StoreError: the log can't be read.
    """
    messages: dict[str, list[str]] = {}
    issues: dict[str, str] = {}
    cases: list[tuple[str, str]] = []
    with reading(path) as connection, errors_about(path):
        for kind, chat, issue, text in connection.execute(_SELECT):
            if kind == "message_received":
                messages.setdefault(chat, []).append(text)
            elif kind == "issue_confirmed":
                issues[chat] = issue
            elif words := "\n".join(messages.pop(chat, [])).strip():
                cases += [(words, issues[chat])] if chat in issues else []
    return cases[-limit:]
