"""The report's pictures, made from ``results.json`` alone, each in a wide and a narrow form."""

from collections.abc import Sequence

from console.effects.formatting import whole
from console.effects.json_values import Entry
from console.effects.report.charts.bars import bars
from console.effects.report.charts.flow import Lane, flow
from console.effects.report.charts.love_plot import love
from console.effects.report.charts.svg import Figure, figure
from console.effects.report.forests import effects, quantiles, tier_figure, tiers
from console.effects.report.time_series import adoption, attention


def figures(results: Entry) -> dict[str, Figure | None]:
    """Every picture by name; null where there is nothing to draw."""
    made: dict[str, Figure | None] = {
        "flow": _flow(results["flow"]),
        "balance": _balance(results["balance"]),
        "effects": effects(results),
        "quantiles": quantiles(results["quantiles"]),
        "guardrails": _guardrails(results["guardrails"]),
        "adoption": adoption(results["adoption"]),
    }
    for measure in results["attention"]["measures"]:
        made[f"attention-{measure}"] = attention(results["attention"], measure)
    for found in results["by_tier"]:
        made[tier_figure(found)] = tiers(found, results["negative_control"])
    return made


def _flow(found: Entry) -> Figure | None:
    if not found["arms"]:
        return None
    top = [f"{whole(found['agents'])} agents"]
    if found["declined"]:
        top.append(f"{whole(found['declined'])} declined to take part")
    if found["unassigned"]:
        top.append(f"{whole(found['unassigned'])} have no arm")
    top.append(f"{whole(sum(arm['assigned'] for arm in found['arms']))} assigned")
    lanes = [_lane(arm, chats) for arm, chats in zip(found["arms"], found["chats"], strict=True)]
    words = "; ".join(
        f"{arm['arm']}: {arm['assigned']} assigned, {arm['analysed']} analysed"
        for arm in found["arms"]
    )
    return figure(
        "flow", lambda name, width: flow(name, f"{words}.", tuple(top), lanes, width=width)
    )


def _lane(arm: Entry, chats: Entry) -> Lane:
    used = [] if arm["used"] is None else [f"{whole(arm['used'])} used a suggestion"]
    seen = [] if arm["received"] is None else [f"{whole(arm['received'])} saw a suggestion"]
    lost = [f"{whole(each['agents'])} {each['reason']}" for each in arm["lost"]]
    return Lane(
        (
            (arm["arm"], f"{whole(arm['assigned'])} agents assigned"),
            (f"{whole(arm['worked'])} worked", f"{whole(chats['taken'])} chats", *seen, *used),
            *([("Lost", *lost)] if lost else [("Nobody lost",)]),
            (f"{whole(arm['analysed'])} analysed", *_analysed(arm)),
        )
    )


def _analysed(arm: Entry) -> list[str]:
    alone = [f"{whole(arm['alone'])} agents without days before"] if arm["alone"] else []
    return [f"{whole(arm['agent_days'])} agent-days", *alone]


def _balance(found: Entry) -> Figure | None:
    variables = [
        (each["label"], each["smd"]) for each in found["variables"] if each["smd"] is not None
    ]
    if not variables:
        return None
    return figure(
        "balance", lambda name, width: love(name, variables, limit=found["limit"], width=width)
    )


def _guardrails(found: Sequence[Entry]) -> Figure | None:
    spoke = [each for each in found if each["triggers"]]
    if not spoke:
        return None
    parts = ("obeyed", "overridden", "lapsed", "open")
    rows = [(each["guardrail"], [each[part] for part in parts]) for each in spoke]
    words = "; ".join(f"{each['guardrail']}: {each['triggers']} times" for each in spoke)
    return figure(
        "guardrails",
        lambda name, width: bars(
            name, "What agents did about guardrails", f"{words}.", parts, rows, width=width
        ),
    )
