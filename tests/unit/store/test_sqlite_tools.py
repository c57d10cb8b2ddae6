"""The import of sqlite-utils without what it does not need."""

import builtins
import importlib
import sys
from types import ModuleType
from typing import Any

import pytest

from console.store import sqlite_tools


def test_what_another_thread_imports_meanwhile_stays_imported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Only the entry that hides a module is taken away again."""
    theirs = ModuleType("pandas")
    really_import = builtins.__import__

    def import_beside(name: str, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        if name == "sqlite_utils":
            monkeypatch.setitem(sys.modules, "pandas", theirs)
        return really_import(name, *args, **kwargs)

    monkeypatch.delitem(sys.modules, "pandas", raising=False)
    monkeypatch.setattr(builtins, "__import__", import_beside)
    importlib.reload(sqlite_tools)
    assert sys.modules["pandas"] is theirs
