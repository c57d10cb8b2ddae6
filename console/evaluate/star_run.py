"""How often the next action of the agent in dialogues of STAR is foreseen, task by task.

Nothing is learnt from the dialogues: the task's flow and replies and the dialogue so far are all
there is to go by. The baseline follows the graph from the agent's last action alone.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from console.domain.errors import ModelError
from console.domain.sinks import visible
from console.evaluate.star import (
    Dialogue,
    Query,
    QueryResult,
    Reply,
    StarTask,
    read_dialogues,
    read_tasks,
)
from console.evaluate.star_flow import Flow, meaning
from console.evaluate.star_next import Nearness, next_action
from console.evaluate.star_state import DialogueTracker
from console.inference.embedding.embedder import Embedder
from console.inference.models.catalog import load_catalog, verify

_MODEL = "all-minilm-l6-v2"
_START = "hello"
_SUCCESS = "query_success"


@dataclass(frozen=True, slots=True)
class TaskScore:
    """Of ``n`` actions, the share that was foreseen, and that the graph alone foresees."""

    n: int
    accuracy: float
    graph: float


@dataclass(frozen=True, slots=True)
class StarReport:
    """The scores of each task and over all actions."""

    n: int
    accuracy: float
    graph: float
    tasks: Mapping[str, TaskScore]


def evaluate_star(folder: Path, nearness: Nearness | None = None) -> StarReport:
    """Foresee each action in the dialogues of a folder, from what came before it.

    Raises:
        UsageError: the folder has no tasks or no dialogues about them.
    """
    tasks = read_tasks(folder)
    dialogues = read_dialogues(folder, tasks)
    near = nearness or load_nearness()
    scores = {
        name: _score(task, [d for d in dialogues if d.task == name], near)
        for name, task in tasks.items()
        if any(d.task == name for d in dialogues)
    }
    n = sum(score.n for score in scores.values())
    return StarReport(
        n,
        sum(score.accuracy * score.n for score in scores.values()) / n,
        sum(score.graph * score.n for score in scores.values()) / n,
        scores,
    )


def _score(task: StarTask, dialogues: Sequence[Dialogue], nearness: Nearness) -> TaskScore:
    flow = Flow(task)
    hits = [hit for dialogue in dialogues for hit in foresee(flow, dialogue, nearness)]
    by_graph = [hit for dialogue in dialogues for hit in _follow(task, dialogue)]
    n = max(len(hits), 1)
    return TaskScore(
        len(hits), sum(guess == action for guess, action in hits) / n, sum(by_graph) / n
    )


def foresee(flow: Flow, dialogue: Dialogue, nearness: Nearness) -> list[tuple[str, str]]:
    """For each action of the agent, what was foreseen and what was done."""
    tracker = DialogueTracker(flow)
    pairs = []
    for event in dialogue.events:
        if isinstance(event, Query | Reply):
            pairs.append((next_action(flow, tracker.state, nearness), event.action))
        tracker.take(event)
    return pairs


def _follow(task: StarTask, dialogue: Dialogue) -> list[bool]:
    """Whether each action is the one that the graph has after the agent's last one."""
    hits = []
    last = _START
    for event in dialogue.events:
        if isinstance(event, QueryResult) and _SUCCESS in task.graph:
            last = _SUCCESS
        if isinstance(event, Query | Reply):
            hits.append(task.graph.get(last) == event.action)
            last = event.action
    return hits


def load_nearness() -> Nearness:
    """Nearness by embeddings, or by common words if their model is not on this machine.

    Standard error then says what is missing and what to do.
    """
    model = load_catalog().named(_MODEL)
    try:
        verify(model)
        embedder = Embedder(model.path)
    except ModelError as error:
        sys.stderr.write(f"{visible(str(error))}\n")
        return common_words

    @lru_cache(maxsize=1024)
    def embed(text: str) -> tuple[float, ...]:
        return tuple(embedder.embed([text])[0].tolist())

    return lambda one, other: sum(a * b for a, b in zip(embed(one), embed(other), strict=True))


def common_words(one: str, other: str) -> float:
    """The share of the words of both texts that are in both."""
    first, second = meaning(one), meaning(other)
    return len(first & second) / max(len(first | second), 1)
