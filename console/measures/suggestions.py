"""What became of each suggestion: when it was shown, decided about, and how much was edited."""

import ibis

from console.measures.expressions import first_place, seconds, where
from console.measures.schema import (
    Privacy,
    Relation,
    Table,
    Value,
    left_join,
    measure,
    plain_column,
)
from console.measures.sessions import CHAT

SUGGESTION = (*CHAT, "suggestion")


def suggestions(
    events: Relation, messages: Relation, edits: Relation, lifecycles: Relation
) -> Relation:
    """One row a suggestion; ``edits`` has what needs texts (``console.measures.edits``).

    One whose request is not in a damaged log is left out: nobody knows what it was about.
    """
    facts = events.filter(events.suggestion.notnull() & (events.kind != "draft_changed"))
    ready = facts.kind == "suggestion_ready"
    sent = facts.kind == "message_sent"
    rows = facts.group_by(*SUGGESTION).agg(
        **_single_fact(facts, "requested", "suggestion_requested"),
        kind=facts.about.max(),
        by_agent=where(facts.by_agent, facts.kind == "suggestion_requested").max(),
        move=facts.move.max(),
        strategy=facts.strategy.max(),
        sent_version=facts.text_version.max(),
        revised_ns=where(facts.at_ns, facts.kind == "suggestion_revised").min(),
        replaces=facts.replaces.max(),
        token_ns=where(facts.at_ns, facts.kind == "suggestion_first_token").min(),
        **first_place(facts, "ready", ready),
        issue=where(facts.issue, ready).max(),
        characters=where(facts.characters, ready).max(),
        made_seq=where(facts.seq, facts.kind.isin(_PROGRESS)).max(),
        failed_seq=where(facts.seq, facts.kind == "suggestion_failed").max(),
        inserted=(facts.kind == "suggestion_inserted").cast("int64").max(),
        good=facts.good.argmax(facts.seq, where=facts.kind == "suggestion_rated"),
        superseded_seq=where(facts.seq, facts.kind == "suggestion_superseded").min(),
        **_single_fact(facts, "shown", "suggestion_shown"),
        **_single_fact(facts, "adopted", "suggestion_adopted"),
        **_single_fact(facts, "dismissed", "suggestion_dismissed"),
        modified_seq=where(facts.seq, sent & (facts.origin == "modified")).min(),
        sent_seq=where(facts.seq, sent).min(),
        adopting_seq=where(facts.seq, sent & (facts.origin == "adopted")).min(),
        message=facts.message.argmin(facts.seq, where=sent),
    )
    rows = rows.filter(rows.requested_seq.notnull())
    rows = _with_text_in_force(rows, facts)
    rows = _with_sending(rows, messages)
    rows = _with_next_own_message(rows, messages)
    rows = left_join(rows, edits, SUGGESTION)
    rows = rows.inner_join(lifecycles.select(*CHAT, "session"), CHAT)
    rows = rows.mutate(outcome=outcome(rows))
    edited = rows.outcome == "modified"
    return rows.mutate(
        decision_s=decision_s(rows),
        edit_distance=ibis.ifelse(edited, rows.edit_distance, ibis.null("int64")),
        similarity=ibis.ifelse(edited, rows.similarity, ibis.null("float64")),
    )


def revisions_taken(facts: Relation) -> Relation:
    """The model's version of each suggestion whose card shows it: its place, ``taken_seq``."""
    updated = facts.filter(facts.kind == "suggestion_updated")
    updated = updated.group_by(*SUGGESTION).agg(updated_seq=updated.seq.max())
    revised = facts.filter(facts.kind == "suggestion_revised").select(*SUGGESTION, "seq")
    taken = revised.inner_join(updated, SUGGESTION)
    taken = taken.filter(taken.seq < taken.updated_seq)
    return taken.group_by(*SUGGESTION).agg(taken_seq=taken.seq.max())


def _with_text_in_force(rows: Relation, facts: Relation) -> Relation:
    """Suggestions with the place and length of the text that their card shows in the end."""
    taken = revisions_taken(facts).inner_join(
        facts.select("log", taken_seq="seq", taken_characters="characters"), ("log", "taken_seq")
    )
    taken = taken.select(*SUGGESTION, "taken_seq", "taken_characters")
    rows = left_join(rows, taken, SUGGESTION)
    return rows.mutate(
        text_seq=ibis.coalesce(rows.taken_seq, rows.ready_seq),
        characters=ibis.coalesce(rows.taken_characters, rows.characters),
    )


_PROGRESS = (
    "suggestion_requested",
    "suggestion_first_token",
    "suggestion_ready",
    "suggestion_failed",
)


