"""Dialogues of STAR: a customer, an agent (the *wizard*) who follows a task's flow, a database.

A folder holds ``tasks/*/*.json`` (each with the task's ``replies`` by action and its ``graph``:
which action follows another) and ``dialogues/*.json``, events in order. What the agent did is
either a query of the database or one of the replies; one written by hand has the action ``custom``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from console.domain.errors import UsageError
from console.domain.json_objects import JsonObject
from console.domain.structured_text import parse_object

QUERY = "query"
CUSTOM = "custom"
_REQUEST_TYPE = "RequestType"


@dataclass(frozen=True, slots=True)
class StarTask:
    """What an agent may say, by the name of the action, and which action follows which."""

    name: str
    replies: Mapping[str, str]
    graph: Mapping[str, str]
    offered: frozenset[str] = frozenset()
    """The actions that are known to be replies, if the task's ``responses.json`` is there."""


@dataclass(frozen=True, slots=True)
class CustomerText:
    """The customer wrote something."""

    text: str


@dataclass(frozen=True, slots=True)
class FreeText:
    """The agent wrote something that is none of the task's replies and is not counted."""

    text: str


@dataclass(frozen=True, slots=True)
class Query:
    """The agent asked the database: ``constraints`` are the fields with their values."""

    action: str
    constraints: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class QueryResult:
    """What the database returned; an empty item if it found nothing."""

    item: JsonObject


@dataclass(frozen=True, slots=True)
class Reply:
    """The agent chose a reply, or wrote one by hand (``custom``)."""

    action: str
    text: str


Event: TypeAlias = CustomerText | FreeText | Query | QueryResult | Reply


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A whole conversation about one task."""

    name: str
    task: str
    events: tuple[Event, ...]


def read_tasks(folder: Path) -> dict[str, StarTask]:
    """The tasks in ``folder/tasks`` by name; raises ``UsageError`` if there are none."""
    tasks = {}
    for path in sorted((folder / "tasks").glob("*/*.json")):
        content = _read(path)
        if "graph" in content and "replies" in content:
            name = str(content.get("task", path.stem))
            replies = path.with_name("responses.json")
            offered = frozenset(_read(replies)) if replies.is_file() else frozenset()
            tasks[name] = StarTask(name, content["replies"], content["graph"], offered)
    if not tasks:
        raise UsageError(f"{folder}: no task with replies and a graph in tasks/*/*.json")
    return tasks


def read_dialogues(folder: Path, tasks: Mapping[str, StarTask]) -> list[Dialogue]:
    """The dialogues in ``folder/dialogues`` about a single one of ``tasks``.

    Raises:
        UsageError: there are none, or a file is not understood.
    """
    dialogues = []
    for path in sorted((folder / "dialogues").glob("*.json")):
        content = _read(path)
        try:
            about = [each["Task"] for each in content["Scenario"]["WizardCapabilities"]]
            if len(about) == 1 and about[0] in tasks:
                events = _events(content["Events"], tasks[about[0]])
                dialogues.append(Dialogue(path.stem, about[0], events))
        except (KeyError, TypeError) as error:
            raise UsageError(f"{path}: not a dialogue of STAR: {error} is missing") from error
    if not dialogues:
        raise UsageError(f"{folder}: no dialogue about one of its tasks in dialogues/*.json")
    return dialogues


def _read(path: Path) -> JsonObject:
    try:
        return parse_object(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: can't be read: {error}") from error


def _events(events: list[JsonObject], task: StarTask) -> tuple[Event, ...]:
    found = (_event(event, task) for event in events)
    return tuple(event for event in found if event is not None)


def _event(event: JsonObject, task: StarTask) -> Event | None:
    """The event, if it is a part of the conversation; what the agent typed to search is not."""
    match event["Agent"], event["Action"]:
        case "User", "utter":
            return CustomerText(event["Text"])
        case "Wizard", "utter":
            return FreeText(event["Text"])
        case "Wizard", "pick_suggestion":
            return Reply(_action(event, task), event.get("Text", ""))
        case "Wizard", "query":
            constraints = _constraints(event.get("Constraints") or [])
            return Query(_query_action(constraints, task), constraints)
        case "KnowledgeBase", "return_item":
            return QueryResult(event.get("Item") or {})
    return None


def _action(event: JsonObject, task: StarTask) -> str:
    """The action of a reply; if the task calls it by another name, the one with the same text."""
    label: str = event["ActionLabel"]
    if label in task.replies:
        return label
    text = event.get("Text")
    return next((action for action, reply in task.replies.items() if reply == text), label)


def _constraints(constraints: list[JsonObject]) -> dict[str, str]:
    given = {
        key: str(value).strip('"').strip() for each in constraints for key, value in each.items()
    }
    return {key: value for key, value in given.items() if value and value != "null"}


def _query_action(constraints: Mapping[str, str], task: StarTask) -> str:
    """A task with several kinds of queries names them after the type of the request."""
    kind = re.sub(r"\W+", "_", constraints.get(_REQUEST_TYPE, "").casefold())
    action = f"{QUERY}_{kind}"
    return action if action in task.replies else QUERY
