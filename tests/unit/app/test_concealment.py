"""Before access begins, nothing tells from outside which arm a desk is in."""

from pathlib import Path

import pytest
from guess_arm import guesses, hits, p_value, sightings

from console.domain.events import Arm

ASSISTANT = ("assistant_", "suggestion_", "chat_read", "chat_diagnosed")


@pytest.mark.process
def test_desks_of_both_arms_run_and_record_the_same(tmp_path: Path) -> None:
    """No child runs and no fact is the assistant's; a guesser does no better than chance."""
    seen = sightings(8, tmp_path)
    assert {each.arm for each in seen} == set(Arm)
    for each in seen:
        assert each.seen["children"] == 0
        kinds = {name.removeprefix("facts ") for name in each.seen if name.startswith("facts ")}
        assert not {kind for kind in kinds if kind.startswith(ASSISTANT)}
    assert p_value(hits(seen), len(seen)) > 0.05


@pytest.mark.process
def test_a_desk_that_leaks_is_found_out(tmp_path: Path) -> None:
    """Where one arm's assistant starts before access, the guesser is right at every desk."""
    seen = sightings(16, tmp_path, leaking=True)
    assert {each.arm for each in seen} == set(Arm)
    assert guesses(seen) == [each.arm for each in seen]
