"""Whether a server can be used: one question, for an examination of the installation."""

import asyncio
from contextlib import aclosing

from console.domain.errors import ModelError
from console.inference.protocol import RemoteServer
from console.inference.remote.api import Api

_MOST_NAMES = 8


def check_server(server: RemoteServer) -> str:
    """What there is to say of a server that answers and has the model.

    Raises:
        ModelError: it can't be reached or used, or has no such model; says what it has instead.
    """
    return asyncio.run(_check(server))


async def _check(server: RemoteServer) -> str:
    api = Api(server)
    async with aclosing(api):
        names = [each.id for each in await api.served()]
    # Some servers leave the tag away that others add.
    if names and not any(server.model in {name, name.split(":")[0]} for name in names):
        known = ", ".join(sorted(names)[:_MOST_NAMES])
        raise ModelError(f"{api.host} has no model {server.model}; it has: {known}")
    return f"{server.model} on {api.host} answers"
