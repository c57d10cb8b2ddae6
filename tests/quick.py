"""Sorts the tests by what they need, for runs that leave the costly ones out.

``pytest --quick`` runs what needs no language model, no Spark and no child process, and lets no
test start a process: one that tries fails and says which mark it lacks. Property tests that don't
say how many examples they need try a fifth of them. What takes more than a second or so is slow.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

_BY_FIXTURE = {
    "small_model": "model",
    "embedding_model": "model",
    "spark": "spark",
    "small_disk": "process",
}
_COSTLY = ("model", "spark", "process", "slow")
_END_TO_END = Path(__file__).with_name("e2e")
_EXAMPLES = 20
_STARTS = ("subprocess.Popen", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty", "os.exec")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--quick``."""
    parser.addoption(
        "--quick",
        action="store_true",
        help="leave out what is slow or needs a language model, Spark or a child process",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Watch over the tests of a quick run, and have property tests try less."""
    if config.getoption("--quick"):
        settings.register_profile("quick", max_examples=_EXAMPLES)
        settings.load_profile("quick")
        config.pluginmanager.register(NoProcesses(), "no-processes")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark tests by fixtures and place, leave out what is not wanted, and put long files first."""
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        for mark in {_BY_FIXTURE[name] for name in fixtures if name in _BY_FIXTURE}:
            item.add_marker(mark)
        if _END_TO_END in item.path.parents:
            item.add_marker("process")
    if config.getoption("--quick"):
        costly = {item for item in items if any(map(item.get_closest_marker, _COSTLY))}
        config.hook.pytest_deselected(items=[item for item in items if item in costly])
        items[:] = [item for item in items if item not in costly]
    else:
        _let_long_files_begin(items)


def _let_long_files_begin(items: list[pytest.Item]) -> None:
    """With several workers a long file that begins last would keep one while the others wait."""
    long = {item.path for item in items if any(map(item.get_closest_marker, _COSTLY))}
    items.sort(key=lambda item: item.path not in long)


class NoProcesses:
    """Refuses to start a process while a test is running."""

    def __init__(self) -> None:
        self._testing = False
        sys.addaudithook(self._refuse)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self) -> Iterator[None]:
        """Be on guard from a test's set-up to its end."""
        self._testing = True
        try:
            return (yield)
        finally:
            self._testing = False

    def _refuse(self, event: str, arguments: tuple[object, ...]) -> None:
        if self._testing and event in _STARTS:
            raise AssertionError(
                f"a quick test starts a process ({event}: {arguments[0]!r}): mark it with "
                "pytest.mark.process"
            )
