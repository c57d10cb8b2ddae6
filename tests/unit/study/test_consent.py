"""Whether an agent has to be asked for consent, on a real log."""

from pathlib import Path

import pytest

from console.domain import events as ev
from console.domain.clock import SystemClock
from console.store.log import EventLog
from console.study.consent import standing_consent


def sit_down(path: Path, session: str, agent: str, *answers: tuple[str, bool]) -> None:
    """A session begins, with answers to studies by their hash."""
    log = EventLog(path, SystemClock())
    start = ev.SessionStarted(
        run="r", agent=agent, version="test", channel="test", wall_minus_mono_ns=0, utc_offset_s=0
    )
    consents = [ev.ConsentAnswered(study="s", study_hash=h, given=g) for h, g in answers]
    arm = ev.ArmAssigned(arm=ev.Arm.CONTROL, method="test")
    log.append(session, [start, *consents, arm, ev.SessionEnded(reason="test")])
    log.close()


def given(path: Path, agent: str, study_hash: str) -> bool | None:
    """What stands, null for an agent who is still to be asked."""
    log = EventLog(path, SystemClock())
    found = standing_consent(
        log.of_kinds(("session_started", "consent_answered")), agent, study_hash
    )
    log.close()
    return found.given if found else None


def test_nobody_has_consented_in_an_empty_log(tmp_path: Path) -> None:
    """The first session of all begins with the question."""
    assert given(tmp_path / "session.db", "ada", "h1") is None


def test_consent_is_for_one_agent_and_one_study(tmp_path: Path) -> None:
    """Another agent at the same console is asked, and so is everybody when the study changes."""
    path = tmp_path / "session.db"
    sit_down(path, "s1", "ada", ("h1", True))
    sit_down(path, "s2", "bo")
    assert given(path, "ada", "h1") is True
    assert given(path, "ada", "h2") is None
    assert given(path, "bo", "h1") is None


@pytest.mark.parametrize("last", [True, False])
def test_the_last_answer_counts(tmp_path: Path, last: bool) -> None:
    """Who withdraws is out, and who comes round is in."""
    path = tmp_path / "session.db"
    sit_down(path, "s1", "ada", ("h1", not last))
    sit_down(path, "s2", "ada", ("h1", last))
    assert given(path, "ada", "h1") is last
