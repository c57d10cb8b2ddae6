"""A Matrix server on this machine, for benchmarks and tests: started, killed, started again."""

import hashlib
import hmac
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from console.bench.channel.person import MatrixCustomer
from console.channels.matrix.client import Account
from console.domain.errors import ChannelError, UsageError

PYTHON = Path(__file__).parents[3] / ".synapse" / "bin" / "python"
"""The interpreter that has Synapse; set-up for tests makes it in a checkout."""

_SECRET = "for tests"  # noqa: S105 - of a server that lives for one test
_STARTS_WITHIN_S = 120.0


class Synapse:
    """A server in a folder: started, killed, started again on what it had written."""

    def __init__(self, folder: Path) -> None:
        """Make its configuration; nothing runs yet."""
        if not PYTHON.exists():
            raise UsageError("there is no Synapse here; run make setup-tests in a checkout")
        self.folder = folder
        self.port = _free_port()
        self.url = f"http://localhost:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None
        self._people: list[MatrixCustomer] = []
        folder.mkdir(parents=True, exist_ok=True)
        self._run(
            "--server-name", "localhost", "--config-path", "homeserver.yaml",
            "--generate-config", "--report-stats=no",
        )  # fmt: skip
        (folder / "extra.yaml").write_text(_extra(self.port), encoding="utf-8")

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [str(PYTHON), "-m", "synapse.app.homeserver", "-c", "homeserver.yaml"]
        with (self.folder / "out.txt").open("ab") as out:
            self._process = subprocess.Popen(  # noqa: S603 - Synapse's own interpreter
                [*command, "-c", "extra.yaml"], cwd=self.folder, stdout=out, stderr=out
            )
        ends = time.monotonic() + _STARTS_WITHIN_S
        while time.monotonic() < ends:
            if self._process.poll() is not None:
                raise ChannelError(f"Synapse has ended; {self.folder / 'out.txt'} says why")
            try:
                httpx.get(f"{self.url}/_matrix/client/versions", trust_env=False)
            except httpx.HTTPError:
                time.sleep(0.1)
            else:
                return
        raise ChannelError("Synapse does not answer; is the machine very busy?")

    def kill(self) -> None:
        """End it at once, as a power cut does."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None

    def stop(self) -> None:
        """End it for good, and with it its customers' connections."""
        self.kill()
        for person in self._people:
            person.client.close()

    def register(self, name: str) -> Account:
        """A new user, signed in."""
        api = f"{self.url}/_synapse/admin/v1/register"
        nonce = httpx.get(api, trust_env=False).json()["nonce"]
        told = "\0".join((nonce, name, "secret", "notadmin")).encode()
        mac = hmac.new(_SECRET.encode(), told, hashlib.sha1).hexdigest()
        user = {"nonce": nonce, "username": name, "password": "secret", "admin": False, "mac": mac}
        answer = httpx.post(api, json=user, trust_env=False, timeout=60).json()
        return Account(answer["user_id"], answer["device_id"], answer["access_token"])

    def person(self, name: str) -> MatrixCustomer:
        """A customer of this server."""
        person = MatrixCustomer(self.url, self.register(name))
        self._people.append(person)
        return person

    def _run(self, *arguments: str) -> None:
        command = [str(PYTHON), "-m", "synapse.app.homeserver", *arguments]
        subprocess.run(  # noqa: S603 - Synapse's own interpreter
            command, cwd=self.folder, check=True, capture_output=True
        )


@contextmanager
def running(folder: Path) -> Iterator[Synapse]:
    """A server that runs meanwhile."""
    server = Synapse(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _extra(port: int) -> str:
    limits = "".join(
        f"{name}: {{per_second: 10000, burst_count: 10000}}\n"
        for name in ("rc_message", "rc_registration", "rc_joins_per_room")
    )
    nested = "".join(
        f"{name}:\n"
        + "".join(f"  {part}: {{per_second: 10000, burst_count: 10000}}\n" for part in parts)
        for name, parts in {
            "rc_login": ("address", "account", "failed_attempts"),
            "rc_joins": ("local", "remote"),
            "rc_invites": ("per_room", "per_user", "per_issuer"),
        }.items()
    )
    return (
        f"registration_shared_secret: {_SECRET!r}\n"
        "trusted_key_servers: []\n"
        "listeners:\n"
        f"  - {{port: {port}, bind_addresses: ['127.0.0.1'], type: http, tls: false,\n"
        "      resources: [{names: [client]}]}\n"
        f"{limits}{nested}"
        "rc_room_creation: {per_second: 10000, burst_count: 10000}\n"
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
