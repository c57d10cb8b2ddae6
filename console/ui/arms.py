"""What the arm of the study means for the window."""

from console.domain.desk import Desk
from console.domain.events import Arm


def shows_suggestions(desk: Desk) -> bool:
    """Whether anything that a model has proposed may be seen: not in the control arm."""
    return desk.session is None or desk.session.arm is not Arm.CONTROL
