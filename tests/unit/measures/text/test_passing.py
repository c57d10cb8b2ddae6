"""What is measured of texts as they pass is what an export measures of stored ones."""

import random
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from days import ALL_ACTS, log_of
from hypothesis import given, settings
from hypothesis import strategies as st
from measuring import tables_of

from console.domain import events as ev
from console.domain.customers import Customer
from console.measures.text.chat_side import RunningSide, measure_side
from console.measures.text.passing import PassingTexts

TEXTS = {"messages": {"text"}, "suggestions": {"text"}, "questionnaires": set[str]()}
"""The columns that hold texts themselves; comments, notes and reasons are in none but these."""

LOST = {"chats": {"end_reason"}, "guardrails": {"reason"}}
"""Columns of what people gave as a reason."""

_WORDS = "where is my parcel refund the please 退款 我的 bonjour colis où est".split()


def passed(events: Sequence[ev.Event]) -> list[ev.Event]:
    """The events as a log holds them that stores no texts."""
    passing = PassingTexts()
    return [passing.stored(event) for event in events]


def without(tables: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """The tables without the columns that hold what people wrote."""
    left_out = {name: TEXTS.get(name, set()) | LOST.get(name, set()) for name in tables}
    return {
        name: [{k: v for k, v in row.items() if k not in left_out[name]} for row in rows]
        for name, rows in tables.items()
    }


_LINES = st.one_of(st.lists(st.sampled_from(_WORDS), max_size=9).map(" ".join), st.text(max_size=9))


@settings(max_examples=25, deadline=None)
@given(st.lists(_LINES, max_size=7))
def test_a_side_measured_step_by_step_is_the_side_measured_at_once(texts: list[str]) -> None:
    """After each message the measures are those of all messages so far, in whatever language."""
    running = RunningSide()
    for number, text in enumerate(texts, start=1):
        assert running.add(text) == measure_side(texts[:number])


def test_every_measure_is_that_of_stored_texts() -> None:
    """A random day with crashes gives the same tables, but for the texts themselves."""
    events = log_of(1, length=300, acts=ALL_ACTS)
    expected, found = tables_of(events), tables_of(passed(events))
    assert any(row["customer_clarity"] for row in expected["chats"])
    assert without(found) == without(expected)
    assert all(row["text"] is None for row in found["messages"])


_VARIANTS = (
    "I have sent a new label to you today.",
    "I have sent a new label to you, today.",
    "Your refund is on its way to your card.",
    "Your refund is on its way, Kim.",
)


def _worked(rng: random.Random) -> Iterator[ev.AnyFact]:
    """Chats whose suggestions are written, shown, revised, typed again and edited at random."""
    yield ev.SessionStarted(
        run="r", agent="a", version="1", channel="c", wall_minus_mono_ns=0, utc_offset_s=0
    )
    sent = 0
    for chat in map("c{}".format, range(20)):
        yield ev.ChatQueued(chat=chat, customer=Customer(id=chat, name="Kim"))
        yield ev.MessageReceived(chat=chat, message=f"{chat}-in", text="Where is it?")
        yield ev.ChatAccepted(chat=chat)
        for name in ("g1", "g2"):
            yield ev.SuggestionRequested(
                chat=chat, suggestion=f"{chat}-{name}", about=ev.SuggestionKind.SOLUTION
            )
        for _ in range(14):
            about = {"chat": chat, "suggestion": f"{chat}-g{rng.randint(1, 2)}"}
            text, sent = rng.choice(_VARIANTS), sent + 1
            written = {"text": text, "elapsed_ms": 1.0, "tokens": 1}
            origin = rng.choice((ev.Origin.TYPED, ev.Origin.MODIFIED))
            source = about["suggestion"] if origin is ev.Origin.MODIFIED else None
            yield rng.choice(
                (
                    ev.SuggestionReady(**about, **written),
                    ev.SuggestionRevised(**about, **written),
                    ev.SuggestionUpdated(**about),
                    ev.SuggestionShown(**about),
                    ev.MessageSent(
                        chat=chat, message=f"m{sent}", text=text, origin=origin, suggestion=source
                    ),
                )
            )


def test_edits_and_retyping_are_those_of_stored_texts() -> None:
    """However suggestions are shown, revised, edited and typed again, it is measured the same."""
    facts = enumerate(_worked(random.Random(5)), start=1)
    events = [_event(seq, fact) for seq, fact in facts]
    expected, found = tables_of(events)["suggestions"], tables_of(passed(events))["suggestions"]
    columns = ("edit_distance", "similarity", "retyped")
    assert all(any(row[name] for row in expected) for name in columns)
    assert any(row["retyped"] == 0 for row in expected)
    assert [[row[c] for c in columns] for row in found] == [
        [row[c] for c in columns] for row in expected
    ]


def test_no_text_is_left_in_any_fact() -> None:
    """Not one of the words that are said, drafted or suggested that day is in a stored fact."""
    facts = enumerate(_worked(random.Random(6)), start=1)
    events = [*log_of(2, length=200, acts=ALL_ACTS), *(_event(seq, f) for seq, f in facts)]
    said = {text for event in events if len(text := getattr(event.fact, "text", "") or "") > 12}
    stored = "\n".join(ev.fact_to_json(event.fact) for event in passed(events))
    answers = {e.fact.text for e in events if isinstance(e.fact, ev.QuestionAnswered)}
    assert len(said - answers) > 3
    assert not [text for text in said - answers if text in stored]


def _event(seq: int, fact: ev.AnyFact) -> ev.Event:
    at = datetime(2026, 1, 5, tzinfo=UTC)
    return ev.Event(seq=seq, session="s", wall=at, mono_ns=seq, fact=fact)


def test_after_a_restart_a_side_is_missing_and_the_rest_goes_on() -> None:
    """The customer's words of before are gone, so their side has no measures; the agent's has."""
    before, after = PassingTexts(), PassingTexts()
    queued = ev.ChatQueued(chat="c", customer=Customer(id="k", name="Kim"))
    first = ev.MessageReceived(chat="c", message="m1", text="Where is my parcel?")
    facts: tuple[ev.AnyFact, ...] = (queued, first)
    for seq, fact in enumerate(facts, start=1):
        after.follow(before.stored(_event(seq, fact)))
    more = ev.MessageReceived(chat="c", message="m2", text="Hello?")
    sent = ev.MessageSent(
        chat="c", message="m3", text="I have refunded it.", origin=ev.Origin.TYPED
    )
    received, answered = (after.stored(_event(seq, f)).fact for seq, f in ((3, more), (4, sent)))
    assert isinstance(received, ev.MessageReceived)
    assert received.measured
    assert isinstance(answered, ev.MessageSent)
    assert answered.measured
    assert (received.text, received.measured.characters, received.measured.side) == ("", 6, None)
    assert answered.measured.side
    assert answered.measured.side.messages == 1
    assert (answered.measured.claims, answered.measured.unfounded_claims) == (1, 1)


def test_what_measuring_needs_is_loaded_beside(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a thread of its own, which the first message waits for, and is measured as always."""
    may_end, ended = threading.Event(), list[threading.Thread]()

    def load() -> None:
        may_end.wait()
        ended.append(threading.current_thread())

    monkeypatch.setattr("console.measures.text.passing._load", load)
    passing = PassingTexts.warming_up()
    assert passing.stored(_event(1, _BEFORE[0])).fact == _BEFORE[0]
    assert ended == []
    may_end.set()
    message = _event(2, _BEFORE[2])
    assert passing.stored(message) == PassingTexts().stored(message)
    assert ended != [threading.current_thread()]
    assert len(ended) == 1


def test_texts_that_were_stored_before_are_counted_in() -> None:
    """A site that stops storing texts in the middle of a chat loses no measure of it."""
    passing = PassingTexts()
    first, second = (
        ev.MessageReceived(chat="c", message=name, text=text)
        for name, text in (("m1", "Where is my parcel?"), ("m2", "I want it now, please."))
    )
    passing.follow(_event(1, first))
    stored = passing.stored(_event(2, second)).fact
    assert isinstance(stored, ev.MessageReceived)
    assert stored.measured
    assert stored.measured.side
    expected = measure_side([first.text, second.text])
    assert stored.measured.side.model_dump() == {
        name: getattr(expected, name) for name in ev.SideMeasures.model_fields
    }


_LABEL = "I have sent a new label to you today."
_BEFORE: tuple[ev.AnyFact, ...] = (
    ev.SessionStarted(
        run="r", agent="a", version="1", channel="c", wall_minus_mono_ns=0, utc_offset_s=0
    ),
    ev.ChatQueued(chat="c", customer=Customer(id="k", name="Kim")),
    ev.MessageReceived(chat="c", message="m1", text="Where is my parcel?"),
    ev.ChatAccepted(chat="c"),
    ev.SuggestionRequested(chat="c", suggestion="g", about=ev.SuggestionKind.SOLUTION),
    ev.SuggestionReady(chat="c", suggestion="g", text=_LABEL, elapsed_ms=1, tokens=1),
    ev.SuggestionShown(chat="c", suggestion="g"),
    ev.MessageSent(chat="c", message="m2", text="Let me see.", origin=ev.Origin.TYPED),
)
_AFTER: tuple[ev.AnyFact, ...] = (
    ev.MessageReceived(chat="c", message="m3", text="I have waited three weeks for this parcel."),
    ev.MessageSent(chat="c", message="m4", text=_LABEL, origin=ev.Origin.TYPED),
)


def _day(*, keeps_before: bool, keeps_after: bool) -> list[ev.Event]:
    """A chat with a restart in the middle, at a site that stores texts on either side or not."""
    first, second = PassingTexts(), PassingTexts()
    before = [_event(seq, fact) for seq, fact in enumerate(_BEFORE, start=1)]
    after = [_event(seq, fact) for seq, fact in enumerate(_AFTER, start=len(_BEFORE) + 1)]
    before = before if keeps_before else [first.stored(event) for event in before]
    for event in before:
        second.follow(event)
    return before + (after if keeps_after else [second.stored(event) for event in after])


@pytest.mark.parametrize("keeps_after", [True, False])
def test_what_is_known_of_a_part_is_told_of_none(keeps_after: bool) -> None:
    """After texts that are gone a side has no measures, and nobody knows what was typed again."""
    tables = tables_of(_day(keeps_before=False, keeps_after=keeps_after))
    (chat,), (suggestion,) = tables["chats"], tables["suggestions"]
    sides = ("customer_clarity", "customer_language", "agent_clarity", "agent_lexical_density")
    assert {chat[name] for name in sides} == {None}
    assert suggestion["retyped"] is None


def test_a_site_that_stops_storing_in_a_chat_has_all_its_measures() -> None:
    """What was stored and what passes are measured together."""
    whole = tables_of(_day(keeps_before=True, keeps_after=True))
    assert whole["suggestions"][0]["retyped"] == 1
    assert without(tables_of(_day(keeps_before=True, keeps_after=False))) == without(whole)


def test_what_was_typed_again_before_the_restart_stays_so() -> None:
    """One message that is near-identical is enough, whatever is typed later."""
    first, second = PassingTexts(), PassingTexts()
    again = ev.MessageSent(chat="c", message="m2", text=_LABEL, origin=ev.Origin.TYPED)
    facts = [*_BEFORE[:-1], again]
    events = [first.stored(_event(seq, fact)) for seq, fact in enumerate(facts, start=1)]
    for event in events:
        second.follow(event)
    other = ev.MessageSent(chat="c", message="m4", text="Anything else?", origin=ev.Origin.TYPED)
    events.append(second.stored(_event(len(events) + 1, other)))
    assert tables_of(events)["suggestions"][0]["retyped"] == 1
