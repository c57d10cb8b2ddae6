"""Writes the replication folder: rows, what was found with them, and scripts that find it again."""

import shutil
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from console import paths
from console.domain.sinks import table_cell
from console.effects.replication.models import CLUSTER, NotReplicated, ReplicatedModel

MODELS = "models.csv"
R_SCRIPT, PYTHON_SCRIPT = "replicate.R", "replicate.py"

_READ_ME = """\
# Replication of {title}

The regressions behind the effects of the report, for other programs to run again.

- `data/`: the rows that each regression used, one file a regression. `outcome` is the outcome,
  `treat` the assignment, `usage` what counts as use (where it is instrumented), `agent` the
  cluster; the other columns are fixed effects and controls.
- `{models}`: a line for each regression: its columns, and the numbers found here. Of a rare outcome
  the report has another interval and p-value, by randomisation.
- `{r_script}`: `Rscript {r_script}` runs each with lm or AER's ivreg, and clubSandwich for the
  errors. It needs the packages AER and clubSandwich.
- `{python_script}`: `python {python_script}` runs each with pyfixest, which has no CR2 errors and
  is therefore compared by CR1 errors. It needs the package pyfixest.

Both print what was told beside what they find, and end with 1 if anything differs by more than one
part in a million.

An effect is `outcome ~ treat + controls | fixed effects`; of use, `usage` is instrumented with
`treat`. Agents and days are the same pseudonyms and days as in the bundle.
{left_out}"""

_COLUMNS = (
    *("model", "kind", "outcome", "compared", "fixed_effects", "controls", "cluster", "covariance"),
    *("n", "estimate", "std_error", "dof", "p_value", "std_error_cr1"),
)


def write_replication(
    folder: Path, title: str, found: Iterable[ReplicatedModel | NotReplicated]
) -> list[ReplicatedModel]:
    """Write the folder, whose files are replaced; returns the models that are in it.

    Raises:
        OSError: it can't be written.
    """
    data = folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    for old in data.glob("*.csv"):
        old.unlink()
    models: list[ReplicatedModel] = []
    left_out: list[NotReplicated] = []
    for each in found:
        if isinstance(each, NotReplicated):
            left_out.append(each)
            continue
        _guarded(each.rows).to_csv(data / f"{each.name}.csv", index=False, lineterminator="\n")
        models.append(each)
    lines = pd.DataFrame([_line(each) for each in models], columns=list(_COLUMNS))
    _guarded(lines).to_csv(folder / MODELS, index=False, lineterminator="\n")
    for script in (R_SCRIPT, PYTHON_SCRIPT):
        shutil.copyfile(paths.resources() / "replication" / script, folder / script)
    read_me = _READ_ME.format(
        title=title,
        models=MODELS,
        r_script=R_SCRIPT,
        python_script=PYTHON_SCRIPT,
        left_out=_left_out(left_out),
    )
    (folder / "README.md").write_text(read_me, encoding="utf-8", newline="\n")
    return models


def _guarded(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with texts that no spreadsheet takes for a formula; labels stay distinct."""
    texts = rows.select_dtypes(exclude=["number", "bool", "datetime"]).columns
    return rows.assign(**{name: rows[name].map(_guarded_cell) for name in texts})


def _guarded_cell(value: object) -> object:
    return table_cell(value) if isinstance(value, str) else value


def _line(model: ReplicatedModel) -> tuple[object, ...]:
    estimate = model.estimate
    return (
        *(model.name, model.kind, model.outcome, model.compared),
        *(" ".join(model.fixed_effects), " ".join(model.controls), CLUSTER, model.covariance),
        *(estimate.n, estimate.estimate, estimate.std_error, estimate.dof, estimate.p_value),
        model.std_error_cr1,
    )


def _left_out(effects: list[NotReplicated]) -> str:
    if not effects:
        return ""
    lines = "\n".join(f"- `{each.name}`: {each.reason}." for each in effects)
    return f"\n## Not here\n\n{lines}\n"
