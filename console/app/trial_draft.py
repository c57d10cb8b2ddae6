"""Has the configured model write one draft as it does at work, and judges what comes back.

Approved wordings take the place of drafts that can't be used, so that a model that never writes a
usable one goes unnoticed otherwise.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from console.app.assistant import DraftWriter
from console.assist.clients.draft_client import DraftClient, DraftTimeouts, WorkerLost
from console.assist.drafting.prompts import STOPS, Brief, instructions, prompt
from console.assist.drafting.review import draft_of, objections_to
from console.assist.drafting.style import Style
from console.assist.guard.check import whole_sentences
from console.assist.guard.leaks import leaks
from console.channels.scripted.pack import Pack
from console.domain.chat import Chat, Delivery, Message
from console.domain.clock import SystemClock
from console.domain.errors import ModelError
from console.domain.events import SuggestionKind
from console.inference.protocol import Done, DraftRequest, Sampling
from console.ipc.messages import RequestFailed

_LIMIT_S = 180.0
_LOOK_S = 0.02


@dataclass(frozen=True, slots=True)
class TrialDraft:
    """A draft. ``faults`` are of its form, so that none of this model's will be of use.

    ``objections`` are the guard's to what it says, which small models' drafts often meet with.
    """

    text: str
    tokens: int
    seconds: float
    faults: tuple[str, ...]
    objections: tuple[str, ...] = ()


def try_draft(writer: DraftWriter, pack: Pack, style: Style) -> TrialDraft:
    """Start what writes drafts, have it write one for a chat of the shop, and end it.

    Raises:
        ModelError: nothing was written; says why.
    """
    brief = _brief(pack, style)
    began = time.monotonic()
    done = _written(writer, brief)
    cut_off = done.stopped_by == "length"
    draft = draft_of(brief, done.text)
    draft = whole_sentences(draft) if cut_off else draft
    return TrialDraft(
        text=draft,
        tokens=done.tokens,
        seconds=time.monotonic() - began,
        faults=form_faults(draft, instructions(brief)),
        objections=tuple(objections_to(brief, draft)),
    )


def form_faults(draft: str, told: list[str]) -> tuple[str, ...]:
    """What in a draft shows that model and program don't fit: marks of turns, thoughts, nothing.

    Args:
        draft: as it would be sent.
        told: the instructions it was written by.
    """
    if not draft.strip():
        return ("there is no whole sentence in it",)
    return tuple(leaks(draft, told))


def _brief(pack: Pack, style: Style) -> Brief:
    issue = pack.issues[0]
    now = datetime.now(UTC)
    text = next(iter(issue.examples), issue.summary)
    chat = Chat("trial", pack.customers[0], None, now)
    chat.messages.append(Message("m1", text, now, False, Delivery.DELIVERED))
    article = pack.article(issue.article)
    return Brief(SuggestionKind.SOLUTION, chat, pack.shop.name, issue, article, style)


def _written(writer: DraftWriter, brief: Brief) -> Done:
    client = DraftClient(
        writer.load, SystemClock(), writer.command, DraftTimeouts(silence_s=_LIMIT_S)
    )
    client.start()
    client.draft(
        DraftRequest(
            request="trial",
            chat=brief.chat.id,
            prompt=prompt(brief),
            likely=brief.template or "",
            max_tokens=brief.style.most_tokens,
            stop=STOPS,
            sampling=Sampling(seed=1),
        )
    )
    limit = time.monotonic() + _LIMIT_S
    try:
        while time.monotonic() < limit:
            for answer in client.poll():
                match answer:
                    case Done():
                        return answer
                    case RequestFailed(reason=reason) | WorkerLost(reason=reason):
                        raise ModelError(f"no draft: {reason}")
                    case _:
                        pass
            time.sleep(_LOOK_S)
    finally:
        client.stop()
    raise ModelError(f"no draft within {_LIMIT_S:.0f} s; choose a smaller model")
