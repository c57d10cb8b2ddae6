"""Collected diagnostics help to find a fault and tell of nobody."""

from pathlib import Path

import pytest

from console import paths
from console.app.collecting import collect, collected
from console.app.diagnostics import ProblemLog
from console.app.doctor import HealthCheck
from console.domain.errors import StoreError


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home whose owner's name must not leave it, with settings and a noted problem."""
    home = tmp_path / "home" / "ottilie"
    for name, folder in (("HOME", home), ("XDG_CONFIG_HOME", home / "c"), ("XDG_STATE_HOME", home)):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setenv("USER", "ottilie")
    monkeypatch.setenv("LOGNAME", "ottilie")
    config = paths.config_file()
    config.parent.mkdir(parents=True)
    config.write_text(
        'agent = "Ottilie Vogelsang"\nsite = "Ulm"\ntheme = "dark"\n[server]\n'
        'url = "https://llm.example/v1"\nmodel = "m"\nkey_variable = "SECRET_KEY"\n'
    )
    problems = ProblemLog(paths.diagnostic_log())
    try:
        int("Where is my parcel?")
    except ValueError as error:
        problems.note(error)
    problems.close()
    with paths.diagnostic_log().open("a") as log:
        log.write('{"at": "2026-01-01", "text": "Where is my parcel?"}\nWhere is my parcel?\n')
    return home


def test_it_holds_what_helps_and_nobody_s_name(home: Path) -> None:
    """Doctor's lines, versions, settings, noted problems; no home, name, key or message."""
    found = HealthCheck("data folder", False, f"{home}/data of Ottilie Vogelsang", "ask ottilie")
    text = collected([found])
    assert "FAIL  data folder: ~/data of <agent>" in text
    assert "theme: dark" in text
    assert "server: llm.example, model m" in text
    assert "switchboard " in text
    assert '"type": "ValueError"' in text
    for secret in ("ttilie", "Vogelsang", "Ulm", "SECRET_KEY", "parcel", str(home)):
        assert secret not in text


def test_it_never_replaces_a_file(home: Path) -> None:
    """Somebody may have named one of their own."""
    file = home / "report.txt"
    collect(file, [])
    assert file.read_text().startswith("Switchboard: collected diagnostics")
    with pytest.raises(StoreError, match="is there already"):
        collect(file, [])
