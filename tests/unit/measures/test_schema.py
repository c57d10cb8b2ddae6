"""Columns are made of functions, so that what is said of them can't differ from what they are."""

import ibis
import pyarrow as pa
import pytest

from console.measures.expressions import indicator, mean
from console.measures.schema import (
    Privacy,
    Relation,
    Value,
    aggregated,
    left_join,
    measure,
    plain_column,
    with_parts,
)


def table(columns: dict[str, list[object]]) -> Relation:
    """A table of these columns."""
    return ibis.memtable(pa.table(columns))


WORDS = table({"word": ["one", "two", "three"], "length": [3, 3, 5]})


@measure("number", unit="s", formula="length / 10", privacy=Privacy.TEXT)
def length_s(words: Relation) -> Value:
    """How long they take to say.

    In tenths of
    their letters.
    """
    return words.length.sum() / 10


@measure("integer", empty=0, nullable=False)
def count(words: Relation) -> Value:
    """How many there are."""
    return words.count()


def values(rows: Relation, column: str) -> list[object]:
    """A column's values, in the order of the first column."""
    found: list[object] = rows.order_by(rows.columns[0]).to_pyarrow()[column].to_pylist()
    return found


def test_a_measure_says_what_its_function_says() -> None:
    """Name and description come from the function itself, the rest stands above it."""
    assert (length_s.name, length_s.type, length_s.nullable) == ("length_s", "number", True)
    assert length_s.description == "How long they take to say. In tenths of their letters."
    assert (length_s.unit, length_s.formula) == ("s", "length / 10")


def test_a_given_column_is_what_the_rows_have() -> None:
    """Nothing is computed under its name."""
    column = plain_column("word", "string", "The word.")
    assert values(WORDS.select(word=column(WORDS)), "word") == ["one", "three", "two"]


def test_rows_are_brought_together_by_their_key() -> None:
    """One row a key, one column a measure."""
    rows = aggregated(WORDS, ("length",), (count, length_s))
    assert values(rows, "count") == [2, 1]
    assert values(rows, "length_s") == [0.6, 0.5]


def test_a_row_without_another_beside_it_stays() -> None:
    """What the others have no row for is null."""
    others = table({"word": ["two"], "place": [2]})
    rows = left_join(WORDS, others, ("word",))
    assert rows.columns == ("word", "length", "place")
    assert values(rows, "place") == [None, None, 2]


def test_a_part_without_rows_counts_as_its_measure_says() -> None:
    """Nothing to count is none; nothing to add up is null."""
    part = table({"word": ["two"], "length": [3]})
    rows = with_parts(WORDS.select("word"), ("word",), ((part, (count, length_s)),))
    assert values(rows, "count") == [0, 0, 1]
    assert values(rows, "length_s") == [None, None, 0.3]


def test_an_indicator_keeps_null() -> None:
    """Yes and no become numbers; unknown stays unknown."""
    rows = table({"place": [1, 2, 3], "yes": [True, False, None]})
    assert values(rows.mutate(found=indicator(rows.yes)), "found") == [1, 0, None]


def test_a_mean_leaves_out_what_is_null() -> None:
    """Only what is there is added and counted; a mean of nothing is null."""
    rows = table({"place": [1, 1, 1, 2], "x": [1.5, None, 2.0, None]})
    rows = rows.group_by("place").agg(mean=mean(rows.x))
    assert values(rows, "mean") == [pytest.approx(1.75), None]
