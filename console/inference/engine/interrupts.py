"""What was asked while a step is at work, and whether the step should be given up for it.

One thread hears, another one works: they share what is replaced as a whole and never changed.
"""

from dataclasses import dataclass, field

from console.inference.engine.job import DraftJob, PrefillJob


@dataclass(frozen=True, slots=True)
class EngineStep:
    """The prompts that a step reads, and the chats for which drafts are to be written."""

    readings: tuple[PrefillJob, ...]
    drafted: frozenset[str]


@dataclass(slots=True)
class Interrupts:
    """What came in since the last commands were obeyed. ``visible`` is what the agent looks at."""

    visible: str | None
    cancelled: set[str] = field(default_factory=set)
    forgotten: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    over: bool = False

    def stops(self, step: EngineStep) -> bool:
        """Whether nobody needs what the step reads, or it holds up the chat in front."""
        if self.over or all(self._is_dropped(reading) for reading in step.readings):
            return True
        chat = self.visible
        is_waiting = chat in self.asked or chat in step.drafted
        return is_waiting and any(reading.chat != chat for reading in step.readings)

    def _is_dropped(self, reading: PrefillJob) -> bool:
        if reading.chat in self.forgotten:
            return True
        return isinstance(reading, DraftJob) and reading.draft.request in self.cancelled
