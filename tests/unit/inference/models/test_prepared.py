"""The record of the form of a model that is fastest here: believed only while it holds."""

import hashlib
from pathlib import Path

import pytest

from console import paths
from console.domain.errors import ModelError, UsageError
from console.inference.models import prepared
from console.inference.models.catalog import Presence, list_models, load_catalog, resolve_model
from console.inference.models.prepare import prepare_model
from console.inference.models.prepared import (
    ORIGINAL,
    Prepared,
    load_record,
    record_of,
    save_record,
)

SMALL = "smollm2-135m-instruct"
FASTER = b"a faster form"


@pytest.fixture
def source(small_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small model in a cache folder of the test's own."""
    monkeypatch.setattr(paths, "cache_dir", lambda: tmp_path / "cache")
    path = load_catalog().named(SMALL).path
    path.parent.mkdir(parents=True)
    path.symlink_to(small_model)
    return path


def record_with(**changes: object) -> Prepared:
    """What a preparation might have found out."""
    fields: dict[str, object] = {
        "source_sha256": load_catalog().named(SMALL).sha256,
        "variant": "q4_0",
        "file": "faster.gguf",
        "size": len(FASTER),
        "sha256": hashlib.sha256(FASTER).hexdigest(),
        "gain": 2.0,
        "threads": 2,
        "processor": prepared.this_processor(),
        "library": prepared.this_library(),
        "features": "",
        "tried": (),
    }
    return Prepared.model_validate(fields | changes)


def prepare_by_hand(source: Path, **changes: object) -> None:
    """Leave a form and a record of it."""
    source.with_name("faster.gguf").write_bytes(FASTER)
    save_record(source, record_with(**changes))


def test_the_prepared_form_is_what_runs(source: Path) -> None:
    """An id means the faster file; the log can tell both, the model and the file."""
    prepare_by_hand(source, plain=True)
    choice = resolve_model(SMALL)
    assert choice is not None
    assert choice.path.name == "faster.gguf"
    assert choice.variant == "q4_0"
    assert choice.sha256 == load_catalog().named(SMALL).sha256
    assert choice.file_sha256 == hashlib.sha256(FASTER).hexdigest()
    assert choice.load().path.endswith("faster.gguf")
    assert choice.load().plain


def test_a_file_that_is_named_is_not_replaced(source: Path) -> None:
    """Who names the file itself gets that file."""
    prepare_by_hand(source)
    choice = resolve_model(str(source))
    assert choice is not None
    assert choice.path == source
    assert choice.variant == ORIGINAL
    assert choice.file_sha256 == choice.sha256
    assert choice.strategy == "template"


@pytest.mark.parametrize(
    "changes",
    [
        {"source_sha256": "0" * 64},
        {"processor": "another one"},
        {"library": "llama-cpp-python 0.0.1"},
        {"size": len(FASTER) + 1},
        {"sha256": "0" * 64},
        {"file": "gone.gguf"},
        {"file": "../cache/models/../models/faster.gguf"},
    ],
)
def test_a_record_that_does_not_hold_any_more_is_passed_over(
    source: Path, changes: dict[str, object]
) -> None:
    """Another source, processor, library or file: then the original runs."""
    prepare_by_hand(source, **changes)
    choice = resolve_model(SMALL)
    assert choice is not None
    assert choice.path == source
    assert choice.variant == ORIGINAL


@pytest.mark.parametrize("text", ["", "{", "[]", '{"variant": "q4_0"}', "\0"])
def test_a_malformed_record_is_passed_over(source: Path, text: str) -> None:
    """It is found out anew when the model is prepared next."""
    record_of(source).write_text(text)
    assert load_record(source, load_catalog().named(SMALL).sha256) is None


def test_a_changed_form_is_passed_over(source: Path) -> None:
    """The same size is not enough."""
    prepare_by_hand(source)
    assert load_record(source, record_with().source_sha256) == record_with()
    source.with_name("faster.gguf").write_bytes(FASTER[::-1])
    assert load_record(source, record_with().source_sha256) is None


def test_a_prepared_model_is_not_prepared_again(source: Path) -> None:
    """The answer is what was found out before."""
    prepare_by_hand(source)
    assert prepare_model(SMALL) == (record_with(), True)


def test_the_list_tells_what_is_prepared(source: Path) -> None:
    """Models that are here have it, those that are not have nothing."""
    prepare_by_hand(source)
    for status in list_models():
        assert status.prepared == (record_with() if status.model.id == SMALL else None)
        if status.model.id != SMALL:
            assert status.presence is Presence.ABSENT


def test_only_what_is_here_can_be_prepared(source: Path) -> None:
    """A model that is missing says how to get it, an unknown one what there is."""
    with pytest.raises(ModelError, match="models get qwen"):
        prepare_model("qwen2.5-coder-0.5b-instruct")
    with pytest.raises(UsageError, match="known are"):
        prepare_model("smollm3")
