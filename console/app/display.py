"""Whether a window can be opened here, found out before Qt ends the process for the lack of one."""

import ctypes
import os
import re
import socket
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

_ANSWER_S = 0.5
_X_PORT = 6_000
_NEEDED_BY_X = "libxcb-cursor.so.0"
"""What Qt's part for X needs and many images lack."""

_INSTEAD = "add --headless --out FOLDER to have a scripted agent work it offscreen"


def display_problem(environment: Mapping[str, str] = os.environ) -> str | None:
    """Why no window can be opened, and what to do, in one line; null if nothing speaks against it.

    A display that is named must answer: the name of one that is gone stays after logging out, in
    containers and over ssh.
    """
    platform = environment.get("QT_QPA_PLATFORM", "")
    if not sys.platform.startswith("linux") or platform.partition(":")[0] not in (
        *("", "xcb", "wayland"),
    ):
        return None
    x, wayland = environment.get("DISPLAY", ""), environment.get("WAYLAND_DISPLAY", "")
    if platform == "xcb":
        wayland = ""
    if platform.startswith("wayland"):
        x = ""
    if not x and not wayland:
        return f"there is no display for the window; {_INSTEAD}"
    if wayland and _answers(_wayland_socket(wayland, environment)):
        return None
    if not x or not any(map(_answers, _x_addresses(x))):
        name = f"WAYLAND_DISPLAY={wayland}" if not x else f"DISPLAY={x}"
        return f"the display that {name} names does not answer; name another, or {_INSTEAD}"
    try:
        ctypes.CDLL(_NEEDED_BY_X)
    except OSError:
        return (
            f"Qt needs {_NEEDED_BY_X} to open a window; install the system's package of it "
            f"(libxcb-cursor0 on Debian and Ubuntu), or {_INSTEAD}"
        )
    return None


def _wayland_socket(name: str, environment: Mapping[str, str]) -> str:
    return str(Path(environment.get("XDG_RUNTIME_DIR", "/run")) / name)


def _x_addresses(display: str) -> Iterator[str | tuple[str, int]]:
    """Where the server of a display such as ``:0``, ``host:10.0`` or a socket's path listens."""
    if display.startswith("/"):
        yield display
        return
    found = re.fullmatch(r"(?:(?P<host>[^:]*)|\[(?P<six>.*)\]):(?P<number>\d+)(\.\d+)?", display)
    if found is None:
        return
    host, number = found["host"] or found["six"] or "", int(found["number"])
    if host in ("", "unix"):
        yield f"/tmp/.X11-unix/X{number}"  # noqa: S108 - where X has its sockets
        yield f"\0/tmp/.X11-unix/X{number}"
    yield (host if host not in ("", "unix") else "localhost", _X_PORT + number)


def _answers(address: str | tuple[str, int]) -> bool:
    try:
        if isinstance(address, tuple):
            with socket.create_connection(address, timeout=_ANSWER_S):
                return True
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(_ANSWER_S)
            connection.connect(address)
            return True
    except (OSError, OverflowError):
        return False


if __name__ == "__main__":
    sys.exit(display_problem() is not None)
