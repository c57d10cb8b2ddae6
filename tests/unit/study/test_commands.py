"""``switchboard study`` writes, checks, assigns and sizes studies."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from studies import STUDY_FILE, study_file

from console.cli import main
from console.study.file.templates import templates

AGENTS = "agent,tier\n" + "".join(f"agent {n},{('low', 'high')[n % 2]}\n" for n in range(8))

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command of `switchboard study` in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, says: str = "") -> Result:
        return CliRunner().invoke(main, ["study", *arguments], input=says)

    return run


def told(result: Result) -> dict[str, Any]:
    """The object that a command printed."""
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def enrolled(run: Run, tmp_path: Path, *more: str) -> dict[str, Any]:
    """What assigning eight agents tells."""
    study_file(tmp_path)
    (tmp_path / "agents.csv").write_text(AGENTS, encoding="utf-8")
    return told(run("assign", "pilot.toml", "--agents", "agents.csv", "--json", *more))


@pytest.mark.parametrize("template", sorted(templates()))
def test_a_new_study_is_sound(run: Run, template: str) -> None:
    """What init writes passes check as it is, under the file's name."""
    assert run("init", "Pilot 1.toml", "--template", template).exit_code == 0
    found = told(run("check", "Pilot 1.toml", "--json"))
    assert found["study"] == "pilot-1"
    assert len(found["study_hash"]) == 64


def test_init_asks(run: Run, tmp_path: Path) -> None:
    """Without a template it asks for one, for name, title and first day."""
    result = run("init", "new.toml", says="switchback\nmine\nMy study\n2027-01-04\n")
    assert result.exit_code == 0, result.output
    text = (tmp_path / "new.toml").read_text(encoding="utf-8")
    assert 'name = "mine"' in text
    assert 'title = "My study"' in text
    assert "first = 2027-01-04" in text


def test_init_leaves_no_file_that_is_not_sound(run: Run, tmp_path: Path) -> None:
    """A name that can't be one is told, and nothing is left."""
    result = run("init", "new.toml", "--template", "demo", "--name", "My Study")
    assert result.exit_code == 2
    assert "name: is 'My Study'" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_init_replaces_nothing(run: Run, tmp_path: Path) -> None:
    """A study that is there is not written over."""
    study_file(tmp_path)
    result = run("init", "pilot.toml", "--template", "demo")
    assert result.exit_code == 2
    assert "is there already" in result.stderr
    assert (tmp_path / "pilot.toml").read_text(encoding="utf-8") == STUDY_FILE


def test_an_unknown_template_is_told_with_those_there_are(run: Run) -> None:
    """Wrong use exits with 2."""
    result = run("init", "new.toml", "--template", "by-agents")
    assert result.exit_code == 2
    assert "there is by-agent, demo" in result.stderr


def test_check_tells_every_fault(run: Run, tmp_path: Path) -> None:
    """A line each, with the file's line; exit code 2."""
    study_file(tmp_path, STUDY_FILE.replace('"duration_s"', '"durations"').replace("0.5", "0.4"))
    result = run("check", "pilot.toml")
    assert result.exit_code == 2
    assert result.stderr == (
        "switchboard: pilot.toml:20: arms[2].share: the arms' shares add up to 0.8; "
        "make them add up to 1\n"
    )
    study_file(tmp_path, STUDY_FILE.replace('"duration_s"', '"durations"'))
    assert ":23: outcomes[1].measure: nothing measures" in run("check", "pilot.toml").stderr


@pytest.mark.parametrize("column", ["agent", "arm_name", "day", "start"])
def test_an_outcome_is_a_number(run: Run, tmp_path: Path, column: str) -> None:
    """Columns of names and times are there, and can't be compared between arms."""
    study_file(tmp_path, STUDY_FILE.replace('"duration_s"', f'"{column}"'))
    assert "outcomes[1].measure: nothing measures" in run("check", "pilot.toml").stderr


def test_assign_conceals(run: Run, tmp_path: Path) -> None:
    """It tells how many each stratum has, and no arm, in either form."""
    found = enrolled(run, tmp_path)
    assert (found["agents"], found["new"]) == (8, 8)
    assert found["strata"] == {"tier=high": 4, "tier=low": 4}
    again = run("assign", "pilot.toml", "--agents", "agents.csv")
    assert "8 agents, 0 of them new" in again.output
    for text in (json.dumps(found), again.output):
        assert "assistant" not in text
        assert "control" not in text


