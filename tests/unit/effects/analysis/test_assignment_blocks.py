"""Randomization inference repeats the randomisation that the study made."""

from dataclasses import replace
from typing import Any

import made_assignments
import numpy as np
import pandas as pd
import pytest

from console.effects.analysis.assignment_blocks import blocks_of, randomised_rows
from console.effects.analysis.estimate import starts_of
from console.effects.data.bundle_tables import Tables
from console.effects.data.plan import AnalysisPlan
from console.effects.data.samples import sample_for
from console.effects.estimators.staggered_redraws import starts_permutation

ARMS = ("usual", "assistant")


def possible(tables: Tables, plan: AnalysisPlan) -> int | None:
    """How many assignments were possible."""
    sample = sample_for(tables, plan, plan.contrasts[0], "ln_duration")
    rows, design = randomised_rows(sample, tables, plan)
    return design.permutations(rows, np.arange(len(rows)), "treat").possible


def in_pairs(unit: Any) -> tuple[Tables, AnalysisPlan]:  # noqa: ANN401 - one of two words
    """Two agents whose chats, or shifts, were randomised in blocks of two."""
    tables, plan = made_assignments.within(unit, agents=2)
    chats = tables.chats
    by = "start" if unit == "chat" else "bucket"
    place = chats.groupby("agent")[by].rank("dense").astype(int) - 1
    chats = chats.assign(session=chats["agent"], block=place // 2)
    return replace(tables, chats=chats.assign(arm_name=np.array(ARMS)[place % 2])), plan


@pytest.mark.parametrize(("unit", "blocks"), [("shift", 10), ("chat", 40)])
def test_chats_and_shifts_are_exchanged_within_their_blocks(unit: str, blocks: int) -> None:
    """Of two in a block one is treated, so each block doubles the possible assignments."""
    tables, plan = in_pairs(unit)
    chats = tables.chats[tables.chats["block"] < 20]
    assert possible(replace(tables, chats=chats), plan) == 2**blocks


def test_chats_stay_in_their_session() -> None:
    """Blocks are numbered anew in each session: the first of two sessions are two blocks."""
    tables, plan = made_assignments.within("chat", agents=2)
    few = tables.chats.groupby("agent").head(4).copy()
    few["session"] = few["agent"] + np.where(few.groupby("agent").cumcount() < 2, " one", " two")
    few["arm_name"] = np.tile(["assistant", "usual"], 4)
    assert possible(replace(tables, chats=few.assign(block=0)), plan) == 2**4


def test_without_blocks_an_agent_is_one() -> None:
    """Where nobody wrote the blocks down, shifts are exchanged among all of their agent's."""
    tables, plan = made_assignments.within("shift", agents=2)
    few = tables.chats[tables.chats.groupby("agent")["bucket"].rank("dense") <= 4]
    arms = few.drop_duplicates(["agent", "bucket"]).groupby("agent")["arm_name"].value_counts()
    ways = {2: 6, 1: 4, 3: 4, 4: 1}
    counts = arms.unstack(fill_value=0)["assistant"]
    expected = int(np.prod([ways.get(int(count), 1) for count in counts]))
    assert possible(replace(tables, chats=few), plan) == expected


def test_cohorts_are_drawn_within_their_blocks() -> None:
    """Who starts when is exchanged among agents of a block, and of no other, all at once."""
    tables, plan = made_assignments.delayed(agents=6)
    blocks = pd.Series([0, 0, 0, 1, 1, 1])
    lots = replace(tables, assignments=tables.assignments.assign(stratum="all", block=blocks))
    panel = starts_of(sample_for(lots, plan, plan.contrasts[0], "ln_duration"))
    # A block has one agent who starts early, one who starts late and one who never does.
    assert starts_permutation(panel, blocks_of(panel.agents, lots)).possible == 6**2
    unknown = replace(tables, assignments=tables.assignments.iloc[:0])
    assert starts_permutation(panel, blocks_of(panel.agents, unknown)).possible == 90
