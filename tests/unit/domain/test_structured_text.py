"""Whatever is wrong with JSON or TOML from outside is one error with one line."""

import csv
import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from console.channels.recorded.recordings import load_recordings
from console.channels.scripted.toml_records import read_table
from console.domain.errors import ChannelError, SwitchboardError, UsageError
from console.domain.knowledge import ArticleError, parse_article
from console.domain.structured_text import parse_json, parse_toml
from console.settings import load_settings
from console.study.assignment.agents_csv import read_people
from console.study.questionnaires.library import load_questionnaire

HOSTILE = {"deep": "[" * 100_000, "long": "1" * 5_000}
COMPLAINTS = {"deep": "nested too deeply", "long": "a number has more than 4,300 digits"}
READERS: dict[str, tuple[Callable[[Path], object], type[SwitchboardError]]] = {
    "settings": (load_settings, UsageError),
    "a shop's records": (read_table, ChannelError),
    "a questionnaire": (load_questionnaire, UsageError),
    "an article": (
        lambda path: parse_article(f"+++\n{path.read_text()}\n+++\n", "article"),
        ArticleError,
    ),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_json_and_toml_refuse_what_their_readers_stumble_over(kind: str) -> None:
    """Callers catch the one error they know; it says nothing about the interpreter."""
    with pytest.raises(ValueError, match=COMPLAINTS[kind]):
        parse_json(HOSTILE[kind])
    with pytest.raises(tomllib.TOMLDecodeError, match=COMPLAINTS[kind]):
        parse_toml("a = " + HOSTILE[kind])


def test_what_is_merely_wrong_keeps_its_place() -> None:
    """The line is what helps to mend a file."""
    with pytest.raises(json.JSONDecodeError) as refused:
        parse_json('{\n"a": }')
    assert refused.value.lineno == 2
    with pytest.raises(tomllib.TOMLDecodeError, match="line 2"):
        parse_toml("a = 1\nb = \n")


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("kind", HOSTILE)
def test_every_toml_file_is_refused_in_one_line(tmp_path: Path, reader: str, kind: str) -> None:
    """Whichever file it is, its name and the reason are told."""
    read, error = READERS[reader]
    path = tmp_path / "file.toml"
    path.write_text("a = " + HOSTILE[kind])
    with pytest.raises(error, match=COMPLAINTS[kind]) as refused:
        read(path)
    assert "\n" not in str(refused.value)


def test_a_list_of_agents_with_an_endless_field_is_refused(tmp_path: Path) -> None:
    """The reader of CSV takes no field above 128 KiB."""
    path = tmp_path / "agents.csv"
    path.write_text("agent,tier\n" + "a" * 200_000 + ",1\n")
    with pytest.raises(SwitchboardError, match=r"agents.csv:2: no list of agents"):
        read_people(path, {})


def test_recordings_with_long_messages_leave_other_tables_their_limit(tmp_path: Path) -> None:
    """The limit of the reader of CSV is the whole process's."""
    before = csv.field_size_limit()
    path = tmp_path / "chats.tsv"
    message = "a" * 200_000
    path.write_text(
        "conversationId\tturnNumber\tutterance\tauthorRole\n" + f"c\t0\t{message}\tcustomer\n"
    )
    assert load_recordings(path)[0].turns[0].text.startswith("aaa")
    assert csv.field_size_limit() == before
