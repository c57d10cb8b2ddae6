"""The sides of ``bench effects``, each run as a process: its time and its peak memory are its own.

What a side found is a JSON object on standard output.
"""

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from console.domain.errors import SwitchboardError

OUTCOME = "ln_issue_identification"
CONTROLS = ("lag_concurrency", "lag_customer_tenure_days")
_COLUMNS = ("agent", "day", "treat", OUTCOME, *CONTROLS)

_ROUNDS = 5
"""How often the absorbed regression is timed; the median counts."""

Found = dict[str, Any]


def simulated(bundle: Path, agents: int, seed: int) -> Found:
    """Write the bundle of the paper's preset."""
    from console.simulation.bundle import write_simulated  # noqa: PLC0415 - each side its own
    from console.simulation.parameters import preset  # noqa: PLC0415

    done = write_simulated(preset("paper", agents=agents, seed=seed), bundle, with_chats=False)
    return {"rows": done.rows, "truth": done.truth}


def analyzed(bundle: Path, _agents: int, _seed: int) -> Found:
    """Everything that ``switchboard analyze`` does, the report included."""
    from console.workflows.analyse import analyze  # noqa: PLC0415

    return {"results": analyze([bundle], bundle.with_name("results")).json()}


def absorbed(bundle: Path, agents: int, _seed: int) -> Found:
    """One ITT regression of so many agents, effects absorbed."""
    from console.effects import itt  # noqa: PLC0415

    frame = _frame(bundle, agents)
    times = []
    for _ in range(_ROUNDS):
        started = time.perf_counter()
        found = itt(
            frame,
            outcome=OUTCOME,
            treatment="treat",
            fixed_effects=("agent", "day"),
            controls=CONTROLS,
            cluster="agent",
            inference="CR1",
        )
        times.append(time.perf_counter() - started)
    taken = statistics.median(times)
    return {"estimate": found.estimate, "std_error": found.std_error, "regression_s": taken}


def dummies(bundle: Path, agents: int, _seed: int) -> Found:
    """The same regression in statsmodels, with a column for each agent and day."""
    import statsmodels.api as sm  # noqa: PLC0415

    frame = _frame(bundle, agents).dropna()
    started = time.perf_counter()
    agent, day = (_numbered(frame[name]) for name in ("agent", "day"))
    columns = _with_dummies(frame[["treat", *CONTROLS]].to_numpy(), agent, day)
    model = sm.OLS(frame[OUTCOME].to_numpy(), columns)
    # By QR: the default, a pseudo-inverse by singular values, takes several times as long.
    fit = model.fit(method="qr", cov_type="cluster", cov_kwds={"groups": agent})
    taken = time.perf_counter() - started
    return {
        "estimate": float(fit.params[0]),
        "std_error": float(fit.bse[0]),
        "regression_s": taken,
        "rows": len(frame),
        "columns": columns.shape[1],
    }


def _numbered(values: Any) -> Any:  # noqa: ANN401 - a column, and an array
    return values.astype("category").cat.codes.to_numpy().astype(np.int64)


def _with_dummies(numbers: Any, agent: Any, day: Any) -> Any:  # noqa: ANN401 - arrays
    """Columns with one more for each agent, and for each day but the first."""
    size = numbers.shape[1]
    found = np.zeros((len(agent), size + agent.max() + 1 + day.max()))
    found[:, :size] = numbers
    rows = np.arange(len(agent))
    found[rows, size + agent] = 1
    later = day > 0
    found[rows[later], size + agent.max() + day[later]] = 1
    return found


def _frame(bundle: Path, agents: int) -> Any:  # noqa: ANN401 - a data frame
    frame = pd.read_parquet(bundle / "agent_days.parquet", columns=list(_COLUMNS))
    return frame[frame["agent"].isin(frame["agent"].drop_duplicates().iloc[:agents])]


def _used() -> Found:
    """What this process took so far: processor seconds, and the most memory at once."""
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e9
    return {"cpu_s": time.process_time(), "peak_gb": peak}


SIDES: dict[str, Callable[[Path, int, int], Found]] = {
    "simulated": simulated,
    "analyzed": analyzed,
    "absorbed": absorbed,
    "dummies": dummies,
}


def _main(side: str, bundle: str, agents: str, seed: str) -> int:
    try:
        found = SIDES[side](Path(bundle), int(agents), int(seed))
    except SwitchboardError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(json.dumps({**found, **_used()}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))
