"""What can be wrong with a study's files."""

from console.domain.errors import SwitchboardError, UsageError


class StudyError(UsageError):
    """A study file can't be used; a line for each fault says where, what, and how to mend it."""


class AssignmentError(SwitchboardError):
    """What was drawn for a study can't be read, written, or does not belong to its file."""
