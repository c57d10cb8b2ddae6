"""Columns are made of functions, so that what is said of them can't differ from what they are."""

from datetime import datetime

from console.measures.columns import Privacy, Table, column, indicator


@column(unit="s", formula="end - start", privacy=Privacy.TEXT)
def length_s(word: str) -> float | None:
    """How long it takes to say.

    In tenths of
    its letters.
    """
    return len(word) / 10 or None


@column()
def spoken(word: str) -> datetime:
    """When it was said."""
    return datetime.fromisoformat(word)


def test_a_column_says_what_its_function_says() -> None:
    """Name, type, nullability and description come from the function itself."""
    assert (length_s.name, length_s.type, length_s.nullable) == ("length_s", "number", True)
    assert length_s.description == "How long it takes to say. In tenths of its letters."
    assert (length_s.unit, length_s.formula) == ("s", "end - start")
    assert (spoken.type, spoken.nullable) == ("datetime", False)


def test_a_table_makes_rows_of_its_columns() -> None:
    """A row has each column's value under its name."""
    table = Table("words", "Words.", ("length_s",), (length_s,))
    assert table.row("hello") == {"length_s": 0.5}


def test_an_indicator_keeps_null() -> None:
    """Yes and no become numbers; unknown stays unknown."""
    assert [indicator(value) for value in (True, False, None)] == [1, 0, None]
