"""Regressions agree with other programs', and with what least squares must hold."""

import warnings
from typing import Any

import numpy as np
import pandas as pd
import pyfixest
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from linearmodels.iv import IV2SLS
from panels import panel
from pyfixest.estimation import Feols

from console.effects.errors import EffectsError
from console.effects.linear.regression import fit_iv, fit_ols
from console.effects.linear.regression_data import RegressionData
from console.effects.linear.regressors import Regressors

SEEDS = st.integers(0, 10_000)

FORMULAS = {(): "y ~ treat + x", ("agent",): "y ~ treat + x | agent"} | {
    ("agent", "day"): "y ~ treat + x | agent + day",
    ("day",): "y ~ treat + x | day",
}


def theirs(formula: str, frame: pd.DataFrame, vcov: str | dict[str, str], **how: object) -> Feols:
    """The same by pyfixest, which uses what this version of pandas deprecates."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = pyfixest.feols(
            formula,
            frame,
            vcov=vcov,
            fixef_rm="singleton",
            **how,
        )
    assert isinstance(found, Feols)
    return found


@pytest.mark.parametrize("absorb", FORMULAS)
@pytest.mark.parametrize(
    ("inference", "vcov"),
    [("CR1", {"CRV1": "agent"}), ("HC1", "hetero"), ("classical", "iid")],
)
def test_errors_are_those_of_pyfixest(
    absorb: tuple[str, ...], inference: str, vcov: str | dict[str, str]
) -> None:
    """Clustered, by row and of equal variance, with none, one and two fixed effects."""
    frame = panel(20, 8)
    cluster = "agent" if inference == "CR1" else None
    fit = fit_ols(frame, "y", ["treat", "x"], absorb, cluster, inference)
    other = theirs(FORMULAS[absorb], frame, vcov)
    assert fit.coefficients == pytest.approx(other.coef()[["treat", "x"]].to_numpy())
    assert np.sqrt(np.diag(fit.vcov)) == pytest.approx(other.se()[["treat", "x"]].to_numpy())
    assert [fit.estimate(name).p_value for name in ("treat", "x")] == pytest.approx(
        other.pvalue()[["treat", "x"]].to_numpy()
    )
    assert fit.n == other._N


def test_clustering_two_ways_is_that_of_pyfixest() -> None:
    """Its factors are G/(G−1) for each way by itself if it is asked for that."""
    frame = panel(20, 8)
    fit = fit_ols(frame, "y", ["treat", "x"], (), ("agent", "day"), "two-way")
    conventional = pyfixest.ssc(G_df="conventional")
    other = theirs("y ~ treat + x", frame, {"CRV1": "agent + day"}, ssc=conventional)
    assert np.sqrt(np.diag(fit.vcov)) == pytest.approx(other.se()[["treat", "x"]].to_numpy())


def test_weighted_errors_are_those_of_pyfixest() -> None:
    """Analytic weights, agents and days absorbed, clustered by agent."""
    frame = panel(20, 8)
    fit = fit_ols(frame, "y", ["treat", "x"], ("agent", "day"), "agent", "CR1", weights="w")
    other = theirs("y ~ treat + x | agent + day", frame, {"CRV1": "agent"}, weights="w")
    assert fit.coefficients == pytest.approx(other.coef()[["treat", "x"]].to_numpy())
    assert np.sqrt(np.diag(fit.vcov)) == pytest.approx(other.se()[["treat", "x"]].to_numpy())


def test_instruments_are_used_as_pyfixest_does() -> None:
    """Usage instrumented by the assignment, agents and days absorbed, clustered by agent."""
    frame = panel(20, 8)
    fit = fit_iv(frame, "y", ["usage"], ["treat"], ["x"], ("agent", "day"), "agent", "CR1")
    other = theirs("y ~ x | agent + day | usage ~ treat", frame, {"CRV1": "agent"})
    assert fit.coefficients == pytest.approx(other.coef()[["usage", "x"]].to_numpy())
    assert np.sqrt(np.diag(fit.vcov)) == pytest.approx(other.se()[["usage", "x"]].to_numpy())


def test_several_usages_with_several_instruments_are_those_of_linearmodels() -> None:
    """Two endogenous columns, usage early and late, with the assignment in both as instruments."""
    frame = panel(30, 10)
    for name in ("usage", "treat", "z"):
        frame[f"{name}_late"] = frame[name] * (frame["day"] >= 7)
    moved, instruments = ["usage", "usage_late"], ["treat", "treat_late", "z"]
    fit = fit_iv(frame, "y", moved, instruments, ["x"], inference="classical")
    exogenous = sm.add_constant(frame[["x"]])
    other = IV2SLS(frame["y"], exogenous, frame[moved], frame[instruments])
    found = other.fit(cov_type="unadjusted", debiased=True)
    assert fit.coefficients == pytest.approx(found.params[[*moved, "x"]].to_numpy())
    assert np.sqrt(np.diag(fit.vcov)) == pytest.approx(found.std_errors[[*moved, "x"]].to_numpy())


@pytest.mark.parametrize("inference", ["HC0", "HC1", "CR1"])
def test_errors_and_joint_tests_are_those_of_statsmodels(inference: str) -> None:
    """Also without fixed effects, and for two coefficients at once."""
    frame = panel(15, 8)
    clustered = {"cov_type": "cluster", "cov_kwds": {"groups": frame["agent"]}}
    how = clustered if inference == "CR1" else {"cov_type": inference}
    other = sm.OLS(frame["y"], sm.add_constant(frame[["treat", "x"]])).fit(**how, use_t=True)
    cluster = "agent" if inference == "CR1" else None
    fit = fit_ols(frame, "y", ["treat", "x"], (), cluster, inference)
    assert fit.vcov == pytest.approx(other.cov_params().to_numpy()[1:, 1:])
    joint = other.f_test("treat = 0, x = 0")
    mine = fit.wald(["treat", "x"])
    assert mine.statistic == pytest.approx(float(joint.fvalue))
    assert mine.p_value == pytest.approx(float(joint.pvalue))


def test_hc2_is_cr2_of_clusters_of_one() -> None:
    """Without clusters CR2 is HC2, with the degrees of freedom of Bell and McCaffrey."""
    frame = panel(15, 8)
    other = sm.OLS(frame["y"], sm.add_constant(frame[["treat", "x"]])).fit(cov_type="HC2")
    fit = fit_ols(frame, "y", ["treat", "x"])
    assert fit.vcov == pytest.approx(other.cov_params().to_numpy()[1:, 1:])
    assert "Bell-McCaffrey" in fit.method


@pytest.mark.parametrize("inference", ["CR1", "CR2"])
def test_a_joint_test_of_one_is_its_t_squared(inference: str) -> None:
    """Also for a combination, whose dof are its own."""
    fit = fit_ols(panel(), "y", ["treat", "x"], ("agent",), "agent", inference)
    shares = {"treat": 1.0, "x": -2.0}
    single, joint = fit.combination(shares), fit.wald([shares])
    assert single.std_error
    assert joint.statistic == pytest.approx((single.estimate / single.std_error) ** 2)
    assert joint.p_value == pytest.approx(single.p_value)


@given(seed=SEEDS)
@settings(deadline=None, max_examples=20)
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    """Shuffled rows give the same estimate, error and degrees of freedom."""
    frame = panel(10, 6, seed)
    shuffled = frame.sample(frac=1, random_state=seed)
    first, second = (
        fit_ols(one, "y", ["treat", "x"], ("agent", "day"), "agent") for one in (frame, shuffled)
    )
    assert first.coefficients == pytest.approx(second.coefficients)
    assert first.vcov == pytest.approx(second.vcov)
    assert first.dof == pytest.approx(second.dof)


@given(seed=SEEDS, shift=st.floats(-1e3, 1e3), scale=st.floats(0.01, 100))
@settings(deadline=None, max_examples=20)
def test_what_effects_absorb_changes_nothing_and_scale_scales(
    seed: int, shift: float, scale: float
) -> None:
    """Agents' and days' constants are absorbed; twice the outcome is twice the effect."""
    frame = panel(10, 6, seed)
    other = frame.assign(y=scale * frame["y"] + shift * (frame["agent"] % 3) - frame["day"])
    first, second = (
        fit_ols(one, "y", ["treat", "x"], ("agent", "day"), "agent").estimate("treat")
        for one in (frame, other)
    )
    assert second.estimate == pytest.approx(scale * first.estimate, abs=1e-8 * abs(shift) + 1e-9)
    assert second.std_error == pytest.approx(scale * (first.std_error or 0), rel=1e-5, abs=1e-8)
    assert second.dof == pytest.approx(first.dof)


def test_a_prepared_design_fits_many_outcomes() -> None:
    """Values that are not in the table give what a column of them gives."""
    frame = panel()
    problem = RegressionData(frame, ["treat", "x"], absorb=["agent"], cluster="agent")
    fit = Regressors.plain(problem, ["treat", "x"], "CR2").fit("y", frame["y"].to_numpy())
    again = fit_ols(frame, "y", ["treat", "x"], ["agent"], "agent")
    assert fit.estimate("treat") == again.estimate("treat")


def test_rows_alone_in_a_level_are_left_out_and_counted() -> None:
    """An agent who worked one day only tells nothing."""
    frame = panel(12, 6, share=1)
    kept = (frame["agent"] != 0) | (frame["day"] == 2)
    fit = fit_ols(frame[kept], "y", ["treat", "x"], ["agent"], "agent")
    assert fit.clusters == 11
    assert fit.n == 66
    assert "1 rows that are the only ones" in fit.notes[0]


def test_auto_says_what_it_took() -> None:
    """CR2 with few clusters, CR1 with many, clustering two ways with a pair."""
    few = fit_ols(panel(), "y", ["treat"], ("agent",), "agent", "auto")
    many = fit_ols(panel(1_500, 3), "y", ["treat"], ("agent",), "agent", "auto")
    pair = fit_ols(panel(), "y", ["treat"], (), ("agent", "day"), "auto")
    assert "CR2 errors" in few.method
    assert "clustered two ways" in pair.method
    assert "CR1 errors" in many.method
    assert many.dof == pytest.approx([many.clusters - 1 if many.clusters else 0])


BAD = [
    ({"regressors": ["treat", "treet"]}, "no column 'treet': did you mean 'treat'"),
    ({"regressors": ["treat", "nothing"]}, "no column 'nothing': it has 'agent'"),
    ({"regressors": ["treat", "word"]}, "'word' does not hold numbers"),
    ({"regressors": ["treat", "endless"]}, "'endless' is infinite in 1 rows"),
    ({"regressors": ["treat", "empty"]}, "'empty' is empty in all"),
    ({"regressors": ["treat", "one"]}, "'one' is 1 in all 57 rows"),
    ({"regressors": ["treat", "treated"], "absorb": ["agent"]}, "'treated' does not vary within"),
    ({"regressors": ["treat", "x", "both"]}, "'both' says no more than 'treat' and 'x'"),
    ({"regressors": ["treat", "y"]}, "'y' is named twice"),
    ({"regressors": ["treat"], "absorb": ["row"]}, "every row is the only one of its row"),
    ({"regressors": ["treat"], "cluster": "one"}, "all rows are in one cluster"),
    ({"regressors": ["treat"], "inference": "CR3"}, "'CR3' is not known: take one of"),
    ({"regressors": ["treat"], "inference": "two-way"}, "needs a pair of columns"),
    ({"regressors": ["treat"], "cluster": ("agent", "day")}, "takes one cluster"),
    ({"regressors": ["treat"], "cluster": "agent", "inference": "HC1"}, "'HC1' takes no clusters"),
    ({"regressors": ["treat"], "weights": "x"}, "'x' has weights of 0 or less"),
    ({"regressors": ["x", "z", "w", "day"]}, "5 rows can't carry 5 coefficients"),
]


@pytest.mark.parametrize(("asked", "message"), BAD)
def test_what_can_t_be_answered_is_refused(asked: dict[str, Any], message: str) -> None:
    """Each bad question has a message that names the column and says what to do."""
    frame = panel().assign(word="a", endless=np.inf, empty=np.nan, one=1)
    frame.loc[1:, "endless"] = 0.5
    frame["both"] = frame["treat"] - 2 * frame["x"]
    frame["row"] = np.arange(len(frame))
    few = frame.iloc[:5] if "can't carry" in message else frame
    with pytest.raises(EffectsError, match=message):
        fit_ols(few, "y", **asked)


def test_a_name_that_two_columns_have_is_refused() -> None:
    """A table that was joined carelessly may have a column twice."""
    frame = panel()
    twice = pd.concat([frame, frame[["x"]]], axis=1)
    with pytest.raises(EffectsError, match="several columns 'x'"):
        fit_ols(twice, "y", ["treat", "x"])


def test_a_covariance_that_is_none_is_mended_and_noted() -> None:
    """Clustering two ways can take more away than there is."""
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({"row": np.arange(36) // 6, "column": np.arange(36) % 6})
    frame[["x", "z", "y"]] = rng.normal(size=(36, 3))
    for _ in range(200):
        frame["y"] = rng.normal(size=36)
        fit = fit_ols(frame, "y", ["x", "z"], (), ("row", "column"), "two-way")
        if any("negative eigenvalues" in note for note in fit.notes):
            assert np.linalg.eigvalsh(fit.vcov)[0] >= -1e-12
            return
    pytest.fail("no draw had a negative eigenvalue")


def test_no_rows_is_said() -> None:
    """An empty table, and one in which no row is complete, are two messages."""
    frame = panel()
    with pytest.raises(EffectsError, match="the table has no rows"):
        fit_ols(frame.iloc[:0], "y", ["treat"])
    frame.loc[frame["day"] < 3, "x"] = np.nan
    frame.loc[frame["day"] >= 3, "y"] = np.nan
    with pytest.raises(EffectsError, match=r"none of \d+ rows has a value in every column used"):
        fit_ols(frame, "y", ["x"])


def test_instruments_that_can_t_do_it_are_refused() -> None:
    """Too few, without any influence, or alike in what they move."""
    frame = panel(20, 8).assign(usage2=lambda rows: rows["usage"] * 2 + rows["x"])
    with pytest.raises(EffectsError, match="1 instruments can't tell 2 effects apart"):
        fit_iv(frame, "y", ["usage", "usage2"], ["treat"])
    with pytest.raises(EffectsError, match="can't tell the effects of 'usage' and 'usage2'"):
        fit_iv(frame, "y", ["usage", "usage2"], ["treat", "z"], ["x"])
    full = panel(20, 2, share=1).assign(treat=lambda r: r["agent"] % 2, usage=lambda r: r["day"])
    with pytest.raises(EffectsError, match="the instruments don't move 'usage' at all"):
        fit_iv(full, "y", ["usage"], ["treat"])


def test_a_perfect_fit_has_no_interval() -> None:
    """An outcome that regressors explain to the last digit leaves no error to estimate."""
    frame = panel().assign(y=lambda rows: 2 * rows["treat"])
    with pytest.raises(EffectsError, match="leave no variance"):
        fit_ols(frame, "y", ["treat", "x"], (), "agent").estimate("treat")


def test_a_joint_test_that_clusters_can_t_carry_is_refused() -> None:
    """Three clusters can't test three coefficients."""
    frame = panel(4, 30).assign(third=lambda rows: rows["agent"] // 2)
    fit = fit_ols(frame, "y", ["x", "z", "w"], (), "third", "CR1")
    with pytest.raises(EffectsError, match="can't be tested jointly"):
        fit.wald(["x", "z", "w"])
    names = ["x", "z", "w", "day"]
    adjusted = fit_ols(frame, "y", names, (), "agent", "CR2")
    with pytest.raises(EffectsError, match="too few clusters for a joint test of 4"):
        adjusted.wald(names)


def test_an_unknown_coefficient_is_named() -> None:
    """The message has the names that there are."""
    with pytest.raises(EffectsError, match="no coefficient 'q': it has treat, x"):
        fit_ols(panel(), "y", ["treat", "x"]).estimate("q")


def test_a_level_must_be_a_share() -> None:
    """95 is not .95."""
    with pytest.raises(EffectsError, match="not between 0 and 1"):
        fit_ols(panel(), "y", ["treat", "x"]).estimate("x", 95)
