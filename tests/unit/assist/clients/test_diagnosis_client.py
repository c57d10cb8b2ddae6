"""The console's end of the line to the diagnosis: each question is answered once."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from console.assist.clients.diagnosis_client import (
    DiagnosisClient,
    DiagnosisReply,
    DiagnosisTimeouts,
)
from console.diagnosis.protocol import DiagnosisAnswer, Example, Learn, worker_command
from console.domain.clock import Clock, ManualClock, SystemClock
from console.ipc.messages import RequestFailed

pytestmark = pytest.mark.process

LEARNT = '{"kind":"learnt","request":"learn","examples":1,"issues":1,"embeddings":false,"ms":1}'
READING = '{"kind":"reading","request":"q","guesses":[],"sure":false,"ms":1}'
LATER = datetime(2026, 1, 1, tzinfo=UTC)
EXAMPLES = tuple(
    Example(text=text, issue=issue)
    for issue, texts in {
        "late": ["where is my parcel", "my parcel is late", "the parcel has not arrived yet"],
        "broken": ["the mug is broken", "it arrived with a crack", "the glass is in pieces"],
    }.items()
    for text in texts
)
Start = Callable[..., DiagnosisClient]


def script(code: str) -> tuple[str, ...]:
    """The command of a process that does what a few lines of Python say."""
    begin = f"import sys, time\nLEARNT = {LEARNT!r}\nREADING = {READING!r}\n"
    return (sys.executable, "-u", "-c", begin + code)


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts diagnosers and stops them afterwards."""
    clients = []

    def started(*command: str, clock: Clock | None = None, **limits: object) -> DiagnosisClient:
        timeouts = DiagnosisTimeouts(**{"backoff_s": (0.01, 0.01), "grace_s": 0.3, **limits})  # type: ignore[arg-type] # any limit
        learn = Learn(examples=EXAMPLES)
        diagnoser = DiagnosisClient(
            learn, clock or SystemClock(), command or worker_command(), timeouts
        )
        clients.append(diagnoser)
        diagnoser.start()
        return diagnoser

    yield started
    for each in clients:
        each.stop()
        assert each.pid is None


def until(
    diagnoser: DiagnosisClient, done: Callable[[list[DiagnosisReply]], bool]
) -> list[DiagnosisReply]:
    """Poll until the answers are as wanted; a poll never takes long."""
    answers: list[DiagnosisReply] = []
    end = time.monotonic() + 120
    while not done(answers):
        assert time.monotonic() < end, f"only {answers}"
        answers += diagnoser.poll()
        time.sleep(0.01)
    return answers


def wait_ready(diagnoser: DiagnosisClient) -> None:
    """Poll until it has learnt."""
    until(diagnoser, lambda _: diagnoser.ready)


def test_a_real_process_learns_and_reads(start: Start) -> None:
    """What it was taught it recognises; after a kill the next process does, too."""
    diagnoser = start(answer_s=60.0)
    wait_ready(diagnoser)
    for request in ("first", "second"):
        diagnoser.ask(request, "is my parcel late again")
        answer = until(diagnoser, bool)[-1]
        assert isinstance(answer, DiagnosisAnswer)
        assert (answer.request, answer.guesses[0].issue) == (request, "late")
        assert diagnoser.pid
        os.kill(diagnoser.pid, signal.SIGKILL)
        until(diagnoser, lambda _: not diagnoser.ready)
        wait_ready(diagnoser)


def test_a_question_before_it_is_ready_is_answered_at_once(start: Start) -> None:
    """There is no reading yet, and nobody waits for one."""
    diagnoser = start(*script("time.sleep(60)"))
    diagnoser.ask("q", "hello")
    assert diagnoser.poll() == [RequestFailed(request="q", reason="the diagnosis is not ready")]


def test_a_question_that_takes_too_long_is_given_up(start: Start) -> None:
    """It is told once; an answer that comes later is dropped."""
    clock = ManualClock(LATER)
    code = (
        "print(LEARNT)\nfor line in sys.stdin:\n if 'ask' in line: time.sleep(.2); print(READING)"
    )
    diagnoser = start(*script(code), clock=clock)
    wait_ready(diagnoser)
    diagnoser.ask("q", "hello")
    clock.advance(1.1)
    assert until(diagnoser, bool) == [RequestFailed(request="q", reason="it took longer than 1 s")]
    time.sleep(0.4)
    assert diagnoser.poll() == []


def test_questions_of_a_process_that_dies_are_answered(start: Start) -> None:
    """Each once, with the reason."""
    code = "print(LEARNT)\nfor line in sys.stdin:\n if 'ask' in line: sys.exit('no room')"
    diagnoser = start(*script(code))
    wait_ready(diagnoser)
    diagnoser.ask("q", "hello")
    answers = until(diagnoser, bool)
    assert answers == [
        RequestFailed(request="q", reason="the diagnosis was lost: it ended with code 1: no room")
    ]


def test_three_failures_in_a_row_are_enough(start: Start, tmp_path: Path) -> None:
    """Nothing is raised; questions are answered with the news that it was given up."""
    diagnoser = start(str(tmp_path / "none"))
    until(diagnoser, lambda _: diagnoser.given_up)
    diagnoser.ask("q", "hello")
    assert diagnoser.poll() == [RequestFailed(request="q", reason="the diagnosis is given up")]


def test_a_stuck_process_is_replaced(start: Start) -> None:
    """After it has answered nothing for a while."""
    clock = ManualClock(LATER)
    diagnoser = start(*script("print(LEARNT)\ntime.sleep(600)"), clock=clock, backoff_s=())
    wait_ready(diagnoser)
    diagnoser.ask("q", "hello")
    clock.advance(21)
    until(diagnoser, lambda _: diagnoser.given_up)


def test_confirmed_issues_are_learnt_together_and_not_too_often(
    start: Start, tmp_path: Path
) -> None:
    """One message carries all that has come since the last one, and a new process hears of it."""
    clock = ManualClock(LATER)
    log = tmp_path / "log"
    code = (
        "for line in sys.stdin:\n"
        f" if 'learn' in line: open({str(log)!r}, 'a').write(line); print(LEARNT)"
    )
    diagnoser = start(*script(code), clock=clock)
    wait_ready(diagnoser)
    for n in range(3):
        diagnoser.learn(Example(text=f"new {n}", issue="late"))
    diagnoser.poll()
    assert len(log.read_text().splitlines()) == 1
    clock.advance(31)
    until(diagnoser, lambda _: len(log.read_text().splitlines()) == 2)
    assert all(f"new {n}" in log.read_text().splitlines()[1] for n in range(3))


def test_stopping_answers_what_is_open(start: Start) -> None:
    """No question stays without an answer."""
    diagnoser = start(*script("print(LEARNT)\ntime.sleep(600)"))
    wait_ready(diagnoser)
    diagnoser.ask("q", "hello")
    diagnoser.stop()
    assert diagnoser.poll() == [RequestFailed(request="q", reason="the diagnosis was stopped")]
