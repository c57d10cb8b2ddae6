"""What a step reads: the visible chat alone, others together, no more than it has time for."""

from typing import Any, cast

import pytest
from unit.inference.engine.letters import LetterContext

from console.inference.engine.job import DraftJob, PrefillJob
from console.inference.engine.kv_sequences import KvSequences
from console.inference.engine.parked_sequences import ParkedSequences
from console.inference.engine.prompt_tokens import Tokens
from console.inference.engine.schedule import PromptChunk, Schedule
from console.inference.engine.throughput import CHUNK, Throughput

RULES = [1, 2, 3]


@pytest.fixture
def schedule() -> Schedule:
    """Six sequences, and the common beginning is read."""
    sequences = KvSequences(LetterContext(), 6, ParkedSequences(0), trims=True)
    sequences.prefix_to_fill(RULES).tokens = list(RULES)
    return Schedule(sequences)


def job(chat: str, arrival: int, size: int = 5, prefix: list[int] = RULES) -> DraftJob:
    """A draft whose chat has ``size`` tokens of its own."""
    tokens = Tokens(list(prefix), [arrival + 10] * size, [9], ())
    nothing = cast(Any, None)
    return DraftJob(chat, tokens, arrival, draft=nothing, sampler=nothing, stream=nothing)


def read(chunks: list[PromptChunk]) -> list[tuple[str, int, bool]]:
    """Of which chat, how many tokens, and whether that is all."""
    return [(chunk.job.chat, len(chunk.tokens), chunk.ends) for chunk in chunks]


def test_waiting_chats_are_read_together(schedule: Schedule) -> None:
    """In the order in which they came, each in a sequence of its own."""
    chunks = schedule.chunks([job("b", 2, 7), job("a", 1)])
    assert read(chunks) == [("a", 6, True), ("b", 8, True)]
    assert len({chunk.sequence.number for chunk in chunks}) == 2


def test_the_visible_chat_is_read_alone(schedule: Schedule) -> None:
    """Whoever came first; the others would hold it up."""
    schedule.visible = "b"
    assert read(schedule.chunks([job("a", 1), job("b", 2)])) == [("b", 6, True)]


def test_nothing_is_read_while_the_visible_draft_is_written(schedule: Schedule) -> None:
    """Each chunk would hold up every token of it."""
    schedule.visible = "b"
    written = job("b", 1)
    written.token = 5
    assert schedule.chunks([written, job("a", 2)]) == []
    schedule.visible = "c"
    assert read(schedule.chunks([written, job("a", 2)])) == [("a", 6, True)]


def test_a_chat_is_read_once_for_two_drafts(schedule: Schedule) -> None:
    """The second one copies what the first one has read."""
    jobs = [job("a", 1), job("a", 2), job("b", 3)]
    assert [chunk.job for chunk in schedule.chunks(jobs)] == [jobs[0], jobs[2]]


def test_the_common_beginning_is_read_first_and_by_nobody_twice() -> None:
    """All chats begin with a copy of it."""
    schedule = Schedule(KvSequences(LetterContext(), 6, ParkedSequences(0), trims=True))
    (chunk,) = schedule.chunks([job("a", 1), job("b", 2)])
    assert (chunk.tokens, chunk.ends) == (RULES, False)


def test_other_rules_wait_for_a_step_of_their_own(schedule: Schedule) -> None:
    """There is one place for a common beginning."""
    jobs = [job("a", 1), job("b", 2, prefix=[7]), job("c", 3)]
    assert [chunk.job for chunk in schedule.chunks(jobs)] == [jobs[0]]


def test_a_long_prompt_takes_the_whole_step(schedule: Schedule) -> None:
    """And one that doesn't fit behind others waits, since remainders cost the library a pass."""
    long, short = job("a", 1, 2 * CHUNK), job("b", 2)
    assert read(schedule.chunks([long, short])) == [("a", CHUNK, False)]
    long.arrival = 3
    assert read(schedule.chunks([long, short])) == [("b", 6, True)]


def test_reading_ahead_comes_last(schedule: Schedule) -> None:
    """And no more once it is done, or the chat is over."""
    schedule.read_ahead(PrefillJob("c", Tokens(RULES, [4, 4], [], ()), 0))
    assert read(schedule.chunks([job("a", 1)])) == [("a", 6, True), ("c", 2, True)]
    schedule.drop_ahead("c")
    assert not schedule.busy


def test_a_step_is_as_long_as_the_machine_is_quick() -> None:
    """What a slow machine reads is less, within reason; what writing takes doesn't count."""
    throughput = Throughput()
    assert throughput.tokens_in(0.5) == CHUNK
    throughput.record(100, 1.0)
    assert throughput.tokens_in(0.5) == 50
    throughput.record(0, 0.1)
    assert throughput.tokens_in(0.5) == 40
    throughput.record(100, 0.6)
    assert throughput.tokens_in(0.5) == 80
    throughput.record(100, 100.0)
    assert throughput.tokens_in(0.5) == 32
    throughput.record(2, 5.0)
    assert throughput.tokens_in(0.5) == 32
    throughput.record(100, 0.01)
    assert throughput.tokens_in(0.5) == CHUNK
    throughput.record(0, 5.0)
    assert throughput.tokens_in(0.5) == 32
