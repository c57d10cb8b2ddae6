"""The bundle's ``codebook.md``: for people, what every column means and how it is computed."""

from collections.abc import Iterator, Sequence

from console.export.privacy import BundleText
from console.measures.schema import Column, Table

_INTRODUCTION = """\
# Codebook

What was recorded at the desks of customer service agents, as tables. Times are UTC with
microseconds. Durations are seconds of monotonic time, which no correction of a clock touches and in
which a computer's sleep counts (not in logs of older versions); `slept_s` of a chat and
`computer_slept_s` of a session say how much that was, as far as the system tells, and a sleep as
long as the idle limit is nobody's attention. Where a chat goes on after a restart
(`spans_sessions`), the gap is wall time and nobody's attention.
Columns in "0 or 1" are yes or no as a number, so that their mean is a share. Null means that there
is no value, never zero.

Names in formulas are kinds of facts in `events`; `a - b` of two facts is the time between them.

A site can choose to store no texts (`store_texts = false`). What needs them was measured at once
then, as each message passed: `characters`, `agrees`, the tables `edits`, `chat_texts` and `claims`,
and every column computed from these have the values that stored texts would have given. Missing is,
whatever this bundle's policy: `text` in `messages` and `suggestions`, `end_reason` in `chats`,
`reason` in `guardrails`, and in `events` comments, notes and the words that a diagnosis rests on.
Where the console was restarted in the middle of a chat, missing is also what `chat_texts` has of a
side that had written before, and comparisons with suggestions made before.

In CSV files a field that is empty and not quoted is null and `""` is an empty text; times are
ISO 8601. Columns of type object or array are JSON.
"""

_POLICIES: dict[BundleText, str] = {
    "none": """\
This bundle holds no texts: columns marked *text* are null, those marked *agent* or *customer* hold
pseudonyms that only the site's key could tie to people, and facts (marked *fact*) have lost both.
""",
    "redacted": """\
This bundle holds texts in which placeholders such as `[NAME]`, `[EMAIL]` or `[ORDER]` replace what
identifies the customer: what the chat's customer record holds, what has the form of an address or a
number, names that people state, and what answers a question such as "What is your name?". Words
that announce names, dates of birth and numbers are known in sixteen languages. What can remain: a
name that nothing announces and nobody asked for, or that is spelled out or mistyped; what is told
in another language than these; a number of fewer than six digits that nothing announces; a date of
birth in another line than its cue; a place, an employer or an event that only one person fits; and
answers to questions that are put in unusual words. Columns marked
*agent* or *customer* hold pseudonyms that only the site's key could tie to people. Treat it as
personal data.
""",
    "own": """\
This bundle holds one agent's sessions, for that agent: what they wrote is here as they wrote it and
may name customers; in all other texts placeholders such as `[NAME]` replace what identifies the
customer. Customers and other agents are pseudonyms. Other sessions of the same logs are left out,
so that numbers (`seq`) have gaps. Treat it as personal data.
""",
    "shared": """\
This bundle holds no texts, and its columns are coarser than their descriptions say.
Columns marked *agent* or *customer* hold pseudonyms that only the site's key could tie to people;
they are others than in the site's own bundles, and a customer has another one in each chat.
""",
    "full": """\
This bundle holds all texts and names, in the columns marked *text*, *agent*, *customer* and *fact*.
Treat it as personal data.
""",
}


def codebook(tables: list[Table], policy: BundleText, notes: Sequence[str] = ()) -> str:
    """The codebook of a bundle with these tables, as Markdown; ``notes`` stand before them."""
    parts = [_INTRODUCTION, _POLICIES[policy], *(f"{note}\n" for note in notes)]
    for table in tables:
        key = ", ".join(f"`{name}`" for name in table.key)
        parts.append(f"## {table.name}\n\n{table.description} Key: {key}.\n")
        parts.append("\n".join(_table(table)) + "\n")
    return "\n".join(parts)


def _table(table: Table) -> Iterator[str]:
    yield "| column | type | unit | meaning | formula | source |"
    yield "|---|---|---|---|---|---|"
    for column in table.columns:
        cells = (f"`{column.name}`", _type(column), column.unit or "", column.description)
        yield "| " + " | ".join((*cells, column.formula or "", column.source or "ours")) + " |"


def _type(column: Column) -> str:
    marks = [column.type] + (["null"] if column.nullable else [])
    if column.privacy.value != "open":
        marks.append(f"*{column.privacy.value}*")
    return ", ".join(marks)
