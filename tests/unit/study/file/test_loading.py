"""A study file is read whole, or every fault in it is told with its line and remedy."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console import paths
from console.measures.agent_days import AGENT_DAYS
from console.measures.chats import CHATS
from console.study.errors import StudyError
from console.study.file.loading import load_study, study_hash
from console.workflows.check_study import check_study

TEMPLATES = sorted((paths.resources() / "studies").glob("*.toml"))

KNOWN = {table.name: [column.name for column in table.columns] for table in (AGENT_DAYS, CHATS)}

SOUND = """\
name = "pilot"
title = "A pilot"

[assignment]
seed = 1

[[arms]]
name = "assistant"
access = true
share = 0.5

[[arms]]
name = "control"
access = false
share = 0.5

[[outcomes]]
measure = "duration_s"
primary = true
"""

PERIODS = """
[[periods]]
name = "before"
first = 2026-03-02
last = 2026-03-15
access = false

[[periods]]
name = "treated"
first = 2026-03-16
last = 2026-03-29
"""

CAP = """
[[guardrails]]
name = "cap"
policy = "concurrency_cap"
limit = 3
"""


def faults(tmp_path: Path, text: str) -> list[tuple[str, str, str]]:
    """The line number, key and rest of each fault of a study file."""
    path = tmp_path / "study.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(StudyError) as caught:
        load_study(path)
    lines = [line.removeprefix(f"{path}:") for line in str(caught.value).splitlines()]
    return [tuple(line.split(":", 2)) for line in lines]  # type: ignore[misc]


def line_of(text: str, part: str) -> str:
    """The number of the only line that holds ``part``."""
    found = [n for n, line in enumerate(text.splitlines(), 1) if part in line]
    assert len(found) == 1
    return str(found[0])


def test_a_sound_study_is_read(tmp_path: Path) -> None:
    """What the file says is what the study holds."""
    path = tmp_path / "study.toml"
    path.write_text(SOUND + PERIODS + CAP, encoding="utf-8")
    study = load_study(path)
    assert [arm.name for arm in study.arms] == ["assistant", "control"]
    assert study.has_pre_period
    assert study.guardrails[0].name == "cap"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_every_template_is_a_sound_study(path: Path) -> None:
    """What `study init` starts from can be used as it is."""
    assert check_study(path, KNOWN).name


def test_there_is_a_template_for_each_kind_of_study() -> None:
    """By agent, switching back and forth, factors, within subjects, and the demonstration's."""
    names = {path.stem for path in TEMPLATES}
    assert names == {
        "by-agent",
        "switchback",
        "whole-queue",
        "saturation",
        "guardrail-factorial",
        "usability",
        "demo",
    }


@pytest.mark.parametrize(
    ("before", "after", "where", "key", "why"),
    [
        ("seed = 1", "sed = 1", "sed = 1", "assignment.sed", "did you mean 'seed'?"),
        ("title", "colour", "colour", "colour", "unknown key"),
        ("title", 'consent = "  "\ntitle', "consent", "consent", "what agents are told"),
        ('name = "pilot"', 'name = "Pilot 1"', "Pilot 1", "name", "small letters"),
        ("seed = 1", 'seed = 1\nunit = "desk"', "desk", "assignment.unit", "'agent'"),
        ("seed = 1", 'seed = 1\nstrata = ["tier"]', "strata", "assignment.strata", "[tiers]"),
        ("seed = 1", "seed = 1\nblock = 3", "block", "assignment.block", "take 2"),
        ("seed = 1", "seed = 1\nbucket_min = 60", "bucket", "assignment.bucket_min", "'shift'"),
        ("seed = 1", "seed = 1\nburn_in_min = 60", "burn", "assignment.burn_in_min", "'shift'"),
        ("seed = 1", 'seed = 1\norder = "latin"', "order", "assignment.order", "'session'"),
        ("seed = 1", 'seed = 1\nunit = "session"', "[assignment]", "assignment", "order ="),
        ("seed = 1", 'seed = 1\nunit = "shift"', "[assignment]", "assignment", "bucket_min ="),
        ('"control"', '"assistant" # again', "again", "arms[2].name", "is taken"),
        ("primary = true", "", "[[outcomes]]", "outcomes", "primary = true"),
        ("access = true", "access = true\nstart = 2026-03-02", "start", "arms[1].start", "delayed"),
    ],
)
def test_a_fault_is_told_at_its_line(
    tmp_path: Path, before: str, after: str, where: str, key: str, why: str
) -> None:
    """The message says on which line which key is wrong, and what to write instead."""
    text = SOUND.replace(before, after, 1)
    told = [
        fault for fault in faults(tmp_path, text) if fault[:2] == (line_of(text, where), f" {key}")
    ]
    assert len(told) == 1
    assert why in told[0][2]


