"""No sending of a suggestion with one key before there was time to read it."""

import re
from datetime import datetime

from console.domain.chat import Chat
from console.domain.desk import Desk
from console.domain.suggestions import Suggestion
from console.study.guardrails.base import (
    OBEYED,
    AdoptGuard,
    Objection,
    ObjectionVerdict,
    OpenObjection,
    elapsed_s,
)
from console.study.guardrails.settings import ReadFirst

_UNSPACED = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f"  # Burmese
    "\u1780-\u17ff"  # Khmer
    "\u3040-\u30ff"  # Japanese syllables
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # Chinese characters
    "\U00020000-\U0003134f"
)
"""Letters of scripts that put no spaces between words."""

_CHARACTER = re.compile(f"[{_UNSPACED}]")
_WORD = re.compile(rf"(?:(?![{_UNSPACED}])[^\W_])+(?:['’\-](?:(?![{_UNSPACED}])[^\W_])+)*")


def reading_s(text: str, words_per_min: float, characters_per_min: float) -> float:
    """Seconds to read a text: words where they are spaced, characters where they are not."""
    words, characters = len(_WORD.findall(text)), len(_CHARACTER.findall(text))
    return 60 * (words / words_per_min + characters / characters_per_min)


class ReadFirstPolicy(AdoptGuard):
    """Objects when the time since a suggestion was first shown is too short to have read it."""

    def __init__(self, rule: ReadFirst) -> None:
        super().__init__(rule.name)
        self._rule = rule

    def needed_s(self, suggestion: Suggestion) -> float:
        """Seconds that reading the suggestion takes at the study's pace."""
        return reading_s(suggestion.text, self._rule.words_per_min, self._rule.characters_per_min)

    def had_s(self, desk: Desk, suggestion: Suggestion, now: datetime) -> float:
        """Seconds since it was first shown; 0 if it never was."""
        return elapsed_s(desk, suggestion.shown_at, now) if suggestion.shown_at else 0.0

    def objection_to_adopting(
        self, desk: Desk, chat: Chat, suggestion: Suggestion, now: datetime
    ) -> Objection | None:
        had_s, needed_s = self.had_s(desk, suggestion, now), self.needed_s(suggestion)
        if had_s >= needed_s:
            return None
        text = "There was hardly time to read this."
        return Objection("hold", text, had_s, needed_s, chat.id, suggestion.id)

    def verdict_on_time(
        self, raised: OpenObjection, desk: Desk, now: datetime
    ) -> ObjectionVerdict | None:
        """Obeyed if the agent has not sent it before the time for reading was over."""
        about = raised.objection
        if about.chat is None or about.suggestion is None:
            return None
        suggestion = desk.chats[about.chat].suggestions[about.suggestion]
        over = self.had_s(desk, suggestion, now) >= self.needed_s(suggestion)
        return OBEYED if over else None
