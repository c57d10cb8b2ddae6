"""The peer's end of the line: takes orders as JSON, one a line, and answers each."""

import json
import os
from collections.abc import Callable, Mapping

from console.bench.drafts.sides import BenchLoad, Pass
from console.bench.drafts.workload import ChatSizes, WorkloadDraft
from console.domain.json_objects import JsonObject
from console.inference.protocol import PromptTurn

NICENESS = 10
"""The console's child gives way by as much, so that whatever else runs hits all sides alike."""

Orders = Mapping[str, Callable[..., object]]
"""What a peer can do, by the name of the order."""

Start = Callable[[BenchLoad], tuple[dict[str, str], Orders]]
"""Loads; returns what there is to know about the peer, and what it can do."""


def serve(start: Start) -> None:
    """Take orders from standard input until it ends; the first one is to load."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    commands, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb", buffering=0)
    # A library that prints must not garble the line.
    os.dup2(2, 1)
    about, orders = start(BenchLoad(**_arguments(commands.readline())[1]))
    answers.write(_line(about))
    for line in commands:
        name, arguments = _arguments(line)
        answers.write(_line(orders[name](**arguments)))


def _arguments(line: bytes) -> tuple[str, JsonObject]:
    """The name of an order and what it is given."""
    arguments = json.loads(line)
    if "requests" in arguments:
        arguments["requests"] = [
            WorkloadDraft(
                request["chat"],
                tuple(PromptTurn(**turn) for turn in request["turns"]),
                request["out"],
            )
            for request in arguments["requests"]
        ]
    if "sizes" in arguments:
        arguments["sizes"] = ChatSizes(**arguments["sizes"])
    return arguments.pop("order"), arguments


def _line(result: object) -> bytes:
    plain = result.model_dump() if isinstance(result, Pass) else result
    return json.dumps({"result": plain}).encode() + b"\n"
