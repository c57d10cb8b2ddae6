"""The statsmodels side of ``bench effects``: one ITT regression with a column per agent and day.

Takes the folder of a bundle and how many of its agents are in the regression.
"""

import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import statsmodels.api as sm
from numpy.typing import NDArray

from console.bench.effects.sides import CONTROLS, OUTCOME, agent_days_of
from console.bench.side_process import print_result


def regress(bundle: Path, agents: int) -> dict[str, Any]:
    """The estimate of ``treat`` with its standard error, the seconds, and the matrix's size."""
    frame = agent_days_of(bundle, agents).dropna()
    started = time.perf_counter()
    agent, day = _codes(frame["agent"]), _codes(frame["day"])
    columns = _with_dummies(frame[["treat", *CONTROLS]].to_numpy(dtype=np.float64), agent, day)
    model = sm.OLS(frame[OUTCOME].to_numpy(), columns)
    # By QR: the default, a pseudo-inverse by singular values, takes several times as long.
    fit = model.fit(method="qr", cov_type="cluster", cov_kwds={"groups": agent})
    return {
        "estimate": float(fit.params[0]),
        "std_error": float(fit.bse[0]),
        "regression_s": time.perf_counter() - started,
        "rows": len(frame),
        "columns": columns.shape[1],
    }


def _codes(values: pd.Series) -> NDArray[np.int64]:
    """Numbers from 0 on in place of a column's values."""
    return np.asarray(values.astype("category").cat.codes, dtype=np.int64)


def _with_dummies(
    numbers: NDArray[np.float64], agent: NDArray[np.int64], day: NDArray[np.int64]
) -> NDArray[np.float64]:
    """The columns with one more for each agent, and for each day but the first."""
    size = numbers.shape[1]
    matrix = np.zeros((len(agent), size + agent.max() + 1 + day.max()))
    matrix[:, :size] = numbers
    rows = np.arange(len(agent))
    matrix[rows, size + agent] = 1
    later = day > 0
    matrix[rows[later], size + agent.max() + day[later]] = 1
    return matrix


if __name__ == "__main__":
    print_result(regress(Path(sys.argv[1]), int(sys.argv[2])))
