"""A recording that can't be used is refused with one line that says what, where and what to do."""

import json
import os
from pathlib import Path

import pytest

from console.channels.recorded.recordings import load_recordings
from console.domain.errors import ChannelError, UsageError

LINE = json.dumps({"messages_display": "user: hello\nassistant: hi"}) + "\n"
COLUMNS = "conversationId\tturnNumber\tutteranceId\tutterance\tslot-labels\tintent\n"
ROW = "c\t0\tid\thello\tO\tgreeting\n"
CHATS = json.dumps([{"convo_id": 1, "original": [["customer", "hello"], ["agent", "hi"]]}])

CASES = {
    "empty": (b"", "the file is empty"),
    "blank": (b" \n\n", "the file is empty"),
    "unknown": (b"text,category\nhello,greeting\n", "line 1: unknown format"),
    "other json": (b'{"a": 1}', "line 1: unknown format"),
    "not utf-8": (LINE.encode() + b"\xff\xfe\x00", "line 2: not UTF-8"),
    "latin-1 table": (COLUMNS.encode() + b"c\t0\tid\tcaf\xe9\tO\tx\n", "line 2: not UTF-8"),
    "json line cut": ((LINE + LINE[:30]).encode(), "line 2: the JSON is broken or cut off"),
    "first line cut": (LINE[:-20].encode(), "line 1: the JSON is broken or cut off"),
    "line not a chat": ((LINE + '{"other": 1}\n').encode(), "line 2: no chat"),
    "line not an object": ((LINE + "[1]\n").encode(), "line 2: no chat"),
    "text not a text": ((LINE + '{"messages_display": 5}\n').encode(), "line 2: no chat"),
    "nested": ((LINE + "[" * 100_000).encode(), "line 2: unusable JSON (nested too deeply)"),
    "nobody wrote": (b'{"messages_display": "assistant: hi"}\n', "no customer wrote anything"),
    "only the marker": (b'{"messages_display": "user: ###STOP###"}', "no customer wrote anything"),
    "row cut": ((COLUMNS + ROW + "c\t2\ti").encode(), "line 3: the row has 3 columns"),
    "quote open": ((COLUMNS + 'c\t0\tid\t"never closed').encode(), "line 2: broken quoting"),
    "no such column": (
        b"conversationId\tturnNumber\nc\t0\n",
        "line 1: no column utterance, intent",
    ),
    "odd number": ((COLUMNS + ROW.replace("0", "one")).encode(), "line 2: turnNumber is 'one'"),
    "endless number": ((COLUMNS + ROW.replace("0", "inf")).encode(), "line 2: turnNumber is 'inf'"),
    "header alone": (COLUMNS.encode(), "no customer wrote anything"),
    "list cut": (CHATS[:-10].encode(), "line 1: the JSON is broken or cut off"),
    "pairs wrong": (CHATS.replace('"hi"', "5").encode(), "at 0.original.1.1"),
    "agent alone": (CHATS.replace("customer", "agent").encode(), "no customer wrote anything"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_damaged_file_is_refused_with_one_clear_line(tmp_path: Path, case: str) -> None:
    """The line names the file, the place where that is known, what is wrong and what is right."""
    content, complaint = CASES[case]
    path = tmp_path / "chats.data"
    path.write_bytes(content)
    with pytest.raises(ChannelError) as refused:
        load_recordings(path)
    line = str(refused.value)
    assert line.startswith(str(path))
    assert complaint in line
    assert "expected" in line
    assert "\n" not in line


@pytest.mark.parametrize("case", ["row cut", "json line cut", "list cut"])
def test_a_damaged_file_in_a_folder_is_not_passed_over(tmp_path: Path, case: str) -> None:
    """A file of a known format is wanted; half of it being lost must not go unnoticed."""
    (tmp_path / "good").write_text(LINE)
    (tmp_path / "bad").write_bytes(CASES[case][0])
    with pytest.raises(ChannelError, match="bad"):
        load_recordings(tmp_path)


def test_a_missing_path_is_wrong_use(tmp_path: Path) -> None:
    """The exit code of wrong use is another than that of a damaged file."""
    with pytest.raises(UsageError, match="nowhere: no such file or folder"):
        load_recordings(tmp_path / "nowhere")


def test_a_folder_with_nothing_usable_is_refused(tmp_path: Path) -> None:
    """Nothing is played rather than something nobody asked for."""
    (tmp_path / "notes.txt").write_text("hello")
    with pytest.raises(ChannelError, match="no file in this folder is of a known format"):
        load_recordings(tmp_path)


def test_what_is_no_file_is_refused_without_reading(tmp_path: Path) -> None:
    """Reading a pipe would wait for ever."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UsageError, match="neither a file nor a folder"):
        load_recordings(tmp_path / "pipe")
    with pytest.raises(ChannelError, match="no file in this folder"):
        load_recordings(tmp_path)


def test_a_link_to_itself_is_refused(tmp_path: Path) -> None:
    """A loop of links has no file at its end."""
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(ChannelError, match="loop: can't be read"):
        load_recordings(tmp_path / "loop")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize("inside", [True, False])
def test_a_file_without_permission_is_told(tmp_path: Path, inside: bool) -> None:
    """Alone or in a folder, what can't be opened is named."""
    path = tmp_path / "locked"
    path.write_text(LINE)
    path.chmod(0)
    with pytest.raises(ChannelError, match="locked: can't be read"):
        load_recordings(tmp_path if inside else path)


MEMORY = Path("/proc/self/mem")


@pytest.mark.skipif(not MEMORY.exists(), reason="a file that always fails to be read is Linux's")
def test_an_error_of_the_system_is_told_in_one_line() -> None:
    """Disks and network drives fail in the middle; whoever is root meets that too."""
    with pytest.raises(ChannelError, match="/proc/self/mem: can't be read \\(Input/output error"):
        load_recordings(MEMORY)
