"""The worked example comes out as the appendix has it."""

import pytest
from stories import row, told
from worked_example import FIGURES, HENRY, HENRY_WITH_TABS, OBSERVED


@pytest.mark.parametrize("column", FIGURES)
def test_the_worked_example_comes_out_exactly(column: str) -> None:
    """Every figure of the appendix that the events determine is met to the last digit."""
    assert row(told(HENRY), "focal")[column] == FIGURES[column]


def test_inferred_attention_leaves_the_time_away_of_the_appendix() -> None:
    """Of 540 seconds 240 were spent on the chat, so 300 were not: five ninths."""
    focal = row(told(HENRY), "focal")
    away = focal["duration_s"] - focal["active_inferred_s"]
    assert away == 300
    assert away / focal["duration_s"] == 5 / 9


@pytest.mark.parametrize("column", OBSERVED)
def test_observed_attention_meets_the_same_figures(column: str) -> None:
    """With the tabs shown when the inference says so, both ways of measuring agree."""
    assert row(told(HENRY_WITH_TABS), "focal")[column] == OBSERVED[column]
