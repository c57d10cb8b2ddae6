"""What a model makes of the moments of cases: its version of the wordings, and its own words."""

from collections.abc import Sequence
from dataclasses import replace

from console.assist.clients.draft_client import DraftClient, DraftTimeouts
from console.assist.drafting.prompts import Brief
from console.assist.drafting.style import Style
from console.assist.planner import Plan
from console.channels.scripted.pack import Pack
from console.domain.clock import SystemClock
from console.domain.events import Move, SuggestionKind
from console.domain.progress import CountProgress
from console.evaluate.drafts_run import write_drafts
from console.evaluate.next_move_cases import chat_of
from console.evaluate.next_moves import CaseMoment
from console.inference.models.catalog import ModelChoice

_TIMEOUTS = DraftTimeouts(load_s=600.0, silence_s=300.0)
"""Nobody waits for these drafts, and the machine may have other work."""


def model_versions(
    found: Sequence[CaseMoment], site: Pack, choice: ModelChoice, progress: CountProgress
) -> tuple[list[str], list[str]]:
    """What the agent has at each moment with a model, and what the model writes by itself.

    The first is the model's version where the guard accepts it, else the approved wording. The
    second has the policy and the chat, but neither the move nor a wording, and no guard.

    Raises:
        ModelError: the model can't be loaded or can't write.
    """
    client = DraftClient(choice.load(), SystemClock(), timeouts=_TIMEOUTS)
    style = Style(languages=choice.languages)
    fitted = [_brief(moment, site, style) for moment in found]
    bare = [_without_plan(moment, site, style) for moment in found]
    client.start()
    try:
        drafts = write_drafts([*fitted, *bare], client, progress)
    finally:
        client.stop()
    shown = [
        (drafted.reviewed.text or moment.move.text)
        for moment, drafted in zip(found, drafts, strict=False)
    ]
    return shown, [drafted.words for drafted in drafts[len(found) :]]


def _brief(moment: CaseMoment, site: Pack, style: Style) -> Brief:
    state = moment.situation
    plan = Plan(
        move=moment.move.move,
        about=_kind(moment),
        wording=moment.move.text,
        message=state.messages[-1].id,
        issue=state.issue,
        article=state.article,
        situation=state,
    )
    return replace(_without_plan(moment, site, style), article=state.article, plan=plan)


def _without_plan(moment: CaseMoment, site: Pack, style: Style) -> Brief:
    """The policy without its fixed wordings: what the model makes of the chat by itself."""
    article = moment.situation.article
    without = {"diagnosis": "", "reply": ""}
    return Brief(
        about=_kind(moment),
        chat=chat_of(moment.case, site),
        shop=site.shop.name,
        issue=moment.situation.issue,
        article=article.model_copy(update=without) if article is not None else None,
        style=style,
        language=moment.situation.customer.language,
    )


def _kind(moment: CaseMoment) -> SuggestionKind:
    asks = moment.move.move in (Move.ASK, Move.WAIT)
    return SuggestionKind.DIAGNOSIS if asks else SuggestionKind.SOLUTION
