"""A recording that can't be used is refused with one line that says what, where and what to do."""

import gzip
import json
import os
from pathlib import Path

import pytest

from console.channels.recorded import unpacking
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


NEAR_MISSES = {
    "a list of retail chats": (
        '[{"messages_display": "user: hello"}]',
        "instead of one chat a line",
    ),
    "a list of others": ('[{"text": "hello"}]', "a JSON list of objects without original"),
    "chats without original": (
        CHATS.replace("original", "delexed"),
        "at 0.original: Field required",
    ),
    "splits without original": (
        '{"train": [' + CHATS.replace("original", "delexed")[1:] + "}",
        "at train.0.original: Field required",
    ),
    "an object": ('{"text": "hello"}', "JSON without messages_display and without original"),
    "a table with commas": (
        COLUMNS.replace("\t", ","),
        "unknown format, the columns are not separated by tabs",
    ),
    "a table without chats": (
        COLUMNS.replace("conversationId", "id"),
        "unknown format, no column conversationId;",
    ),
    "neither intent nor role": (
        COLUMNS.replace("intent", "label"),
        "line 1: no column intent or authorRole",
    ),
    "an odd role": (
        "conversationId\tturnNumber\tutterance\tauthorRole\nc\t0\thello\tbot\n",
        "line 2: authorRole is 'bot'; expected agent or customer",
    ),
    "a long number": (LINE + "1" * 5_000, "line 2: unusable JSON (a number has more than 4,300"),
    "a long number of a list": (
        "[" + CHATS[1:-1] + "," + "1" * 5_000 + "]",
        "more than 4,300 digits",
    ),
    "a deep list": (CHATS[:-1] + "," + "[" * 900 + "]" * 900 + "]", "nested too deeply"),
}


@pytest.mark.parametrize("case", NEAR_MISSES)
def test_what_a_file_lacks_is_named(tmp_path: Path, case: str) -> None:
    """Who has nearly the right file is told the difference, not only what would be right."""
    content, complaint = NEAR_MISSES[case]
    path = tmp_path / "chats.data"
    path.write_text(content)
    with pytest.raises(ChannelError) as refused:
        load_recordings(path)
    assert complaint in str(refused.value)
    assert "\n" not in str(refused.value)


PACKED = {
    "cut off": (gzip.compress(CHATS.encode())[:-9], "damaged or cut off"),
    "damaged": (b"\x1f\x8b" + b"no gzip" * 9, "damaged or cut off"),
    "a zip file": (b"PK\x03\x04" + b"\0" * 40, "packed; unpack it first"),
}


@pytest.mark.parametrize("case", PACKED)
def test_a_packed_file_that_is_not_read_is_told(tmp_path: Path, case: str) -> None:
    """What is wrong is the packing, so nothing is said about UTF-8."""
    content, complaint = PACKED[case]
    path = tmp_path / "chats.gz"
    path.write_bytes(content)
    with pytest.raises(ChannelError, match=complaint):
        load_recordings(path)


def test_a_file_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A few KB can unpack to more than the memory holds."""
    monkeypatch.setattr(unpacking, "RECORDINGS_BYTES", 1_000)
    path = tmp_path / "chats.gz"
    path.write_bytes(gzip.compress(b" " * 100_000))
    with pytest.raises(ChannelError, match="too large"):
        load_recordings(path)
