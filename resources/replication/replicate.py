"""Runs the regressions of models.csv again with pyfixest: ``python replicate.py``.

Prints what was told beside what is found, and ends with 1 if anything differs by more than one part
in a million. pyfixest has no CR2 errors, so errors are compared by CR1.
"""

import sys
import warnings
from pathlib import Path

import pandas as pd
import pyfixest

FOLDER = Path(__file__).parent
TOLERANCE = 1e-6


def formula(kind: str, fixed_effects: str, controls: str) -> tuple[str, str]:
    """The model in pyfixest's words, and the coefficient that is the effect."""
    held = controls.split()
    absorbed = " + ".join(fixed_effects.split()) or "0"
    if kind == "itt":
        return f"outcome ~ {' + '.join(['treat', *held])} | {absorbed}", "treat"
    return f"outcome ~ {' + '.join(held) or '1'} | {absorbed} | usage ~ treat", "usage"


def main() -> int:
    """Compare; returns the exit code."""
    models = pd.read_csv(FOLDER / "models.csv", dtype={"fixed_effects": str, "controls": str})
    models = models.fillna({"fixed_effects": "", "controls": ""})
    lines = [f"{'model':52} {'':10} {'told':>16} {'found':>16} {'apart':>9}"]
    differ = False
    for model in models.itertuples(index=False):
        data = pd.read_csv(FOLDER / "data" / f"{model.model}.csv")
        words, name = formula(str(model.kind), str(model.fixed_effects), str(model.controls))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fit = pyfixest.feols(words, data, vcov={"CRV1": str(model.cluster)})
        found = {"estimate": fit.coef()[name], "std_error": fit.se()[name]}
        told = {"estimate": model.estimate, "std_error": model.std_error_cr1}
        for what, value in told.items():
            apart = abs(found[what] - value) / max(abs(value), 1e-12)
            differ |= not apart <= TOLERANCE
            lines.append(
                f"{model.model:52} {what:10} {value:16.9g} {found[what]:16.9g} {apart:9.1e}"
            )
    lines.append("They differ." if differ else f"All {len(models)} regressions agree.")
    sys.stdout.write("\n".join(lines) + "\n")
    return int(differ)


if __name__ == "__main__":
    sys.exit(main())
