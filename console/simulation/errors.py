"""What can be wrong with an experiment that somebody wants simulated."""

from console.domain.errors import UsageError


class SimulationError(UsageError):
    """An experiment with these parameters can't be."""
