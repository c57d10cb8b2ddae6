"""Who is signed in at which server, kept in the system's keyring and nowhere else."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from console.channels.matrix.client import Account
from console.domain.errors import ChannelError
from console.domain.structured_text import parse_object

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_SERVICE = "switchboard"

T = TypeVar("T")


def load_account(server: str) -> Account | None:
    """Who is signed in; null if nobody is.

    Raises:
        ChannelError: this system has no keyring, or it can't be read.
    """
    kept = _call(server, lambda ring: ring.get_password(_SERVICE, server))
    if kept is None:
        return None
    try:
        told = parse_object(kept)
        return Account(str(told["user"]), str(told["device"]), str(told["token"]))
    except (ValueError, KeyError, TypeError):
        return None


def keep_account(server: str, account: Account) -> None:
    """Stay signed in; raises ChannelError as ``load_account`` does."""
    told = {"user": account.user, "device": account.device, "token": account.token}
    _call(server, lambda ring: ring.set_password(_SERVICE, server, json.dumps(told)))


def _call(server: str, use: Callable[["KeyringBackend"], T]) -> T:
    """Use the keyring; whatever is wrong with it is one line."""
    try:
        import keyring  # noqa: PLC0415 - it comes with the extra "matrix"
        from keyring.errors import KeyringError  # noqa: PLC0415
    except ImportError as error:
        raise ChannelError(
            'live customers need the extra "matrix": pip install "switchboard[matrix]"'
        ) from error
    try:
        return use(keyring.get_keyring())
    except KeyringError as error:
        raise ChannelError(
            f"the sign-in at {server} can't be kept: this system has no keyring that is unlocked "
            f"({type(error).__name__}); start one, such as GNOME Keyring or KWallet"
        ) from error
