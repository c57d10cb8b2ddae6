"""Model files that are what they should be, and others."""

import struct
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.domain.errors import ModelError
from console.inference.models.gguf_header import read_header


def text(value: str) -> bytes:
    """A string as the format writes it."""
    return struct.pack("<Q", len(value)) + value.encode()


def gguf(*, version: int = 3, numbers: int = 64, data: int = 256) -> bytes:
    """A file with one f32 tensor that promises ``numbers`` and ``data`` bytes of content."""
    entry = text("general.architecture") + struct.pack("<I", 8) + text("tiny")
    words = text("words") + struct.pack("<IIQ", 9, 8, 2) + text("a") + text("b")
    context = text("tiny.context_length") + struct.pack("<II", 4, 512)
    tensor = text("weights") + struct.pack("<IQIQ", 1, numbers, 0, 0)
    head = b"GGUF" + struct.pack("<IQQ", version, 1, 3) + entry + words + context + tensor
    return head + b"\0" * (-len(head) % 32) + b"\0" * data


def refused(path: Path, content: bytes) -> str:
    """The error for a file of this content."""
    path.write_bytes(content)
    with pytest.raises(ModelError) as error:
        read_header(path)
    return str(error.value)


def test_a_whole_file_tells_what_it_is(tmp_path: Path) -> None:
    """Architecture, context and the length that its tensors need."""
    path = tmp_path / "m.gguf"
    path.write_bytes(gguf())
    header = read_header(path)
    assert (header.architecture, header.context, header.tensors) == ("tiny", 512, 1)
    assert header.types == {"weights": 0}
    assert header.needed_bytes == path.stat().st_size


def test_the_real_model_ends_where_its_header_says(small_model: Path) -> None:
    """The sizes of quantised tensors add up to the file's length."""
    header = read_header(small_model)
    assert header.needed_bytes == small_model.stat().st_size
    assert header.context == 8192


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "not a model"),
        (b"PK\3\4 something else", "not a model"),
        (b"GGUF", "damaged or truncated"),
        (gguf()[:60], "damaged or truncated"),
        (gguf()[:-1], "truncated, "),
        (gguf(version=9), "version 9"),
        (b"GGUF" + struct.pack("<IQQ", 3, 1 << 60, 1), "damaged"),
        (b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, 1 << 62), "damaged"),
        (gguf(numbers=1 << 50), "truncated, "),
    ],
)
def test_a_file_that_can_not_be_a_model_is_refused(
    tmp_path: Path, content: bytes, why: str
) -> None:
    """One line with the file and what is wrong with it."""
    error = refused(tmp_path / "m.gguf", content)
    assert why in error
    assert "m.gguf" in error
    assert "\n" not in error


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200), st.integers(0, len(gguf(data=0))))
def test_garbage_is_refused_or_read_but_never_worse(tmp_path: Path, noise: bytes, at: int) -> None:
    """Random bytes in the header never raise anything but the one error, and take no time."""
    whole = gguf()
    path = tmp_path / "m.gguf"
    path.write_bytes(whole[:at] + noise + whole[at + len(noise) :])
    with suppress(ModelError):
        read_header(path)


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    """Both errors name the path."""
    with pytest.raises(ModelError, match="no such model file"):
        read_header(tmp_path / "none.gguf")
    with pytest.raises(ModelError, match="folder"):
        read_header(tmp_path)
