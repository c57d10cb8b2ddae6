"""sqlite-utils without pandas and NumPy, which it would import to know their types.

Importing pandas takes longer than all else that opens a log. No value of theirs comes here. Who
needs pandas imports it as ever, before or after this.
"""

import sys

_NOT_NEEDED = ("pandas", "numpy")

_hidden = [name for name in _NOT_NEEDED if name not in sys.modules]
for _name in _hidden:
    sys.modules[_name] = None  # type: ignore[assignment]  # so that importing it fails
try:
    from sqlite_utils import Database, Migrations
finally:
    for _name in _hidden:
        # Another thread may have imported it meanwhile.
        if sys.modules.get(_name, sys) is None:
            del sys.modules[_name]

__all__ = ["Database", "Migrations"]
