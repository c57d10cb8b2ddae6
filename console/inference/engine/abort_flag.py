"""Stops the model in the middle of a batch, from another thread.

The library asks after each piece of its computation whether to go on. If it asked Python, it would
wait for the interpreter's lock thousands of times a second; so it asks the C library for the length
of a string, which is 0 until the flag is set.
"""

import ctypes
import sys
from typing import Any


def _c_library() -> ctypes.CDLL:
    return ctypes.CDLL("msvcrt" if sys.platform == "win32" else None)


class AbortFlag:
    """A flag that the library reads by itself."""

    def __init__(self) -> None:
        self._library = _c_library()
        self._text = ctypes.create_string_buffer(2)

    def set(self) -> None:
        """Have the running batch, or else the next one, stopped. Safe from any thread."""
        self._text[0] = b"1"

    def clear(self) -> None:
        """Let batches run."""
        self._text[0] = b"\0"

    def attach(self, callback: Any) -> tuple[Any, ctypes.c_void_p]:  # noqa: ANN401 - a ctypes class
        """The flag as the library's kind of ``callback``, and the argument it is called with."""
        function = ctypes.cast(self._library.strlen, callback)
        return function, ctypes.c_void_p(ctypes.addressof(self._text))
