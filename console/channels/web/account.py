"""The gateway's own account at a Matrix server, in a file for this user alone.

A gateway runs where nobody has unlocked a keyring.
"""

import json
import os
from dataclasses import asdict
from pathlib import Path

from console.channels.matrix.client import Account
from console.domain.errors import ChannelError
from console.domain.structured_text import parse_object


def keep_gateway_account(file: Path, account: Account) -> None:
    """Stay signed in; raises ChannelError if it can't be written."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            json.dump(asdict(account), out)
    except OSError as error:
        raise ChannelError(f"cannot write {file}: {error.strerror}; make it writable") from error


def load_gateway_account(file: Path) -> Account | None:
    """Who is signed in; null if nobody is, or the file is not what was written."""
    try:
        told = parse_object(file.read_text(encoding="utf-8"))
        return Account(str(told["user"]), str(told["device"]), str(told["token"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
