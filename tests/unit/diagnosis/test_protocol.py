"""The messages between the console and the process that diagnoses: what is sent arrives."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.diagnosis.protocol import (
    PROTOCOL_VERSION,
    DiagnosisAnswer,
    DiagnosisQuestion,
    Example,
    FromDiagnosis,
    Guess,
    Learn,
    Learnt,
    Passage,
    ToDiagnosis,
    from_diagnosis,
    to_diagnosis,
)
from console.ipc.messages import Hello, RequestFailed, Shutdown, encode

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NUMBER = st.floats(0, 1e6)
LEARN = st.builds(
    Learn,
    version=st.integers(0, 9),
    examples=st.lists(st.builds(Example, text=TEXT, issue=TEXT), max_size=3).map(tuple),
    passages=st.lists(st.builds(Passage, id=TEXT, text=TEXT), max_size=3).map(tuple),
)
QUESTION = st.builds(DiagnosisQuestion, request=TEXT, text=TEXT)
LEARNT = st.builds(Learnt, request=TEXT, ms=NUMBER)
ANSWER = st.builds(
    DiagnosisAnswer,
    request=TEXT,
    guesses=st.lists(st.builds(Guess, issue=TEXT, probability=st.floats(0, 1))).map(tuple),
    evidence=st.lists(TEXT, max_size=3).map(tuple),
    passages=st.lists(st.tuples(TEXT, st.floats(-1, 1)), max_size=3).map(tuple),
    language=st.none() | TEXT,
    ms=NUMBER,
)


@given(LEARN | QUESTION | st.just(Shutdown()))
def test_what_the_console_sends_arrives(message: ToDiagnosis) -> None:
    """Whatever a customer writes, it is one line, and the same at the other end."""
    line = encode(message)
    assert line.count(b"\n") == 1
    assert to_diagnosis(line) == message


@given(LEARNT | ANSWER | st.builds(RequestFailed, request=st.none() | TEXT, reason=TEXT))
def test_what_the_process_sends_arrives(message: FromDiagnosis) -> None:
    """One line, and the same at the other end."""
    line = encode(message)
    assert line.count(b"\n") == 1
    assert from_diagnosis(line) == message


def test_a_greeting_names_the_version_and_the_process() -> None:
    """Its form is the same for every child process of the console."""
    hello = Hello(version=PROTOCOL_VERSION, pid=7)
    assert json.loads(encode(hello)) == {"kind": "hello", "version": PROTOCOL_VERSION, "pid": 7}
    assert from_diagnosis(encode(hello)) == hello


def test_half_a_character_is_replaced() -> None:
    """No UTF-8 can hold it, and some clients let it through."""
    assert DiagnosisQuestion(request="q", text="a\ud83d").text == "a?"


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{}",
        b"[1]",
        b"nonsense\n",
        b'{"kind":"reading"}',
        b'{"kind":"ask","request":"q","text":"t","more":1}',
        b'{"kind":"unheard","request":"q"}',
    ],
)
def test_what_is_no_message_is_refused(line: bytes) -> None:
    """Nothing is guessed from it, at either end."""
    with pytest.raises(ValueError, match="validation error"):
        to_diagnosis(line)
    with pytest.raises(ValueError, match="validation error"):
        from_diagnosis(line)


@pytest.mark.parametrize("probability", [-0.1, 1.1, float("nan"), float("inf")])
def test_a_probability_is_one(probability: float) -> None:
    """A number outside 0 to 1 does not leave the process."""
    with pytest.raises(ValueError, match="probability"):
        Guess(issue="late", probability=probability)
