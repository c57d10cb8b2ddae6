"""Errors a person can do something about; anything else that is raised is a bug."""


class SwitchboardError(Exception):
    """Something outside the program is wrong; the text says what, where and what to do."""


class UsageError(SwitchboardError):
    """The program was asked for something it can't do as asked (exit code 2)."""


class StoreError(SwitchboardError):
    """The log can't be read or written."""


class DatabaseInUse(StoreError):
    """Another console works on this database."""


class DatabaseTooNew(StoreError):
    """The database was written by a newer version of the program."""


class DatabaseDamaged(StoreError):
    """The file is not a database, or its content contradicts itself."""


class ChannelError(SwitchboardError):
    """Customers can't be reached or a recording can't be read."""


class ModelError(SwitchboardError):
    """A model can't be fetched, verified or loaded."""


class InvalidFact(SwitchboardError):
    """A fact contradicts what is known, or holds what no log can keep; it was not recorded."""


class InvalidAction(SwitchboardError):
    """The agent or a customer did something that the state of the chat does not allow."""
