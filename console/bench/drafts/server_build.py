"""Compiles llama-server from the source of the installed library, with the same flags.

Set-up leaves a record of what it compiled, and how; the source is in the cache that it compiled
from. What is compiled here lies in the user's cache, and goes on where it was interrupted.
"""

import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from console import paths
from console.domain.errors import ModelError
from console.domain.progress import StepProgress
from console.inference.processor import physical_cores

LABEL = "compiling llama-server (once)"

_SETTING = re.compile(r"llama-cpp-python:cmake\.define\.(\w+)=(.*)")
_PIN = re.compile(r"^llama-cpp-python==([^\s\\]+)", re.MULTILINE)
_STEP = re.compile(r"\[(\d+)/(\d+)\] ")
_LEFT_OUT = "CMAKE_PROJECT_llama_cpp_INCLUDE"
"""Has the common library left out, which the server needs; the path in it lies in the cache."""

_SERVER = {
    "CMAKE_BUILD_TYPE": "Release",
    "SKBUILD_PLATLIB_DIR": ".",
    "LLAVA_BUILD": "OFF",
    "LLAMA_BUILD_TOOLS": "ON",
    "LLAMA_BUILD_SERVER": "ON",
    "LLAMA_BUILD_EXAMPLES": "OFF",
    "LLAMA_BUILD_TESTS": "OFF",
    "LLAMA_BUILD_UI": "OFF",
    "LLAMA_USE_PREBUILT_UI": "OFF",
    "LLAMA_OPENSSL": "OFF",
}
"""What is compiled beside the library. None of it changes how the library is."""


@dataclass(frozen=True, slots=True)
class LibraryBuild:
    """How the installed library was compiled: its version, its source, and CMake's settings."""

    version: str
    source: Path
    settings: Mapping[str, str]

    @property
    def folder(self) -> Path:
        """Where its server is compiled."""
        about = repr((self.version, sorted(self.settings.items()), os.environ.get("CMAKE_ARGS")))
        digest = hashlib.sha256(about.encode()).hexdigest()[:12]
        return paths.cache_dir() / "llama-server" / f"{self.version}-{digest}"


def library_build(record: Path = Path(sys.prefix) / "compiled.txt") -> LibraryBuild:
    """What set-up's record says; raises ``ModelError`` if there is none or the source is gone."""
    try:
        text = record.read_text(encoding="utf-8")
    except OSError:
        raise ModelError(
            "how the library was compiled is not known, since set-up of a checkout did not do it; "
            "use --server prebuilt"
        ) from None
    version = _PIN.search(text)
    words = shlex.split(text.partition("built with:")[2])
    settings = {match[1]: match[2] for word in words if (match := _SETTING.fullmatch(word))}
    cache = Path(settings.pop(_LEFT_OUT, "")).parent
    name = version[1] if version else "?"
    sources = sorted(cache.glob(f"sdists-v*/*/llama-cpp-python/{name}/*/src/CMakeLists.txt"))
    if not sources:
        raise ModelError(
            f"the source of llama-cpp-python {name} is not in {cache} any more; "
            "use --server prebuilt"
        )
    return LibraryBuild(name, sources[-1].parent, settings)


def built_server(build: LibraryBuild, progress: StepProgress) -> Path:
    """The server's program, compiled now if it isn't yet, at the lowest priority.

    Raises:
        ModelError: CMake or Ninja is missing, or the compile failed.
    """
    for tool in ("cmake", "ninja"):
        if shutil.which(tool) is None:
            raise ModelError(f"llama-server can't be compiled without {tool}; install it")
    folder = build.folder
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "compile.log"
    if not (folder / "build.ninja").exists():
        _run(_configure(build), folder, log, progress)
    jobs = f"-j{physical_cores()}"
    _run(["ninja", jobs, "llama-server"], folder, log, progress)
    return folder / "bin" / "llama-server"


def _configure(build: LibraryBuild) -> list[str]:
    settings = {**build.settings, **_SERVER}
    defined = [f"-D{name}={value}" for name, value in settings.items()]
    asked = shlex.split(os.environ.get("CMAKE_ARGS", ""))
    return ["cmake", "-G", "Ninja", "-S", str(build.source), "-B", ".", *asked, *defined]


def _run(command: Sequence[str], folder: Path, log: Path, progress: StepProgress) -> None:
    """Run a step of the compile in ``folder``; raises ``ModelError`` if it failed."""
    polite = ["nice", "-n", "19"] if shutil.which("nice") else []
    with (
        log.open("a", encoding="utf-8") as kept,
        subprocess.Popen(  # noqa: S603 - the compilers that set-up used
            [*polite, *command],
            cwd=folder,
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        for line in process.stdout or ():
            kept.write(line)
            if step := _STEP.search(line):
                progress(int(step[1]), int(step[2]), LABEL)
    if process.returncode:
        raise ModelError(f"llama-server could not be compiled; see {log}")
