"""What most widgets of a window need, handed to each as one object."""

from dataclasses import dataclass, field

from console.domain.clock import Clock, SystemClock
from console.domain.desk import Desk
from console.session.session import Session
from console.study.guardrails.monitor import GuardrailMonitor
from console.ui.kit.action_runner import ActionRunner
from console.ui.kit.interfaces import AssistantView, ShopTexts, WindowSettings
from console.ui.kit.sheet_host import SheetHost
from console.ui.kit.theme import Theme


@dataclass(frozen=True, slots=True)
class UiContext:
    """The session, and what a window shows it with. Each window has its own.

    A widget that needs more than one or two of these takes the context, so that no widget passes
    on what it does not use itself.
    """

    session: Session
    """Started; the only writer of the log."""

    shop: ShopTexts
    theme: Theme
    assistant: AssistantView | None = None
    """None without a model."""

    guardrails: GuardrailMonitor | None = None
    """Subscribed to the session; None if the study has no guardrails."""

    settings: WindowSettings = field(default_factory=WindowSettings)
    clock: Clock = field(default_factory=SystemClock)
    run_action: ActionRunner = field(default_factory=ActionRunner)
    sheets: SheetHost = field(default_factory=SheetHost)

    @property
    def desk(self) -> Desk:
        """The state of all chats."""
        return self.session.desk
