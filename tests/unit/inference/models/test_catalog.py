"""The catalogue, and what ``--model`` means."""

import re
from pathlib import Path

import pytest

from console import paths
from console.domain.errors import ModelError, UsageError
from console.inference.engine.prompt_formats import load_profile
from console.inference.models import catalog
from console.inference.models.catalog import Presence, load_catalog, presence, resolve_model, verify
from console.inference.models.hashes import sha256_of

SMALL = "smollm2-135m-instruct"


@pytest.fixture
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder with nothing in it."""
    monkeypatch.setattr(paths, "cache_dir", lambda: tmp_path / "cache")
    return tmp_path / "cache"


def test_the_shipped_catalogue_is_whole() -> None:
    """The default exists, ids and files are unique, and every model has a profile and a source."""
    known = load_catalog()
    assert known.named(known.default)
    assert len({m.id for m in known.model}) == len({m.file for m in known.model})
    for model in known.model:
        assert load_profile(model.profile, paths.models())
        assert model.hub or model.wheels


def test_an_id_gives_the_verified_file(small_model: Path, empty_cache: Path) -> None:
    """A fetched model is chosen by its id, with the hash that the log records."""
    model = load_catalog().named(SMALL)
    model.path.parent.mkdir(parents=True)
    model.path.symlink_to(small_model)
    choice = resolve_model(SMALL)
    assert choice is not None
    assert choice.path == model.path
    assert choice.sha256 == choice.file_sha256 == model.sha256
    assert (choice.strategy, choice.languages) == (model.strategy, model.languages)
    assert Path(choice.load().path).resolve() == small_model.resolve()


def test_files_at_fixed_revisions_only() -> None:
    """What a hub calls by a moving name may be another file tomorrow."""
    for model in load_catalog().model:
        if model.hub and model.use == "drafts":
            assert re.fullmatch("[0-9a-f]{40}", model.hub.revision), model.id


def test_what_is_not_measured_says_so() -> None:
    """A person who chooses a model reads what is known of it."""
    for model in load_catalog().model:
        assert model.measured or "Not measured here." in model.about
        assert model.measured or not model.scores


def test_a_model_for_embeddings_writes_no_drafts(
    tmp_path: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Choosing it, by its id or its file, is a wrong use."""
    text = (paths.models() / "catalog.toml").read_text(encoding="utf-8")
    changed = text.replace('strategy = "template"', 'use = "embeddings"')
    (tmp_path / "catalog.toml").write_text(changed, encoding="utf-8")
    monkeypatch.setattr(paths, "models", lambda: tmp_path)
    for wanted in (SMALL, str(small_model)):
        with pytest.raises(UsageError, match="for embeddings and can't write drafts"):
            resolve_model(wanted)


def test_none_is_no_model() -> None:
    """The console can be asked to do without."""
    assert resolve_model("none") is None


def test_a_model_that_is_not_here_says_how_to_get_it(empty_cache: Path) -> None:
    """The default too is only used once it is fetched."""
    with pytest.raises(ModelError, match="switchboard models get qwen"):
        resolve_model()


def test_an_unknown_id_names_the_known_ones() -> None:
    """A typing error is a wrong use, answered with the list."""
    with pytest.raises(UsageError, match=SMALL):
        resolve_model("smollm3")


def test_a_path_to_a_known_models_bytes_is_that_model(small_model: Path, tmp_path: Path) -> None:
    """Wherever the file lies and whatever it is called."""
    other = tmp_path / "mine.gguf"
    other.symlink_to(small_model)
    choice = resolve_model(str(other))
    assert choice is not None
    assert choice.id == SMALL


def test_a_file_with_a_known_name_and_other_content_is_refused(
    small_model: Path, tmp_path: Path
) -> None:
    """A changed copy of a catalogued model doesn't pass for it; under its own name it is itself."""
    changed = tmp_path / small_model.name
    changed.write_bytes(small_model.read_bytes()[:-1] + b"\x01")
    with pytest.raises(ModelError, match="other content"):
        resolve_model(str(changed))
    choice = resolve_model(str(changed.rename(tmp_path / "own.gguf")))
    assert choice is not None
    assert choice.id == "own"


def test_damage_is_noticed(small_model: Path, empty_cache: Path) -> None:
    """A truncated or changed file in the cache is refused with what to do."""
    model = load_catalog().named(SMALL)
    whole = small_model.read_bytes()
    model.path.parent.mkdir(parents=True)
    assert presence(model) is Presence.ABSENT
    for damaged in (whole[:1000], b"\0" + whole[1:]):
        model.path.write_bytes(damaged)
        assert presence(model) is Presence.DAMAGED
    with pytest.raises(ModelError, match="fetch it again: switchboard models get"):
        verify(model)
    model.path.write_bytes(whole)
    assert presence(model) is Presence.READY


def test_a_hash_is_remembered_until_the_file_changes(empty_cache: Path, tmp_path: Path) -> None:
    """Not every start reads hundreds of megabytes, but a change is seen, and so is a full check."""
    path = tmp_path / "file"
    path.write_bytes(b"one")
    first = sha256_of(path)
    note = next((empty_cache / "hashes").iterdir())
    note.write_text(note.read_text().replace(first, "f" * 64))
    assert sha256_of(path) == "f" * 64
    assert sha256_of(path, anew=True) == first
    path.write_bytes(b"two!")
    assert sha256_of(path) != first


def test_a_damaged_note_is_no_harm(empty_cache: Path, tmp_path: Path) -> None:
    """A note that can't be read is written again."""
    path = tmp_path / "file"
    path.write_bytes(b"one")
    first = sha256_of(path)
    next((empty_cache / "hashes").iterdir()).write_text("{")
    assert sha256_of(path) == first


def test_a_catalogue_that_is_not_understood_is_an_error(tmp_path: Path) -> None:
    """The error is one line that names the file and the entry."""
    whole = (paths.models() / "catalog.toml").read_text(encoding="utf-8")
    for text, why in (
        ("default = ", "Invalid value"),
        ("default = 1", r"default: "),
        (whole.replace('strategy = "template"', 'strategy = "guess"'), r"model\.\d+\.strategy: "),
        (whole.replace("measured = true", "measurd = true"), r"model\.0\.measurd: "),
        (whole.replace("size = 491_400_064", "size = 0"), r"model\.0\.size: "),
    ):
        (tmp_path / "catalog.toml").write_text(text, encoding="utf-8")
        with pytest.raises(ModelError, match=rf"catalog\.toml: not a catalogue .*{why}") as error:
            catalog.load_catalog(tmp_path)
        assert "\n" not in str(error.value)
