"""The console's end of the line: answers, losses and restarts, with real children."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from console.assist.clients.draft_client import Answer, DraftClient, DraftTimeouts, WorkerLost
from console.domain.clock import Clock, ManualClock, SystemClock
from console.inference.protocol import (
    Done,
    DraftRequest,
    Load,
    Prompt,
    PromptTurn,
    Read,
    Ready,
    Role,
    Sampling,
    Scored,
    ScoreRequest,
    Token,
    worker_command,
)
from console.ipc.messages import RequestFailed
from console.ipc.supervisor import ChildState

pytestmark = pytest.mark.process

READY = '{"kind":"ready","request":"load","model":"m","context":1,"threads":1,"load_ms":1}'
DONE = (
    '{"kind":"done","request":"r","text":"x","tokens":1,"prompt_tokens":1,"reused_tokens":0,'
    '"first_token_ms":1,"total_ms":1,"stopped_by":"end"}'
)
LONG = "Write a very long story about a fox, of at least a thousand words."
LATER = datetime(2026, 1, 1, tzinfo=UTC)


def script(code: str) -> tuple[str, ...]:
    """The command of a child that does what a few lines of Python say."""
    return (
        sys.executable,
        "-u",
        "-c",
        f"import sys, time, os\nREADY = {READY!r}\nDONE = {DONE!r}\n{code}",
    )


def draft(
    request: str = "r", chat: str = "c", tokens: int = 8, text: str = "Hello?"
) -> DraftRequest:
    """A short request."""
    prompt = Prompt(prefix=(), transcript=(PromptTurn(role=Role.USER, text=text),))
    sampling = Sampling(temperature=0)
    return DraftRequest(
        request=request, chat=chat, prompt=prompt, max_tokens=tokens, sampling=sampling
    )


Start = Callable[..., DraftClient]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts clients and stops them afterwards; no thread and no child may stay."""
    before = set(threading.enumerate())
    clients = []

    def started(
        *command: str, load: Load | None = None, clock: Clock | None = None, **limits: object
    ) -> DraftClient:
        timeouts = DraftTimeouts(**{"backoff_s": (0.01, 0.01), "grace_s": 0.3, **limits})  # type: ignore[arg-type] # any limit
        client = DraftClient(
            load or Load(path="m"), clock or SystemClock(), command or worker_command(), timeouts
        )
        clients.append(client)
        client.start()
        return client

    yield started
    for client in clients:
        client.stop()
        assert client.pid is None
    assert set(threading.enumerate()) <= before


def until(client: DraftClient, kind: type, seconds: float = 120) -> list[Answer]:
    """Poll until an answer of this kind came; all answers so far. A poll never takes long."""
    answers: list[Answer] = []
    end = time.monotonic() + seconds
    while not any(isinstance(each, kind) for each in answers):
        assert time.monotonic() < end, f"no {kind.__name__}, but {answers}"
        answers += polled(client)
        time.sleep(0.01)
    return answers


def polled(client: DraftClient) -> list[Answer]:
    """One poll, which must not block."""
    before = time.monotonic()
    answers = client.poll()
    assert time.monotonic() - before < 5
    return answers


def state_of(client: DraftClient) -> ChildState:
    """Its state as of now, which a type checker would think to be that of before."""
    return client.state


def test_a_draft_comes_back(start: Start, shallow_model: Path) -> None:
    """Asked before the model is loaded, answered when it is, piece by piece and whole."""
    client = start(load=Load(path=str(shallow_model), context=1024, kv_mb=64))
    client.draft(draft())
    answers = until(client, Done)
    done = answers[-1]
    assert isinstance(done, Done)
    assert "".join(each.text for each in answers if isinstance(each, Token)) == done.text
    assert isinstance(answers[0], Ready)
    assert client.state is ChildState.READY


def test_scores_come_back(start: Start, shallow_model: Path) -> None:
    """One for each question; of a dropped request and of a question too long, none."""
    client = start(load=Load(path=str(shallow_model), context=512, kv_mb=64))
    for request, questions in {"dropped": ["Is it?"], "long": ["word " * 600], "r": "XY"}.items():
        turns = tuple(PromptTurn(role=Role.USER, text=each) for each in questions)
        client.score(
            ScoreRequest(request=request, chat="c", prefix=(), transcript=(), questions=turns)
        )
    client.cancel("dropped")
    *_, failed, scored = until(client, Scored)
    assert isinstance(failed, RequestFailed)
    assert failed.request == "long"
    assert isinstance(scored, Scored)
    assert scored.request == "r"
    assert all(0 < each.share < 1 for each in scored.scores)
    assert len(scored.scores) == 2


