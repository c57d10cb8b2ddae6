"""What can go wrong with an export besides the logs themselves."""

from console.domain.errors import SwitchboardError


class ExportError(SwitchboardError):
    """The bundle can't be written where it was asked for."""
