"""The headless demonstration, run as a user runs it, leaves everything it promises."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from shared_data import SHARED_DATA, needs_shared_data

from console.store.log import verify_log

RECORDED = {
    "retail": SHARED_DATA / "retail" / "dialogues.jsonl",
    "multidogo": SHARED_DATA / "multidogo" / "media" / "dev.tsv",
    "abcd": SHARED_DATA / "abcd" / "abcd_sample.json",
}
OUTCOMES = ("adopted", "modified", "dismissed", "ignored")
KEYS = {
    "chats": int,
    "messages_in": int,
    "messages_out": int,
    "suggestions": dict,
    "switches": int,
    "model": dict,
    "assist": dict,
    "ui_lateness_ms": dict,
    "events": int,
    "wall_s": float,
    "version": str,
}


def switchboard(*words: object, config: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command of the program, with the settings in ``config``, and return what came of it."""
    return subprocess.run(
        [sys.executable, "-m", "console", *map(str, words)],
        env=os.environ | ({"XDG_CONFIG_HOME": str(config)} if config else {}),
        capture_output=True,
        text=True,
        check=False,
    )


def demo(out: Path, *words: object, config: Path | None = None) -> dict[str, Any]:
    """Run the headless demonstration quickly and return its summary."""
    done = switchboard(
        *("demo", "--headless", "--out", out, "--speed", 8, "--customers", 8, "--json"),
        *words,
        config=config,
    )
    assert done.returncode == 0, done.stderr
    summary: dict[str, Any] = json.loads(done.stdout)
    assert summary == json.loads((out / "summary.json").read_text())
    return summary


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory, small_model: Path) -> Path:
    """The results of a demonstration with the shop's customers and the small model, which writes.

    On a machine that is slow or busy, customers are slower too and there is more time.
    """
    out = tmp_path_factory.mktemp("demo")
    config = tmp_path_factory.mktemp("config")
    (config / "switchboard").mkdir()
    (config / "switchboard" / "settings.toml").write_text('strategy = "generate"\n')
    words = ("--seed", 1, "--model", small_model)
    for speed, duration in ((3, 45), (2, 120), (1, 240)):
        timing = ("--speed", speed, "--duration", duration)
        summary = demo(out, *timing, *words, config=config)
        has_outcomes = any(summary["suggestions"][outcome] for outcome in OUTCOMES)
        if has_outcomes and summary["assist"]["first_token_ms"]["p50"] is not None:
            break
    return out


def test_the_summary_has_all_it_should(finished: Path) -> None:
    """Every promised key is there, chats were served and suggestions came to an end."""
    summary = json.loads((finished / "summary.json").read_text())
    assert {key: type(summary[key]) for key in KEYS} == KEYS
    assert summary["chats"] >= 4
    assert summary["switches"] > 0
    suggestions = summary["suggestions"]
    assert suggestions["requested"] >= suggestions["shown"] > 0
    assert any(suggestions[outcome] for outcome in OUTCOMES), suggestions
    assert summary["model"]["id"] == "smollm2-135m-instruct"
    assert len(summary["model"]["sha256"]) == 64
    assert summary["assist"]["first_token_ms"]["p50"] > 0
    assert summary["ui_lateness_ms"]["samples"] > 100


def test_the_log_is_sound(finished: Path) -> None:
    """What the demonstration recorded verifies."""
    assert verify_log(finished / "session.db") == []


def test_there_are_pictures_and_a_bundle(finished: Path) -> None:
    """At least five pictures, and every table of the bundle."""
    pictures = list((finished / "screens").glob("*.png"))
    assert len(pictures) >= 5
    assert all(picture.stat().st_size > 20_000 for picture in pictures)
    tables = {path.stem for path in (finished / "bundle").glob("*.parquet")}
    assert {"events", "messages", "suggestions", "focus", "chats"} <= tables


def test_a_finished_demonstration_is_replaced(finished: Path) -> None:
    """Running it again in the same folder gives the new results, not a mixture."""
    first = json.loads((finished / "summary.json").read_text())
    again = demo(finished, "--duration", 6, "--model", "none")
    assert again["events"] < first["events"]
    assert again["suggestions"]["requested"] == 0


