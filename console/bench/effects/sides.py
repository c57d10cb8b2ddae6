"""The sides of ``bench effects``, each run as a process: its time and its peak memory are its own.

A side prints its results as a JSON object on standard output.
"""

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from console.bench.side_process import SideResult, print_result
from console.domain.errors import SwitchboardError

OUTCOME = "ln_issue_identification"
CONTROLS = ("lag_concurrency", "lag_customer_tenure_days")
_COLUMNS = ("agent", "day", "treat", OUTCOME, *CONTROLS)

_ROUNDS = 5
"""How often the absorbed regression is timed; the median counts."""


def simulated(bundle: Path, agents: int, seed: int) -> SideResult:
    """Write the bundle of the paper's preset."""
    from console.simulation.bundle import write_simulated  # noqa: PLC0415 - each side its own
    from console.simulation.parameters import preset  # noqa: PLC0415

    done = write_simulated(preset("paper", agents=agents, seed=seed), bundle, with_chats=False)
    return {"rows": done.rows, "truth": done.truth}


def analyzed(bundle: Path, _agents: int, _seed: int) -> SideResult:
    """Everything that ``switchboard analyze`` does, the report included."""
    from console.workflows.analyse import analyse_bundles  # noqa: PLC0415

    return {"results": analyse_bundles([bundle], bundle.with_name("results")).json()}


def absorbed(bundle: Path, agents: int, _seed: int) -> SideResult:
    """One ITT regression of so many agents, effects absorbed."""
    from console.effects import itt  # noqa: PLC0415

    frame = agent_days_of(bundle, agents)
    times = []
    for _ in range(_ROUNDS):
        started = time.perf_counter()
        effect = itt(
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
    return {"estimate": effect.estimate, "std_error": effect.std_error, "regression_s": taken}


def agent_days_of(bundle: Path, agents: int) -> pd.DataFrame:
    """The columns of the regression, of the days of the first agents."""
    frame = pd.read_parquet(bundle / "agent_days.parquet", columns=list(_COLUMNS))
    return frame[frame["agent"].isin(frame["agent"].drop_duplicates().iloc[:agents])]


SIDES: dict[str, Callable[[Path, int, int], SideResult]] = {
    "simulated": simulated,
    "analyzed": analyzed,
    "absorbed": absorbed,
}


def _main(side: str, bundle: str, agents: str, seed: str) -> int:
    try:
        print_result(SIDES[side](Path(bundle), int(agents), int(seed)))
    except SwitchboardError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))
