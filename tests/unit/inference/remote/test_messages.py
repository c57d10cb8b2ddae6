"""Prompts as messages that every server takes, and answers that go on from an opening."""

from hypothesis import given
from hypothesis import strategies as st

from console.domain.sinks import prompt_text
from console.inference.protocol import Prompt, PromptTurn, Role
from console.inference.remote.messages import Continuation, messages

ROLES = st.sampled_from(list(Role))
TURNS = st.lists(
    st.builds(PromptTurn, role=ROLES, text=st.text("abc <|>", min_size=1, max_size=8)), max_size=6
).map(tuple)
PROMPTS = st.builds(
    Prompt, prefix=TURNS, transcript=TURNS, tail=TURNS, opening=st.sampled_from(["", "Thank you"])
)


def continued(opening: str, *pieces: str) -> tuple[str, bool]:
    """What follows the opening in an answer that comes in pieces, and whether it was found."""
    continuation = Continuation(opening)
    return "".join(continuation.feed(piece) for piece in pieces), continuation.found


@given(PROMPTS)
def test_messages_are_such_as_every_server_takes(prompt: Prompt) -> None:
    """System only first, then user and assistant by turns, from a user's to a user's."""
    roles = [message["role"] for message in messages(prompt)]
    talk = roles[1:] if roles[0] == "system" else roles
    assert talk == ["user", "assistant"] * (len(talk) // 2) + ["user"]


@given(PROMPTS)
def test_nothing_that_was_said_is_left_out(prompt: Prompt) -> None:
    """What each side said is there, in its order, with marks of turns broken up."""
    sent = messages(prompt)
    for role in Role:
        of_role = [message["content"] for message in sent if message["role"] == role.value]
        rest = "\n\n".join(of_role)
        for turn in (*prompt.prefix, *prompt.transcript, *prompt.tail):
            if turn.role is role:
                text = prompt_text(turn.text)
                assert text in rest
                rest = rest[rest.index(text) + len(text) :]


def test_a_repeated_opening_is_taken_away() -> None:
    """Opening and answer together read right, however the answer is cut into pieces."""
    answer = "thank  you for writing."
    assert continued("Thank you", answer) == (" for writing.", True)
    assert continued("Thank you", *answer) == (" for writing.", True)


def test_a_greeting_before_the_opening_is_taken_away_too() -> None:
    """It would stand in the middle of the message."""
    assert continued("Thank you", "Hi Ana, thank you, we are on it.") == (", we are on it.", True)


def test_an_answer_that_begins_otherwise_is_told() -> None:
    """There is no text then that could follow the opening."""
    continuation = Continuation("Thank you")
    assert continuation.feed("Your parcel is on its way to you. " * 4) == ""
    assert continuation.cannot_match
    assert not continuation.found


def test_a_longer_word_is_not_the_opening() -> None:
    """'Thank your' is not 'Thank you'."""
    assert continued("Thank you", "Thank your neighbour.") == ("", False)


@given(st.lists(st.text(max_size=5)))
def test_without_an_opening_all_is_passed_on(pieces: list[str]) -> None:
    """At once."""
    assert continued("", *pieces) == ("".join(pieces), True)
