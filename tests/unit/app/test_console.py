"""The wiring of a console under a study, with a real log and simulated customers."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from console.app.console import Console, Demo
from console.domain import events as ev
from console.domain.errors import UsageError
from console.domain.events import Arm
from console.operations.back_office import SimulatedBackOffice
from console.settings import OperationSettings, Server, Settings
from console.study.file.templates import templates

Open = Callable[..., Console]

SERVER = Server(url="http://127.0.0.1:9", model="some")


@pytest.fixture
def sit_down(tmp_path: Path) -> Iterator[Open]:
    """Opens consoles on one log, each after the one before has stopped without a word."""
    consoles: list[Console] = []

    def down(study: Path, *, consent: bool | None = None, server: Server | None = None) -> Console:
        for each in consoles:
            each.close()
        settings = Settings(agent="Robin", tier="low", site="north", server=server)
        demo = Demo(tmp_path / "session.db", customers=1, model="none", study=study)
        if server:
            demo = Demo(tmp_path / "session.db", customers=1, model="some", study=study)
        consoles.append(Console(demo, settings.changed({"strategy": "template"})))
        if consent is not None and consoles[-1].consent_wanted:
            consoles[-1].answer_consent(consent)
        return consoles[-1]

    yield down
    for each in consoles:
        each.close()


def written(folder: Path, template: str, start: date | None = None) -> Path:
    """A study made from a template."""
    path = folder / f"{template}.toml"
    text = templates()[template].filled(name=template, title="A study", seed=1, start=start)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("why", ["declined", "before the study"])
def test_customers_outlive_a_crash_also_where_the_agent_has_no_part_in_the_study(
    tmp_path: Path, sit_down: Open, why: str
) -> None:
    """The next console takes the session over instead of dropping its customers."""
    if why == "declined":
        study, consent = written(tmp_path, "usability"), False
    else:
        study, consent = written(tmp_path, "by-agent", date(9000, 1, 6)), None
    first = sit_down(study, consent=consent)
    first.start()
    second = sit_down(study)
    second.start()
    before, after = (
        event.fact for event in second.log.read() if isinstance(event.fact, ev.SessionStarted)
    )
    assert isinstance(before, ev.SessionStarted)
    assert isinstance(after, ev.SessionStarted)
    assert after.resumed
    assert after.run == before.run


def test_another_study_is_no_session_to_take_over(tmp_path: Path, sit_down: Open) -> None:
    """Whoever declined one study and sits down under another begins anew."""
    sit_down(written(tmp_path, "usability"), consent=False).start()
    second = sit_down(written(tmp_path, "demo"))
    second.start()
    started = second.session.desk.session
    assert started is not None
    assert not started.started.resumed


def test_an_agent_who_can_never_have_access_has_no_assistant(
    tmp_path: Path, sit_down: Open
) -> None:
    """No model is started for them, and the window has no state of one to show."""
    console = sit_down(written(tmp_path, "usability"), consent=False, server=SERVER)
    assert console.assistant is not None
    console.start()
    assert console.assistant is None


def test_a_questionnaire_that_is_not_there_is_told_before_anything_is_recorded(
    tmp_path: Path, sit_down: Open
) -> None:
    """The session does not start, and the agent's assignment is not opened."""
    study = written(tmp_path, "demo")
    study.write_text(study.read_text().replace('"sus"', '"mine.toml"'))
    with pytest.raises(UsageError, match=r"mine\.toml: can't be read"):
        sit_down(study)
    assert not (tmp_path / "session.db").exists()
    assert not (tmp_path / "demo.assignment.json").exists()


def test_nothing_real_is_done_for_practice_customers(tmp_path: Path) -> None:
    """Whatever command a site names: the simulated back office carries their steps out."""
    settings = Settings(operations=OperationSettings(command=("/bin/true",)), arm=Arm.CONTROL)
    console = Console(Demo(tmp_path / "session.db", customers=1, model="none"), settings)
    try:
        operations = console.session._operations
        assert isinstance(operations._executor, SimulatedBackOffice)
        assert console.destinations == ()
    finally:
        console.close()
