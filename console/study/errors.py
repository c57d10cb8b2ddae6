"""What can be wrong with a study's files."""

from console.domain.errors import SwitchboardError, UsageError


class StudyError(UsageError):
    """A study file can't be used; a line for each fault says where, what, and how to correct it."""


class AssignmentError(SwitchboardError):
    """A study's assignments can't be read or written, or don't belong to its file."""