def test_assign_reveals_when_told_to(run: Run, tmp_path: Path) -> None:
    """The list is shown, and keeps that it was."""
    found = enrolled(run, tmp_path, "--reveal")
    arms = [each["arms"] for each in found["list"]]
    assert sorted(arms) == [["assistant"]] * 4 + [["control"]] * 4
    kept = json.loads((tmp_path / "pilot.assignment.json").read_text(encoding="utf-8"))
    assert len(kept["revealed"]) == 1
    assert kept["list_sha256"] == found["list_sha256"]


def test_what_was_drawn_is_told_without_a_list_of_agents(run: Run, tmp_path: Path) -> None:
    """Later on the study file is enough; before the first assignment there is nothing to show."""
    found = enrolled(run, tmp_path)
    later = told(run("assign", "pilot.toml", "--json"))
    assert later == {**found, "new": 0}
    (tmp_path / "pilot.assignment.json").unlink()
    result = run("assign", "pilot.toml", "--reveal")
    assert result.exit_code == 2
    assert "nobody is assigned yet; add --agents CSV" in result.stderr


def test_assign_notes_who_is_listed_otherwise(run: Run, tmp_path: Path) -> None:
    """Agents whose tier has changed since keep their place, and it is said."""
    enrolled(run, tmp_path)
    (tmp_path / "agents.csv").write_text("agent,tier\nagent 0,high\n", encoding="utf-8")
    result = run("assign", "pilot.toml", "--agents", "agents.csv")
    assert "listed with another tier or site, which they keep: 1" in result.stderr


def test_assign_cuts_tiers_by_what_agents_did_before(run: Run, tmp_path: Path) -> None:
    """The means of the measure over days before the treated period make the tiers."""
    bundle(tmp_path / "before")
    text = STUDY_FILE.replace('"given"', '"quantiles"\nmeasure = "rating"') + BEFORE
    study_file(tmp_path, text)
    agents = "".join(f"agent {n}\n" for n in range(8))
    (tmp_path / "agents.csv").write_text("agent\n" + agents, encoding="utf-8")
    result = run("assign", "pilot.toml", "--agents", "agents.csv", "--pre", "before", "--json")
    assert told(result)["strata"] == {"tier=high": 4, "tier=low": 4}
    listed = json.loads((tmp_path / "pilot.assignment.json").read_text(encoding="utf-8"))
    tiers = {entry["agent"]: entry["tier"] for entry in listed["agents"]}
    assert tiers == {f"agent {n}": "low" if n < 4 else "high" for n in range(8)}


def test_agents_who_are_not_in_the_bundle_have_no_tier(run: Run, tmp_path: Path) -> None:
    """With pseudonyms, say, nobody is found in it: nobody is assigned."""
    bundle(tmp_path / "before")
    study_file(tmp_path, STUDY_FILE.replace('"given"', '"quantiles"\nmeasure = "rating"') + BEFORE)
    (tmp_path / "agents.csv").write_text("agent\nKim\n", encoding="utf-8")
    result = run("assign", "pilot.toml", "--agents", "agents.csv", "--pre", "before")
    assert result.exit_code == 2
    assert "'Kim' has no tier" in result.stderr
    assert not (tmp_path / "pilot.assignment.json").exists()


def test_a_bundle_for_tiers_that_are_given_is_told(run: Run, tmp_path: Path) -> None:
    """It would be of no use."""
    bundle(tmp_path / "before")
    study_file(tmp_path)
    (tmp_path / "agents.csv").write_text(AGENTS, encoding="utf-8")
    result = run("assign", "pilot.toml", "--agents", "agents.csv", "--pre", "before")
    assert result.exit_code == 2
    assert "does not cut tiers by quantiles" in result.stderr


def test_power_follows_the_paper(run: Run, tmp_path: Path) -> None:
    """Four times the agents find half the effect, and of use it is that over the usage."""
    study_file(tmp_path, STUDY_FILE.replace('"duration_s"', '"ln_duration"'))
    found = told(run("power", "pilot.toml", "--effect", "0.02", "--json"))
    mde = {point["agents"]: point["mde"] for point in found["points"]}
    late = {point["agents"]: point["late_mde"] for point in found["points"]}
    assert mde[500] / mde[2_000] == pytest.approx(2, rel=0.01)
    assert late[2_000] / mde[2_000] == pytest.approx(1 / found["variation"]["usage"])
    needed = str(found["needed"])
    again = told(run("power", "pilot.toml", "--agents", needed, "--json"))
    at = {point["agents"]: point["mde"] for point in again["points"]}
    assert at[found["needed"]] == pytest.approx(0.02, rel=0.01)


