"""Has drafts written for points of recorded chats, as the console would.

With the same prompts, the same guard, one retry, and the approved wording where there is one.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from console.assist.clients.draft_client import Answer, WorkerLost
from console.assist.drafting.prompts import STOPS, Brief, prompt
from console.assist.drafting.review import ReviewedDraft, hint, review
from console.domain.errors import ModelError
from console.domain.progress import CountProgress
from console.inference import protocol
from console.ipc.messages import RequestFailed

_AT_ONCE = 8
"""The child batches what it is asked for together."""

_SECOND_SEED = 4
"""What the console takes when it asks for a draft once more."""


class Drafter(Protocol):
    """Whatever writes drafts: the child process or a server (``assist.clients.draft_client``)."""

    def draft(self, draft: protocol.DraftRequest) -> None:
        """Ask for a draft."""
        ...

    def forget(self, chat: str) -> None:
        """This chat is over."""
        ...

    def poll(self) -> Sequence[Answer]:
        """What has happened since the last call. Never blocks."""
        ...


@dataclass(frozen=True, slots=True)
class Drafted:
    """One draft. ``first`` is what came of the first attempt, ``tokens`` are those of the last."""

    brief: Brief
    words: str
    reviewed: ReviewedDraft
    first: ReviewedDraft
    tokens: int


def write_drafts(
    briefs: Sequence[Brief], drafter: Drafter, progress: CountProgress
) -> list[Drafted]:
    """A draft for each brief, in their order; ``progress`` is called with how many are there.

    Raises:
        ModelError: the model can't write. A child that is lost is waited for, up to a limit.
    """
    return _Writing(briefs, drafter).run(progress)


class _Writing:
    def __init__(self, briefs: Sequence[Brief], drafter: Drafter) -> None:
        self._briefs = briefs
        self._drafter = drafter
        self._first: dict[int, ReviewedDraft] = {}
        self._done: dict[int, Drafted] = {}
        self._next = 0

    def run(self, progress: CountProgress) -> list[Drafted]:
        while len(self._done) < len(self._briefs):
            while self._next < min(len(self._briefs), len(self._done) + _AT_ONCE):
                self._ask(self._next)
                self._next += 1
            for answer in self._drafter.poll():
                self._take(answer)
                progress(len(self._done), len(self._briefs))
            time.sleep(0.01)
        return [self._done[at] for at in range(len(self._briefs))]

    def _ask(self, at: int) -> None:
        """Ask for a draft, or for another one if there was something to object to."""
        brief = self._briefs[at]
        first = self._first.get(at)
        correction = hint(first.objections) if first else ""
        self._drafter.draft(
            protocol.DraftRequest(
                request=f"{at}",
                chat=brief.chat.id,
                prompt=prompt(brief, correction),
                max_tokens=brief.style.most_tokens,
                stop=STOPS,
                sampling=protocol.Sampling(seed=_SECOND_SEED if correction else 1),
            )
        )

    def _take(self, answer: Answer) -> None:
        match answer:
            case protocol.Done(request=request):
                self._finish(int(request), answer)
            case WorkerLost(final=False, requests=requests):
                for request in requests:
                    self._ask(int(request))
            case RequestFailed(reason=reason) | WorkerLost(reason=reason):
                raise ModelError(f"the model wrote no draft: {reason}")
            case _:
                pass

    def _finish(self, at: int, done: protocol.Done) -> None:
        brief = self._briefs[at]
        reviewed = review(brief, done.text, cut_off=done.stopped_by == "length")
        if reviewed.objections and at not in self._first:
            self._first[at] = reviewed
            self._ask(at)
            return
        first = self._first.get(at, reviewed)
        self._done[at] = Drafted(brief, done.text, reviewed, first, done.tokens)
        self._drafter.forget(brief.chat.id)
