"""A site's command or web hook is told about a task, and its answer comes back by itself."""

import json
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from pydantic import ValidationError

from console.domain.customers import Customer, Order
from console.operations.executor import Result, Task
from console.operations.site import SiteOperations, site_operations
from console.settings import OperationSettings

TASK = Task(
    action="a1",
    chat="c",
    operation="refund",
    step="Refund it.",
    customer=Customer(id="ana", name="Ana"),
    order=Order(id="A-1", status="shipped"),
    item="Mug; rm -rf *",
    told=(("the reason", "it's $(broken)"),),
)


def result(operations: SiteOperations, task: Task = TASK) -> Result:
    """What comes of a task."""
    operations.start(task)
    limit = time.monotonic() + 30
    while time.monotonic() < limit:
        for found in operations.poll():
            return found
        time.sleep(0.01)
    raise AssertionError("no result within 30 s")


def command(code: str, limit_s: float = 20) -> SiteOperations:
    """A site whose command runs this code."""
    return site_operations(OperationSettings(command=(sys.executable, "-c", code), limit_s=limit_s))


@pytest.mark.process
def test_a_command_gets_the_task_and_its_answer_counts() -> None:
    """On its standard input, whatever customers have written; no shell reads any of it."""
    code = (
        "import json, sys; t = json.load(sys.stdin); "
        "print(json.dumps({'done': t['operation'] == 'refund', "
        "'detail': f\"{t['item']} {t['order']['id']} {t['told']['the reason']}\"}))"
    )
    assert result(command(code)) == Result("a1", True, "Mug; rm -rf * A-1 it's $(broken)")


@pytest.mark.process
@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import sys; sys.exit('no such order')", "no such order"),
        ("raise SystemExit(3)", "status 3"),
        ("print('fine')", "not JSON"),
        ("print('{}')", "whether it was done"),
        ("print('[1]')", "whether it was done"),
    ],
)
def test_a_command_without_a_usable_answer_has_failed(code: str, reason: str) -> None:
    """And the agent reads why."""
    found = result(command(code))
    assert not found.done
    assert reason in (found.detail or "")


@pytest.mark.process
def test_a_command_that_takes_too_long_is_killed() -> None:
    """Nobody waits for ever, and what it might still do does not count."""
    found = result(command("import time; time.sleep(60)", limit_s=0.5))
    assert found.detail == "the command took longer than 0.5 s"


@pytest.mark.process
def test_a_command_that_does_not_exist_has_failed() -> None:
    """It is a fault of the settings, and the agent can tell somebody."""
    settings = OperationSettings(command=("/no/such/program",))
    assert "can't be run" in (result(site_operations(settings)).detail or "")


class Hook(BaseHTTPRequestHandler):
    """Answers by the operation's name."""

    def do_POST(self) -> None:
        task = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        same = task["action"] == self.headers["Idempotency-Key"]
        if task["operation"] == "move":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.end_headers()
            return
        self.send_response(500 if task["operation"] == "break" else 200)
        self.end_headers()
        key = self.headers.get("Authorization")
        self.wfile.write(json.dumps({"done": same, "detail": key}).encode())

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def hook() -> Iterator[str]:
    """A web hook on this machine."""
    server = HTTPServer(("127.0.0.1", 0), Hook)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/do"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_web_hook_is_posted_to_with_its_key(hook: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key is read from the environment, never from the settings."""
    monkeypatch.setenv("HOOK_KEY", "k-1")
    settings = OperationSettings(url=hook, key_variable="HOOK_KEY")
    assert result(site_operations(settings)) == Result("a1", True, "Bearer k-1")


@pytest.mark.parametrize(("operation", "reason"), [("break", "500"), ("move", "302")])
def test_a_web_hook_that_fails_or_sends_elsewhere_has_failed(
    hook: str, operation: str, reason: str
) -> None:
    """A task with a customer's data goes to the address that was named, and to no other."""
    task = Task("a2", "c", operation, "do it", TASK.customer)
    found = result(site_operations(OperationSettings(url=hook)), task)
    assert not found.done
    assert reason in (found.detail or "")


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"command": ["x"], "url": "https://example.org/do"},
        {"url": "http://example.org/do"},
        {"url": "https://name:secret@example.org/do"},
        {"url": "ftp://127.0.0.1/do"},
        {"command": ["x"], "limit_s": 0},
    ],
)
def test_settings_that_are_unsafe_or_unclear_are_refused(settings: dict[str, object]) -> None:
    """Customers' data goes over the network encrypted, and one way or the other."""
    with pytest.raises(ValidationError):
        OperationSettings.model_validate(settings)


def test_a_site_may_carry_out_some_operations_only() -> None:
    """Agents tick the others."""
    operations = site_operations(OperationSettings(command=("x",), names=("refund",)))
    assert operations.can("refund")
    assert not operations.can("cancel_order")
