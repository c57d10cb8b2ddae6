"""The list of assignments keeps everyone's place, hides arms, and notices what was changed."""

import json
import multiprocessing
from collections import Counter, defaultdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from studies import NOW, STUDY_FILE, enrol_a_hundred, file_of, study, study_file

from console.study.assignment.assignment_file import AssignmentFile
from console.study.assignment.assignment_list import Person, begin
from console.study.assignment.register import AssignmentRegister
from console.study.errors import AssignmentError, StudyError

PEOPLE = [Person(f"agent {n}", ("low", "high")[n % 2]) for n in range(20)]


@pytest.fixture
def file(tmp_path: Path) -> AssignmentFile:
    """Assignments of 20 agents in two tiers."""
    file = file_of(study_file(tmp_path))
    file.enrol(PEOPLE, NOW)
    return file


def arms_in(file: AssignmentFile) -> dict[str, tuple[str, ...]]:
    """The arm of every agent on the list."""
    register = file.read()
    found = {entry.agent: register.find(entry.agent) for entry in register.assignments.agents}
    return {agent: pair[1].arms for agent, pair in found.items() if pair}


def test_assigning_again_keeps_everyones_place(file: AssignmentFile) -> None:
    """Those on the list keep what they drew, in another order and another tier too."""
    before, content = arms_in(file), file.path.read_bytes()
    other = [Person(person.agent, "low") for person in reversed(PEOPLE)]
    register, new = file.enrol(other, NOW + timedelta(days=1))
    assert new == 0
    assert len(register.assignments.agents) == 20
    assert arms_in(file) == before
    assert file.path.read_bytes() == content


def test_later_agents_go_on_in_the_open_block(file: AssignmentFile) -> None:
    """Ten agents a stratum leave a block of two full, so the next two of a stratum differ."""
    file.enrol([Person("late", "low")], NOW)
    assert len(arms_in(file)) == 21
    file.enrol([Person("later", "low")], NOW)
    assigned = arms_in(file)
    assert assigned["late"] != assigned["later"]


def test_a_list_is_reproduced_from_seed_and_salt(file: AssignmentFile) -> None:
    """Whoever enrols the same agents under the same salt gets the same list, seals included."""
    written = file.read().assignments
    again = AssignmentRegister(file.study, begin(file.study, file.study_hash, written.salt))
    again.enrol([entry.person for entry in written.agents], NOW)
    assert again.assignments == written
    assert again.assignments.list_sha256 == written.list_sha256


def test_the_file_does_not_show_arms(file: AssignmentFile) -> None:
    """No arm stands in it, and what is sealed is as long for each and different for all."""
    text = file.path.read_text(encoding="utf-8")
    assert "assistant" not in text
    assert "control" not in text
    seals = [entry.sealed for entry in file.read().assignments.agents]
    assert len({len(seal) for seal in seals}) == 1
    assert len(set(seals)) == 20


def test_a_second_study_with_the_same_seed_assigns_differently(tmp_path: Path) -> None:
    """The seed in the study file does not say what will be assigned: nobody can try it out."""
    # So many that two of their 2^50 possible lists are never the same by accident.
    people = [Person(f"agent {n}", ("low", "high")[n % 2]) for n in range(100)]
    assigned = set()
    for n in range(8):
        folder = tmp_path / str(n)
        folder.mkdir()
        file = file_of(study_file(folder))
        file.enrol(people, NOW)
        assigned.add(tuple(arms_in(file).values()))
    assert len(assigned) == 8


def test_revealing_is_written_down(file: AssignmentFile) -> None:
    """Whoever looks leaves the time; the assignments stay as they were."""
    before = arms_in(file)
    _, shown = file.reveal(NOW)
    assert {entry.agent: assigned.arms for entry, assigned in shown} == before
    assert file.read().assignments.revealed == (NOW,)


@pytest.mark.parametrize("key", ["seed", "salt", "study_hash", "revealed", "agents"])
def test_an_edited_file_is_noticed(file: AssignmentFile, key: str) -> None:
    """Whatever was changed in it, the list is refused with what to do."""
    content = json.loads(file.path.read_text(encoding="utf-8"))
    changed: dict[str, Any] = {
        "seed": 8,
        "salt": "00",
        "study_hash": "0" * 64,
        "revealed": ["2026-03-02T00:00:00Z"],
        "agents": content["agents"][1:],
    }
    file.path.write_text(json.dumps({**content, key: changed[key]}), encoding="utf-8")
    with pytest.raises(AssignmentError, match="was changed after it was written; restore"):
        file.read()


def test_agents_that_changed_places_are_noticed_in_spite_of_a_mended_checksum(
    file: AssignmentFile,
) -> None:
    """Assignments are computed again when the list is read, so no arm can be swapped by hand."""
    written = file.read().assignments
    first, second, *rest = written.agents
    swapped = (
        first.model_copy(update={"sealed": second.sealed}),
        second.model_copy(update={"sealed": first.sealed}),
        *rest,
    )
    forged = written.model_copy(update={"agents": swapped})
    content = {**forged.model_dump(mode="json"), "list_sha256": forged.list_sha256}
    file.path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(AssignmentError, match="'agent 0' would be assigned something else"):
        file.read()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"list_sha256": "x"}', "\x00"])
