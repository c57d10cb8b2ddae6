"""Asks the machine for what the console needs of it: display, input method, memory, disk.

Each function returns what it found; one that finds something wrong raises ``Unfit``.
"""

import importlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import psutil

from console.app.display import display_problem

_SMALLEST = (740, 400)
"""Logical pixels in which the input box, Send and both suggestions have their place."""

_LEAST_DISK = 500_000_000
_WORKING_MEMORY = 700_000_000
"""What the window and a model's context take beside the weights."""

_INPUT_METHODS = {"fcitx": "fcitx", "fcitx5": "fcitx", "ibus": "ibus", "xim": "compose"}

_FLAGS = {"AVX512": "avx512f", "AVX2": "avx2", "AVX": "avx", "FMA": "fma", "F16C": "f16c"}
"""Instructions as the model's library and as Linux calls them."""


class Unfit(Exception):
    """Something about the machine is not as it must be; ``remedy`` says what to do."""

    def __init__(self, found: str, remedy: str) -> None:
        super().__init__(found)
        self.remedy = remedy


def display(environment: Mapping[str, str] = os.environ) -> str:
    """Which display the window would open on, by what the environment names."""
    problem = display_problem(environment)
    if problem is not None:
        found, _, remedy = problem.partition("; ")
        raise Unfit(found, remedy)
    named = ("WAYLAND_DISPLAY", "DISPLAY", "QT_QPA_PLATFORM")
    told = [f"{name}={environment[name]}" for name in named if environment.get(name)]
    return ", ".join(told) or "the desktop's"


def fitting_screen(width: int, height: int, scale: float) -> str:
    """Judges a screen's usable part in logical pixels."""
    found = f"{width}×{height} at {scale:.0%}"
    if width < _SMALLEST[0] or height < _SMALLEST[1]:
        raise Unfit(
            f"{found}, and the window needs {_SMALLEST[0]}×{_SMALLEST[1]}",
            "choose a smaller scaling of the display, or a larger screen",
        )
    return found


def input_method(plugins: Path, environment: Mapping[str, str] = os.environ) -> str:
    """Whether Qt has the plug-in for the input method that the desktop names.

    Args:
        plugins: Qt's folder of plug-ins.
        environment: where the desktop names it.
    """
    wanted = environment.get("QT_IM_MODULE") or _of_modifiers(environment.get("XMODIFIERS", ""))
    if not wanted:
        return "none is named"
    folder = plugins / "platforminputcontexts"
    there = sorted(path.stem.lower() for path in folder.glob("*plugin*"))
    name = _INPUT_METHODS.get(wanted.lower(), wanted.lower())
    if any(name in plugin for plugin in there):
        return f"{wanted}, with Qt's plug-in"
    remedy = f"install a plug-in for {wanted} that fits this Qt"
    if name == "fcitx":
        remedy = "start it with QT_IM_MODULE=ibus: fcitx5 answers to that too (its ibus frontend)"
    raise Unfit(f"{wanted} is named, and Qt has no plug-in for it", remedy)


def _of_modifiers(value: str) -> str:
    return value.partition("@im=")[2]


def memory(weights_bytes: int) -> str:
    """Whether the memory that is free now holds the model; 0 where none runs here."""
    free = psutil.virtual_memory().available
    found = f"{free / 1e9:.1f} GB free"
    if not weights_bytes:
        return found
    needed = weights_bytes + _WORKING_MEMORY
    if free < needed:
        raise Unfit(
            f"{found}, and the model needs {needed / 1e9:.1f} GB",
            "close other programs, or choose a smaller model: switchboard models recommend",
        )
    return f"{found}, the model needs {needed / 1e9:.1f}"


def disk(folder: Path) -> str:
    """Whether there is room for the log."""
    at = next(each for each in (folder, *folder.parents) if each.exists())
    free = shutil.disk_usage(at).free
    if free < _LEAST_DISK:
        raise Unfit(
            f"{free / 1e6:,.0f} MB free",
            f"make room; {_LEAST_DISK / 1e6:,.0f} MB are wanted for sessions and their exports",
        )
    return f"{free / 1e9:.1f} GB free"


def processor() -> str:
    """What of the processor the model's library uses; whether it lacks what that was built for."""
    try:
        features = importlib.import_module("llama_cpp").llama_print_system_info().decode()
    except (ImportError, OSError) as error:
        raise Unfit(f"the library can't be loaded ({error})", "run make setup") from error
    missing = lacking(features, _flags())
    if missing:
        raise Unfit(
            f"it lacks {', '.join(missing)}, which the model's library was built for",
            "build the library on this machine: run make setup",
        )
    return f"the library uses {', '.join(built_for(features)) or 'no special instructions'}"


def built_for(features: str) -> list[str]:
    """The instructions that a library uses, by what it says of itself."""
    parts = (part.rpartition(":")[2].split("=") for part in features.split("|") if "=" in part)
    return [name.strip() for name, value in parts if value.strip() == "1"]


def lacking(features: str, flags: str) -> list[str]:
    """What a library was built for, of which a processor's flags know nothing.

    Without flags nothing is known of the processor, and nothing is lacking.
    """
    there, used = set(flags.split()), built_for(features)
    return [n for n, flag in _FLAGS.items() if there and n in used and flag not in there]


def _flags() -> str:
    """What the processor can do, as Linux tells it; empty where it does not."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2] for line in lines if line.startswith("flags")), "")
