"""What ``switchboard doctor`` says of an installation, line by line."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from remote_stub import Answer, Stub, chunk, streamed
from strategies import Workplace

from console import paths
from console.app import doctor, workstation
from console.app.doctor import HealthCheck
from console.channels import base
from console.domain import events as ev
from console.domain.customers import Customer
from console.store.opening import open_log

_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation of its own, without a model; the file of its settings."""
    file = tmp_path / "settings.toml"
    file.write_text('model = "none"\n')
    monkeypatch.setattr(paths, "config_file", lambda: file)
    monkeypatch.setattr(paths, "data_dir", lambda: tmp_path / "data")
    monkeypatch.setattr(paths, "diagnostic_log", lambda: tmp_path / "state" / "d.log")
    for name in _PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    return file


@pytest.fixture
def served(here: Path) -> Iterator[Callable[[Answer], None]]:
    """Names a server in the settings that answers as it is told."""
    stubs: list[Stub] = []

    def serve(answer: Answer) -> None:
        stubs.append(Stub(answer))
        here.write_text(f'[server]\nurl = "{stubs[-1].url}"\nmodel = "m"\n')

    yield serve
    for each in stubs:
        each.close()


def examined(*, draft: bool = False, database: Path | None = None) -> dict[str, HealthCheck]:
    """The findings by what they are about, in their order."""
    return {finding.what: finding for finding in doctor.examine(database, draft=draft)}


def test_every_line_is_there_and_says_what_it_found() -> None:
    """Display, screen, input method, proxy, memory, processor and disk among them."""
    found = examined(draft=True)
    assert list(found) == [
        *("Qt", "llama.cpp", "settings", "model", "draft", "articles", "shop", "data folder"),
        *("diagnostic log", "private", "proxy", "display", "screen", "input method", "memory"),
        *("processor", "disk"),
    ]
    assert all(finding.detail for finding in found.values())
    assert found["model"].detail == "none chosen"
    assert found["draft"].detail == "no model, so none"
    assert found["proxy"].detail == "no variable names one"
    assert "GB free" in found["memory"].detail
    assert "the library uses" in found["processor"].detail


def test_what_is_wrong_with_the_machine_fails_with_a_remedy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A line that fails says what to do; those behind it are looked at all the same."""
    monkeypatch.setattr(workstation, "_SMALLEST", (10**6, 10**6))
    monkeypatch.setattr(workstation, "_LEAST_DISK", 10**18)
    monkeypatch.setattr(workstation, "_flags", lambda: "sse2")
    monkeypatch.setattr(doctor, "_weights", lambda: 10**12)
    monkeypatch.setenv("QT_IM_MODULE", "fcitx")
    found = examined()
    failing = {what: finding.remedy for what, finding in found.items() if not finding.ok}
    assert set(failing) == {"screen", "disk", "processor", "memory", "input method"}
    assert "smaller scaling" in failing["screen"]
    assert "make room" in failing["disk"]
    assert "make setup" in failing["processor"]
    assert "smaller model" in failing["memory"]
    assert "QT_IM_MODULE=ibus" in failing["input method"]


@pytest.mark.skipif(sys.platform != "linux", reason="displays have names on Linux only")
def test_without_a_display_its_screen_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """Qt would end the process."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    found = examined()
    assert (found["display"].ok, found["screen"].ok) == (False, True)
    assert "--headless" in found["display"].remedy
    assert found["screen"].detail == "not looked at without a display"


def test_settings_that_cannot_be_read_are_a_line_and_no_traceback(here: Path) -> None:
    """Each line that needs them fails, and the others are as before."""
    here.write_text("model = \n")
    found = examined(draft=True)
    assert not found["settings"].ok
    assert not found["draft"].ok
    assert all("\n" not in finding.detail for finding in found.values())
    assert found["shop"].ok


@pytest.mark.process
def test_a_server_that_writes_a_draft_is_fine(served: Callable[[Answer], None]) -> None:
    """One real draft is asked for with the parameters of the work, and judged."""
    served(streamed(chunk("I am sorry that it is late. "), chunk("We look into it.", "stop")))
    found = examined(draft=True)
    assert found["model"].ok
    assert found["draft"].ok, found["draft"].detail


@pytest.mark.process
@pytest.mark.parametrize(
    ("pieces", "told"),
    [
        ((chunk("<|im_start|>assistant\nWe look into it.", "stop"),), "but it"),
        ((chunk("", "stop"),), "no whole sentence"),
        ((chunk("<think>hm hm", "length"),), "thinks aloud"),
    ],
)
def test_a_server_whose_drafts_are_of_no_use_fails(
    pieces: tuple[bytes, ...], told: str, served: Callable[[Answer], None]
) -> None:
    """Approved wordings would take their place, and nobody would miss the model."""
    served(streamed(*pieces))
    draft = examined(draft=True)["draft"]
    assert not draft.ok
    assert told in draft.detail
    assert "approved wordings" in draft.remedy


@pytest.fixture
def contradictory(place: Workplace) -> Path:
    """A log of an older version, which wrote a fact that the desk does not take."""
    ana = Customer(id="ana", name="Ana")
    place.channel.incoming += [base.Arrived("c", ana), base.Wrote("c", "m1", "Where is it?")]
    place.take_in()
    session = place.session.desk.session
    assert session is not None
    place.log.append(session.id, [ev.MessageDelivered(chat="c", message="never sent")])
    place.log.append(session.id, [ev.ChatAccepted(chat="c")])
    place.close()
    return place.path


def test_a_log_is_verified_and_folded(contradictory: Path, place: Workplace) -> None:
    """A fact that the console leaves out is named, and that work goes on without it."""
    found = examined(database=contradictory)
    assert "never sent" in found["database"].detail
    assert not found["facts"].ok
    assert found["facts"].detail.startswith("1 of ")
    assert "never sent" in found["facts"].detail


def test_a_log_with_a_refused_fact_opens_without_it(contradictory: Path, place: Workplace) -> None:
    """The agent is told, the file stays where it is, and what came after the fact is there."""
    opened = open_log(contradictory, place.clock)
    opened.log.close()
    assert opened.notice is not None
    assert "1 fact in session.db" in opened.notice
    assert opened.desk.chats["c"].accepted_at is not None
    assert contradictory.is_file()
