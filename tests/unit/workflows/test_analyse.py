"""From bundles to results and a report, as the command does it."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner, Result
from strategies import Step, Workplace

from console.cli import main
from console.effects.analysis.looks import RecordedLook
from console.effects.errors import EffectsError
from console.export.bundle import export
from console.simulation.bundle import write_simulated
from console.simulation.parameters import Parameters
from console.study.file.loading import study_hash
from console.workflows.analyse import _write, analyse_bundles, scores_of
from console.workflows.export import STORE
from console.workflows.looks_log import LOOKS, earlier_looks, leave_trace
from console.workflows.study_plan import plan_of

DAY = [
    Step("arrive", 0, 0, False, ""),
    Step("accept", 5000, 0, False, ""),
    Step("write", 1000, 0, False, "Where is my parcel?"),
    Step("insert", 4000, 0, True, "On its way."),
    Step("finish", 9000, 0, True, ""),
]


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small simulated experiment."""
    out = tmp_path_factory.mktemp("simulated") / "bundle"
    write_simulated(Parameters(agents=60, days=12, seed=4), out)
    return out


@pytest.fixture(scope="module")
def results(simulated: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the analysis of it writes."""
    out = tmp_path_factory.mktemp("results")
    analyse_bundles([simulated], out)
    found: dict[str, Any] = json.loads((out / "results.json").read_text(encoding="utf-8"))
    return found


def exported(folder: Path, agent: str) -> Path:
    """A bundle of one agent's day."""
    (folder / agent).mkdir()
    place = Workplace(folder / agent, agent, run=f"run-{agent}")
    place.play(DAY)
    place.close()
    export(
        [place.path],
        folder / f"bundle-{agent}",
        store=STORE,
        key=b"32 bytes that are a secret here.",
    )
    return folder / f"bundle-{agent}"


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    """A bundle of one agent's day."""
    return exported(tmp_path, "henry")


def run(*arguments: object) -> Result:
    """The command."""
    return CliRunner().invoke(main, ["analyze", *map(str, arguments)])


def test_a_simulated_experiment(simulated: Path, results: dict[str, Any]) -> None:
    """The plan is the bundle's study file, and the data are said to be simulated."""
    assert results["study"]["hash"] == study_hash(simulated / "study.toml")
    assert results["study"]["hashes_in_logs"] == [results["study"]["hash"]]
    assert results["simulated"] is True
    assert results["deviations"] == []
    assert results["flow"]["agents"] == 60
    assert [each["primary"] for each in results["itt"]] == [True, *[False] * 5]


def test_the_codebook_is_included(results: dict[str, Any]) -> None:
    """Every outcome and control has its description from the codebook."""
    names = {each["name"] for each in results["code_book"]}
    wanted = {each["outcome"] for each in results["itt"]}
    assert wanted | {"usage", "treat"} <= names


def test_csv_gives_the_same(simulated: Path, results: dict[str, Any], tmp_path: Path) -> None:
    """A bundle in CSV has the same results as one in Parquet."""
    write_simulated(Parameters(agents=60, days=12, seed=4), tmp_path / "csv", fmt="csv")
    found = analyse_bundles([tmp_path / "csv"], tmp_path / "out").results
    for other, mine in zip(found.itt, results["itt"], strict=True):
        assert other.effect.estimate == pytest.approx(mine["estimate"], rel=1e-9)
        assert other.effect.n == mine["n"]


def test_the_same_bundle_gives_the_same_bytes(simulated: Path, tmp_path: Path) -> None:
    """Results and report don't change from one run to the next; only that it was is noted."""
    analyse_bundles([simulated], tmp_path)
    first = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    analyse_bundles([simulated, simulated], tmp_path)
    second = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert second.pop(LOOKS).count(b"\n") == 2 * first.pop(LOOKS).count(b"\n") == 2
    assert second == first


def test_the_command(simulated: Path, tmp_path: Path) -> None:
    """It prints the summary, or with --json the results, and writes both files."""
    told = run(simulated, "--out", tmp_path)
    assert told.exit_code == 0
    assert "report.html" in told.output
    as_json = json.loads(run(simulated, "--out", tmp_path, "--json").stdout)
    assert as_json == json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))


def test_a_recorded_day(recorded: Path, tmp_path: Path) -> None:
    """One agent's day without a study gives a report in which everything is withheld."""
    found = analyse_bundles([recorded], tmp_path / "out").results
    assert found.study.planned is False
    assert all(each.effect.estimate is None for each in found.itt)
    assert all(each.effect.estimate is None for each in found.late)
    assert (tmp_path / "out" / "report.html").is_file()


def test_a_study_given_by_hand(recorded: Path, simulated: Path, tmp_path: Path) -> None:
    """With --study the plan is that file, and that the logs name none is a deviation."""
    found = analyse_bundles([recorded], tmp_path / "out", study=simulated / "study.toml").results
    assert found.study.hash == study_hash(simulated / "study.toml")
    assert any("name no study file" in each for each in found.deviations)