def test_power_takes_a_pilots_numbers(run: Run, tmp_path: Path) -> None:
    """How the outcome varies is estimated from the days without the assistant."""
    bundle(tmp_path / "before")
    study_file(tmp_path, STUDY_FILE.replace('"duration_s"', '"rating"'))
    found = told(run("power", "pilot.toml", "--from", "before", "--json"))
    assert found["variation"]["source"] == "a pilot of 8 agents and 32 days"
    assert 0 < found["variation"]["icc"] < 1


def test_people_are_told_in_lines(run: Run, tmp_path: Path) -> None:
    """Without --json each command says the same in words."""
    enrolled(run, tmp_path)
    assert "a sound study, assigned by agent: assistant 50%" in run("check", "pilot.toml").stdout
    shown = run("assign", "pilot.toml", "--reveal").stdout
    assert shown.count("  assistant\n") == shown.count("  control\n") == 4
    study_file(tmp_path, STUDY_FILE.replace('"duration_s"', '"rating"'))
    said = run("power", "pilot.toml", "--effect", "0.1")
    assert "agents find an effect of 0.1" in said.stdout
    assert "note: the field experiment had four weeks before" in said.stderr


def test_files_that_cannot_be_written_are_told(run: Run, tmp_path: Path) -> None:
    """One line says which; exit code 2."""
    study_file(tmp_path, STUDY_FILE.replace('"duration_s"', '"rating"'))
    for command in (
        ("power", "pilot.toml", "--picture", "missing/power.svg"),
        ("init", "missing/new.toml", "--template", "demo"),
    ):
        result = run(*command)
        assert result.exit_code == 2
        assert "can't be written" in result.stderr


def test_power_draws_a_picture(run: Run, tmp_path: Path) -> None:
    """It is an SVG by itself, with a title and a description."""
    study_file(tmp_path, STUDY_FILE.replace('"duration_s"', '"rating"'))
    result = run("power", "pilot.toml", "--picture", "power.svg")
    assert result.exit_code == 0, result.output
    text = (tmp_path / "power.svg").read_text(encoding="utf-8")
    assert text.startswith("<svg")
    assert "<title" in text
    assert "<desc" in text


def test_power_says_where_it_has_no_numbers(run: Run, tmp_path: Path) -> None:
    """An outcome of which nothing was published needs a pilot; both at once is wrong use."""
    study_file(tmp_path)
    nothing = run("power", "pilot.toml")
    assert nothing.exit_code == 1
    assert "the paper says nothing of 'duration_s'" in nothing.stderr
    both = run("power", "pilot.toml", "--from", "before", "--preset", "paper")
    assert both.exit_code == 2


BEFORE = """
[[periods]]
name = "before"
first = 2026-03-02
last = 2026-03-05
access = false

[[periods]]
name = "treated"
first = 2026-03-06
last = 2026-03-29
"""


def bundle(folder: Path) -> None:
    """Agent-days of eight agents: four before the treated period, and one in it the other way."""
    folder.mkdir()
    rows = ["agent,day,rating,treat,usage"]
    for agent in range(8):
        rows += [
            f"agent {agent},2026-03-0{day},{2 + agent / 4 + (day * (agent + 1) % 3) / 10},0,0"
            for day in range(2, 6)
        ]
        rows.append(f"agent {agent},2026-03-06,{5 - agent / 4},1,0.5")
    (folder / "agent_days.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    types = {"agent": "string", "day": "date", "rating": "number", "treat": "integer"}
    fields = [{"name": name, "type": kind} for name, kind in {**types, "usage": "number"}.items()]
    resource = {"name": "agent_days", "path": "agent_days.csv", "schema": {"fields": fields}}
    descriptor = json.dumps({"resources": [resource]})
    (folder / "datapackage.json").write_text(descriptor, encoding="utf-8")
    (folder / "provenance.json").write_text("{}", encoding="utf-8")
