"""How the study randomised its units, in columns of the rows that are compared."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from console.effects.data.bundle_tables import Frame, Tables
from console.effects.data.plan import AnalysisPlan
from console.effects.data.samples import Sample
from console.effects.linear.numeric_rows import Codes
from console.effects.randomization.assignment_mechanism import PermutedBlocks

BLOCK, ROW = "block of the assignment", "row of the table"


def randomised_rows(
    sample: Sample, tables: Tables, plan: AnalysisPlan
) -> tuple[Frame, PermutedBlocks]:
    """The sample's rows with the columns that the design names, and the design.

    Agents are exchanged within the blocks and strata recorded for them, chats within the blocks of
    their session, shifts within those of their agent. Sessions are exchanged within their agent,
    without regard to the orders of others. Delayed starts are not a treatment of rows; see
    ``blocks_of``.
    """
    rows = sample.frame
    if plan.unit == "agent":
        rows = with_blocks(rows, tables)
        if sample.design == "panel":
            return rows, PermutedBlocks(("agent",), (BLOCK,), "treated", "period")
        return rows, PermutedBlocks(("agent",), (BLOCK,))
    if plan.unit == "session":
        return rows, PermutedBlocks(("agent", "session"), ("agent",))
    rows = rows.assign(**{ROW: np.arange(len(rows)), BLOCK: _own_blocks(rows)})
    if plan.unit == "shift":
        return rows, PermutedBlocks(("agent", "bucket"), ("agent", BLOCK))
    return rows, PermutedBlocks((ROW,), ("agent", "session", BLOCK))


def _own_blocks(rows: Frame) -> "pd.Series[int] | int":
    """The block that each chat or shift was randomised in, one for all where none is recorded."""
    if "block" not in rows.columns:
        return -1
    return rows["block"].astype("Float64").fillna(-1).astype(int)


def blocks_of(agents: Sequence[object], tables: Tables) -> Codes:
    """The number of each agent's block of the assignment; one for all where none is recorded."""
    blocks = _blocks(tables)
    names = [blocks.get(str(agent), "") for agent in agents]
    return np.asarray(pd.factorize(pd.Series(names, dtype=object))[0], dtype=np.int64)


def with_blocks(rows: Frame, tables: Tables) -> Frame:
    """The rows with the block of their agent's assignment in the column ``BLOCK``."""
    blocks = _blocks(tables)
    return rows.assign(**{BLOCK: [blocks.get(agent, "") for agent in rows["agent"]]})


def _blocks(tables: Tables) -> dict[str, str]:
    """Each agent's stratum and block of the assignment; empty where none is recorded."""
    assignments = tables.assignments
    has_blocks = {"stratum", "block"} <= set(assignments.columns)
    if not has_blocks or not assignments["block"].notna().any():
        return {}
    known = assignments[assignments["block"].notna()]
    names = known["stratum"].fillna("") + " " + known["block"].astype(int).astype(str)
    return dict(names.groupby(known["agent"]).first())
