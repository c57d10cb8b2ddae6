"""Finding the fastest form of a real model, and what can go wrong."""

import errno
import hashlib
import os
import shutil
from pathlib import Path

import pytest

from console import paths
from console.domain.errors import ModelError
from console.inference.models import prepare, timing
from console.inference.models.catalog import load_catalog, resolve_model
from console.inference.models.check import check_model
from console.inference.models.gguf_header import read_header
from console.inference.models.prepare import prepare_model
from console.inference.models.prepared import ORIGINAL, load_record, record_of
from console.inference.models.quantize import FORMS, quantize
from console.inference.models.timing import Comparison, Speed
from console.inference.protocol import Load

SMALL = "smollm2-135m-instruct"


@pytest.fixture
def source(small_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small model in a cache folder of the test's own."""
    monkeypatch.setattr(paths, "cache_dir", lambda: tmp_path / "cache")
    path = load_catalog().named(SMALL).path
    path.parent.mkdir(parents=True)
    path.symlink_to(small_model)
    return path


@pytest.fixture
def shallow_source(
    source: Path, shallow_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """In its place a model of few layers, and a catalogue that has its size and hash."""
    known = load_catalog().named(SMALL)
    digest = hashlib.sha256(shallow_model.read_bytes()).hexdigest()
    folder = shutil.copytree(paths.models(), tmp_path / "models")
    text = (folder / "catalog.toml").read_text(encoding="utf-8").replace(known.sha256, digest)
    text = text.replace(f"size = {known.size:_}", f"size = {shallow_model.stat().st_size}")
    (folder / "catalog.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(paths, "models", lambda: folder)
    assert load_catalog().named(SMALL).sha256 == digest
    source.unlink()
    source.symlink_to(shallow_model)
    return source


@pytest.fixture
def gains(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How much faster each form will be measured to be; no model is written or run."""
    coming: list[float] = []

    def compared(one: Load, other: Load, _advance: object) -> Comparison:
        assert Path(one.path).exists()
        assert Path(other.path).exists()
        gain = coming.pop(0)
        return Comparison(Speed(100, 10), Speed(100 / gain, 10 / gain), gain, 1.0)

    def copied(source: Path, target: Path, form: str, _progress: object) -> str:
        shutil.copy(source, target)
        return f"can do {form}"

    monkeypatch.setattr(prepare, "compare", compared)
    monkeypatch.setattr(prepare, "quantize", copied)
    monkeypatch.setattr(prepare, "works", lambda load: load)
    return coming


def others(source: Path) -> list[str]:
    """What lies beside the source and its record."""
    known = {source.name, record_of(source).name}
    names = [each.name for each in source.parent.iterdir() if each.name not in known]
    return [name for name in names if not name.endswith(".lock")]


@pytest.mark.parametrize(
    ("measured", "variant", "gain"),
    [
        ([0.5, 1.05], ORIGINAL, 1.0),
        ([2.0, 0.9], "q8_0", 2.0),
        ([2.0, 1.05], "q8_0", 2.0),
        ([1.5, 2.0], "q4_0", 3.0),
        ([1.05, 1.2], "q4_0", 1.2),
    ],
)
def test_a_lossier_form_must_be_clearly_faster(
    source: Path, gains: list[float], measured: list[float], variant: str, gain: float
) -> None:
    """By a tenth, compared with the best of the finer ones; only the best is kept."""
    gains += measured
    record, known = prepare_model(SMALL)
    assert not known
    assert record.variant == variant
    assert record.gain == pytest.approx(gain)
    assert record.features == "can do q4_0"
    kept = [] if variant == ORIGINAL else [f"SmolLM2-135M-Instruct.Q4_1.{variant}.gguf"]
    assert others(source) == kept
    assert prepare_model(SMALL) == (record, True)


def test_preparing_again_replaces_what_was_kept(source: Path, gains: list[float]) -> None:
    """The earlier form is removed if another one is better now."""
    gains += [1.0, 2.0, 2.0, 1.0]
    assert prepare_model(SMALL)[0].variant == "q4_0"
    record, known = prepare_model(SMALL, again=True)
    assert (record.variant, known) == ("q8_0", False)
    assert others(source) == [record.file]


def test_a_form_that_does_not_answer_is_left_out(
    source: Path, gains: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its problem is told, and the others are tried."""

    def works(load: Load) -> Load:
        if "q8_0" in load.path:
            raise ModelError("the child ended")
        return load

    monkeypatch.setattr(prepare, "works", works)
    gains += [2.0]
    record, _ = prepare_model(SMALL)
    assert record.variant == "q4_0"
    assert record.tried[0].problem == "the child ended"


def test_a_full_disk_is_told_before_anything_is_written(
    source: Path, gains: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error says how much is needed; the original can still be used."""
    usage = shutil.disk_usage(source.parent)._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(ModelError, match=r"bytes of disk space are needed .* 1,000 are free"):
        prepare_model(SMALL)
    assert others(source) == []
    choice = resolve_model(SMALL)
    assert choice is not None
    assert choice.variant == ORIGINAL


def test_a_read_only_folder_is_told(
    source: Path, gains: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what the system says; the original can still be used."""

    def refuse(**_: object) -> str:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(prepare, "mkdtemp", refuse)
    with pytest.raises(ModelError, match=f"can't be written to: {os.strerror(errno.EROFS)}"):
        prepare_model(SMALL)
    assert resolve_model(SMALL)


def test_what_a_killed_preparation_left_is_removed(source: Path, gains: list[float]) -> None:
    """Hundreds of megabytes don't stay for ever."""
    left = source.parent / f"preparing-{SMALL}-abc"
    left.mkdir()
    (left / "half.gguf").write_bytes(b"half")
    gains += [1.0, 1.0]
    prepare_model(SMALL)
    assert others(source) == []


def test_a_crash_of_the_library_is_only_the_childs(tmp_path: Path, small_model: Path) -> None:
    """A truncated file and a folder that isn't there are one clear error."""
    half = tmp_path / "half.gguf"
    half.write_bytes(small_model.read_bytes()[:1_000_000])
    with pytest.raises(ModelError, match=r"half\.gguf: can't be written as q8_0: .*truncated"):
        quantize(half, tmp_path / "out.gguf", "q8_0", lambda *_: None)
    with pytest.raises(ModelError, match="can't be written as q8_0"):
        quantize(small_model, tmp_path / "not" / "here.gguf", "q8_0", lambda *_: None)


def test_progress_goes_from_the_first_to_the_last_tensor(tmp_path: Path, small_model: Path) -> None:
    """A person sees that something happens."""
    progress: list[tuple[int, int]] = []
    target = tmp_path / "out.gguf"
    quantize(small_model, target, "q4_0", lambda done, total: progress.append((done, total)))
    tensors = read_header(target).tensors
    assert progress == [(number, tensors) for number in range(1, tensors + 1)]


@pytest.mark.slow
def test_a_real_model_is_prepared_and_answers(
    shallow_source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every form is made and measured, and what is chosen runs."""
    monkeypatch.setattr(timing, "_ROUNDS", 1)
    monkeypatch.setattr(timing, "_RUNS", 1)
    monkeypatch.setattr(timing, "WRITE_TOKENS", timing._FEWEST_TOKENS)
    record, known = prepare_model(SMALL)
    assert not known
    assert [trial.variant for trial in record.tried] == list(FORMS)
    for trial in record.tried:
        assert trial.gain, trial.problem
        assert trial.reads
        assert trial.writes
    assert load_record(shallow_source, load_catalog().named(SMALL).sha256) == record
    choice = resolve_model(SMALL)
    assert choice is not None
    report = check_model(choice)
    assert (report.variant, report.file_sha256) == (record.variant, record.sha256)
