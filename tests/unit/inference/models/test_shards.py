"""A model in several files, beside each other or linked, as a hub's cache has it."""

import hashlib
from pathlib import Path

import pytest
from gguf import GGUFReader, GGUFWriter
from shallow_model import copy_fields, write_and_close

from console.domain.errors import ModelError
from console.inference.models.catalog import resolve_model
from console.inference.models.check import check_model
from console.inference.models.shards import files_of, sha256_of_model


def split(source: Path, first: Path) -> None:
    """Write a model as two files, the second with half of the tensors."""
    reader = GGUFReader(source)
    half = len(reader.tensors) // 2
    for number, tensors in enumerate((reader.tensors[:half], reader.tensors[half:])):
        path = first.with_name(first.name.replace("00001-of", f"{number + 1:05}-of"))
        writer = GGUFWriter(path, str(reader.fields["general.architecture"].contents()))
        if number == 0:
            copy_fields(reader, writer)
        writer.add_uint16("split.no", number)
        writer.add_uint16("split.count", 2)
        writer.add_int32("split.tensors.count", len(reader.tensors))
        for tensor in tensors:
            writer.add_tensor(tensor.name, tensor.data, raw_dtype=tensor.tensor_type)
        write_and_close(writer)


def linked(files: tuple[Path, ...], folder: Path) -> Path:
    """Links with the names of files whose content lies under other names; the first link."""
    blobs, names = folder / "blobs", folder / "snapshots"
    blobs.mkdir()
    names.mkdir()
    for file in files:
        blob = blobs / hashlib.sha256(file.read_bytes()).hexdigest()
        file.rename(blob)
        (names / file.name).symlink_to(blob)
    return names / files[0].name


def test_a_model_in_linked_files_writes(shallow_model: Path, tmp_path: Path) -> None:
    """The names of the links count, not where they lead."""
    first = tmp_path / "m-00001-of-00002.gguf"
    split(shallow_model, first)
    choice = resolve_model(str(linked(files_of(first), tmp_path)))
    assert choice is not None
    assert choice.load().path.endswith("/snapshots/m-00001-of-00002.gguf")
    assert check_model(choice).text.strip()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """Whoever fetches by hand forgets one."""
    first = tmp_path / "m-00001-of-00003.gguf"
    first.touch()
    with pytest.raises(ModelError, match=r"m-00002-of-00003.gguf and 1 more are missing"):
        files_of(first)
    (tmp_path / "m-00002-of-00003.gguf").touch()
    with pytest.raises(ModelError, match=r"m-00003-of-00003.gguf is missing beside it"):
        files_of(first)
    with pytest.raises(ModelError, match=r"name the first, m-00001-of-00003.gguf"):
        files_of(tmp_path / "m-00002-of-00003.gguf")


def test_the_hash_is_of_all_files_and_of_a_single_one_as_before(tmp_path: Path) -> None:
    """A byte that changes in any of them changes it."""
    first, second = (tmp_path / f"m-0000{n}-of-00002.gguf" for n in (1, 2))
    first.write_bytes(b"one")
    second.write_bytes(b"two")
    before = sha256_of_model(files_of(first))
    second.write_bytes(b"twO!")
    assert sha256_of_model(files_of(first)) != before
    single = tmp_path / "m-00001-of-00001.gguf"
    single.write_bytes(b"one")
    assert sha256_of_model(files_of(single)) == hashlib.sha256(b"one").hexdigest()
