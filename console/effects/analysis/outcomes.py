"""The arms compared on each outcome: of being assigned (ITT) and of using it (LATE)."""

from collections.abc import Iterator

from console.effects.analysis.effect_units import arm_means, told, verdict
from console.effects.analysis.estimate import effect_of, is_weak, late_of
from console.effects.checks.holm import holm
from console.effects.data.bundle_tables import Tables
from console.effects.data.outcome_catalogue import known
from console.effects.data.plan import AnalysisPlan, Contrast, PlannedOutcome
from console.effects.data.samples import Sample, sample_for
from console.effects.estimates import LateEstimate, Withheld
from console.effects.json_values import Entry, entry, plain

_NO_WEAK_INTERVAL = ("estimate", "std_error", "ci_low", "ci_high", "p_value", "dof")


def compared(tables: Tables, plan: AnalysisPlan) -> tuple[list[Entry], list[Entry]]:
    """ITT and LATE of each planned outcome, for each arm against the reference."""
    pairs = [pair for contrast in plan.contrasts for pair in _pairs(tables, plan, contrast)]
    effects, lates = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    adjust(effects)
    adjust(lates)
    return effects, lates


def _pairs(tables: Tables, plan: AnalysisPlan, contrast: Contrast) -> Iterator[tuple[Entry, Entry]]:
    for planned in plan.outcomes:
        yield compare(tables, plan, contrast, planned)


def compare(
    tables: Tables, plan: AnalysisPlan, contrast: Contrast, planned: PlannedOutcome
) -> tuple[Entry, Entry]:
    """ITT and LATE of one outcome."""
    sample = sample_for(tables, plan, contrast, planned.name)
    return assigned(sample, plan, contrast, planned), _used(sample, plan, contrast, planned)


def assigned(
    sample: Sample, plan: AnalysisPlan, contrast: Contrast, planned: PlannedOutcome
) -> Entry:
    """ITT of one outcome, with what it means in seconds, points or percent."""
    means = arm_means(sample, plan.minimums.agents_per_mean)
    what = _what(sample, plan, contrast, planned) | means
    return _told(entry(effect_of(sample, plan), **what), planned, means, sample.notes)


def _used(sample: Sample, plan: AnalysisPlan, contrast: Contrast, planned: PlannedOutcome) -> Entry:
    means = arm_means(sample, plan.minimums.agents_per_mean)
    what = _what(sample, plan, contrast, planned) | means
    found = late_of(sample, plan) if _differ(plan, contrast) else _same_access(planned.name)
    return _told(_careful(found, plan, what), planned, means, sample.notes)


def _what(sample: Sample, plan: AnalysisPlan, contrast: Contrast, planned: PlannedOutcome) -> Entry:
    return {
        "contrast": plain(contrast),
        "label": known(planned.name).label,
        "primary": planned == plan.primary,
        "better": planned.better,
        "design": sample.form,
        "controls": list(sample.controls),
    }


def _differ(plan: AnalysisPlan, contrast: Contrast) -> bool:
    """Whether only one of the two arms has access, so that being assigned moves usage."""
    if plan.unit == "delayed":
        return True
    arms = [plan.arm_named(contrast.arm), plan.arm_named(contrast.against)]
    return len({arm.access for arm in arms if arm is not None}) == 2


def _same_access(outcome: str) -> Withheld:
    return Withheld(
        outcome=outcome, reason="both arms have the same access: the lot does not move usage"
    )


def _careful(found: LateEstimate | Withheld, plan: AnalysisPlan, more: Entry) -> Entry:
    """The entry, with nothing but the Anderson-Rubin set where the instrument is weak."""
    made = entry(found, late=True, **more) | {"weak": False}
    if isinstance(found, Withheld) or not is_weak(found, plan.minimums):
        return made
    return without_interval(made)


def without_interval(made: Entry) -> Entry:
    """The entry with its Anderson-Rubin set as all that is said of the effect of use."""
    made |= dict.fromkeys(_NO_WEAK_INTERVAL)
    made["weak"] = True
    made["notes"] = [
        *made["notes"],
        "being assigned moves usage too little for an estimate; the Anderson-Rubin set is the "
        "answer that can be trusted",
    ]
    return made


def _told(made: Entry, planned: PlannedOutcome, means: Entry, notes: tuple[str, ...]) -> Entry:
    if made["estimate"] is None:
        return made
    made["notes"] = [*made["notes"], *notes]
    made["change"] = plain(told(planned.name, made, means.get("control_level")))
    made["verdict"] = verdict(planned, made)
    return made


def adjust(entries: list[Entry]) -> None:
    """Give all but the primary outcome of the first contrast Holm's p-values, as ``p_holm``."""
    first = entries[0]["contrast"] if entries else None
    others = [
        each
        for each in entries
        if each["p_value"] is not None and not (each["primary"] and each["contrast"] == first)
    ]
    for each, p_value in zip(others, holm([each["p_value"] for each in others]), strict=True):
        each["p_holm"] = p_value