def test_plans_are_read_whole(simulated: Path) -> None:
    """The plan has the file's arms, periods, tiers and outcomes."""
    plan = plan_of(simulated / "study.toml")
    assert [arm.name for arm in plan.arms] == ["assistant", "control"]
    assert [period.access for period in plan.periods] == [False, True]
    assert (len(plan.tiers), plan.tier_measure) == (5, "rating")
    assert plan.primary.name == "ln_issue_identification"


def test_what_is_no_bundle(tmp_path: Path) -> None:
    """A folder that is no bundle is named, with what to do."""
    with pytest.raises(EffectsError, match=r"not a bundle.*switchboard export"):
        analyse_bundles([tmp_path], tmp_path / "out")
    assert run(tmp_path, "--out", tmp_path / "out").exit_code == 1


def test_bundles_that_do_not_go_together(simulated: Path, recorded: Path, tmp_path: Path) -> None:
    """A simulated bundle has no events to be measured together with others', and that is said."""
    told = run(simulated, recorded, "--out", tmp_path / "out")
    assert told.exit_code == 1
    assert "events.parquet" in told.output


def test_bundles_are_measured_as_one(recorded: Path, tmp_path: Path) -> None:
    """Agents of several bundles are analysed together; a bundle named twice counts once."""
    found = analyse_bundles([recorded, exported(tmp_path, "other"), recorded], tmp_path / "out")
    assert found.made_from.bundles == 2
    assert found.results.flow.agents == 2


def test_a_study_that_is_none(simulated: Path, tmp_path: Path) -> None:
    """A study file with a mistake is named with its line, as wrong use."""
    bad = tmp_path / "bad.toml"
    bad.write_text("format = 1\nnmae = 'x'\n", encoding="utf-8")
    told = run(simulated, "--study", bad, "--out", tmp_path / "out")
    assert told.exit_code != 0
    assert f"{bad}:" in told.output


def test_a_place_that_cannot_be_written(simulated: Path, tmp_path: Path) -> None:
    """A file where the folder should be is wrong use."""
    (tmp_path / "out").write_text("in the way", encoding="utf-8")
    told = run(simulated, "--out", tmp_path / "out")
    assert told.exit_code == 2
    assert "name another one" in told.output


def test_answers_are_scored() -> None:
    """Ten answers of a sitting make one SUS; a sitting that was broken off makes none."""
    items = [f"sus_{number:02d}" for number in range(1, 11)]
    rows = [("s1", item, 5.0 if place % 2 == 0 else 1.0) for place, item in enumerate(items)]
    rows += [("s2", item, 3.0) for item in items[:4]]
    answers = pd.DataFrame(rows, columns=["sitting", "item", "value"])
    answers = answers.assign(session="x", agent="a", questionnaire="sus")
    (score,) = scores_of(answers, None)
    assert (score["score"], score["value"], score["better"]) == ("sus", 100.0, "higher")


def test_questionnaires_that_nobody_knows_are_left_out() -> None:
    """Answers to a questionnaire of another study can't be scored and don't stop the rest."""
    answers = pd.DataFrame(
        {"session": "x", "sitting": "s", "agent": "a", "questionnaire": "own", "item": ["q"]}
    ).assign(value=1.0)
    assert list(scores_of(answers, None)) == []


@pytest.mark.parametrize("said", ["{}", "[]", '{"resources": [{"name": "agent_days"}]}'])
def test_a_package_that_lists_no_tables(said: str, tmp_path: Path) -> None:
    """A datapackage.json of another form is refused in a line that names it."""
    (tmp_path / "datapackage.json").write_text(said, encoding="utf-8")
    with pytest.raises(EffectsError, match=r"datapackage\.json (does not list|can't be read)"):
        analyse_bundles([tmp_path], tmp_path / "out")


def test_looks_are_counted_by_their_data(tmp_path: Path) -> None:
    """The same data seen twice are one look, and those of another study are none."""
    look = RecordedLook(last_day="2026-03-10", agent_days=40, share=0.5, information=9.0)
    later = replace(look, last_day="2026-03-11", information=None)
    for each in (look, look, later):
        leave_trace(tmp_path, "mine", None, each)
    leave_trace(tmp_path, "other", "ab", look)
    assert earlier_looks(tmp_path, "mine") == (look, later)
    (tmp_path / LOOKS).write_text("no look\n", encoding="utf-8")
    with pytest.raises(EffectsError, match="looks at studies"):
        earlier_looks(tmp_path, "mine")


def test_a_planted_link_is_not_written_through(tmp_path: Path) -> None:
    """Nobody knows the draft's name before, and a link in the report's own place is replaced."""
    target = tmp_path / "target"
    target.write_text("theirs", encoding="utf-8")
    out = tmp_path / "results"
    out.mkdir()
    for planted in (".report.html.part", "report.html"):
        (out / planted).symlink_to(target)
    _write(out / "report.html", "ours")
    assert target.read_text(encoding="utf-8") == "theirs"
    assert (out / "report.html").read_text(encoding="utf-8") == "ours"
    assert not (out / "report.html").is_symlink()
