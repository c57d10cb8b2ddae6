"""All results of a study, as ``results.json`` has them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from console.effects.analysis.adoption import adoption
from console.effects.analysis.arm_checks import alike, ratio
from console.effects.analysis.attention import attention
from console.effects.analysis.checks import checks
from console.effects.analysis.deviations import deviations
from console.effects.analysis.flow import flow
from console.effects.analysis.guardrails import guardrails
from console.effects.analysis.outcomes import compared
from console.effects.analysis.quantiles import quantiles
from console.effects.analysis.questionnaires import questionnaires
from console.effects.analysis.rating_checks import never_takers, rating_response
from console.effects.analysis.summary import summary
from console.effects.analysis.tiers import by_tier, negative_control
from console.effects.data.bundle_tables import Tables
from console.effects.data.eligibility import one_study, with_consent
from console.effects.data.outcome_catalogue import known
from console.effects.data.plan import AnalysisPlan
from console.effects.data.study_days import study_days
from console.effects.json_values import Entry, plain

FORMAT = 1
"""Of ``results.json``; raised when a key is renamed or removed."""

_PARTS: tuple[tuple[str, Callable[[Tables, AnalysisPlan], Any]], ...] = (
    ("flow", flow),
    ("srm", ratio),
    ("balance", alike),
    ("quantiles", quantiles),
    ("by_tier", by_tier),
    ("negative_control", negative_control),
    ("never_takers", never_takers),
    ("rating_response", rating_response),
    ("attention", attention),
    ("adoption", adoption),
    ("guardrails", guardrails),
    ("questionnaires", questionnaires),
    ("checks", checks),
    ("deviations", deviations),
)

Progress = Callable[[str, float], None]


def analyse(
    tables: Tables, plan: AnalysisPlan, *, progress: Progress = lambda what, share: None
) -> Entry:
    """Everything that the tables tell of the study, with nothing in it but what JSON has.

    Args:
        tables: a bundle's.
        plan: what was to be compared.
        progress: told what is being done and which share of the whole is behind, 0 to 1.
    """
    progress("effects", 0.0)
    tables = with_consent(one_study(tables, plan))
    tables = replace(tables, days=study_days(tables, plan))
    effects, lates = compared(tables, plan)
    results: Entry = {
        "format": FORMAT,
        "study": _study(tables, plan),
        "simulated": bool(tables.provenance.get("simulated")),
        "itt": effects,
        "late": lates,
    }
    for place, (name, part) in enumerate(_PARTS, 2):
        progress(name.replace("_", " "), place / (len(_PARTS) + 2))
        results[name] = plain(part(tables, plan))
    results["summary"] = summary(results)
    return results


def _study(tables: Tables, plan: AnalysisPlan) -> Entry:
    days = study_days(tables, plan)["day"]
    sides = ", ".join(each.arm for each in plan.contrasts)
    return {
        "name": plan.name,
        "title": plan.title,
        "planned": plan.planned,
        "hash": plan.study_hash,
        "hashes_in_logs": _hashes(tables),
        "unit": plan.unit,
        "delayed": plan.unit == "delayed",
        "compared": f"{sides} against {plan.reference.name}" if sides else "one arm only",
        "from": None if days.empty else days.min().date().isoformat(),
        "until": None if days.empty else days.max().date().isoformat(),
        "arms": plain([_arm(each) for each in plan.arms]),
        "periods": plain(list(plan.periods)),
        "strata": list(plan.strata),
        "seed": plan.seed,
        "block": plan.block,
        "outcomes": [
            {
                "name": each.name,
                "label": known(each.name).label,
                "primary": each == plan.primary,
                "better": each.better,
            }
            for each in plan.outcomes
        ],
        "minimums": plain(plan.minimums),
    }


def _arm(arm: Any) -> Entry:  # noqa: ANN401 - PlannedArm
    return {"name": arm.name, "access": arm.access, "share": arm.share, "start": arm.start}


def _hashes(tables: Tables) -> list[str]:
    for table in (tables.sessions, tables.agent_days):
        if "study_hash" in table.columns:
            return sorted(table["study_hash"].dropna().unique())
    return []
