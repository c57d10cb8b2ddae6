"""Kills the process that owns the model, again and again, while a demonstration goes on.

As a program: ``python tests/kill_child.py --kills 50``. A child is killed at a random moment after
it has begun to write, so that the console has no reason to give it up. In the end nothing may be
missing: no chat, no message, no fact.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from console.domain import events as ev
from console.domain.chat import ChatState, Delivery
from console.domain.desk import fold
from console.domain.errors import StoreError
from console.store.log import read_log, verify_log

_WORKER = b"console.inference.engine.worker"
_MOST_S = 300.0
"""A child that has written nothing for so long will not write any more."""


@dataclass(frozen=True)
class Outcome:
    """What a demonstration left behind whose children were killed."""

    kills: int
    facts: Counter[str]
    summary: dict[str, Any]


def run(out: Path, kills: int, model: str, seed: int) -> Outcome:
    """Demonstrate for as long as it takes to kill so many children, and check what is left.

    Raises:
        AssertionError: something is missing, or the console gave the model up.
    """
    config = out / "config" / "switchboard"
    config.mkdir(parents=True)
    (config / "settings.toml").write_text('strategy = "generate"\n')
    command = [sys.executable, "-m", "console", "demo", "--headless", "--out", str(out / "demo")]
    # Customers are in no hurry: on a slow machine a draft must be written before they go on.
    command += ["--customers", "1000", "--speed", "1.5", "--seed", str(seed), "--model", model]
    command += ["--duration", str(3 * _MOST_S * kills), "--json"]
    environment = os.environ | {"XDG_CONFIG_HOME": str(out / "config")}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as console:
        try:
            killed = _kill_children(console.pid, out / "demo" / "session.db", kills, Random(seed))
        finally:
            # As if somebody closed the terminal: the demonstration ends and is summarised.
            console.send_signal(signal.SIGINT)
            told, _ = console.communicate()
    summary = json.loads(told) if told else {}
    return Outcome(killed, _check(out / "demo" / "session.db", killed), summary)


def _kill_children(console: int, database: Path, kills: int, rng: Random) -> int:
    written = 0
    for number in range(kills):
        written = _wait_for_drafts(database, written)
        time.sleep(rng.uniform(0, 1.5))
        (child,) = _workers_of(console)
        os.kill(child, signal.SIGKILL)
        print(f"kill {number + 1}: {written} versions begun so far", flush=True)
    _wait_for_drafts(database, written)
    return kills


def _wait_for_drafts(database: Path, before: int) -> int:
    """Until the model has begun to write another version; how many it has begun."""
    limit = time.monotonic() + _MOST_S
    while time.monotonic() < limit:
        time.sleep(0.2)
        facts = _facts(database)
        written = sum(isinstance(f, ev.SuggestionFirstToken) for f in facts)
        lost = sum(isinstance(f, ev.AssistantLost) for f in facts)
        started = sum(isinstance(f, ev.AssistantStarted) for f in facts)
        assert not any(isinstance(f, ev.AssistantLost) and f.final for f in facts), "given up"
        if written > before and started > lost:
            return written
    raise AssertionError("the model does not write any more")


def _facts(database: Path) -> list[ev.AnyFact]:
    """All that was recorded so far; nothing while the console is still making the file."""
    if not database.exists():
        return []
    try:
        return [event.fact for event in read_log(database)]
    except StoreError:
        return []


def _workers_of(console: int) -> list[int]:
    """The processes of a console that own a model."""
    children = Path(f"/proc/{console}/task/{console}/children").read_text().split()
    threads = Path(f"/proc/{console}/task").iterdir()
    children += [c for t in threads for c in (t / "children").read_text().split()]
    found = {int(c) for c in children if _WORKER in Path(f"/proc/{c}/cmdline").read_bytes()}
    return sorted(found)


def _check(database: Path, kills: int) -> Counter[str]:
    assert verify_log(database) == []
    events = list(read_log(database))
    facts: Counter[str] = Counter(event.fact.kind for event in events)
    desk = fold(events)
    assert facts["assistant_lost"] == kills, "a death was not recorded"
    assert facts["assistant_started"] >= kills + 1, "a child was not replaced"
    assert facts["message_sent"] == facts["message_delivered"], "a message did not arrive"
    for chat in desk.chats.values():
        texts = [m.id for m in chat.messages]
        assert len(texts) == len(set(texts)), "a message is there twice"
        assert all(m.delivery is not Delivery.FAILED for m in chat.messages)
        if chat.state is ChatState.CLOSED:
            assert chat.accepted_at is not None
            assert not any(s.is_live for s in chat.suggestions.values()), "one still waits"
    known = facts["chat_queued"]
    assert len(desk.chats) == known, "a chat is missing"
    return facts


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--model", default="smollm2-135m-instruct")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        outcome = run(Path(scratch), options.kills, options.model, options.seed)
    told = outcome.facts
    print(
        f"{outcome.kills} children killed; {told['chat_queued']} chats, "
        f"{told['message_received']} messages in and {told['message_sent']} out, "
        f"{told.total()} facts, none missing; the window was late by "
        f"{outcome.summary.get('ui_lateness_ms')}"
    )
