"""Many chats: the same result however they come and whoever measures them."""

import os
import signal
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.measures.errors import MeasuringStopped
from console.measures.text.chat_side import ChatText, measure_side
from console.measures.text.parallel import measure_texts

Row = tuple[tuple[str, str], str]
LINES = ("Where is my parcel?", "我想退款", "It was sent on Monday", "ok 👍", "Wo ist mein Paket?")
MANY = 1_200
"""Messages that are worth a second process."""


def rows(count: int) -> Iterator[Row]:
    """Long messages of chats of six, both sides; no two chats are alike."""
    for number in range(count):
        side = ("agent", "customer")[number // 3 % 2]
        text = f"{LINES[number * 7 % 5]} {LINES[number // 6 % 5]} "
        yield (f"chat {number // 6}", side), text * (900 // len(text) + number % 7)


def batched(found: list[Row], size: int) -> Iterator[list[Row]]:
    """The rows in batches, which part chats anywhere."""
    return (found[start : start + size] for start in range(0, len(found), size))


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.sampled_from(LINES)), max_size=20),
    st.integers(1, 7),
)
def test_batches_part_no_chat(pairs: list[tuple[int, str]], size: int) -> None:
    """A chat that goes on in the next batch is measured as one."""
    found = sorted(pairs)
    batches = (found[start : start + size] for start in range(0, len(found), size))
    sides = {key: [text for each, text in found if each == key] for key, _ in found}
    assert list(measure_texts(batches)) == [
        (key, measure_side(texts)) for key, texts in sides.items()
    ]


@pytest.mark.process
def test_several_processes_change_nothing() -> None:
    """The same values in the same order as one process tells."""
    found = list(rows(MANY))
    alone = list(measure_texts(batched(found, 99), processes=1))
    assert list(measure_texts(batched(found, 500), processes=2)) == alone
    assert [key for key, _ in alone] == list(dict.fromkeys(key for key, _ in found))


@pytest.mark.process
def test_results_come_before_all_texts_are_read() -> None:
    """Memory stays bounded: the texts are read as results are taken, some portions ahead."""
    read = 0

    def batches() -> Iterator[list[Row]]:
        nonlocal read
        for batch in batched(list(rows(4 * MANY)), 100):
            read += len(batch)
            yield batch

    results = measure_texts(batches(), processes=2)
    next(results)
    assert read < 3 * MANY
    results.close()  # type: ignore[attr-defined] # an iterator to those who only take


class EndsTheProcess:
    """A key that ends whichever process unpacks it, as the system does when memory runs out."""

    def __reduce__(self) -> tuple[object, tuple[int, int]]:
        return _end, (os.getpid(), signal.SIGKILL)


def _end(parent: int, by: int) -> None:
    if os.getpid() != parent:
        os.kill(os.getpid(), by)


@pytest.mark.process
def test_an_ended_process_is_told() -> None:
    """One line that says what happened and what to do, instead of waiting for ever."""
    found = [(EndsTheProcess(), text) for _, text in rows(MANY)]
    with pytest.raises(MeasuringStopped, match="memory ran out; close other programs"):
        list(measure_texts([found], processes=2))


def test_no_texts_have_no_results() -> None:
    """Neither do empty batches."""
    nothing: list[list[tuple[str, str]]] = [[], []]
    assert list[tuple[str, ChatText]](measure_texts(nothing)) == []
