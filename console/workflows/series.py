"""A series of headless sessions under one study, as a pilot would run it, up to the report.

Each session runs in its own process, as on its own workstation. The agents are scripted; the tiers
take turns, and the agents of a tier all work in the same way.
"""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from console.domain.clock import SystemClock
from console.domain.errors import StoreError, SwitchboardError, UsageError
from console.domain.progress import ShareProgress
from console.domain.structured_text import parse_object
from console.study.assignment.assignment_file import AssignmentFile, assignment_path
from console.study.assignment.assignment_list import Person
from console.study.assignment.calendar import Calendar
from console.study.file.design import Study
from console.study.file.loading import load_study, study_hash
from console.workflows.analyse import analyse_bundles
from console.workflows.export import export_logs

_WAYS = ("hasty", "steady", "careful")
"""Profiles of ``console.ui.scripted_agent.profiles``, of the lowest tier first."""


class SeriesFailed(SwitchboardError):
    """A session of the series came to no end."""


@dataclass(frozen=True, slots=True)
class SessionSeries:
    """What to run. Times are in seconds; ``speed`` is how much faster than real time all goes."""

    study: Path
    sessions: int
    out: Path
    customers: int
    duration_s: float
    speed: float
    seed: int
    model: str


@dataclass(frozen=True, slots=True)
class SeriesAgent:
    """One scripted agent of the series."""

    agent: str
    tier: str | None
    profile: str


def run_series(series: SessionSeries, progress: ShareProgress) -> dict[str, int]:
    """Run all sessions, export them, analyse the bundle and write the report; returns counts.

    A session that is there already is not run again, so a series that was cut off goes on.

    Raises:
        UsageError: the study has periods, and today lies in none.
        SeriesFailed: a session failed; those that had begun are finished.
        SwitchboardError: the study, the bundle or the analysis is at fault.
    """
    study = load_study(series.study)
    _check_day(series.study, study)
    todo = workers(series.sessions, study.tiers.names if study.tiers else ())
    _enrol(series.study, study, todo)
    _run_all(series, todo, progress)
    databases = [_folder(series, worker) / "session.db" for worker in todo]
    export_logs(databases, series.out / "bundle", study=series.study)
    analyse_bundles([series.out / "bundle"], series.out)
    return _summed(series, todo)


def workers(sessions: int, tiers: Sequence[str]) -> list[SeriesAgent]:
    """One agent a session: tiers in turn, each with its way of working."""
    agents = []
    for number in range(sessions):
        step = number % (len(tiers) or len(_WAYS))
        tier = tiers[step] if tiers else None
        agents.append(SeriesAgent(f"agent-{number + 1:02d}", tier, _WAYS[step % len(_WAYS)]))
    return agents


def _check_day(path: Path, study: Study) -> None:
    """Sessions outside the study would be of no use to its report."""
    today = Calendar().local(SystemClock().wall()).date()
    if study.periods and study.period(today) is None:
        raise UsageError(
            f"{path}: today, {today}, lies in none of the study's periods; move them, or take them "
            "out of the file"
        )


def _enrol(path: Path, study: Study, todo: Sequence[SeriesAgent]) -> None:
    """Put everybody on the list before the first session, in their order."""
    people = [Person(worker.agent, worker.tier, None) for worker in todo]
    file = AssignmentFile(assignment_path(path), study, study_hash(path))
    file.enrol(people, SystemClock().wall())


def _run_all(series: SessionSeries, todo: Sequence[SeriesAgent], progress: ShareProgress) -> None:
    """As many at once as there are processors."""
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        running = [pool.submit(_run, series, n, worker) for n, worker in enumerate(todo)]
        try:
            for done, future in enumerate(as_completed(running), start=1):
                future.result()
                progress(f"session {done} of {series.sessions}", done / series.sessions)
        except BaseException:
            # Also where somebody interrupts it: what has not begun does not begin any more.
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _folder(series: SessionSeries, worker: SeriesAgent) -> Path:
    return series.out / "sessions" / worker.agent


def _run(series: SessionSeries, number: int, worker: SeriesAgent) -> None:
    folder = _folder(series, worker)
    if (folder / "summary.json").exists():
        return
    ended = subprocess.run(  # noqa: S603 - this program itself
        _command(series, number, worker, folder), capture_output=True, text=True, check=False
    )
    if ended.returncode:
        last_line = (ended.stderr.strip().splitlines() or [f"exit code {ended.returncode}"])[-1]
        raise SeriesFailed(f"the session of {worker.agent} failed: {last_line}")


def _command(
    series: SessionSeries, number: int, worker: SeriesAgent, folder: Path
) -> Sequence[str]:
    tier = ["--tier", worker.tier] if worker.tier else []
    return [
        sys.executable, "-m", "console", "demo", "--headless", "--json",
        "--study", str(series.study), "--agent", worker.agent, *tier,
        "--autopilot", worker.profile, "--model", series.model,
        "--customers", str(series.customers), "--duration", str(series.duration_s),
        "--speed", str(series.speed), "--seed", str(series.seed + number), "--out", str(folder),
    ]  # fmt: skip


def _summed(series: SessionSeries, todo: Sequence[SeriesAgent]) -> dict[str, int]:
    """What the sessions came to."""
    counts: Counter[str] = Counter()
    for worker in todo:
        counts.update(_counts(_folder(series, worker) / "summary.json"))
    return {"sessions": len(todo), **counts}


def _counts(file: Path) -> dict[str, int]:
    try:
        summary = parse_object(file.read_text(encoding="utf-8"))
        names = ("chats", "messages_in", "messages_out", "switches")
        counts = {name: int(summary[name]) for name in names}
        shown = summary["suggestions"]
        return counts | {f"suggestions_{name}": int(shown[name]) for name in ("shown", "adopted")}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"cannot read {file}: {error}; run the series again") from error
