"""The one package that is compiled here: how it is built, and the compile in the background.

uv keeps what it compiled, but forgets it as soon as a registry does not confirm that the source is
still the same, and some mirrors never do. So it is kept in a cache per user that nothing else uses,
and looked for there first: behind a pinned hash nothing changes.
"""

import hashlib
import os
import platform
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from checkout import ROOT, SPEC, VENV, SetupError, environment, output_of
from progress import CompileProgress, say

COMPILED = "llama-cpp-python"

BUILD = ("--build-constraints", SPEC / "requirements-build.txt", "--python", VENV)
"""What uv is told about every build: what builds, and for which Python."""

_NO_COMMON_LIBRARY = """\
# The helpers of llama.cpp's own programs are half of the compile. Nothing here loads them, but the
# package asks for them in a way that no option overrides; a variable set first does.
set(LLAMA_BUILD_COMMON OFF)
"""


def pinned(package: str, requirements: str) -> str:
    """The lines of a requirements file that pin the package and its hashes.

    Raises:
        SetupError: it is not in there.
    """
    block = re.search(rf"^{re.escape(package)}==.*(\n .*)*\n?", requirements, re.MULTILINE)
    if block is None:
        raise SetupError(f"{package} is not among the pinned requirements; run: make pins")
    return block[0]


class CompiledPackage:
    """The package as a requirements file pins it, in .venv or on its way there."""

    def __init__(self, uv: Path, requirements: Path) -> None:
        """Compile with ``uv`` what ``requirements`` pins.

        Raises:
            SetupError: the package is not pinned.
        """
        text = requirements.read_text(encoding="utf-8")
        self._cache = Path(output_of(uv, "cache", "dir")).with_name("switchboard-uv")
        settings = (*_without_common_library(self._cache), *_flags_for_gcc())
        pin = pinned(COMPILED, text)
        self.others = text.replace(pin, "")
        self._wanted = f"{pin.rstrip()}\n# built with: {shlex.join(settings)}\n"
        self._install: tuple[str | Path, ...] = (uv, "pip", "install", "--verbose", "--no-deps")
        self._install += ("--cache-dir", self._cache, *settings, *BUILD)
        self._record = VENV / "compiled.txt"

    def is_installed(self) -> bool:
        """Whether .venv has it in this version, built this way."""
        return self._record.exists() and self._record.read_text(encoding="utf-8") == self._wanted

    def forget(self) -> None:
        """Drop the record of how it was built, before the package itself is taken out of .venv."""
        self._record.unlink(missing_ok=True)

    def compile(self) -> "Compile":
        """The compile into the cache, which a ``with`` starts and waits for."""
        return Compile(self._install, self._requirements())

    def install(self) -> None:
        """Install it into .venv out of the cache.

        Raises:
            SetupError: it can't be installed; the log is on the screen.
        """
        pin = self._requirements()
        # Built differently, the same version passes for installed.
        command = (*self._install, "--reinstall", "--offline", "--require-hashes", "-r", pin)
        done = subprocess.run(
            command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False
        )
        if done.returncode:
            sys.stderr.write(done.stderr)
            raise SetupError(f"{COMPILED} could not be installed; the log is above")
        pin.replace(self._record)

    def _requirements(self) -> Path:
        path = VENV / "compiling.txt"
        path.write_text(self._wanted, encoding="utf-8")
        return path


class Compile:
    """A compile that runs while other things are done, and has ended when the ``with`` is left.

    If the other things fail, it still runs to its end, so that its minutes are not lost; if they
    are interrupted, it is ended.
    """

    def __init__(self, install: Sequence[str | Path], requirements: Path) -> None:
        """Run the command ``install`` for what ``requirements`` names."""
        self._command = (*install, "--require-hashes", "-r", requirements)
        self._progress = CompileProgress(sys.stdout, COMPILED)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._process: subprocess.Popen[str] | None = None
        self._stopped = False
        self._code, self._log = 1, ""

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        if error is not None and not isinstance(error, Exception):
            self._stop()
            return
        if error is not None and self.is_running():
            say(f"Something failed, see above; set-up ends when {COMPILED} is compiled")
        try:
            self._progress.reveal()
            self._thread.join()
        except KeyboardInterrupt:
            self._stop()
            raise
        if self._code and error is None:
            sys.stderr.write(self._log)
            raise SetupError(f"{COMPILED} could not be fetched or compiled; the log is above")

    def is_running(self) -> bool:
        """Whether it was started and has not ended."""
        return self._thread.is_alive()

    def _run(self) -> None:
        """Take it out of the cache, or else compile it; what is installed is thrown away."""
        with tempfile.TemporaryDirectory(dir=VENV) as target:
            for offline in (["--offline"], list[str]()):
                if self._stopped:
                    return
                self._follow((*self._command, "--target", target, *offline))
                if self._code == 0:
                    return

    def _follow(self, command: Sequence[str | Path]) -> None:
        with subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(),
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as self._process:
            assert self._process.stdout is not None
            self._log = "".join(self._progress.follow(self._process.stdout))
        self._code = self._process.returncode

    def _stop(self) -> None:
        self._stopped = True
        if self._process is not None:
            self._process.terminate()
        self._thread.join()


# --- how it is built ----------------------------------------------------------------------------


def _setting(name: str, value: str | Path) -> tuple[str, str]:
    return ("--config-settings-package", f"{COMPILED}:cmake.define.{name}={value}")


def _without_common_library(cache: Path) -> tuple[str, ...]:
    """What leaves out the library that only llama.cpp's own programs need.

    The file lies in the cache, because uv compiles again when the path in a setting changes, and
    bears the hash of its content, because otherwise uv would not.
    """
    digest = hashlib.sha256(_NO_COMMON_LIBRARY.encode()).hexdigest()
    path = cache / f"{COMPILED}-{digest[:8]}.cmake"
    cache.mkdir(parents=True, exist_ok=True)
    path.write_text(_NO_COMMON_LIBRARY, encoding="utf-8")
    return _setting("CMAKE_PROJECT_llama_cpp_INCLUDE", path)


def _flags_for_gcc() -> tuple[str, ...]:
    """What keeps GCC from breaking the code for AMX, the matrix unit of newer Xeons.

    GCC 12 takes stores into the unit's configuration for dead ones, since nothing but an intrinsic
    reads them, and the first prompt ends the process. Nobody feels that the optimisation is gone.
    """
    compiler = shlex.split(os.environ.get("CXX", "c++"))
    if platform.machine() not in {"x86_64", "AMD64"} or shutil.which(compiler[0]) is None:
        return ()
    if "Free Software Foundation" not in output_of(*compiler, "--version"):
        return ()
    return _setting("CMAKE_CXX_FLAGS", "-fno-tree-dse -fno-dse")
