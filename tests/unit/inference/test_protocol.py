"""The messages between the processes."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.inference.protocol import (
    Cancel,
    Done,
    DraftRequest,
    Prompt,
    PromptTurn,
    Role,
    Token,
    from_worker,
    to_worker,
)
from console.ipc.messages import encode


@given(st.text(alphabet=st.characters()), st.text())
def test_any_text_survives_the_line(text: str, opening: str) -> None:
    """Whatever a customer types arrives as it was, on one line."""
    prompt = Prompt(prefix=(), transcript=(PromptTurn(role=Role.USER, text=text),), opening=opening)
    line = encode(DraftRequest(request="r", chat="c", prompt=prompt))
    assert line.count(b"\n") == 1
    assert to_worker(line) == DraftRequest(request="r", chat="c", prompt=prompt)


def test_half_a_character_is_replaced() -> None:
    """A lone surrogate, which UTF-8 can't hold, doesn't stop a draft."""
    assert PromptTurn(role=Role.USER, text="a\ud83db").text == "a?b"


@pytest.mark.parametrize(
    "line", [b"", b"no json", b"{}", b'{"kind":"nothing"}', b"\xff\xfe", b"[]"]
)
def test_nonsense_is_refused(line: bytes) -> None:
    """What is no message is an error, in both directions."""
    with pytest.raises(ValueError):  # noqa: PT011 - pydantic's error is one
        to_worker(line)
    with pytest.raises(ValueError):  # noqa: PT011
        from_worker(line)


def test_a_direction_has_its_own_messages() -> None:
    """The console's messages mean nothing coming from the child."""
    with pytest.raises(ValueError):  # noqa: PT011
        from_worker(encode(Cancel(request="r")))
    assert from_worker(encode(Token(request="r", text="é"))) == Token(request="r", text="é")


def test_a_message_with_an_unknown_field_is_refused() -> None:
    """A field of another version is not dropped in silence."""
    with pytest.raises(ValueError):  # noqa: PT011
        Done.model_validate_json('{"kind":"done","request":"r","more":1}')


@pytest.mark.process
def test_the_console_does_not_load_the_model_library() -> None:
    """The protocol, the catalogue and the client start without the library or NumPy."""
    modules = (
        "console.assist.clients.draft_client, console.inference.models.fetch, "
        "console.inference.models.check"
    )
    code = f"import {modules}, sys; print([m for m in ('llama_cpp', 'numpy') if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
