"""llama-server as it is compiled here, with programs that only pretend to compile and to serve."""

import os
import stat
import sys
from pathlib import Path

import pytest

from console.bench.drafts.same_flags import SameFlagsServer
from console.bench.drafts.server_build import LABEL, built_server, library_build
from console.bench.drafts.sides import BenchLoad
from console.bench.drafts.workload import WorkloadDraft
from console.domain.errors import ModelError
from console.inference.protocol import PromptTurn, Role

pytestmark = pytest.mark.process

NINJA = """
import pathlib
print("[1/2] Building one")
print("[2/2] Linking")
pathlib.Path("bin").mkdir(exist_ok=True)
pathlib.Path("bin/llama-server").touch()
"""
SERVER = """
import http.server, json, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
    def do_POST(self):
        size = int(self.headers["content-length"])
        wanted = json.loads(self.rfile.read(size))
        timings = {"cache_n": 7, "prompt_n": 3, "predicted_n": wanted["max_tokens"]}
        self.send_response(200)
        self.end_headers()
        for chunk in (
            {"choices": [{"delta": {"role": "assistant", "content": None}}]},
            {"choices": [{"delta": {"content": "Hello"}}]},
            {"choices": [{"delta": {}}], "timings": timings},
        ):
            self.wfile.write(b"data: " + json.dumps(chunk).encode() + b"\\n\\n")
        self.wfile.write(b"data: [DONE]\\n\\n")
    def log_message(self, *_):
        pass
port = int(sys.argv[sys.argv.index("--port") + 1])
http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
"""


def program(path: Path, code: str) -> Path:
    """A program in Python."""
    path.write_text(f"#!{sys.executable}\n{code}", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """Set-up's record of a compile, with its cache."""
    source = tmp_path / "sdists-v11" / "pypi" / "llama-cpp-python" / "1.2" / "x" / "src"
    source.mkdir(parents=True)
    (source / "CMakeLists.txt").touch()
    record = tmp_path / "compiled.txt"
    name = "--config-settings-package llama-cpp-python:cmake.define."
    record.write_text(
        "llama-cpp-python==1.2 \\\n    --hash=sha256:0\n"
        f"# built with: {name}CMAKE_PROJECT_llama_cpp_INCLUDE={tmp_path}/a.cmake "
        "--config-settings-package 'llama-cpp-python:cmake.define.CMAKE_CXX_FLAGS=-O3 -g'\n",
        encoding="utf-8",
    )
    return record


@pytest.mark.skipif(sys.platform == "win32", reason="the programs are scripts")
def test_the_server_is_compiled_with_the_flags_of_the_library(
    record: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what changes the code, without what leaves out what a server needs."""
    tools = tmp_path / "tools"
    tools.mkdir()
    program(tools / "cmake", "import sys; print(sys.argv[1:])")
    program(tools / "ninja", NINJA)
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr("console.paths.cache_dir", lambda: tmp_path / "cache")
    build = library_build(record)
    assert build.settings == {"CMAKE_CXX_FLAGS": "-O3 -g"}
    steps: list[tuple[int, int, str]] = []
    server = built_server(build, lambda *step: steps.append(step))
    assert server.is_file()
    assert steps == [(1, 2, LABEL), (2, 2, LABEL)]
    told = (build.folder / "compile.log").read_text(encoding="utf-8")
    assert "-DCMAKE_CXX_FLAGS=-O3 -g" in told
    assert "-DLLAMA_BUILD_SERVER=ON" in told
    assert "INCLUDE" not in told


@pytest.mark.skipif(sys.platform == "win32", reason="the programs are scripts")
def test_a_compile_that_fails_names_its_log(
    record: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A library that set-up did not compile can't be compared with either."""
    program(tmp_path / "cmake", "import sys; sys.exit(3)")
    program(tmp_path / "ninja", "")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr("console.paths.cache_dir", lambda: tmp_path / "cache")
    with pytest.raises(ModelError, match=r"compile\.log"):
        built_server(library_build(record), lambda *_: None)
    with pytest.raises(ModelError, match="prebuilt"):
        library_build(tmp_path / "nothing.txt")


@pytest.mark.skipif(sys.platform == "win32", reason="the program is a script")
def test_drafts_come_from_the_server(tmp_path: Path) -> None:
    """One by one and together, with what the server says of the tokens."""
    job = BenchLoad(path="m.gguf", threads=1, chats=2, room=100)
    server = SameFlagsServer(program(tmp_path / "llama-server", SERVER), "1.2", job)
    turn = PromptTurn(role=Role.USER, text="Hello?")
    requests = [WorkloadDraft(chat, (turn,), out=5) for chat in range(2)]
    for done in (server.one_by_one(requests), server.together(requests)):
        assert (done.prompt, done.read, done.out) == ((10, 10), (3, 3), (5, 5))
        assert all(0 < first <= done.total_s for first in done.first_s)
    server.close()


@pytest.mark.skipif(sys.platform == "win32", reason="the program is a script")
def test_a_server_that_ends_is_told_with_its_last_words(tmp_path: Path) -> None:
    """As when it can't read the model."""
    job = BenchLoad(path="m.gguf", threads=1, chats=2, room=100)
    with pytest.raises(ModelError, match="no such model"):
        SameFlagsServer(
            program(tmp_path / "llama-server", "import sys; sys.exit('no such model')"), "1.2", job
        )
