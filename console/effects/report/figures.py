"""The report's pictures, made from the results alone, each in a wide and a narrow form."""

from collections.abc import Sequence

from console.effects.analysis.results import (
    ArmChats,
    ArmFlow,
    BalanceResult,
    FlowResult,
    GuardrailResult,
    Results,
    WithheldBalance,
)
from console.effects.formatting import whole
from console.effects.report.charts.bars import bars
from console.effects.report.charts.flow import Lane, flow
from console.effects.report.charts.love_plot import love
from console.effects.report.charts.svg import Figure, figure
from console.effects.report.forests import effects, quantiles, tier_figure, tiers
from console.effects.report.time_series import adoption, attention


def figures(results: Results) -> dict[str, Figure | None]:
    """Every picture by name; null where there is nothing to draw."""
    pictures: dict[str, Figure | None] = {
        "flow": _flow(results.flow),
        "balance": _balance(results.balance),
        "effects": effects(results),
        "quantiles": quantiles(results.quantiles),
        "guardrails": _guardrails(results.guardrails),
        "adoption": adoption(results.adoption),
    }
    for measure in results.attention.measures:
        pictures[f"attention-{measure}"] = attention(results.attention, measure)
    for each in results.by_tier:
        pictures[tier_figure(each)] = tiers(each, results.negative_control)
    return pictures


def _flow(result: FlowResult) -> Figure | None:
    if not result.arms:
        return None
    top = [f"{whole(result.agents)} agents"]
    if result.declined:
        top.append(f"{whole(result.declined)} declined to take part")
    if result.unassigned:
        top.append(f"{whole(result.unassigned)} have no arm")
    top.append(f"{whole(sum(arm.assigned for arm in result.arms))} assigned")
    lanes = [_lane(arm, chats) for arm, chats in zip(result.arms, result.chats, strict=True)]
    words = "; ".join(
        f"{arm.arm}: {arm.assigned} assigned, {arm.analysed} analysed" for arm in result.arms
    )
    return figure(
        "flow", lambda name, width: flow(name, f"{words}.", tuple(top), lanes, width=width)
    )


def _lane(arm: ArmFlow, chats: ArmChats) -> Lane:
    used = [] if arm.used is None else [f"{whole(arm.used)} used a suggestion"]
    seen = [] if arm.received is None else [f"{whole(arm.received)} saw a suggestion"]
    lost = [f"{whole(each.agents)} {each.reason}" for each in arm.lost]
    return Lane(
        (
            (arm.arm, f"{whole(arm.assigned)} agents assigned"),
            (f"{whole(arm.worked)} worked", f"{whole(chats.taken)} chats", *seen, *used),
            *([("Lost", *lost)] if lost else [("Nobody lost",)]),
            (f"{whole(arm.analysed)} analysed", *_analysed(arm)),
        )
    )


def _analysed(arm: ArmFlow) -> list[str]:
    alone = [f"{whole(arm.alone)} agents without days before"] if arm.alone else []
    return [f"{whole(arm.agent_days)} agent-days", *alone]


def _balance(result: BalanceResult | WithheldBalance) -> Figure | None:
    variables = [(each.label, each.smd) for each in result.variables if each.smd is not None]
    if not variables:
        return None
    return figure(
        "balance", lambda name, width: love(name, variables, limit=result.limit, width=width)
    )


def _guardrails(results: Sequence[GuardrailResult]) -> Figure | None:
    triggered = [each for each in results if each.triggers]
    if not triggered:
        return None
    parts = ("obeyed", "overridden", "lapsed", "open")
    rows = [
        (each.guardrail, [each.obeyed, each.overridden, each.lapsed, each.open])
        for each in triggered
    ]
    words = "; ".join(f"{each.guardrail}: {each.triggers} times" for each in triggered)
    return figure(
        "guardrails",
        lambda name, width: bars(
            name, "What agents did about guardrails", f"{words}.", parts, rows, width=width
        ),
    )
