"""What can go wrong when measures are computed."""

from console.domain.errors import SwitchboardError


class EngineMissing(SwitchboardError):
    """The engine that was asked for is not installed or can't start."""


class EngineFailed(SwitchboardError):
    """The engine failed while computing."""


class MeasuringStopped(SwitchboardError):
    """A process that measures texts was ended by the system."""
