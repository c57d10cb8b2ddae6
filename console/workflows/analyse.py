"""From bundles to a report: reads the tables and the study, has the effects estimated, writes."""

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from threadpoolctl import threadpool_limits

import console
from console.domain.errors import UsageError
from console.domain.events import SCHEMA_VERSION
from console.domain.progress import ShareProgress
from console.effects.analysis.pipeline import analyse
from console.effects.analysis.results import (
    CodebookEntry,
    MadeFrom,
    Results,
    results_json,
)
from console.effects.data.bundle_tables import Frame, read_tables, with_scores
from console.effects.data.default_plan import unplanned
from console.effects.errors import EffectsError
from console.effects.json_values import JsonObject
from console.effects.report.page import page
from console.export.bundle import measure_again
from console.measures.agent_days import AGENT_DAYS
from console.study.file.loading import load_study
from console.study.questionnaires.form import Questionnaire
from console.study.questionnaires.library import find_questionnaire, shipped
from console.study.questionnaires.scoring import scores
from console.workflows.looks_log import earlier_looks, leave_trace
from console.workflows.replication import replicate
from console.workflows.study_plan import plan_of

RESULTS, REPORT, REPLICATION = "results.json", "report.html", "replication"


@dataclass(frozen=True, slots=True)
class StudyReport:
    """A study's results, and what they were made with and from."""

    results: Results
    made_from: MadeFrom

    def json(self) -> JsonObject:
        """The content of ``results.json``."""
        return results_json(self.results, self.made_from)


def analyse_bundles(
    bundles: Sequence[Path],
    out: Path,
    *,
    study: Path | None = None,
    replication: bool = False,
    progress: ShareProgress = lambda what, share: None,
) -> StudyReport:
    """Estimate what a study did and write ``results.json`` and ``report.html``.

    A line in ``looks.jsonl``, in the folder of ``study`` if it is named and else in ``out``, counts
    how often the study was looked at.

    Args:
        bundles: what exports or simulations wrote; several are measured as one.
        out: the folder to write into; results that are there are replaced.
        study: the study's file; null for the one in the bundle, if there is one.
        replication: write the folder ``replication`` too, with the rows of each regression and
            scripts that run them again in R and Python; those that can run here are run.
        progress: called as the work goes on.

    Returns:
        The results as they were written.

    Raises:
        EffectsError: a bundle can't be read.
        ExportError: several bundles don't go together.
        StudyError: the study's file is not one.
        UsageError: ``out`` can't be written.
    """
    _make(out)
    bundles = list(dict.fromkeys(path.resolve() for path in bundles))
    with _one(bundles, progress) as bundle:
        file = study or _study_within(bundle)
        tables = read_tables(bundle)
        plan = unplanned(tables) if file is None else plan_of(file)
        tables = with_scores(tables, list(scores_of(tables.answers, file)))
    traces = out if study is None else study.resolve().parent
    before = earlier_looks(traces, plan.name)
    # Regressions this narrow gain nothing from several threads, and pay for them in waiting.
    with threadpool_limits(1):
        results = analyse(tables, plan, before=before, progress=progress)
    made_from = MadeFrom(
        version=console.__version__,
        schema=_schema(tables.provenance),
        bundles=len(bundles),
        code_book=_codebook(results),
    )
    report = StudyReport(results, made_from)
    text = json.dumps(report.json(), indent=2, ensure_ascii=False, allow_nan=False)
    _write(out / RESULTS, text + "\n")
    _write(out / REPORT, page(results, made_from, plan))
    leave_trace(traces, plan.name, plan.study_hash, results.looks.this)
    if replication:
        progress("replication", 1.0)
        replicate(out / REPLICATION, tables, plan)
    return report


@contextmanager
def _one(bundles: Sequence[Path], progress: ShareProgress) -> Iterator[Path]:
    """The bundle, or a temporary one that is computed from the events of all."""
    if len(bundles) == 1:
        yield bundles[0]
        return
    with tempfile.TemporaryDirectory(prefix="switchboard-") as folder:
        merged = Path(folder) / "bundle"
        measure_again(bundles, merged, progress=progress)
        yield merged


def _study_within(bundle: Path) -> Path | None:
    file = bundle / "study.toml"
    return file if file.is_file() else None


# --- questionnaires --------------------------------------------------------------------------


def scores_of(answers: Frame, file: Path | None) -> Iterator[Mapping[str, object]]:
    """What the answers of each sitting add up to, as far as the questionnaire is known.

    ``file`` is the study's; its own questionnaires are in the same folder. A score for which too
    little was answered is left out.
    """
    if answers.empty:
        return
    known = _questionnaires(file)
    keys = ["session", "sitting", "agent", "questionnaire"]
    for (session, _, agent, name), rows in answers.groupby(keys, sort=True):
        questionnaire = known.get(str(name))
        if questionnaire is None:
            continue
        values = scores(questionnaire, dict(zip(rows["item"], rows["value"], strict=True)))
        for score in questionnaire.scores:
            if values[score.id] is not None:
                yield {
                    "agent": agent,
                    "session": session,
                    "questionnaire": name,
                    "score": score.id,
                    "label": score.title,
                    "better": score.better,
                    "value": values[score.id],
                }


def _questionnaires(file: Path | None) -> Mapping[str, Questionnaire]:
    """Those that ship with the program, and the study's own in the folder of its file."""
    known = dict(shipped())
    if file is None:
        return known
    for sitting in load_study(file).questionnaires:
        path = file.parent / sitting.questionnaire
        if sitting.questionnaire in known or path.is_file():
            own = find_questionnaire(sitting.questionnaire, file.parent)
            known[own.id] = own
    return known


# --- the codebook and the files --------------------------------------------------------------

_ALWAYS = ("treated", "period", "treat", "usage", "rated_share", "chats", "rated", "tier")


def _schema(provenance: Mapping[str, object]) -> int:
    """The schema of the events that a bundle was made from."""
    schema = provenance.get("schema", SCHEMA_VERSION)
    return schema if isinstance(schema, int) else SCHEMA_VERSION


def _codebook(results: Results) -> tuple[CodebookEntry, ...]:
    """Columns of agent_days that the results rest on, as the codebook describes them."""
    names = {each.name for each in results.study.outcomes} | set(_ALWAYS)
    names |= set(results.attention.measures)
    names |= {each.variable for each in results.balance.variables}
    names |= {control for each in results.itt for control in each.controls}
    return tuple(
        CodebookEntry(name=column.name, description=column.description, formula=column.formula)
        for column in AGENT_DAYS.columns
        if column.name in names
    )


def _make(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"{out} can't be made a folder: {error.strerror}; name another one with --out"
        ) from error


def _write(file: Path, text: str) -> None:
    """Write a file whole or not at all, by way of a draft whose name nobody can know before."""
    draft = None
    try:
        with tempfile.NamedTemporaryFile(
            "w",
            encoding="utf-8",
            newline="\n",
            dir=file.parent,
            prefix=f".{file.name}.",
            suffix=".part",
            delete=False,
        ) as opened:
            draft = Path(opened.name)
            opened.write(text)
        draft.replace(file)
    except OSError as error:
        if draft is not None:
            draft.unlink(missing_ok=True)
        raise EffectsError(
            f"cannot write {file}: {error.strerror}; check the folder and the space on the disk"
        ) from error
