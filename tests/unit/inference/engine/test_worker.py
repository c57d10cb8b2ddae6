"""The child process, spoken to over its pipes."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from child_line import ChildLine

from console.domain.errors import ModelError
from console.inference.models.catalog import ModelChoice, resolve_model
from console.inference.models.check import check_model
from console.inference.processor import physical_cores, threads_to_use
from console.inference.protocol import (
    Done,
    DraftRequest,
    Load,
    Prompt,
    PromptTurn,
    Ready,
    Role,
    Sampling,
    worker_command,
)
from console.ipc.messages import Hello, RequestFailed

pytestmark = pytest.mark.process


@pytest.fixture
def line() -> Iterator[ChildLine]:
    """A line to a fresh child."""
    child_line = ChildLine(worker_command())
    yield child_line
    child_line.close()


def draft(request: str, text: str = "Hello?", tokens: int = 4) -> DraftRequest:
    """A short request."""
    prompt = Prompt(prefix=(), transcript=(PromptTurn(role=Role.USER, text=text),))
    sampling = Sampling(temperature=0)
    return DraftRequest(
        request=request, chat="c", prompt=prompt, max_tokens=tokens, sampling=sampling
    )


def test_it_says_hello_loads_and_answers(line: ChildLine, shallow_model: Path) -> None:
    """From any folder, with nothing but messages on its output."""
    line.send(Load(path=str(shallow_model), context=1024, kv_mb=64), draft("r"))
    hello = line.receive(Hello)
    assert hello.pid == line.process.pid
    ready = line.receive(Ready)
    assert ready.threads == threads_to_use()
    done = line.receive(Done)
    assert done.request == "r"


def test_nonsense_is_answered_and_work_goes_on(line: ChildLine, shallow_model: Path) -> None:
    """A line that is no message costs nobody else their draft."""
    line.send(Load(path=str(shallow_model), context=1024, kv_mb=64))
    line.write(b'{"kind":"draft"}\n\xff\n')
    line.send(draft("r"))
    failed = line.receive(RequestFailed)
    assert failed.request is None
    assert line.receive(Done)


def test_a_prompt_that_can_not_fit_fails_alone(line: ChildLine, shallow_model: Path) -> None:
    """The error carries the request's id."""
    line.send(Load(path=str(shallow_model), context=512, kv_mb=64))
    huge = PromptTurn(role=Role.SYSTEM, text="word " * 3000)
    bad = DraftRequest(request="bad", chat="c", prompt=Prompt(prefix=(huge,), transcript=()))
    line.send(bad, draft("good"))
    failed = line.receive(RequestFailed)
    assert failed.request == "bad"
    assert line.receive(Done)


def test_it_ends_when_its_parent_is_gone(line: ChildLine, shallow_model: Path) -> None:
    """The end of its input is the end, in the middle of work too."""
    line.send(Load(path=str(shallow_model), context=1024, kv_mb=64))
    line.receive(Ready)
    line.send(draft("r", tokens=500))
    assert line.process.stdin
    line.process.stdin.close()
    assert line.process.wait(10) == 0


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_signals(line: ChildLine, shallow_model: Path) -> None:
    """Ctrl+C in the console's terminal leaves it alone; a request to terminate doesn't."""
    line.send(Load(path=str(shallow_model), context=1024, kv_mb=64))
    line.receive(Ready)
    line.process.send_signal(signal.SIGINT)
    line.send(draft("r"))
    line.receive(Done)
    line.process.terminate()
    assert line.process.wait(10) == 0


def test_a_model_that_can_not_be_loaded_is_told(line: ChildLine, tmp_path: Path) -> None:
    """The last line of its errors says why it ended."""
    path = tmp_path / "none.gguf"
    line.send(Load(path=str(path)))
    assert line.process.wait(30) == 1
    assert f"{path}: the model can't be loaded" in line.error_output().splitlines()[-1]


def test_another_version_of_the_protocol_is_refused(line: ChildLine, shallow_model: Path) -> None:
    """Two versions don't guess what the other means."""
    line.send(Load(path=str(shallow_model), version=99))
    assert line.process.wait(30) == 1
    assert "99" in line.error_output()


def test_a_model_is_proven_to_answer(shallow_model: Path) -> None:
    """The check gives rates and text."""
    choice = resolve_model(str(shallow_model))
    assert choice is not None
    report = check_model(choice)
    assert report.text.strip()
    assert report.load_ms > 0
    assert report.read_rate > 0
    assert report.write_rate > 0


def test_a_model_that_does_not_answer_is_told(tmp_path: Path) -> None:
    """A file that is no model fails the check with the library's reason."""
    path = tmp_path / "m.gguf"
    path.write_bytes(b"GGUF")
    with pytest.raises(ModelError, match="can't be loaded"):
        check_model(ModelChoice("m", "M", path, "0" * 64, "chatml"))


def test_one_core_is_left_free_where_there_are_more_than_two() -> None:
    """The model never gets all cores, and always one."""
    cores = physical_cores()
    assert threads_to_use() == (cores if cores <= 2 else cores - 1)
    if sys.platform == "linux":
        assert physical_cores() <= len(os.sched_getaffinity(0))
