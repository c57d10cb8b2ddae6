"""What the model remembers, over a memory that keeps each sequence as a list."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.inference.sequences import Strand, Strands, common

PREFIX = [1, 2, 3]


class ListMemory:
    """A memory that remembers tokens by sequence and, like some models, may refuse to trim."""

    def __init__(self, trims: bool) -> None:
        self.trims = trims
        self.held: dict[int, list[int]] = {}

    def copy(self, source: int, target: int, length: int) -> None:
        """Sequences are only ever copied whole, into empty ones."""
        assert not self.held.get(target)
        assert len(self.held[source]) == length
        self.held[target] = list(self.held[source])

    def cut(self, sequence: int, length: int) -> bool:
        """Keep the beginning."""
        if length and not self.trims:
            return False
        self.held[sequence] = self.held.get(sequence, [])[:length]
        return True

    def read(self, strand: Strand, tokens: list[int]) -> None:
        """What a decode does."""
        self.held.setdefault(strand.number, []).extend(tokens)
        strand.tokens += tokens


def fill(memory: ListMemory, strands: Strands, chat: str, transcript: list[int]) -> Strand:
    """Read a chat to its end, as the engine does."""
    for _ in range(4):
        strand, wanted = strands.next_to_fill(chat, PREFIX, PREFIX + transcript)
        if strand.tokens == wanted:
            return strand
        memory.read(strand, wanted[len(strand.tokens) :])
    raise AssertionError("never full")


@given(
    st.booleans(),
    st.lists(st.tuples(st.sampled_from("abcde"), st.lists(st.integers(4, 6))), max_size=30),
)
def test_a_chat_holds_exactly_its_own_tokens(
    trims: bool, steps: list[tuple[str, list[int]]]
) -> None:
    """Whatever chats come and go and change, each sequence holds what it says, and only that."""
    memory = ListMemory(trims)
    strands = Strands(memory, chats=3, forks=2)
    for chat, transcript in steps:
        strand = fill(memory, strands, chat, transcript)
        assert memory.held[strand.number] == strand.tokens == PREFIX + transcript
        fork = strands.fork(strand)
        memory.read(fork, [9])
        assert memory.held[fork.number] == PREFIX + transcript + [9]
        strands.release(fork)
        assert memory.held[fork.number] == []
        if not transcript:
            strands.forget(chat)


def test_the_prefix_is_read_once() -> None:
    """A second chat begins with the prefix that was read for the first."""
    memory = ListMemory(trims=True)
    strands = Strands(memory, chats=3, forks=1)
    fill(memory, strands, "a", [4])
    strand, _ = strands.next_to_fill("b", PREFIX, [*PREFIX, 5])
    assert strand.tokens == PREFIX


def test_the_chat_that_was_used_last_stays() -> None:
    """With more chats than sequences, the one that nobody used for longest is forgotten."""
    memory = ListMemory(trims=True)
    strands = Strands(memory, chats=2, forks=1)
    for chat in "abac":
        fill(memory, strands, chat, [4, 5])
    assert len(strands.next_to_fill("a", PREFIX, [*PREFIX, 4, 5])[0].tokens) == 5
    assert len(strands.next_to_fill("b", PREFIX, [*PREFIX, 4, 5])[0].tokens) == 3


def test_eviction_spares_one_chat_and_says_when_there_is_none_left() -> None:
    """Room is made by forgetting idle chats, never the one being read."""
    memory = ListMemory(trims=True)
    strands = Strands(memory, chats=2, forks=1)
    fill(memory, strands, "a", [4])
    fill(memory, strands, "b", [4])
    assert strands.evict(spare="a")
    assert not strands.evict(spare="a")


@pytest.mark.parametrize(
    ("left", "right", "size"), [([], [], 0), ([1], [], 0), ([1, 2], [1, 3], 1), ([1], [1, 2], 1)]
)
def test_common(left: list[int], right: list[int], size: int) -> None:
    """The length of the common beginning."""
    assert common(left, right) == size
