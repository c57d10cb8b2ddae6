"""A pilot's logs go through measures, export, merging and analysis, and its truth comes out."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from console.cli import main
from console.domain import events as ev
from console.simulation.errors import SimulationError
from console.simulation.event_logs import EventLogs, Pilot, Unit, write_event_logs
from console.store.log import read_log, verify_log
from console.workflows.analyse import analyse_bundles
from console.workflows.export import export_logs

SMALL = Pilot(agents=12, days=1, effect=-0.6, usage=0.8)


@pytest.fixture(scope="module")
def pilot(tmp_path_factory: pytest.TempPathFactory) -> EventLogs:
    """Twelve desks on a day, their chats randomised."""
    return write_event_logs(SMALL, tmp_path_factory.mktemp("logs") / "pilot")


@pytest.mark.slow
def test_the_logs_are_sound(pilot: EventLogs) -> None:
    """Each is a log as a console writes it, and half of the chats have access."""
    assert len(pilot.databases) == 12
    assert [verify_log(path) for path in pilot.databases] == [[]] * 12
    facts = [event.fact for path in pilot.databases for event in read_log(path)]
    assigned = [fact for fact in facts if isinstance(fact, ev.ChatAssigned)]
    closed = [fact for fact in facts if isinstance(fact, ev.ChatClosed)]
    assert len(assigned) == len(closed) > 100
    assert sum(each.access for each in assigned) / len(assigned) == pytest.approx(0.5, abs=0.06)


@pytest.mark.slow
def test_the_truth_is_recovered(pilot: EventLogs, tmp_path: Path) -> None:
    """Two exports merged and analysed give effects of the true sign, with intervals around them."""
    study = pilot.out / "study.toml"
    half = len(pilot.databases) // 2
    bundles = [tmp_path / "north", tmp_path / "south"]
    for bundle, databases in zip(
        bundles, (pilot.databases[:half], pilot.databases[half:]), strict=True
    ):
        export_logs(list(databases), bundle, study=study)
    results = analyse_bundles(bundles, tmp_path / "results", study=study).results
    assert results.deviations == ()
    assert not results.srm.alarm
    assert results.adoption.mean == pytest.approx(0.8, abs=0.08)
    for assigned, used in zip(results.itt, results.late, strict=True):
        true = pilot.truth["outcomes"][assigned.effect.outcome]
        low, high = assigned.effect.ci_low, assigned.effect.ci_high
        assert low is not None
        assert high is not None
        assert high < 0
        assert low <= true["itt"] <= high
        assert used.effect.estimate == pytest.approx(true["late"], abs=0.25)


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["agent", "shift", "queue"])
def test_other_units_are_assigned_as_the_study_does(unit: Unit, tmp_path: Path) -> None:
    """Agents for good, with days before; shifts of agents; shifts that all have alike."""
    logs = write_event_logs(Pilot(unit=unit, agents=4, days=4), tmp_path / "pilot")
    arms: dict[tuple[str, str], list[bool | None]] = {}
    for path in logs.databases:
        for event in read_log(path):
            if isinstance(event.fact, ev.ArmAssigned):
                arms.setdefault((path.parent.name, "access"), []).append(event.fact.access)
    days = list(arms.values())
    if unit == "agent":
        assert all(each[:2] == [False, False] and each[2] == each[3] for each in days)
        assert sum(bool(each[3]) for each in days) == 2
    else:
        assert all(each.count(True) == 2 for each in days)
        assert (len({tuple(each) for each in days}) == 1) == (unit == "queue")


def test_the_command_names_what_comes_next(tmp_path: Path) -> None:
    """It writes the logs and says where they are; what does not fit is refused."""
    out = tmp_path / "pilot"
    command = ["simulate", "--out", str(out), "--events", "chat", "--agents", "2", "--days", "1"]
    told = CliRunner().invoke(main, command)
    assert told.exit_code == 0, told.output
    assert "switchboard export" in told.output
    assert json.loads((out / "truth.json").read_text(encoding="utf-8"))["outcomes"]
    assert CliRunner().invoke(main, [*command, "--tiers", "3"]).exit_code == 2
    with pytest.raises(SimulationError, match="not empty"):
        write_event_logs(SMALL, out)


@pytest.mark.slow
def test_queues_have_shares_of_agents_with_access(tmp_path: Path) -> None:
    """Two agents a queue: none, one or both; the truth has what it does to the others."""
    pilot = Pilot(unit="saturation", agents=6, days=2, spillover=0.2)
    logs = write_event_logs(pilot, tmp_path / "pilot")
    access: dict[str, list[bool | None]] = {}
    for path in logs.databases:
        *_, last = (e.fact for e in read_log(path) if isinstance(e.fact, ev.ArmAssigned))
        access.setdefault(str(last.stratum), []).append(last.access)
    found = {name.split("/share=")[1]: sum(map(bool, each)) for name, each in access.items()}
    assert found == {"0/draw=0": 0, "0.5/draw=0": 1, "1/draw=0": 2}
    true = logs.truth["outcomes"]["ln_duration"]
    assert true["spillover"] == pytest.approx(0.1)
    assert true["total"] == pytest.approx(true["direct"] + 0.2)
