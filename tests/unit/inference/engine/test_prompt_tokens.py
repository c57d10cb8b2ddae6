"""From a prompt to tokens, with letters for tokens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console import paths
from console.domain.errors import ModelError
from console.inference.engine.prompt_formats import load_profile
from console.inference.engine.prompt_tokens import TURN_CHARS, TURN_TOKENS, PromptTokens, Tokens
from console.inference.protocol import Prompt, PromptTurn, Role

MARK = -1


class Letters:
    """A tokenizer with one token a character, and one for each mark."""

    @property
    def beginning(self) -> list[int]:
        """Every prompt begins with a seven."""
        return [7]

    def tokenize(self, text: str, *, marks: bool) -> list[int]:
        """One token for marks, one per character otherwise."""
        return [MARK] if marks else [ord(each) for each in text]


CHATML = load_profile("chatml", paths.models())


def laid(*texts: str, room: int = 4000, tail: str = "") -> Tokens:
    """A transcript of these texts, laid out."""
    transcript = tuple(PromptTurn(role=Role.USER, text=text) for text in texts)
    tails = (PromptTurn(role=Role.SYSTEM, text=tail),) if tail else ()
    prefix = (PromptTurn(role=Role.SYSTEM, text="rules"),)
    prompt = Prompt(prefix=prefix, transcript=transcript, tail=tails)
    return PromptTokens(CHATML, Letters()).lay_out(prompt, room)


def words(tokens: list[int]) -> str:
    """The text without marks."""
    return "".join(chr(each) for each in tokens if each != MARK)


def test_the_parts_stand_in_order() -> None:
    """Prefix with the model's own beginning, transcript, tail, and the opening of a reply."""
    tokens = laid("one", "two", tail="now")
    assert tokens.prefix[0] == 7
    assert words(tokens.prefix[1:]) == "rules"
    assert words(tokens.transcript) == "onetwo"
    assert words(tokens.tail) == "now"
    assert tokens.tail[-1] == MARK


def test_a_message_more_leaves_what_was_read_as_it_was() -> None:
    """The transcript only grows at its end, so what was read stays read."""
    before, after = laid("one"), laid("one", "two")
    assert after.transcript[: len(before.transcript)] == before.transcript


@given(st.lists(st.text(max_size=60), min_size=1, max_size=40), st.integers(150, 900))
def test_never_more_than_there_is_room_for(texts: list[str], room: int) -> None:
    """The prompt fits, ends with the last message, and says what was left out."""
    tokens = laid(*texts, room=room)
    assert len(tokens) <= room
    assert words(tokens.transcript).endswith(texts[-1])
    whole = words(tokens.transcript) == "".join(texts)
    assert whole or any("left out" in note for note in tokens.notes)


def test_old_messages_are_left_out_in_groups() -> None:
    """The beginning stays where it is over several new messages."""
    starts = {words(laid(*[f"{n:02}" * 5 for n in range(m)], room=300).transcript)[:2]
              for m in range(40, 48)}  # fmt: skip
    assert len(starts) == 2


def test_the_record_stays_when_old_messages_go() -> None:
    """What stands before the first message is about the whole chat, unless it leaves no room."""
    record = PromptTurn(role=Role.SYSTEM, text="record")
    messages = tuple(PromptTurn(role=Role.USER, text=f"{n:02}" * 5) for n in range(40))
    prompt_tokens = PromptTokens(CHATML, Letters())
    tokens = prompt_tokens.lay_out(Prompt(prefix=(), transcript=(record, *messages)), 300)
    assert words(tokens.transcript) == "record" + "".join(turn.text for turn in messages[16:])
    assert tokens.notes == ("the oldest 16 messages were left out",)
    tight = prompt_tokens.lay_out(Prompt(prefix=(), transcript=(record, *messages)), 16)
    assert words(tight.transcript) == messages[-1].text
    alone = prompt_tokens.lay_out(Prompt(prefix=(), transcript=(record,)), 300)
    assert words(alone.transcript) == "record"


def test_a_huge_message_is_shortened_in_the_middle() -> None:
    """A message of 1 MB keeps its beginning and end, and a note says so."""
    tokens = laid("begin" + "x" * 1_000_000 + "end")
    text = words(tokens.transcript)
    assert len(text) <= min(TURN_TOKENS, TURN_CHARS) + 3
    assert text.startswith("begin")
    assert text.endswith("end")
    assert tokens.notes == ("a message of 1000008 characters was shortened",)


def test_what_can_not_fit_is_an_error() -> None:
    """Without room for even the last message there is no prompt."""
    with pytest.raises(ModelError, match="more than 20 tokens"):
        laid("this is too long for that", room=20)


def test_an_unknown_profile_names_the_known_ones() -> None:
    """The error for a profile says which there are."""
    with pytest.raises(ModelError, match="known are: chatml"):
        load_profile("nothing", paths.models())
