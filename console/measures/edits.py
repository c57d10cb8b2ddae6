"""Which texts to compare to see how far sent messages differ from suggestions, as expressions.

The comparison itself is done outside the engine (``console.export.text_measures``).
"""

from console.measures.schema import Relation, left_join
from console.measures.sessions import CHAT
from console.measures.suggestions import SUGGESTION, revisions_taken


def edited_pairs(events: Relation, texts: Relation, passed: Relation) -> Relation:
    """Each suggestion that was edited and sent: its text, and the first message made from it.

    Those are left out that were compared before (``passed``), because texts were not stored.
    """
    suggested = _suggested(events, texts)
    sent = texts.filter((texts.kind == "message_sent") & texts.suggestion.notnull())
    first = sent.group_by(*SUGGESTION).agg(
        sent=sent.text.argmin(sent.seq), origin=sent.origin.argmin(sent.seq)
    )
    first = first.filter(first.origin == "modified").drop("origin")
    pairs = suggested.inner_join(first, SUGGESTION).anti_join(passed, SUGGESTION)
    return pairs.select(*SUGGESTION, "suggested", "sent").order_by(*SUGGESTION)


def typed_pairs(events: Relation, texts: Relation, passed: Relation) -> Relation:
    """Each suggestion that was shown, with each message the agent typed in its chat afterwards.

    Those in ``passed`` are left out, as above.
    """
    suggested = _suggested(events, texts)
    shown = events.filter(events.kind == "suggestion_shown")
    seen = shown.group_by(*SUGGESTION).agg(shown_seq=shown.seq.min())
    suggested = suggested.inner_join(seen, SUGGESTION)
    typed = texts.filter((texts.kind == "message_sent") & (texts.origin == "typed"))
    typed = typed.select(*CHAT, typed_seq="seq", typed="text")
    pairs = suggested.inner_join(typed, CHAT).anti_join(passed, SUGGESTION)
    pairs = pairs.filter(pairs.typed_seq > pairs.shown_seq)
    return pairs.select(*SUGGESTION, "suggested", "typed", "typed_seq").order_by(
        *SUGGESTION, "typed_seq"
    )


def sides(texts: Relation, passed: Relation) -> Relation:
    """What each side of each chat wrote, in order, but for those measured before (``passed``)."""
    written = texts.filter(texts.kind.isin(("message_sent", "message_received")))
    sender = (written.kind == "message_sent").ifelse("agent", "customer")
    rows = written.select(*CHAT, "seq", "text", sender=sender)
    rows = rows.anti_join(passed, [*CHAT, "sender"])
    return rows.order_by("log", "chat", "sender", "seq")


def merged_edits(edits: Relation) -> Relation:
    """One row a suggestion, merged from the rows for editing and for retyping."""
    return edits.group_by(*SUGGESTION).agg(
        edit_distance=edits.edit_distance.max(),
        similarity=edits.similarity.max(),
        retyped=edits.retyped.max(),
    )


def _suggested(events: Relation, texts: Relation) -> Relation:
    """Each suggestion's text, of the version that its card showed in the end."""
    texts = left_join(texts, revisions_taken(events), SUGGESTION)
    ready = texts.kind == "suggestion_ready"
    shown = texts.filter(ready | (texts.seq == texts.taken_seq).fill_null(False))
    return shown.group_by(*SUGGESTION).agg(suggested=shown.text.argmax(shown.seq))
