"""The lot as the study drew it, in columns of the rows that are compared."""

from console.effects.drawing import PermutedBlocks
from console.effects.plan import Plan
from console.effects.samples import Sample
from console.effects.tables import Frame, Tables

BLOCK, ROW = "block drawn in", "row of the table"


def drawn_in_blocks(sample: Sample, tables: Tables, plan: Plan) -> tuple[Frame, PermutedBlocks]:
    """The sample's rows with the columns that the design names, and the design.

    Agents are exchanged within the blocks and strata recorded for them, chats, shifts and sessions
    within their agent. Of several cohorts with a delayed start only the first stack is exact.
    """
    rows = sample.frame
    if plan.unit == "agent":
        rows = with_blocks(rows, tables)
        if sample.form == "panel":
            return rows, PermutedBlocks(("agent",), (BLOCK,), "treated", "period")
        return rows, PermutedBlocks(("agent",), (BLOCK,))
    if plan.unit == "delayed":
        begun = rows.groupby("stack_day")["treat"].transform("max")
        rows = rows.assign(begun=begun, stack=rows["stack_agent"].str.partition(" ")[0])
        return rows, PermutedBlocks(("stack_agent",), ("stack",), "treated", "begun")
    if plan.unit == "chat":
        return rows.assign(**{ROW: range(len(rows))}), PermutedBlocks((ROW,), ("agent",))
    by = "session" if plan.unit == "session" else "bucket"
    return rows, PermutedBlocks(("agent", by), ("agent",))


def with_blocks(rows: Frame, tables: Tables) -> Frame:
    """The rows with the block of their agent's draw in the column ``BLOCK``."""
    blocks = _blocks(tables)
    return rows.assign(**{BLOCK: [blocks.get(agent, "") for agent in rows["agent"]]})


def _blocks(tables: Tables) -> dict[str, str]:
    """For each agent in which stratum and block the arm was drawn; empty where nobody wrote it."""
    lots = tables.assignments
    if not {"stratum", "block"} <= set(lots.columns) or not lots["block"].notna().any():
        return {}
    known = lots[lots["block"].notna()]
    names = known["stratum"].fillna("") + " " + known["block"].astype(int).astype(str)
    return dict(names.groupby(known["agent"]).first())
