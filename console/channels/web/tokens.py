"""Who may come in: a link for customers who begin, a token for each visit that goes on.

Both are made from one secret and can be checked without being kept, so that a gateway that was
killed knows its customers again.
"""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from console.domain.errors import ChannelError
from console.domain.ids import new_id

_BYTES = 32


def secret_of(file: Path) -> str:
    """The site's secret; it is made on first use, for this user's eyes alone.

    Raises:
        ChannelError: it can't be kept.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read(file)
    except OSError as error:
        raise ChannelError(f"cannot write {file}: {error.strerror}; make it writable") from error
    secret = secrets.token_urlsafe(_BYTES)
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(secret)
    return secret


def _read(file: Path) -> str:
    try:
        secret = file.read_text(encoding="ascii").strip()
    except (OSError, ValueError) as error:
        raise ChannelError(f"cannot read {file}; delete it, and links are made anew") from error
    if len(secret) < _BYTES:
        raise ChannelError(f"{file} has no secret in it; delete it, and links are made anew")
    return secret


def admission_key(secret: str) -> str:
    """What the link for customers carries."""
    return _signed(secret, "admission")[:24]


def new_visit(secret: str) -> tuple[str, str]:
    """The id of a new visit, and the token that its page shows from then on."""
    visit = new_id("w") + secrets.token_hex(4)
    return visit, f"{visit}.{_signed(secret, visit)}"


def visit_of(secret: str, token: str) -> str | None:
    """The visit that a token is for; null if it was not made from this secret."""
    visit, _, signature = token.partition(".")
    return visit if _same(signature, _signed(secret, visit)) else None


def is_admitted(secret: str, key: str) -> bool:
    """Whether this is the key of the link."""
    return _same(key, admission_key(secret))


def _signed(secret: str, what: str) -> str:
    return hmac.new(secret.encode(), what.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _same(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), right.encode())
