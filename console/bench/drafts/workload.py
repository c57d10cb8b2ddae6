"""The work that every side of ``bench assist`` gets: chats of the same number of tokens.

A chat is a system turn shared by all, turns of its own that were read before, and a new message.
"""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from console import paths
from console.bench.drafts.wording import ASKING, fitted, shop_sentences
from console.inference.engine.prompt_formats import PromptFormat, Segment
from console.inference.protocol import PromptTurn, Role

_OWN_TURNS = 6
_RULES = (
    "You write replies for the agent of an online shop. Every reply is a long and complete "
    "explanation of at least ten sentences. This is what customers often write:"
)


@dataclass(frozen=True, slots=True)
class ChatSizes:
    """Tokens of the shared turn, the turns of a chat's own, its new message, and a draft."""

    shared: int = 295
    own: int = 300
    new: int = 30
    out: int = 24

    @property
    def prompt(self) -> int:
        """Tokens of the whole prompt."""
        return self.shared + self.own + self.new


SIZES = ChatSizes()
"""Those of the benchmark."""


@dataclass(frozen=True, slots=True)
class WorkloadDraft:
    """A draft to be written for a chat whose last turn has just arrived."""

    chat: int
    turns: tuple[PromptTurn, ...]
    out: int


class Workload:
    """Chats of known size. The same seed gives the same texts."""

    def __init__(
        self,
        chats: int,
        profile: PromptFormat,
        tokens: Callable[[str], int],
        seed: int = 1,
        sizes: ChatSizes = SIZES,
    ) -> None:
        """Write the chats; ``tokens`` counts those of a text in which marks are recognised.

        Raises ``ModelError`` if texts of the sizes can't be put together for this model.
        """
        self._rng = random.Random(seed)
        self._sentences = shop_sentences(paths.resources() / "shop")
        self._profile = profile
        self._tokens = tokens
        self._sizes = sizes
        self._prefix = self._turn(Role.SYSTEM, sizes.shared, before=f"{_RULES} ")
        self._own = [self._history() for _ in range(chats)]

    def known(self) -> list[WorkloadDraft]:
        """Every chat as it was before the new message, with a word to answer instead of it."""
        word = PromptTurn(role=Role.USER, text="Hello?")
        return [
            WorkloadDraft(chat, (self._prefix, *own, word), out=1)
            for chat, own in enumerate(self._own)
        ]

    def news(self) -> list[WorkloadDraft]:
        """A new message in every chat, another one at each call."""
        size = self._sizes.new - self._tokens(_text(self._profile.reply("")))
        return [
            WorkloadDraft(
                chat,
                (self._prefix, *own, self._turn(Role.USER, size, after=f" {ASKING}")),
                self._sizes.out,
            )
            for chat, own in enumerate(self._own)
        ]

    def unread(self, chat: int, size: int) -> WorkloadDraft:
        """A chat of which only the shared turn is known, with one turn of ``size`` tokens."""
        return WorkloadDraft(chat, (self._prefix, self._turn(Role.USER, size)), out=1)

    def _history(self) -> tuple[PromptTurn, ...]:
        """Turns of customer and agent alternately, the agent's last."""
        size = self._sizes.own // _OWN_TURNS
        roles = (Role.USER, Role.ASSISTANT) * (_OWN_TURNS // 2)
        return tuple(self._turn(role, size) for role in roles)

    def _turn(self, role: Role, size: int, before: str = "", after: str = "") -> PromptTurn:
        """A turn that has ``size`` tokens with the marks around it."""

        def whole(text: str) -> PromptTurn:
            return PromptTurn(role=role, text=f"{before}{text}{after}".strip())

        def count(text: str) -> int:
            return self._tokens(_text(self._profile.turn(whole(text))))

        return whole(fitted(self._sentences, size, count, self._rng))


def _text(segments: Iterable[Segment]) -> str:
    return "".join(segment.text for segment in segments)