def test_a_broken_file_is_noticed(file: AssignmentFile, text: str) -> None:
    """What is no list of assignments is never taken for an empty one."""
    file.path.write_text(text, encoding="utf-8")
    with pytest.raises(AssignmentError, match="no list of assignments; restore"):
        file.enrol([Person("late", "low")], NOW)
    assert file.path.read_text(encoding="utf-8") == text


def test_a_list_of_another_algorithm_is_refused(file: AssignmentFile) -> None:
    """A later version that assigns otherwise can't go on with this list, nor this one with its."""
    later = file.read().assignments.model_copy(update={"algorithm": "permuted-blocks-2"})
    content = {**later.model_dump(mode="json"), "list_sha256": later.list_sha256}
    file.path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(AssignmentError, match="was made by 'permuted-blocks-2'"):
        file.read()


def test_a_changed_study_file_is_refused(tmp_path: Path, file: AssignmentFile) -> None:
    """After the assignment the plan is fixed, down to its comments."""
    path = study_file(tmp_path, STUDY_FILE + "# an afterthought\n")
    with pytest.raises(AssignmentError, match="undo what was changed in the study file"):
        file_of(path).enrol([Person("late", "low")], NOW)


def test_an_agent_without_a_tier_is_refused(file: AssignmentFile) -> None:
    """Where assignment is within tiers, somebody without one is named, and nobody is assigned."""
    with pytest.raises(StudyError, match="'late' has no tier"):
        file.enrol([Person("early", "low"), Person("late")], NOW)
    with pytest.raises(StudyError, match="no tier 'middle'; there is low, high"):
        file.enrol([Person("late", "middle")], NOW)
    assert len(file.read().assignments.agents) == 20


def test_an_agent_who_is_named_twice_differently_is_refused(file: AssignmentFile) -> None:
    """It can't be told which tier is meant; the same line twice does no harm."""
    with pytest.raises(StudyError, match="'late' is named twice"):
        file.enrol([Person("late", "low"), Person("late", "high")], NOW)
    assert file.enrol([Person("late", "low"), Person("late", "low")], NOW)[1] == 1


@pytest.mark.parametrize("name", ["Agent 1", "agent  1", "agent 1 ", "AGENT\u00a01"])
def test_another_spelling_is_not_another_agent(file: AssignmentFile, name: str) -> None:
    """Who types their name with a capital is told, and is not assigned a second time."""
    with pytest.raises(StudyError, match="but 'agent 1', which looks the same, is: write"):
        file.enrol([Person(name, "low")], NOW)
    with pytest.raises(StudyError, match="but 'new', which looks the same, is"):
        file.enrol([Person("new", "low"), Person("NEW", "low")], NOW)
    assert len(file.read().assignments.agents) == 20


def test_counts_are_of_strata_only(file: AssignmentFile) -> None:
    """What is shown without revealing is how many agents each stratum has."""
    assert file.read().assignments.strata() == {"tier=low": 10, "tier=high": 10}


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """The error names the file."""
    path = tmp_path / "missing" / "pilot.assignment.json"
    (tmp_path / "missing").write_text("a file", encoding="utf-8")
    with pytest.raises(AssignmentError, match=r"pilot\.assignment\.json: can't be"):
        AssignmentFile(path, study(), "hash").enrol([Person("a")], NOW)


def test_what_a_killed_console_left_is_swept(file: AssignmentFile, tmp_path: Path) -> None:
    """Half a list is never read, and does not lie about for ever."""
    left = tmp_path / ".pilot.assignment.json.0badf00d"
    left.write_text("{", encoding="utf-8")
    file.enrol([Person("late", "low")], NOW)
    assert not left.exists()
    assert len(file.read().assignments.agents) == 21


@pytest.mark.process
def test_two_consoles_at_once_lose_nobody(tmp_path: Path) -> None:
    """Two processes enrol a hundred agents each: all are on the list, and every block is even."""
    path = study_file(tmp_path)
    context = multiprocessing.get_context("spawn")
    consoles = [context.Process(target=enrol_a_hundred, args=(path, first)) for first in (0, 100)]
    for console in consoles:
        console.start()
    for console in consoles:
        console.join()
    assert [console.exitcode for console in consoles] == [0, 0]
    file = file_of(path)
    entries, assigned = file.read().assignments.agents, arms_in(file)
    assert {entry.agent for entry in entries} == {f"agent {n}" for n in range(200)}
    blocks: defaultdict[tuple[str, int | None], list[str]] = defaultdict(list)
    for entry in entries:
        blocks[entry.stratum, entry.block].extend(assigned[entry.agent])
    assert len(blocks) == 100
    assert all(Counter(block) == {"assistant": 1, "control": 1} for block in blocks.values())
    assert list(tmp_path.glob(".pilot.assignment.json.????????")) == []