def _single_fact(facts: Relation, name: str, kind: str) -> dict[str, Value]:
    """The one fact of its kind that a suggestion has: its place and both its times.

    The smallest of one is itself, and takes far less memory than the first by its place.
    """
    of_kind = facts.kind == kind
    return {
        **first_place(facts, name, of_kind),
        f"{name}_at": where(facts.time, of_kind).min(),
    }


def _with_sending(rows: Relation, messages: Relation) -> Relation:
    """With when the agent sent the messages that decided; one that was held left later.

    ``adopting_*`` are null if the suggestion was adopted and its message not held.
    """
    own = messages.filter(messages.by_agent)
    modified = own.select(
        "log", sent_seq="seq", sent_done_seq="done_seq", sent_ns="done_ns", sent_at="done_at"
    )
    adopting = own.select(
        "log",
        adopting_seq="seq",
        adopting_held_seq="held_seq",
        adopting_ns="held_ns",
        adopting_at="held_at",
    )
    rows = left_join(rows, modified, ("log", "sent_seq"))
    return left_join(rows, adopting, ("log", "adopting_seq"))


def _with_next_own_message(suggestions: Relation, messages: Relation) -> Relation:
    """With the agent's next message of their own after a suggestion was shown, and was usable."""
    own = messages.filter(messages.by_agent & messages.suggestion.isnull())
    own = own.select(*CHAT, seq="done_seq", at_ns="done_ns", time="done_at")
    seen = suggestions.filter(suggestions.shown_seq.notnull())
    usable = seen.filter(seen.ready_seq.notnull())
    usable = usable.mutate(usable_seq=ibis.greatest(usable.ready_seq, usable.shown_seq))
    passed = _next_own(seen.select(*SUGGESTION, seq="shown_seq"), own, "passed")
    ignored = _next_own(usable.select(*SUGGESTION, seq="usable_seq"), own, "ignored")
    when = own.select("log", ignored_seq="seq", ignored_ns="at_ns", ignored_at="time")
    ignored = left_join(ignored, when, ("log", "ignored_seq"))
    return left_join(left_join(suggestions, passed, SUGGESTION), ignored, SUGGESTION)


def _next_own(points: Relation, own: Relation, name: str) -> Relation:
    """For each point among a chat's facts, the place of the agent's next own message."""
    both = ibis.union(
        points.mutate(own=ibis.null("int64")).select(*SUGGESTION, "seq", "own"),
        own.mutate(own=own.seq, suggestion=ibis.null("string")).select(*SUGGESTION, "seq", "own"),
    )
    here_on = ibis.window(group_by=CHAT, order_by="seq", preceding=0)
    both = both.mutate(**{f"{name}_seq": both.own.min().over(here_on)})
    return both.filter(both.suggestion.notnull()).select(*SUGGESTION, f"{name}_seq")


# --- of the suggestion -----------------------------------------------------------------------


@measure("string", nullable=False)
def outcome(suggestion: Relation) -> Value:
    """What became of it: adopted (sent unchanged), modified (edited, then sent), dismissed,
    ignored (shown, and the agent sent something of their own), failed, superseded (the chat moved
    on before it was used) or pending. Use beats every other outcome.
    """  # noqa: D205 - one paragraph in the codebook
    over = ibis.least(
        suggestion.adopted_seq,
        suggestion.modified_seq,
        suggestion.dismissed_seq,
        suggestion.superseded_seq,
    )
    ignored = suggestion.passed_seq.notnull() & (over.isnull() | (suggestion.passed_seq < over))
    return ibis.cases(
        (suggestion.adopted_seq.notnull(), "adopted"),
        (suggestion.modified_seq.notnull(), "modified"),
        (suggestion.dismissed_seq.notnull(), "dismissed"),
        (ignored, "ignored"),
        (suggestion.failed_seq == suggestion.made_seq, "failed"),
        (suggestion.superseded_seq.notnull(), "superseded"),
        else_="pending",
    )


@measure("number", unit="s", formula="suggestion_ready - suggestion_requested")
def ready_s(suggestion: Relation) -> Value:
    """Request to completion; null if it was never complete."""
    return seconds(suggestion.ready_ns - suggestion.requested_ns)


@measure("number", unit="s", formula="suggestion_first_token - suggestion_requested")
def first_token_s(suggestion: Relation) -> Value:
    """Request to the model's first words; null if there were none."""
    return seconds(suggestion.token_ns - suggestion.requested_ns)


@measure("number", unit="s", formula="the first suggestion_revised - suggestion_requested")
def revised_s(suggestion: Relation) -> Value:
    """Request to the model's version; null if there was none beside the approved wording."""
    return seconds(suggestion.revised_ns - suggestion.requested_ns)


