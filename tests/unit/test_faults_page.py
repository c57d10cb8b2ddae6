"""The page of failures that people met elsewhere names a test for each, and the tests exist."""

from documents import ROOT, missing_tests, table_rows

PAGE = ROOT / "resources/docs/faults.md"

NUMBERS = (1, 2, 3, 6, 7, 8, 9, 10, 12, 13, 14, *range(18, 31), 32, 33, 36, 37, 38, 45)
"""Those of the list that the inputs came from, beside A, B and C."""


def test_every_failure_has_a_line_with_a_test() -> None:
    """Each number once, with what happens now and what shows it."""
    rows = table_rows(PAGE)
    assert sorted(row[0] for row in rows) == sorted(["A", "B", "C", *map(str, NUMBERS)])
    assert all("::test_" in row[-1] for row in rows)


def test_every_test_that_is_named_exists() -> None:
    """A line whose test was renamed or taken out fails."""
    assert missing_tests(PAGE) == []
