"""How it is decided which of two models is faster."""

from itertools import cycle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.errors import ModelError
from console.inference.models import timing
from console.inference.models.timing import READ_TOKENS, WRITE_TOKENS, Speed, compare
from console.inference.protocol import Done, Load

FIRST, SECOND = Load(path="first"), Load(path="second")
MS = st.floats(min_value=0.1, max_value=1e4)
SPEEDS = st.builds(Speed, MS, MS)


def test_how_much_the_runs_differ_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a person knows that the machine was busy."""
    calm, disturbed = Speed(100, 10), Speed(300, 30)
    coming = {"first": cycle([calm]), "second": cycle([calm, disturbed])}
    monkeypatch.setattr(timing, "_runs", lambda load: [next(coming[load.path])])
    assert compare(FIRST, SECOND, lambda _: None).spread == pytest.approx(3)


def measured(monkeypatch: pytest.MonkeyPatch, first: list[Speed], second: list[Speed]) -> float:
    """The gain if the runs of the two models come out like this."""
    coming = {"first": cycle(first), "second": cycle(second)}
    monkeypatch.setattr(timing, "_runs", lambda load: [next(coming[load.path])])
    shares: list[float] = []
    gain = compare(FIRST, SECOND, shares.append).gain
    assert shares == sorted(shares)
    assert shares[-1] == 1
    return gain


@given(speed=SPEEDS, factor=st.floats(min_value=0.1, max_value=10))
def test_a_model_that_is_faster_by_a_factor_gains_that_factor(speed: Speed, factor: float) -> None:
    """On a machine where nothing disturbs."""
    faster = Speed(speed.read_ms / factor, speed.step_ms / factor)
    with pytest.MonkeyPatch.context() as patch:
        assert measured(patch, [speed], [faster]) == pytest.approx(factor)


def test_a_disturbance_makes_no_model_faster(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most rounds disturbed in favour of the second don't help it if its best run is no better."""
    calm, disturbed = Speed(100, 10), Speed(300, 30)
    assert measured(monkeypatch, [disturbed, disturbed, calm], [calm]) == pytest.approx(1)
    assert measured(monkeypatch, [calm], [calm, disturbed, disturbed]) < 0.5


def test_the_cost_is_that_of_a_message_and_two_drafts() -> None:
    """Reading once, then as many steps as a draft has tokens; rates count both drafts."""
    speed = Speed(read_ms=300, step_ms=20)
    assert speed.cost_ms == 300 + 20 * WRITE_TOKENS
    assert speed.reads == pytest.approx(READ_TOKENS / 0.3)
    assert speed.writes == pytest.approx(100)


def test_a_draft_of_a_few_tokens_measures_nothing() -> None:
    """A model that says nothing is not taken for a fast one."""
    done = Done(
        request="1",
        text="No.",
        tokens=2,
        prompt_tokens=150,
        reused_tokens=0,
        first_token_ms=10,
        total_ms=11,
        stopped_by="end",
    )
    with pytest.raises(ModelError, match="only 2 tokens"):
        timing._speed([done, done])
