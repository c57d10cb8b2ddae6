"""Has something happen in a window while a screen reader listens, and writes what it heard.

``dbus-run-session -- python tests/at_spi_window.py FILE`` needs a display and the system's
``pyatspi``. Two chats are open. Then the customer in front writes, a suggestion comes, the other
customer leaves. What ``tests/at_spi_client.py`` said is in the file then, as one list of JSON.
"""

import faulthandler
import json
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

os.environ |= {"QT_QPA_PLATFORM": "xcb", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}

from window_scene import SOLUTION, Scene

from console.domain import events as ev
from console.ui.window.application import Application

_HANGS_S = 270
CLIENT = Path(__file__).with_name("at_spi_client.py")


def main() -> None:
    """Open the window, let the client look, let things happen, and write."""
    # A window that hangs says where, and takes the session's bus with it.
    faulthandler.dump_traceback_later(_HANGS_S, exit=True)
    told: list[dict[str, Any]] = []
    theme = Application().theme
    with tempfile.TemporaryDirectory() as folder:
        scene = Scene(Path(folder) / "session.db", theme).show()
        scene.take("c1", "Hi", name="Ana Lopez")
        scene.take("c2", "Hi", name="Bo Ek")
        with subprocess.Popen(
            ["/usr/bin/python3", str(CLIENT)], stdout=subprocess.PIPE, text=True
        ) as client:
            stdout = client.stdout
            assert stdout is not None
            reader = threading.Thread(target=lambda: told.extend(map(json.loads, stdout)))
            reader.start()

            def wait_for(count: int) -> None:
                scene.wait_until(lambda: len(told) >= count or client.poll() is not None, 240_000)

            try:
                wait_for(1)
                scene.write("c2", "Where is my parcel?")
                wait_for(2)
                scene.suggest("c2", SOLUTION, "s1", "We trace it.")
                wait_for(3)
                scene.session.record(ev.ChatAbandoned(chat="c1", reason="tired"))
                wait_for(4)
            finally:
                client.terminate()
                reader.join()
        scene.close()
    Path(sys.argv[1]).write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main()
