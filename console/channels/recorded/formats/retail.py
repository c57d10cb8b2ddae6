"""tau-bench retail: one JSON object a line, both sides' messages in one text with the look-ups."""

import re
from collections.abc import Iterator
from json import JSONDecodeError
from pathlib import Path

from pydantic import BaseModel, ValidationError

from console.channels.recorded.formats.lookups import customer_of
from console.channels.recorded.formats.recording import Format, RecordedTurn, Recording, damaged
from console.channels.recorded.formats.text import parse_json

NAME = "retail"

_SPEAKER = re.compile(r"^(user|assistant|tool):[ ]?", re.MULTILINE)
_STOP = "###STOP###"
_LOOKED_UP = "None"
_EXPECTED = "one JSON object with messages_display a line"


class _Dialogue(BaseModel):
    messages_display: str


def recognises(head: str) -> bool:
    """Whether this begins with an object that has the format's key."""
    return head.lstrip().startswith("{") and '"messages_display"' in head


def read(text: str, source: Path, first: int) -> Iterator[Recording]:
    """The recordings of one file."""
    lines = [(n, line) for n, line in enumerate(text.split("\n"), start=1) if line.strip()]
    for number, (line_number, line) in enumerate(lines, start=first):
        spoken = list(_messages(_dialogue(line, source, line_number)))
        looked_up = [text for who, text in spoken if who == "tool"]
        chat = f"{source.stem}-{line_number}"
        yield Recording(
            id=chat,
            format=NAME,
            source=source,
            customer=customer_of(looked_up, chat, number),
            turns=tuple(_turns(spoken)),
        )


def _dialogue(line: str, source: Path, line_number: int) -> str:
    try:
        return _Dialogue.model_validate(parse_json(line)).messages_display
    except ValidationError as error:
        what = f"no chat ({error.errors(include_url=False)[0]['msg']})"
        raise damaged(source, line_number, what, _EXPECTED) from error
    except JSONDecodeError as error:
        what = f"the JSON is broken or cut off ({error.msg}, column {error.colno})"
        raise damaged(source, line_number, what, _EXPECTED) from error
    except ValueError as error:
        what = f"unusable JSON ({error})"
        raise damaged(source, line_number, what, _EXPECTED) from error


def _messages(display: str) -> Iterator[tuple[str, str]]:
    """Speaker and text; a line that begins with a speaker begins a message."""
    marks = list(_SPEAKER.finditer(display))
    ends = [*(mark.start() for mark in marks[1:]), len(display)]
    # A text in which nobody speaks has an end and no mark.
    for mark, end in zip(marks, ends, strict=False):
        yield mark[1], display[mark.end() : end].removesuffix("\n")


def _turns(spoken: list[tuple[str, str]]) -> Iterator[RecordedTurn]:
    number = 0
    for who, raw in spoken:
        if who == "tool" or (who == "assistant" and raw == _LOOKED_UP):
            continue
        text = raw.replace(_STOP, "").strip() if _STOP in raw else raw
        if who == "user" and not text and _STOP in raw:
            continue
        yield RecordedTurn(number, by_agent=who == "assistant", text=text)
        number += 1


FORMAT = Format(NAME, recognises, read)
