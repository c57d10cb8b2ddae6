"""What keeps an effect from being estimated."""

from console.domain.errors import SwitchboardError


class EffectsError(SwitchboardError):
    """The table can't answer the question as asked; the text says why and what would help."""