def test_a_killed_child_is_replaced(start: Start, shallow_model: Path) -> None:
    """The loss is told with the signal and the requests; a new draft works, time after time."""
    client = start(load=Load(path=str(shallow_model), context=1024, kv_mb=64))
    until(client, Ready)
    for n in range(4):
        client.draft(draft(f"long-{n}", tokens=500, text=LONG))
        until(client, Token)
        assert client.pid
        os.kill(client.pid, signal.SIGKILL)
        lost = until(client, WorkerLost)[-1]
        assert lost == WorkerLost("it was ended by SIGKILL", False, (f"long-{n}",))
        client.draft(draft(f"next-{n}"))
        done = until(client, Done)[-1]
        assert isinstance(done, Done)
        assert done.request == f"next-{n}"


def test_a_cancelled_request_is_never_heard_of_again(start: Start, shallow_model: Path) -> None:
    """Neither its tokens nor its end; those of others are."""
    client = start(load=Load(path=str(shallow_model), context=1024, kv_mb=64))
    client.draft(draft("gone", tokens=200))
    until(client, Token)
    client.cancel("gone")
    client.draft(draft("kept"))
    answers = until(client, Done)
    assert {each.request for each in answers if isinstance(each, Token | Done)} == {"kept"}


def test_the_requests_of_a_forgotten_chat_are_not_heard_of_again(start: Start) -> None:
    """A late answer for a chat that is over is dropped."""
    code = "for line in sys.stdin:\n if 'forget' in line: print(READY); print(DONE, flush=True)"
    client = start(*script(code))
    client.draft(draft())
    client.forget("c")
    assert [type(each) for each in until(client, Ready)] == [Ready]
    time.sleep(0.1)
    assert polled(client) == []


def test_a_child_that_crashes_at_once_is_given_up(start: Start) -> None:
    """After the restarts are used up, the last loss is final and says the child's last words."""
    client = start(*script("sys.exit('no such model')"))
    losses = [until(client, WorkerLost)[-1] for _ in range(3)]
    assert [each.final for each in losses if isinstance(each, WorkerLost)] == [False, False, True]
    assert losses[0] == WorkerLost("it ended with code 1: no such model", False, plain=True)
    assert state_of(client) is ChildState.GIVEN_UP
    client.draft(draft())
    assert polled(client) == [RequestFailed(request="r", reason="the assistant is given up")]
    client.start()
    assert client.state is ChildState.LOADING


def test_a_command_that_does_not_exist_is_a_loss(start: Start, tmp_path: Path) -> None:
    """It is told like any other, not raised into the window."""
    client = start(str(tmp_path / "none"), backoff_s=())
    lost = polled(client)[0]
    assert isinstance(lost, WorkerLost)
    assert lost.final
    assert "can't be started" in lost.reason


def test_restarts_wait_longer_each_time(start: Start) -> None:
    """The pauses are kept on the clock the client is given."""
    clock = ManualClock(LATER)
    client = start(*script("sys.exit(3)"), clock=clock, backoff_s=(0.5, 2.0, 5.0))
    for pause in (0.5, 2.0, 5.0):
        (lost,) = until(client, WorkerLost)
        assert isinstance(lost, WorkerLost)
        assert (lost.reason, lost.final) == ("it ended with code 3", False)
        clock.advance(pause - 0.01)
        assert polled(client) == []
        assert state_of(client) is ChildState.RESTARTING
        clock.advance(0.01)
        polled(client)
        assert client.state is ChildState.LOADING
    assert until(client, WorkerLost) == [WorkerLost("it ended with code 3", True)]


@pytest.mark.parametrize(
    ("code", "well"),
    [
        ("print(READY)\nfor line in sys.stdin:\n if 'draft' in line: print(DONE); break", True),
        ("print(READY)\nfor line in sys.stdin:\n if 'draft' in line: break", False),
    ],
)
def test_a_draft_makes_the_count_begin_again(start: Start, code: str, well: bool) -> None:
    """A child that wrote something before it died has not failed in a row with the last one."""
    client = start(*script(code))
    losses = 0
    while losses < 6 and state_of(client) is not ChildState.GIVEN_UP:
        client.draft(draft())
        until(client, WorkerLost)
        losses += 1
    assert losses == (6 if well else 3)


@pytest.mark.parametrize(
    "code",
    [
        "print('llama_load: hello'); time.sleep(60)",
        "print('{}'); time.sleep(60)",
        "sys.stdout.write('x' * (3 << 20)); sys.stdout.flush(); time.sleep(60)",
        "sys.stdout.buffer.write(b'\\xff\\n'); sys.stdout.flush(); time.sleep(60)",
    ],
)
def test_a_child_that_talks_nonsense_is_replaced(start: Start, code: str) -> None:
    """Nothing is guessed from what is no message, however long."""
    client = start(*script(code))
    lost = until(client, WorkerLost)[-1]
    assert isinstance(lost, WorkerLost)
    assert "not a message" in lost.reason


