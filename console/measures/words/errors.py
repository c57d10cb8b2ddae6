"""What can go wrong when texts are measured."""

from console.domain.errors import SwitchboardError


class MeasuringStopped(SwitchboardError):
    """A process that measures texts was ended by the system."""
