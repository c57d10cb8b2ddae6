"""What the window needs from outside: the shop's texts, the assistant, settings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol

from console.domain.canned import CannedReply
from console.domain.events import SuggestionKind
from console.domain.issues import Issue
from console.domain.knowledge import Article


class AssistantView(Protocol):
    """The assistant as the window sees it; called on the window's thread only."""

    @property
    def status(self) -> str:
        """One quiet line for the status bar, such as "Model ready"."""
        ...

    @property
    def given_up(self) -> bool:
        """Whether the model kept failing, so that only ``try_again`` starts it again."""
        ...

    def try_again(self) -> None:
        """Start the model again after it was given up."""
        ...

    def ask(self, chat: str) -> None:
        """Ask for suggestions in a chat where they are made on demand only."""
        ...

    def ask_again(self, chat: str, about: SuggestionKind, replaces: str | None) -> None:
        """Ask for another suggestion of this kind; ``replaces`` is the one on the card."""
        ...


@dataclass(frozen=True, slots=True)
class ShopTexts:
    """What the shop has written down: issues and articles by id, canned replies in order.

    ``today`` is the day it lives on, null for the real one.
    """

    issues: Mapping[str, Issue] = field(default_factory=dict)
    articles: Mapping[str, Article] = field(default_factory=dict)
    canned: Sequence[CannedReply] = ()
    today: date | None = None


@dataclass(frozen=True, slots=True)
class Destination:
    """What leaves this computer and where it goes; ``of_assistant`` if only suggestions need it."""

    title: str
    text: str
    of_assistant: bool = False


@dataclass(frozen=True, slots=True)
class WindowSettings:
    """How the window behaves.

    ``enter_sends``: Enter sends and Shift+Enter breaks the line; otherwise Ctrl+Enter sends.
    ``idle_s``: seconds without input after which the agent counts as idle.
    ``wait_soon_s``, ``wait_late_s``: seconds from which waiting is marked amber and red.
    ``pump_ms``: how often customers and model are looked after.
    ``memory``: the file that keeps the window's size and splitters; none keeps nothing.
    ``destinations``: what leaves this computer while the agent works.
    ``store_texts``: whether the log holds what people write.
    """

    enter_sends: bool = True
    idle_s: float = 60.0
    wait_soon_s: float = 60.0
    wait_late_s: float = 120.0
    pump_ms: int = 30
    memory: Path | None = None
    destinations: tuple[Destination, ...] = ()
    store_texts: bool = True
