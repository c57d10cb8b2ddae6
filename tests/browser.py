"""A headless Chromium, worked through its debugging protocol as a person works a page."""

import base64
import json
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
from websockets.sync.client import connect

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("chrome")
"""The browser; set-up for tests installs it where it can."""

_WAIT_S = 60.0


class Browser:
    """One tab. ``idle`` is called while it waits, so that a console goes on."""

    def __init__(self, port: int, idle: Callable[[], None], stack: ExitStack) -> None:
        self._idle = idle
        self._next = 0
        tabs = httpx.get(f"http://127.0.0.1:{port}/json", trust_env=False).json()
        address = next(tab["webSocketDebuggerUrl"] for tab in tabs if tab["type"] == "page")
        self._socket = stack.enter_context(connect(address, proxy=None, max_size=1 << 26))
        self.complaints: list[str] = []
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **parameters: object) -> dict[str, Any]:
        """One request of the protocol, and its result."""
        self._next += 1
        number = self._next
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            try:
                told = json.loads(self._socket.recv(timeout=0.02))
            except TimeoutError:
                self._idle()
                continue
            if told.get("id") == number:
                assert "error" not in told, told
                result: dict[str, Any] = told["result"]
                return result
            self._note(told)

    def _note(self, told: dict[str, Any]) -> None:
        """Keep what goes wrong in the page."""
        entry = told.get("params", {}).get("entry", {})
        if told.get("method") == "Runtime.exceptionThrown":
            self.complaints.append(str(told["params"]))
        elif told.get("method") == "Log.entryAdded" and entry.get("level") == "error":
            self.complaints.append(entry.get("text", ""))

    def open(self, address: str) -> None:
        """Go to an address."""
        self.call("Page.navigate", url=address)
        self.wait("document.readyState === 'complete'")

    def reload(self) -> None:
        """Load the page again, as F5 does."""
        self.ask("window.before = 1")
        self.call("Page.reload")
        self.wait("!window.before && document.readyState === 'complete'")

    def ask(self, expression: str) -> Any:  # noqa: ANN401 - a value of JavaScript
        """The value of an expression in the page."""
        told = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    def wait(self, expression: str) -> None:
        """Wait until an expression is true in the page."""
        ends = time.monotonic() + _WAIT_S
        while not self.ask(expression):
            assert time.monotonic() < ends, f"not in time: {expression}"
            self._idle()
            time.sleep(0.01)

    def click(self, selector: str) -> None:
        """Click the middle of an element."""
        place = self.ask(
            f"(r => [r.x + r.width / 2, r.y + r.height / 2])"
            f"(document.querySelector({json.dumps(selector)}).getBoundingClientRect())"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1],
                      button="left", clickCount=1)  # fmt: skip

    def type(self, text: str) -> None:
        """Type into what has the focus."""
        self.call("Input.insertText", text=text)

    def press(self, key: str, code: int, modifiers: int = 0) -> None:
        """Press and release a key."""
        text = {"text": "\r"} if key == "Enter" and not modifiers else {}
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key,
                      windowsVirtualKeyCode=code, modifiers=modifiers,
                      **(text if kind == "keyDown" else {}))  # fmt: skip

    def offline(self, is_offline: bool) -> None:
        """Take the network away, or give it back."""
        self.call("Network.emulateNetworkConditions", offline=is_offline, latency=0,
                  downloadThroughput=-1, uploadThroughput=-1)  # fmt: skip

    def show(self, width: int, height: int, *, dark: bool = False, mobile: bool = False) -> None:
        """The size and the colours of the screen."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=mobile)  # fmt: skip
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.call("Emulation.setEmulatedMedia", features=scheme)

    def picture(self, file: Path) -> None:
        """A picture of the tab."""
        file.write_bytes(base64.b64decode(self.call("Page.captureScreenshot")["data"]))


@contextmanager
def browser(folder: Path, idle: Callable[[], None] = lambda: None) -> Iterator[Browser]:
    """A browser that has seen nothing yet; its profile is in the folder."""
    assert CHROMIUM is not None
    profile = folder / "chromium"
    command = [CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
               "--disable-background-networking", "--disable-extensions", "--disable-dev-shm-usage",
               "--remote-debugging-port=0", f"--user-data-dir={profile}",
               "about:blank"]  # fmt: skip
    with ExitStack() as stack:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        stack.callback(process.wait)
        stack.callback(process.terminate)
        yield Browser(_port(profile / "DevToolsActivePort", idle), idle, stack)


def _port(file: Path, idle: Callable[[], None]) -> int:
    ends = time.monotonic() + _WAIT_S
    while time.monotonic() < ends:
        lines = file.read_text().splitlines() if file.exists() else []
        if len(lines) == 2:
            return int(lines[0])
        idle()
        time.sleep(0.05)
    raise AssertionError("Chromium has not started")