@needs_shared_data
@pytest.mark.parametrize("recorded", RECORDED)
def test_recorded_customers_can_be_served(recorded: str, tmp_path: Path) -> None:
    """Each format of recorded chats makes a demonstration."""
    summary = demo(tmp_path, "--dialogues", RECORDED[recorded], "--duration", 15, "--model", "none")
    assert summary["chats"] >= 2
    assert summary["messages_out"] >= 1
    assert verify_log(tmp_path / "session.db") == []


def test_weak_models_leave_the_approved_wordings_alone(tmp_path: Path, small_model: Path) -> None:
    """Every suggestion is ready when it is asked for, and none is the model's."""
    summary = demo(tmp_path, "--duration", 12, "--model", small_model)
    suggestions = summary["suggestions"]
    assert suggestions["requested"] > 0
    assert suggestions["failed"] == 0
    assert summary["assist"]["first_token_ms"]["p50"] is None
    assert summary["assist"]["draft_ms"]["p50"] is not None


def test_the_control_arm_has_no_suggestions(tmp_path: Path) -> None:
    """The same desk without the assistant."""
    summary = demo(tmp_path, "--duration", 8, "--arm", "control")
    assert summary["chats"] >= 1
    assert summary["suggestions"]["requested"] == 0
    assert summary["model"]["id"] is None


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("demo", "--headless"), 2, "--headless needs --out"),
        (("demo", "--out", "x"), 2, "go with --headless"),
        (("demo", "--customers", "0"), 2, "customers"),
        (("demo", "--speed", "nan"), 2, "not a number"),
        (("demo", "--headless", "--out", "OUT", "--autopilot", "lazy"), 2, "no autopilot profile"),
        (("demo", "--headless", "--out", "OUT", "--dialogues", "nowhere"), 2, "no such file"),
        (("demo", "--headless", "--out", "OUT", "--model", "gpt-9"), 2, "no model called"),
        (("demo", "--headless", "--out", "OUT", "--model", "/nowhere.gguf"), 1, "nowhere.gguf"),
        (("demo", "--headless", "--out", "/proc/x"), 1, "/proc/x"),
        (("demo", "--headless", "--out", "FILE"), 2, "is a file"),
        (("export", "nowhere.db", "--out", "OUT"), 1, "nowhere.db"),
        (("models", "get", "gpt-9"), 2, "no model called"),
    ],
)
def test_wrong_use_gets_one_clear_line(
    tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    """Exit code 2 for wrong use and 1 for failure, one line that says what, and no traceback."""
    (tmp_path / "file").write_text("hello")
    places = {"OUT": str(tmp_path / "out"), "FILE": str(tmp_path / "file")}
    done = switchboard(*(places.get(word, word) for word in words))
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1 or done.stderr.startswith("Usage:")


def test_folders_of_others_are_left_alone(tmp_path: Path) -> None:
    """A folder with somebody else's summary.json is refused, and nothing in it is touched."""
    (tmp_path / "bundle").mkdir()
    (tmp_path / "bundle" / "thesis.txt").write_text("years of work")
    (tmp_path / "summary.json").write_text("{}")
    done = switchboard("demo", "--headless", "--out", tmp_path, "--model", "none")
    assert done.returncode == 2
    assert "not from a demonstration" in done.stderr
    assert (tmp_path / "bundle" / "thesis.txt").read_text() == "years of work"


def test_without_a_display_the_window_says_so(tmp_path: Path) -> None:
    """One line with what to do instead, not Qt's last words."""
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    done = subprocess.run(
        [sys.executable, "-m", "console", "demo", "--model", "none", "--db", tmp_path / "a.db"],
        env={name: value for name, value in os.environ.items() if name not in hidden},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "--headless" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_study_that_has_not_begun_does_not_keep_the_demonstration_from_its_end(
    tmp_path: Path,
) -> None:
    """The session is no part of the study, and the bundle has no study's file."""
    study = tmp_path / "later.toml"
    written = switchboard(
        *("study", "init", study, "--template", "by-agent", "--start", "9000-01-06")
    )
    assert written.returncode == 0, written.stderr
    out = tmp_path / "out"
    words = ("--study", study, "--tier", "low", "--site", "north", "--model", "none")
    demo(out, *words, "--duration", 2)
    assert (out / "bundle" / "datapackage.json").exists()
    assert not (out / "bundle" / "study.toml").exists()
