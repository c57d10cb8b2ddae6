"""The child's memory after a long day."""

import os
from pathlib import Path

import pytest
from child_line import ChildLine

from console.inference.protocol import (
    Done,
    DraftRequest,
    Forget,
    Load,
    Prompt,
    PromptTurn,
    Ready,
    Role,
    Sampling,
    worker_command,
)

MB = 1_000_000
PREFIX = (
    PromptTurn(role=Role.SYSTEM, text="You write short replies for the agent of a shop. " * 4),
)
OPEN = 20
"""Chats that are open at a time."""


def resident(pid: int) -> int:
    """The memory a process occupies, in bytes, with what it shares with no one."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    (kilobytes,) = (line.split()[1] for line in lines if line.startswith("RssAnon:"))
    return int(kilobytes) * 1024


def chat(line: ChildLine, number: int) -> None:
    """A chat of some 60 tokens opens and gets a draft; one that opened before it is over."""
    turns = (PromptTurn(role=Role.USER, text=f"Chat {number}: where is my parcel?"),)
    line.send(
        DraftRequest(
            request=f"r{number}",
            chat=f"c{number}",
            prompt=Prompt(prefix=PREFIX, transcript=turns),
            max_tokens=1,
            sampling=Sampling(temperature=0),
        )
    )
    line.receive(Done)
    line.send(Forget(chat=f"c{number - OPEN}"))


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.skipif(os.name != "posix" or not Path("/proc/self/status").exists(), reason="/proc")
def test_five_hundred_chats_leave_memory_within_its_caps(shallow_model: Path) -> None:
    """Opened and closed, twenty at a time, in a memory for ten: the model and the caps bound it.

    Kept for good, the chats would take a hundred megabytes. Apart from the model and what the caps
    allow there are the interpreter with the library and the scratch memory of one batch, which are
    there from the first draft on.
    """
    load = Load(path=str(shallow_model), context=256, kv_mb=8, idle_mb=1, threads=1)
    line = ChildLine(worker_command(), limit_s=800)
    try:
        line.send(load)
        line.receive(Ready)
        chat(line, 0)
        begun = resident(line.process.pid)
        most = 0
        for number in range(1, 500):
            chat(line, number)
            if number % 25 == 0:
                most = max(most, resident(line.process.pid))
        print(f"after one chat {begun / MB:.0f} MB, at most {most / MB:.0f} MB")  # noqa: T201
        assert begun < shallow_model.stat().st_size + load.kv_mb * MB + 250 * MB
        assert most < begun + load.idle_mb * MB + 5 * MB
    finally:
        line.close()
