"""What ``switchboard models`` says."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from console import paths
from console.cli import main
from console.inference.models.catalog import load_catalog
from console.inference.models.prepared import (
    Prepared,
    Trial,
    save_record,
    this_library,
    this_processor,
)

SMALL = "smollm2-135m-instruct"


@pytest.fixture(autouse=True)
def source(small_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small model, prepared, in a cache folder of the test's own."""
    monkeypatch.setattr(paths, "cache_dir", lambda: tmp_path / "cache")
    model = load_catalog().named(SMALL)
    model.path.parent.mkdir(parents=True)
    model.path.symlink_to(small_model)
    form = model.path.with_name("form.gguf")
    form.symlink_to(small_model)
    record = Prepared(
        source_sha256=model.sha256,
        variant="q8_0",
        file=form.name,
        size=model.size,
        sha256=model.sha256,
        gain=1.7,
        threads=1,
        processor=this_processor(),
        library=this_library(),
        features="",
        tried=(
            Trial(
                variant="q8_0",
                against="original",
                gain=1.7,
                reads=170,
                writes=17,
                against_reads=100,
                against_writes=10,
                spread=2.5,
            ),
            Trial(variant="q4_0", against="q8_0", problem="the child ended"),
        ),
    )
    save_record(model.path, record)
    return model.path


def run(*arguments: str, code: int = 0) -> str:
    """What a command prints."""
    result = CliRunner().invoke(main, ["models", *arguments])
    assert result.exit_code == code, result.output
    return result.output


def test_the_list_fits_a_terminal() -> None:
    """Of a hundred columns; it has every model, its licence and what was prepared."""
    lines = run("list").splitlines()
    assert max(map(len, lines)) <= 100
    for model in load_catalog().model:
        assert any(model.id in line and model.licence in line for line in lines)
    assert any("ready, runs as q8_0, 1.7× as fast" in line for line in lines)


def test_the_list_as_json_has_all_of_the_catalogue() -> None:
    """And what is on this machine."""
    listed = json.loads(run("list", "--json"))["models"]
    assert [each["id"] for each in listed] == [model.id for model in load_catalog().model]
    small = next(each for each in listed if each["id"] == SMALL)
    assert small["presence"] == "ready"
    assert small["prepared"]["variant"] == "q8_0"
    assert {"memory", "languages", "strategy", "scores", "measured", "trims"} <= small.keys()


def test_a_prepared_model_says_so() -> None:
    """At once, in words and as one object."""
    assert "runs as q8_0 here, 1.7× as fast as the original (prepared before)" in run(
        "prepare", SMALL
    )
    assert "the machine was busy" in run("prepare", SMALL)
    output = json.loads(run("prepare", SMALL, "--json"))
    assert output["uncertain"]
    assert (output["model"], output["known"], output["gain"]) == (SMALL, True, 1.7)


def test_several_models_are_fetched_by_one_command() -> None:
    """Each has its line."""
    lines = run("get", SMALL, SMALL).splitlines()
    assert [line.split(":")[0] for line in lines] == [SMALL, SMALL]


def test_an_unknown_model_is_a_wrong_use() -> None:
    """Exit code 2, and 1 if there is something to do on the machine."""
    assert "known are" in run("prepare", "smollm3", code=2)
    assert "models get" in run("prepare", "qwen2.5-coder-0.5b-instruct", code=1)


def test_no_room_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    """One line, exit code 1."""
    usage = shutil.disk_usage(Path.cwd())._replace(free=1)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    assert "disk space" in run("get", "qwen2.5-coder-0.5b-instruct", code=1)
