"""Commands that came during a step, and whether the step should be stopped for them.

One thread receives commands and another one works, so what describes a step is never changed, but
replaced as a whole.
"""

from dataclasses import dataclass, field

from console.inference.engine.job import PrefillJob


@dataclass(frozen=True, slots=True)
class EngineStep:
    """The prompts that a step reads, and the chats for which drafts are to be written."""

    jobs: tuple[PrefillJob, ...]
    drafted: frozenset[str]


@dataclass(slots=True)
class Interrupts:
    """Commands received since the last were carried out; ``visible`` is the chat in front."""

    visible: str | None
    cancelled: set[str] = field(default_factory=set)
    forgotten: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    over: bool = False

    def stop(self, step: EngineStep) -> bool:
        """Whether nobody needs what the step reads, or it holds up the chat in front."""
        if self.over or all(self._is_dropped(job) for job in step.jobs):
            return True
        chat = self.visible
        is_waiting = chat in self.asked or chat in step.drafted
        return is_waiting and any(job.chat != chat for job in step.jobs)

    def _is_dropped(self, job: PrefillJob) -> bool:
        if job.chat in self.forgotten:
            return True
        return job.request in self.cancelled
