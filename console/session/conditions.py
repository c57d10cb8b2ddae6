"""Who works at a console, and under which conditions."""

from dataclasses import dataclass

from console.domain import events as ev


@dataclass(frozen=True, slots=True)
class Conditions:
    """Who works, and under which conditions: what the log has to know when a session starts.

    ``limit`` is how many chats the agent has at once at most, null for any number, ``wrap_up_s``
    the pause after a chat.
    """

    agent: str
    arm: ev.Arm
    version: str
    tier: str | None = None
    assigned_by: str = "settings"
    seed: int | None = None
    speed: float = 1.0
    model: str | None = None
    model_sha256: str | None = None
    source: str | None = None
    practice: bool | None = None
    limit: int | None = None
    wrap_up_s: float = 0.0
    study: ev.StudyEntered | None = None
    consent: ev.ConsentAnswered | None = None
    assigned: ev.ArmAssigned | None = None

    @property
    def assignment(self) -> ev.ArmAssigned:
        """What the study assigned, or what the settings say where there is no study."""
        return self.assigned or ev.ArmAssigned(arm=self.arm, method=self.assigned_by)