@measure("string")
def version(suggestion: Relation) -> Value:
    """Which of its texts the card showed in the end, or was sent unchanged: approved wording, the
    model's, or a past reply of the site's agents; null if it was never complete.
    """  # noqa: D205 - one paragraph in the codebook
    shown = ibis.cases(
        (suggestion.taken_seq.notnull(), "model"),
        (suggestion.strategy == "template", "approved"),
        (suggestion.strategy == "generate", "model"),
        (suggestion.strategy == "past_reply", "past_reply"),
    )
    return ibis.coalesce(suggestion.sent_version, shown)


@measure("datetime")
def decided_at(suggestion: Relation) -> Value:
    """When the agent decided about it; see decision_s."""
    return _decided(suggestion, "at")


@measure(
    "number",
    unit="s",
    formula="adopted: suggestion_adopted; modified: message_sent with the suggestion; dismissed: "
    "suggestion_dismissed; ignored: the first message_sent of the agent's own while it was shown "
    "and ready; of a message that was held its send_held; each - suggestion_shown",
)
def decision_s(suggestion: Relation) -> Value:
    """Shown to decision; null if it was never shown or nobody decided.

    Whether it was used is known when the message leaves; the agent decided when they sent it.
    """
    before = _decided(suggestion, "seq") < suggestion.shown_seq
    return seconds(
        ibis.ifelse(
            before.fill_null(False),
            ibis.null("int64"),
            _decided(suggestion, "ns") - suggestion.shown_ns,
        )
    )


def _decided(suggestion: Relation, what: str) -> Value:
    """Place (``seq``), time in the log (``ns``) or wall time (``at``) of the deciding act."""
    held = "adopting_held_seq" if what == "seq" else f"adopting_{what}"
    return suggestion.outcome.cases(
        ("adopted", ibis.coalesce(suggestion[held], suggestion[f"adopted_{what}"])),
        ("modified", suggestion["sent_done_seq" if what == "seq" else f"sent_{what}"]),
        ("dismissed", suggestion[f"dismissed_{what}"]),
        ("ignored", suggestion[f"ignored_{what}"]),
    )


SUGGESTIONS = Table(
    name="suggestions",
    description="Every suggestion that was asked for, and what became of it.",
    key=("session", "chat", "suggestion"),
    columns=(
        plain_column("session", "string", "The session the chat belongs to.", nullable=False),
        plain_column("chat", "string", "The chat.", nullable=False),
        plain_column("suggestion", "string", "The suggestion's id.", nullable=False),
        plain_column("kind", "string", "What it is about: diagnosis or solution.", nullable=False),
        plain_column(
            "move",
            "string",
            "What the message is to do: ask, answer, act, report, decline, wait or close; null in "
            "logs that knew no moves.",
        ),
        outcome,
        version,
        plain_column(
            "by_agent",
            "integer",
            "Whether the agent asked for it, rather than a customer's message.",
            unit="0 or 1",
            nullable=False,
        ),
        plain_column("replaces", "string", "The suggestion it replaces."),
        plain_column("requested_at", "datetime", "When it was asked for.", nullable=False),
        plain_column(
            "shown_at",
            "datetime",
            "When the agent could first see it: panel open, tab current, window active.",
        ),
        decided_at,
        first_token_s,
        ready_s,
        revised_s,
        decision_s,
        plain_column(
            "inserted",
            "integer",
            "Whether the agent put it into the input box.",
            unit="0 or 1",
            nullable=False,
        ),
        plain_column(
            "good", "integer", "The agent's verdict on it; null if none was given.", unit="0 or 1"
        ),
        plain_column("issue", "string", "The issue it diagnoses."),
        plain_column(
            "characters",
            "integer",
            "Length of its text, of the version that the card showed in the end.",
            unit="characters",
        ),
        plain_column("message", "string", "The id of the message that was made from it."),
        plain_column(
            "edit_distance",
            "integer",
            "Insertions, deletions and replacements of characters; null unless modified.",
            unit="characters",
            formula="Levenshtein distance, suggestion to message sent",
        ),
        plain_column(
            "similarity",
            "number",
            "How much of the suggestion is in what was sent, 0 to 1; null unless modified.",
            formula="1 - edit_distance / length of the longer text",
        ),
        plain_column(
            "retyped",
            "integer",
            "Whether a message that was typed by hand is near-identical to it, after it was shown.",
            unit="0 or 1",
        ),
        plain_column("text", "string", "Its text, of the same version.", privacy=Privacy.TEXT),
    ),
)
