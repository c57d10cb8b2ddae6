"""Chooses the models whose drafts are evaluated, and runs each of them in a child process."""

from collections.abc import Sequence

from console.assist.clients.draft_client import DraftClient, DraftTimeouts
from console.assist.drafting.style import Style
from console.domain.clock import SystemClock
from console.domain.errors import UsageError
from console.domain.knowledge import Article
from console.domain.progress import StepProgress
from console.evaluate.drafts import DraftsReport, evaluate
from console.evaluate.drafts_points import AnswerPoint
from console.inference.models.catalog import (
    ModelChoice,
    Presence,
    list_models,
    resolve_model,
)

_TIMEOUTS = DraftTimeouts(load_s=600.0, silence_s=300.0)
"""Nobody waits for these drafts, and the machine may have other work."""

ALL = "all"
"""Asks for every model of the catalogue that writes drafts and is on this machine."""


def wanted(models: Sequence[str]) -> list[ModelChoice]:
    """The models that are named, or the default one.

    Raises:
        UsageError: there is no such model, or none on this machine.
        ModelError: a file is missing or damaged.
    """
    names: list[str | None] = [name for model in models for name in _named(model)]
    choices = [choice for name in names or [None] if (choice := resolve_model(name))]
    if not choices:
        raise UsageError("there is no model to look at; fetch one: switchboard models get ID")
    return choices


def _named(model: str) -> list[str]:
    if model != ALL:
        return [model]
    here = [status.model for status in list_models() if status.presence is Presence.READY]
    return [it.id for it in sorted(here, key=lambda it: it.size) if it.use == "drafts"]


def evaluate_model(
    choice: ModelChoice,
    points: Sequence[AnswerPoint],
    policy: Sequence[Article],
    progress: StepProgress,
) -> DraftsReport:
    """Have one model write at every point, in a child of its own.

    Raises:
        ModelError: it can't be loaded or can't write.
    """
    client = DraftClient(choice.load(), SystemClock(), timeouts=_TIMEOUTS)
    style = Style(languages=choice.languages)
    client.start()
    try:
        return evaluate(
            choice.id,
            points,
            policy,
            client,
            style,
            lambda done, total: progress(done, total, choice.id),
        )
    finally:
        client.stop()