def test_shares_must_add_up(tmp_path: Path) -> None:
    """Arms whose shares leave somebody out are told by their sum, at the last share."""
    text = SOUND.replace("access = false\nshare = 0.5", "access = false\nshare = 0.4")
    assert faults(tmp_path, text) == [
        ("15", " arms[2].share", " the arms' shares add up to 0.9; make them add up to 1")
    ]


def test_periods_must_not_overlap(tmp_path: Path) -> None:
    """A period that begins before the one above it has ended is told at its first day."""
    text = SOUND + PERIODS.replace("first = 2026-03-16", "first = 2026-03-10")
    ((line, key, why),) = faults(tmp_path, text)
    assert (line, key) == (line_of(text, "2026-03-10"), " periods[2].first")
    assert "overlaps with 'before'" in why


def test_a_period_must_not_end_before_it_begins(tmp_path: Path) -> None:
    """Days in the wrong order are told at the last one."""
    text = SOUND + PERIODS.replace("2026-03-29", "2026-03-01")
    assert faults(tmp_path, text)[0][:2] == (line_of(text, "2026-03-01"), " periods[2].last")


def test_a_study_without_access_is_none(tmp_path: Path) -> None:
    """If no period gives anybody access there is nothing to find out."""
    text = SOUND + PERIODS.replace("2026-03-29", "2026-03-29\naccess = false")
    assert [fault[1] for fault in faults(tmp_path, text)] == [" periods"]


def test_tiers_need_a_rule(tmp_path: Path) -> None:
    """How agents come into tiers is not guessed."""
    text = SOUND + '\n[tiers]\nnames = ["low", "high"]\n'
    assert faults(tmp_path, text) == [
        (line_of(text, "[tiers]"), " tiers.rule", " is missing; add it")
    ]


def test_quantiles_need_a_measure_and_a_time_before(tmp_path: Path) -> None:
    """Tiers that are cut by what agents did before need to know by what, and before what."""
    text = SOUND + '\n[tiers]\nnames = ["low", "high"]\nrule = "quantiles"\n'
    assert [fault[1] for fault in faults(tmp_path, text)] == [" tiers", " tiers.rule"]


@pytest.mark.parametrize(("key", "name"), [("arms", "asistant"), ("tiers", "low")])
def test_a_guardrail_names_what_there_is(tmp_path: Path, key: str, name: str) -> None:
    """An arm or tier that the study does not have is told at its place in the list."""
    text = SOUND + CAP + f'{key} = ["{name}"]\n'
    ((line, where, why),) = faults(tmp_path, text)
    assert (line, where) == (line_of(text, name), f" guardrails[1].{key}[1]")
    assert repr(name) in why


def test_guardrails_have_names_of_their_own(tmp_path: Path) -> None:
    """Events name guardrails, so two of the same name could not be told apart."""
    assert [fault[1] for fault in faults(tmp_path, SOUND + CAP + CAP)] == [" guardrails[2].name"]


def test_an_unknown_policy_is_told_with_the_nearest(tmp_path: Path) -> None:
    """A slip in a policy's name does not lead to a list of all that every policy lacks."""
    text = SOUND + CAP.replace("concurrency_cap", "concurency_cap")
    ((_, where, why),) = faults(tmp_path, text)
    assert where == " guardrails[1]"
    assert "did you mean 'concurrency_cap'?" in why


def test_an_unknown_key_of_a_guardrail_is_told_with_those_of_its_policy(tmp_path: Path) -> None:
    """The nearest key is looked for among those that this policy has."""
    text = SOUND + CAP + "limt = 4\n"
    ((line, where, why),) = faults(tmp_path, text)
    assert (line, where) == (line_of(text, "limt"), " guardrails[1].limt")
    assert "did you mean 'limit'?" in why


def test_delayed_starts_differ(tmp_path: Path) -> None:
    """A study of delayed starts in which all start at once compares nothing."""
    text = SOUND.replace("seed = 1", 'seed = 1\nunit = "delayed"')
    same = text.replace("access = true", "access = true\nstart = 2026-03-02").replace(
        "access = false", "access = true\nstart = 2026-03-02"
    )
    assert [fault[1] for fault in faults(tmp_path, text)] == [" arms[1]"]
    assert [fault[1] for fault in faults(tmp_path, same)] == [" arms"]


