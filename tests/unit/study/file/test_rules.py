"""What contradicts something else in a study is told at its key, whichever way it was written."""

from typing import Any

import pytest
from pydantic import ValidationError
from studies import PERIODS, TWO_ARMS, arms, study

OUTCOME = {"measure": "duration_s", "primary": True}
CAP = {"name": "cap", "policy": "concurrency_cap", "limit": 3}
TREATED = PERIODS[1:]
TIERS = {"names": ["low", "high"], "rule": "quantiles", "measure": "rating"}
SITES = {"strata": ["site"]}
SHARES = {"saturations": [0, 0.5, 1], **SITES}
SUS = {"questionnaire": "sus"}


def starting(*days: str | None) -> list[dict[str, Any]]:
    """Two arms with access that start on these days; one without a day has no access."""
    rows: list[dict[str, Any]] = [
        {"name": f"arm_{n}", "access": day is not None, "share": 0.5, "start": day}
        for n, day in enumerate(days)
    ]
    return rows


@pytest.mark.parametrize(
    ("unit", "changed", "place", "why"),
    [
        ("agent", {"arms": arms(1.0)}, "arms", "nothing to compare"),
        ("agent", {"arms": [{**arm, "access": True} for arm in TWO_ARMS]}, "arms", "get the same"),
        ("agent", {"arms": [{**arm, "access": False} for arm in TWO_ARMS]}, "arms", "the same"),
        ("agent", {"arms": arms(0.12345, 0.87655)}, "arms.1.share", "no block up to 1000"),
        ("agent", {"how": {"strata": ["site", "site"]}}, "assignment.strata", "name each once"),
        ("shift", {}, "assignment.unit", "add [[periods]]"),
        (
            "shift",
            {"how": {"burn_in_min": 240}, "periods": TREATED},
            "assignment.burn_in_min",
            "leaves nothing",
        ),
        ("session", {"how": {"block": 4}}, "assignment.block", "take it out"),
        ("agent", {"how": {"saturations": [0, 1], **SITES}}, "assignment.saturations", "between 0"),
        ("agent", {"how": {"saturations": [0.5, 0, 1], **SITES}}, "assignment.saturations", "low"),
        ("agent", {"how": {"saturations": [0, 0.5, 1]}}, "assignment.strata", "a site is a queue"),
        ("agent", {"how": {**SHARES, "block": 4}}, "assignment.block", "take it out"),
        ("chat", {"how": SHARES}, "assignment.saturations", "goes with unit = 'agent'"),
        ("agent", {"how": SHARES, "arms": arms(0.25, 0.75)}, "arms.0.share", "say 0.5"),
        ("session", {"arms": arms(0.25, 0.75)}, "arms.1.share", "the same share"),
        ("delayed", {"arms": starting("2026-03-18", "2026-03-18")}, "arms", "the same day"),
        (
            "delayed",
            {"arms": starting("2026-04-18", None), "periods": PERIODS},
            "arms.0.start",
            "is in no period",
        ),
        ("agent", {"tiers": {"names": ["a", "a"], "rule": "given"}}, "tiers.names", "twice"),
        (
            "agent",
            {"tiers": {**TIERS, "rule": "given"}, "periods": PERIODS},
            "tiers.measure",
            "take it out",
        ),
        ("agent", {"tiers": {**TIERS, "names": ["a"]}, "periods": PERIODS}, "tiers.names", "two"),
        ("agent", {"tiers": TIERS, "periods": TREATED}, "tiers.rule", "a time before"),
        (
            "agent",
            {"outcomes": [OUTCOME, {**OUTCOME, "measure": "rating"}]},
            "outcomes.1.primary",
            "only one can be",
        ),
        (
            "agent",
            {"outcomes": [OUTCOME, {"measure": "duration_s"}]},
            "outcomes.1.measure",
            "is there already",
        ),
        (
            "chat",
            {"guardrails": [{**CAP, "arms": ["assistant"]}]},
            "guardrails.0.arms",
            "whose arms differ",
        ),
        ("agent", {"guardrails": [{**CAP, "share": 0.12345}]}, "guardrails.0.share", "simpler"),
        (
            "agent",
            {"questionnaires": [SUS, SUS]},
            "questionnaires.1",
            "is there already",
        ),
    ],
)
def test_a_contradiction_is_told_at_its_key(
    unit: str, changed: dict[str, Any], place: str, why: str
) -> None:
    """Nothing else is told beside it, and no study comes of it."""
    with pytest.raises(ValidationError) as caught:
        study(unit, **changed)
    found = [(".".join(map(str, e["loc"])), e["msg"]) for e in caught.value.errors()]
    assert [key for key, _ in found] == [place]
    assert why in found[0][1]


def test_a_nudge_needs_a_limit() -> None:
    """One of its two limits is enough, and none is told."""
    nudge = {"name": "nudge", "policy": "attention_nudge"}
    study(guardrails=[{**nudge, "away_share": 0.5}])
    study(guardrails=[{**nudge, "switches_per_min": 4}])
    with pytest.raises(ValidationError, match="away_share"):
        study(guardrails=[nudge])


@pytest.mark.parametrize(
    ("unit", "changed"),
    [
        ("agent", {"how": {"block": 10}}),
        ("agent", {"arms": arms(1.0), "guardrails": [{**CAP, "share": 0.5}]}),
        ("agent", {"arms": arms(0.1, 0.2, 0.3, 0.4), "how": {"block": 20}}),
        ("agent", {"how": SHARES}),
        ("agent", {"how": {**SITES, "saturations": [0, 0.25, 0.75]}, "arms": arms(0.333, 0.667)}),
        ("chat", {"periods": PERIODS}),
        ("shift", {"periods": PERIODS, "how": {"burn_in_min": 30}}),
        ("shift", {"periods": PERIODS, "how": {"whole_queue": True, "strata": ["site"]}}),
        ("session", {"arms": arms(1 / 3, 1 / 3, 1 / 3), "how": {"order": "latin"}}),
        ("delayed", {"arms": starting("2026-03-18", "2026-03-25"), "periods": PERIODS}),
        ("delayed", {"arms": starting("2026-03-18", None)}),
        ("agent", {"tiers": TIERS, "periods": PERIODS, "how": {"strata": ["tier", "site"]}}),
    ],
)
def test_a_study_that_fits_together_is_one(unit: str, changed: dict[str, Any]) -> None:
    """No rule forbids what can be done."""
    assert study(unit, **changed).assignment.unit == unit


def test_arms_and_periods_are_found() -> None:
    """By name, and by day."""
    found = study(arms=TWO_ARMS, periods=PERIODS)
    assert found.arm("control").access is False
    with pytest.raises(KeyError):
        found.arm("treatment")
    assert [found.period(period.last) for period in found.periods] == list(found.periods)
