"""What is worth a thought is said of the studies it is true of, and of no others."""

from pathlib import Path
from typing import Any

import pytest
from studies import PERIODS, arms, study

from console import paths
from console.study.file.advice import remarks
from console.study.file.loading import load_study

CAP = {"name": "cap", "policy": "concurrency_cap", "limit": 3, "arms": ["assistant"]}
FOUR = [
    {"name": name, "access": name.startswith("assisted"), "share": 0.25}
    for name in ("plain", "plain_capped", "assisted", "assisted_capped")
]


@pytest.mark.parametrize(
    ("unit", "changed", "said"),
    [
        ("chat", {}, "after each 2 chats the arms are even"),
        ("chat", {"how": {"block": 8}}, None),
        ("shift", {"periods": PERIODS, "how": {"burn_in_min": 10}}, "after each 2 shifts"),
        ("shift", {"periods": PERIODS, "how": {"block": 6}}, "chats go on from one shift"),
        ("agent", {"periods": PERIODS[1:]}, "there is no time before"),
        ("agent", {"periods": PERIODS}, None),
        ("agent", {"guardrails": [CAP]}, "'cap' is in force in assistant only"),
        ("agent", {"guardrails": [{**CAP, "share": 0.5}]}, None),
        ("agent", {"guardrails": [{**CAP, "arms": []}]}, None),
        ("agent", {"guardrails": [{**CAP, "arms": ["assistant", "control"]}]}, None),
        (
            "agent",
            {"guardrails": [{"name": "r", "policy": "read_first", "arms": ["control"]}]},
            None,
        ),
        (
            "agent",
            {"arms": FOUR, "guardrails": [{**CAP, "arms": ["plain_capped", "assisted_capped"]}]},
            None,
        ),
        ("session", {"arms": arms(0.5, 0.5)}, None),
    ],
)
def test_a_remark_is_made_where_it_is_true(
    unit: str, changed: dict[str, Any], said: str | None
) -> None:
    """One sentence, or none."""
    found = list(remarks(study(unit, **changed)))
    assert len(found) == (said is not None)
    assert said is None or said in found[0]


@pytest.mark.parametrize("path", sorted((paths.resources() / "studies").glob("*.toml")))
def test_templates_give_no_cause(path: Path) -> None:
    """What people start from is thought through."""
    assert list(remarks(load_study(path))) == []
