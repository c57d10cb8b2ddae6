"""The child's memory after a long day."""

import os
import subprocess
from pathlib import Path

import pytest

from console.inference.protocol import (
    Done,
    Draft,
    Forget,
    Load,
    Message,
    Prompt,
    Ready,
    Role,
    Sampling,
    Turn,
    encode,
    from_worker,
    worker_command,
)

MB = 1_000_000
PREFIX = (Turn(role=Role.SYSTEM, text="You write short replies for the agent of a shop. " * 2),)
OPEN = 20
"""Chats that are open at a time."""


def resident(pid: int) -> int:
    """The memory a process occupies, in bytes, with what it shares with no one."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    (kilobytes,) = (line.split()[1] for line in lines if line.startswith("RssAnon:"))
    return int(kilobytes) * 1024


class Child:
    """A real child on the real small model."""

    def __init__(self, load: Load) -> None:
        self.process = subprocess.Popen(
            worker_command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.say(load)
        self.wait(Ready)

    def say(self, message: Message) -> None:
        """Send a message."""
        assert self.process.stdin
        self.process.stdin.write(encode(message))
        self.process.stdin.flush()

    def wait(self, kind: type[Message]) -> None:
        """Until it says a message of that kind."""
        assert self.process.stdout
        assert any(isinstance(from_worker(line), kind) for line in self.process.stdout)

    def chat(self, number: int) -> None:
        """A chat of some 60 tokens opens and gets a draft; one that opened before it is over."""
        turns = (Turn(role=Role.USER, text=f"Chat {number}: where is my parcel? " * 3),)
        prompt = Prompt(prefix=PREFIX, transcript=turns)
        self.say(
            Draft(
                request=f"r{number}",
                chat=f"c{number}",
                prompt=prompt,
                max_tokens=1,
                sampling=Sampling(temperature=0),
            )
        )
        self.wait(Done)
        self.say(Forget(chat=f"c{number - OPEN}"))


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.skipif(os.name != "posix" or not Path("/proc/self/status").exists(), reason="/proc")
def test_five_hundred_chats_leave_memory_within_its_caps(small_model: Path) -> None:
    """Opened and closed, twenty at a time, in a memory for four: the model and the caps bound it.

    Apart from the model and what the caps allow there are the interpreter with the library and the
    scratch memory of one batch, which are there from the first draft on.
    """
    load = Load(path=str(small_model), context=512, kv_mb=60, idle_mb=16)
    child = Child(load)
    try:
        child.chat(0)
        begun = resident(child.process.pid)
        most = 0
        for number in range(1, 500):
            child.chat(number)
            if number % 25 == 0:
                most = max(most, resident(child.process.pid))
        print(f"after one chat {begun / MB:.0f} MB, at most {most / MB:.0f} MB")  # noqa: T201
        assert begun < small_model.stat().st_size + load.kv_mb * MB + 250 * MB
        assert most < begun + load.idle_mb * MB + 16 * MB
    finally:
        child.process.kill()
        with child.process:
            pass
