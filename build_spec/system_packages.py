"""What the operating system has to bring: a compiler, and the libraries and fonts that Qt needs.

Each thing is looked for by trying it, so any system that has it will do, whatever it calls its
package. Only Debian and its like are helped to what is missing.
"""

import ctypes
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from progress import say


@dataclass(frozen=True)
class Need:
    """One Debian package, and how to tell whether what it brings is here."""

    package: str
    present: Callable[[], bool]


def library(package: str, file_name: str) -> Need:
    """A shared library that the dynamic linker must find."""

    def present() -> bool:
        try:
            ctypes.CDLL(file_name)
        except OSError:
            return False
        return True

    return Need(package, present)


def program(package: str, name: str) -> Need:
    """A program on the PATH."""
    return Need(package, lambda: shutil.which(name) is not None)


def fonts(package: str, file_name: str) -> Need:
    """A font where Debian puts fonts."""
    return Need(package, lambda: any(Path("/usr/share/fonts").rglob(file_name)))


COMPILER = program("g++", "c++")
PYTHON_VENV = Need("python3-venv", lambda: importlib.util.find_spec("ensurepip") is not None)

# Without these PySide6 does not even import.
QT = (
    library("libglib2.0-0", "libglib-2.0.so.0"),
    library("libegl1", "libEGL.so.1"),
    library("libgl1", "libGL.so.1"),
    library("libxkbcommon0", "libxkbcommon.so.0"),
    library("libdbus-1-3", "libdbus-1.so.3"),
    library("libfontconfig1", "libfontconfig.so.1"),
    library("libgssapi-krb5-2", "libgssapi_krb5.so.2"),
)

# Without these there is no window on a display, or no letters of some customers in it.
WINDOW = (
    library("libx11-xcb1", "libX11-xcb.so.1"),
    library("libxkbcommon-x11-0", "libxkbcommon-x11.so.0"),
    library("libxcb-cursor0", "libxcb-cursor.so.0"),
    library("libxcb-icccm4", "libxcb-icccm.so.4"),
    library("libxcb-image0", "libxcb-image.so.0"),
    library("libxcb-keysyms1", "libxcb-keysyms.so.1"),
    library("libxcb-randr0", "libxcb-randr.so.0"),
    library("libxcb-render-util0", "libxcb-render-util.so.0"),
    library("libxcb-shape0", "libxcb-shape.so.0"),
    library("libxcb-xinerama0", "libxcb-xinerama.so.0"),
    fonts("fonts-noto-core", "NotoSansArabic-Regular.*"),
    fonts("fonts-noto-color-emoji", "NotoColorEmoji.*"),
    fonts("fonts-droid-fallback", "DroidSansFallbackFull.*"),
)

TESTS = (
    program("xvfb", "Xvfb"),
    program("xauth", "xauth"),
    program("chromium", "chromium"),
    # A screen reader's side of the desktop.
    program("dbus-daemon", "dbus-run-session"),
    Need("at-spi2-core", Path("/usr/libexec/at-spi-bus-launcher").exists),
    Need("python3-pyatspi", Path("/usr/lib/python3/dist-packages/pyatspi").is_dir),
)


def missing(needs: Iterable[Need]) -> list[str]:
    """The packages of those needs that are not met on this machine."""
    return [need.package for need in needs if not need.present()]


def advice(packages: Iterable[str]) -> str:
    """The one line that tells a person how to get the packages."""
    names = " ".join(packages)
    if shutil.which("apt-get") is None:
        return f"install what your system calls the Debian packages {names}"
    sudo = "" if os.geteuid() == 0 else "sudo "
    return f"run: {sudo}apt-get install --no-install-recommends {names}"


def can_install() -> bool:
    """Whether this is Debian or its like, and we are root."""
    return shutil.which("apt-get") is not None and os.geteuid() == 0


def install(packages: list[str]) -> None:
    """Install what can be had of the packages; what could not shows when it is looked for again.

    The package lists of a fresh machine are empty or old, so they are fetched first. Packages that
    this release does not know would make apt refuse all of them, so they are then tried singly.
    """
    _apt("update")
    if not _apt("install", *packages):
        for package in packages:
            _apt("install", package)


def _apt(command: str, *packages: str) -> bool:
    options = ["-qq", "--yes", "-o", "DPkg::Lock::Timeout=300"]
    if command == "install":
        options.append("--no-install-recommends")
    done = subprocess.run(
        ["apt-get", command, *options, *packages],
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        check=False,
    )
    return done.returncode == 0


def provide(needs: Iterable[Need]) -> list[str]:
    """Install what is missing where that is possible; return the packages still missing."""
    needs = tuple(needs)
    packages = missing(needs)
    if packages and can_install():
        say(f"Installing system packages: {' '.join(packages)}")
        install(packages)
        importlib.invalidate_caches()
        packages = missing(needs)
    return packages
