"""From tokens back to text."""

from hypothesis import given
from hypothesis import strategies as st

from console.inference.stop_stream import StopStream

STOPS = ("<|im_end|>", "\nCustomer:")


def fed(pieces: list[bytes], stops: tuple[str, ...] = STOPS) -> tuple[str, StopStream]:
    """What a stream gives for some pieces, put together."""
    stream = StopStream(stops)
    return "".join([stream.feed(piece) for piece in pieces] + [stream.finish()]), stream


@given(st.text(), st.data())
def test_text_does_not_depend_on_where_tokens_end(text: str, data: st.DataObject) -> None:
    """However a text is cut, within a character too, the same text comes out, up to a stop."""
    raw = text.encode()
    cuts = sorted(data.draw(st.lists(st.integers(0, len(raw)), max_size=6)))
    pieces = [raw[a:b] for a, b in zip([0, *cuts], [*cuts, len(raw)], strict=True)]
    got, stream = fed(pieces)
    assert got == stream.text == fed([raw])[0]


@given(st.text(alphabet="<|im_end>x\n"), st.text(alphabet="ab"), st.data())
def test_nothing_from_a_stop_string_on_is_shown(
    before: str, after: str, data: st.DataObject
) -> None:
    """The text ends where the first stop string begins, even if it comes in pieces."""
    raw = (before + "<|im_end|>" + after).encode()
    cut = data.draw(st.integers(0, len(raw)))
    got, stream = fed([raw[:cut], raw[cut:]])
    assert got == (before + "<|im_end|>").split("<|im_end|>")[0]
    assert stream.stopped


def test_what_might_become_a_stop_string_is_held_back() -> None:
    """The beginning of a stop string is not shown until it is clear that it is none."""
    stream = StopStream(STOPS)
    assert stream.feed(b"Hello <|im") == "Hello "
    assert stream.feed(b"age|>") == "<|image|>"


def test_a_character_in_two_tokens_appears_once() -> None:
    """Half a character waits for its other half."""
    raw = "🙂".encode()
    stream = StopStream(())
    assert stream.feed(raw[:2]) == ""
    assert stream.feed(raw[2:]) == "🙂"


@given(st.text(alphabet="ab <>/think\n"), st.integers(0, 200))
def test_a_thought_before_the_reply_is_left_out(thought: str, cut: int) -> None:
    """What a model thinks aloud is not part of its draft, wherever tokens end."""
    inside = thought.replace("</think>", "")
    raw = f"<think>{inside}</think>\n\nYour tent is on its way.".encode()
    got, stream = fed([raw[:cut], raw[cut:]])
    assert got == stream.text == "Your tent is on its way."


def test_a_thought_that_never_ends_leaves_nothing() -> None:
    """A draft that was cut off in its thought is empty rather than a thought."""
    assert fed([b"<think>The customer wants"])[0] == ""


def test_a_reply_that_only_looks_like_a_thought_is_kept() -> None:
    """Text that begins like the mark of a thought is shown once it is clear that it is none."""
    assert fed([b"<thi", b"s>"])[0] == "<this>"
    assert fed([b"<thin"])[0] == "<thin"