def test_a_stuck_child_neither_blocks_nor_stays(start: Start) -> None:
    """It reads nothing, so megabytes pile up in front of it; the watchdog ends it."""
    clock = ManualClock(LATER)
    client = start(*script("print(READY, flush=True)\ntime.sleep(600)"), clock=clock, silence_s=20)
    until(client, Ready)
    before = time.monotonic()
    for n in range(20):
        client.draft(draft(f"r{n}", text="x" * 1_000_000))
    assert time.monotonic() - before < 10
    clock.advance(19)
    assert polled(client) == []
    clock.advance(2)
    lost = until(client, WorkerLost)[-1]
    assert isinstance(lost, WorkerLost)
    assert lost.reason == "it gave no sign of life for 20 s"
    assert len(lost.requests) == 20


def test_an_idle_child_may_be_silent(start: Start) -> None:
    """Without work there is nothing to say."""
    clock = ManualClock(LATER)
    client = start(*script("print(READY, flush=True)\nsys.stdin.read()"), clock=clock)
    until(client, Ready)
    clock.advance(3600)
    assert polled(client) == []
    assert client.state is ChildState.READY


def test_a_child_that_never_loads_is_ended(start: Start) -> None:
    """Loading may take long, but not for ever."""
    clock = ManualClock(LATER)
    client = start(*script("time.sleep(600)"), clock=clock, load_s=120)
    clock.advance(119)
    assert polled(client) == []
    clock.advance(2)
    assert isinstance(until(client, WorkerLost)[-1], WorkerLost)


def test_requests_wait_for_a_restarting_child(start: Start) -> None:
    """What is asked between two children goes to the second, with the visible chat first."""
    clock = ManualClock(LATER)
    code = (
        "line = sys.stdin.readline()\n"
        "for line in sys.stdin:\n"
        " if '\"chat\":\"seen\"' in line and 'prioritise' in line: print(READY)\n"
        " if 'draft' in line: print(DONE, flush=True)\n"
    )
    client = start(*script(code), clock=clock, backoff_s=(1.0,))
    client.prioritise("seen")
    until(client, Ready)
    assert client.pid
    os.kill(client.pid, signal.SIGKILL)
    until(client, WorkerLost)
    client.draft(draft())
    assert polled(client) == []
    clock.advance(1)
    assert [type(each) for each in until(client, Done)] == [Ready, Done]


def test_stopping_a_stuck_child_takes_no_longer_than_the_grace(start: Start) -> None:
    """A child that ignores the end of its input is killed; stopping twice is no harm."""
    client = start(*script("time.sleep(600)"), grace_s=0.2)
    before = time.monotonic()
    client.stop()
    client.stop()
    assert time.monotonic() - before < 10
    assert client.state is ChildState.STOPPED


def test_a_child_that_never_got_ready_is_followed_by_a_plain_one(
    start: Start, tmp_path: Path
) -> None:
    """Faster forms of weights are what fails on some machines; what helped is kept for good."""
    ran = tmp_path / "ran"
    code = (
        "import os, pathlib\n"
        f"ran = pathlib.Path({str(ran)!r}); count = len(ran.read_text()) if ran.exists() else 0\n"
        "ran.write_text('x' * (count + 1)); line = sys.stdin.readline()\n"
        "if '\"plain\":true' not in line: os.abort()\n"
        "print(READY, flush=True); sys.stdin.readline(); line = sys.stdin.readline()\n"
        "os.kill(os.getpid(), 9)\n"
    )
    client = start(*script(code))
    first = until(client, WorkerLost)[-1]
    assert first == WorkerLost("it was ended by SIGABRT", False, plain=True)
    for _ in range(2):
        until(client, Ready)
        client.draft(draft())
        assert until(client, WorkerLost)[-1] == WorkerLost(
            "it was ended by SIGKILL", False, ("r",), plain=True
        )
        client.start()


@pytest.mark.parametrize(("signal_name", "plain"), [("SIGSEGV", True), ("SIGKILL", False)])
def test_only_a_fault_of_its_own_makes_the_next_child_plain(
    start: Start, signal_name: str, plain: bool
) -> None:
    """Whoever was killed from outside was not at fault."""
    code = "print(READY, flush=True); sys.stdin.readline(); sys.stdin.readline()\n"
    code += f"import os, signal; sys.stdin.readline(); os.kill(os.getpid(), signal.{signal_name})"
    client = start(*script(code))
    until(client, Ready)
    client.draft(draft())
    assert until(client, WorkerLost)[-1] == WorkerLost(
        f"it was ended by {signal_name}", False, ("r",), plain
    )


def test_what_is_read_ahead_is_put_to_a_child_that_is_there(start: Start) -> None:
    """Reading ahead needs no answer, and an unknown word of the child does no harm."""
    code = 'for line in sys.stdin:\n if \'"kind":"read"\' in line: print(DONE, flush=True)'
    client = start(*script(f"print(READY, flush=True)\n{code}"))
    until(client, Ready)
    client.draft(draft())
    client.read(Read(chat="c", prefix=(), transcript=()))
    until(client, Done)
    client.stop()
    client.read(Read(chat="c", prefix=(), transcript=()))
