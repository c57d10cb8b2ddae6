"""What the model remembers, over a memory that keeps each sequence as a list."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.inference.engine.kv_sequences import KvSequence, KvSequences, common_prefix_length
from console.inference.engine.parked_sequences import ParkedSequences

PREFIX = [1, 2, 3]


class ListMemory:
    """A memory that remembers tokens by sequence; a state is one byte a token."""

    def __init__(self) -> None:
        self.held: dict[int, list[int]] = {}

    def copy(self, source: int, target: int) -> None:
        """Sequences are only ever copied into empty ones."""
        assert not self.held.get(target)
        self.held[target] = list(self.held[source])

    def cut(self, sequence: int, length: int) -> bool:
        """Keep the beginning."""
        self.held[sequence] = self.held.get(sequence, [])[:length]
        return True

    def save(self, sequence: int) -> bytes:
        """All of a sequence."""
        return bytes(self.held[sequence])

    def restore(self, sequence: int, state: bytes) -> bool:
        """States only ever come back into empty sequences."""
        assert not self.held.get(sequence)
        self.held[sequence] = list(state)
        return True

    def read(self, sequence: KvSequence, tokens: list[int]) -> None:
        """What a decode does."""
        self.held.setdefault(sequence.number, []).extend(tokens)
        sequence.tokens = sequence.tokens + tokens


def opened(memory: ListMemory, sequences: KvSequences, chat: str, whole: list[int]) -> KvSequence:
    """A sequence into which the whole prompt was read, as the engine does it."""
    if not sequences.knows(chat, PREFIX):
        prefix = sequences.prefix_to_fill(PREFIX)
        memory.read(prefix, PREFIX[len(prefix.tokens) :])
    sequence = sequences.open(chat, whole)
    assert sequence is not None
    assert len(sequence.tokens) < len(whole)
    assert memory.held.get(sequence.number, []) == sequence.tokens == whole[: len(sequence.tokens)]
    memory.read(sequence, whole[len(sequence.tokens) :])
    return sequence


@given(
    st.booleans(),
    st.sampled_from([0, 7, 100]),
    st.lists(
        st.tuples(
            st.sampled_from("abcdef"),
            st.lists(st.integers(4, 6)),
            st.lists(st.integers(7, 9), min_size=1),
        ),
        max_size=30,
    ),
)
def test_a_sequence_holds_exactly_its_prompt(
    trims: bool, room: int, steps: list[tuple[str, list[int], list[int]]]
) -> None:
    """Whatever chats come, change, move out and return, each draft begins with its own prompt."""
    memory = ListMemory()
    idle = ParkedSequences(room)
    sequences = KvSequences(memory, 4, idle, trims=trims)
    for chat, transcript, tail in steps:
        lasting = PREFIX + transcript
        first = opened(memory, sequences, chat, lasting + tail)
        second = opened(memory, sequences, chat, [*lasting, 6, *tail])
        sequences.finish(first, lasting)
        sequences.finish(second, lasting)
        assert idle.bytes <= room
        if not transcript:
            sequences.forget(chat)
            assert chat not in idle


@given(st.permutations("abcdefg"), st.sets(st.sampled_from("abcdefg"), min_size=1))
def test_sequences_at_work_are_compacted(order: list[str], at_work: set[str]) -> None:
    """Whichever they are, they come to stand in a row, and no sequence loses what it holds."""
    memory = ListMemory()
    sequences = KvSequences(memory, 9, ParkedSequences(0), trims=True)
    held = {chat: opened(memory, sequences, chat, [*PREFIX, *chat.encode()]) for chat in order}
    for chat in set(order) - at_work:
        sequences.finish(held[chat], [*PREFIX, *chat.encode()])
    row = [held[chat] for chat in at_work]
    sequences.compact(row)
    numbers = sorted(sequence.number for sequence in row)
    assert numbers == list(range(numbers[0], numbers[0] + len(row)))
    for chat, sequence in held.items():
        assert memory.held[sequence.number] == sequence.tokens == [*PREFIX, *chat.encode()]
    assert sequences.spare == 8 - len(at_work)
    assert len({sequence.number for sequence in held.values()}) == 7
    new = sequences.open("new", [*PREFIX, 5])
    assert new is not None
    assert new.number not in {sequence.number for sequence in held.values()}


def filled(sequences: KvSequences, memory: ListMemory, chat: str, transcript: list[int]) -> int:
    """How much of a chat was known when it was read and left again."""
    before = memory.held.copy()
    sequence = opened(memory, sequences, chat, [*PREFIX, *transcript, 9])
    known = len(before.get(sequence.number, []))
    sequences.finish(sequence, PREFIX + transcript)
    return known


def test_the_prefix_is_read_once() -> None:
    """A second chat begins with the prefix that was read for the first."""
    memory = ListMemory()
    sequences = KvSequences(memory, 4, ParkedSequences(0), trims=True)
    filled(sequences, memory, "a", [4])
    sequence = sequences.open("b", [*PREFIX, 5])
    assert sequence is not None
    assert sequence.tokens == PREFIX


@pytest.mark.parametrize(("room", "known"), [(0, 3), (100, 5)])
def test_the_chat_that_was_idle_for_longest_moves_out(room: int, known: int) -> None:
    """It comes back as it was if there was room for it, and is read anew if not."""
    memory = ListMemory()
    sequences = KvSequences(memory, 3, ParkedSequences(room), trims=True)
    for chat in "abac":
        filled(sequences, memory, chat, [4, 5])
    kept = sequences.open("a", [*PREFIX, 4, 5, 6])
    assert kept is not None
    assert len(kept.tokens) == 5
    moved = sequences.open("b", [*PREFIX, 4, 5, 6])
    assert moved is not None
    assert len(moved.tokens) == known


def test_without_a_free_sequence_nothing_is_opened() -> None:
    """Sequences at work are left alone."""
    memory = ListMemory()
    sequences = KvSequences(memory, 3, ParkedSequences(100), trims=True)
    assert sequences.open("a", [4]) is not None
    assert sequences.open("b", [4]) is not None
    assert sequences.open("c", [4]) is None


def test_a_second_draft_of_a_chat_copies_what_the_first_has_read() -> None:
    """Nothing of the transcript is read twice, and the first draft's tail is not taken along."""
    memory = ListMemory()
    sequences = KvSequences(memory, 4, ParkedSequences(0), trims=True)
    opened(memory, sequences, "a", [*PREFIX, 4, 5, 7])
    second = sequences.open("a", [*PREFIX, 4, 5, 8])
    assert second is not None
    assert second.tokens == memory.held[second.number] == [*PREFIX, 4, 5]


def test_idle_chats_keep_within_their_bytes() -> None:
    """The one parked longest ago makes way, and one that is too large is not kept at all."""
    idle = ParkedSequences(10)
    for chat in "abc":
        idle.put(chat, [1], b"12345")
    assert [chat for chat in "abc" if chat in idle] == ["b", "c"]
    idle.put("b", [1], b"12345678901")
    assert "b" not in idle
    assert idle.bytes == 5


@pytest.mark.parametrize(
    ("left", "right", "size"), [([], [], 0), ([1], [], 0), ([1, 2], [1, 3], 1), ([1], [1, 2], 1)]
)
def test_common_prefix_length(left: list[int], right: list[int], size: int) -> None:
    """The length of the common beginning."""
    assert common_prefix_length(left, right) == size