def test_questionnaires_count_chats_where_they_come_after_chats(tmp_path: Path) -> None:
    """After how many chats must be said, and only there."""
    bare = SOUND + '\n[[questionnaires]]\nquestionnaire = "sus"\n'
    missing = bare + 'occasion = "after_chats"\n'
    needless = bare + "every_chats = 3\n"
    assert [fault[1] for fault in faults(tmp_path, missing)] == [" questionnaires[1]"]
    assert [fault[1] for fault in faults(tmp_path, needless)] == [" questionnaires[1].every_chats"]


def test_an_outcome_must_be_measured(tmp_path: Path) -> None:
    """A column that no table has is told at its line."""
    path = tmp_path / "study.toml"
    path.write_text(SOUND, encoding="utf-8")
    check_study(path, {"agent_days": ["duration_s"], "chats": []})
    with pytest.raises(StudyError, match=r":18: outcomes\[1\].measure: nothing measures"):
        check_study(path, {"agent_days": ["rating"], "chats": []})


def test_a_questionnaire_must_be_there(tmp_path: Path) -> None:
    """One that is neither the program's nor a file beside the study is told at its line."""
    path = tmp_path / "study.toml"
    asked = '\n[[questionnaires]]\nquestionnaire = "{}"\n'
    path.write_text(SOUND + asked.format("sus"), encoding="utf-8")
    check_study(path, KNOWN)
    path.write_text(SOUND + asked.format("suss"), encoding="utf-8")
    with pytest.raises(StudyError, match=r":22: questionnaires\[1\].questionnaire: .*'suss'"):
        check_study(path, KNOWN)


def test_several_faults_are_told_at_once(tmp_path: Path) -> None:
    """A person mends all of them and does not come back for each."""
    text = SOUND.replace("seed = 1", "sed = 1").replace("share", "shares")
    told = [(line, key.strip()) for line, key, _ in faults(tmp_path, text)]
    assert told == [
        ("4", "assignment.seed"),
        ("5", "assignment.sed"),
        ("7", "arms[1].share"),
        ("10", "arms[1].shares"),
        ("12", "arms[2].share"),
        ("15", "arms[2].shares"),
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [(SOUND.replace('"pilot"', "pilot"), "1"), (SOUND + "[assignment]\n", "20"), ("a = [", "1")],
)
def test_what_is_not_toml_is_told_with_its_line(tmp_path: Path, text: str, line: str) -> None:
    """Slips in the notation are told where they are, too."""
    ((told, where, _),) = faults(tmp_path, text)
    assert (told, where) == (line, " not TOML")


def test_a_missing_file_is_told_with_the_command_that_writes_one(tmp_path: Path) -> None:
    """The error says what to do about it."""
    with pytest.raises(StudyError, match="study init"):
        load_study(tmp_path / "study.toml")


def test_a_file_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    """The error says at which byte and how to save it."""
    path = tmp_path / "study.toml"
    path.write_bytes(b'name = "\xff"')
    with pytest.raises(StudyError, match="not UTF-8 at byte 8"):
        load_study(path)


def test_the_hash_is_of_the_bytes(tmp_path: Path) -> None:
    """A comment more is another plan: whoever compares hashes sees every change."""
    path = tmp_path / "study.toml"
    path.write_text(SOUND, encoding="utf-8")
    before = study_hash(path)
    path.write_text(SOUND + "# later\n", encoding="utf-8")
    assert tomllib.loads(SOUND) == tomllib.loads(path.read_text(encoding="utf-8"))
    assert study_hash(path) != before


LINES = [line for path in TEMPLATES for line in path.read_text(encoding="utf-8").splitlines()]
VALUES = ["0", "-1", "1e400", "nan", "true", '""', '"x"', "[]", "[[]]", "{}", "2026-03-02", "[{}]"]


@given(st.sampled_from(TEMPLATES), st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_slip_of_the_pen_is_a_crash(tmp_path: Path, template: Path, data: st.DataObject) -> None:
    """Lines that are missing, doubled, moved or hold something else are told, each at a line."""
    lines = template.read_text(encoding="utf-8").splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        key = lines[at].split("=")[0]
        anything = st.sampled_from(LINES) | st.sampled_from([f"{key} = {v}" for v in VALUES])
        lines[at : at + 1] = data.draw(st.lists(anything, max_size=2))
        lines = lines or [""]
    path = tmp_path / "study.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    try:
        check_study(path, KNOWN)
    except StudyError as error:
        told = str(error).splitlines()
        numbers = [int(line.removeprefix(f"{path}:").split(":")[0]) for line in told]
        assert all(1 <= number <= len(lines) + 1 for number in numbers)
