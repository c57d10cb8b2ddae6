"""The engine with a real, small model; where its words don't matter, with few of its layers."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from console import paths
from console.domain.errors import ModelError
from console.inference.engine.abort_flag import AbortFlag
from console.inference.engine.engine import Engine
from console.inference.engine.llama_binding import BatchEntry, Context, Model
from console.inference.engine.loading import SEQUENCES, make_engine
from console.inference.engine.prompt_formats import load_profile
from console.inference.engine.throughput import CHUNK, Throughput
from console.inference.protocol import (
    Cancel,
    Done,
    DraftRequest,
    Forget,
    FromWorker,
    Load,
    Prioritise,
    Prompt,
    PromptTurn,
    Read,
    Role,
    Sampling,
    Token,
    ToWorker,
)
from console.ipc.messages import RequestFailed, Shutdown

RULES = (PromptTurn(role=Role.SYSTEM, text="Repeat the customer's last message word for word."),)
GREEDY = Sampling(temperature=0)


def engine_of(path: Path, **room: int) -> Engine:
    """An engine on one thread."""
    load = Load(path=str(path), **{"context": 1024, "kv_mb": 120, **room})
    return make_engine(load, load_profile("chatml", paths.models()), threads=1)


@pytest.fixture(autouse=True)
def steady_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces of one size: where a prompt is cut decides how sums are rounded, and close calls."""
    monkeypatch.setattr(Throughput, "tokens_in", lambda _pace, _seconds: 128)


@pytest.fixture
def engine(shallow_model: Path) -> Iterator[Engine]:
    """An engine with room for all that the tests ask."""
    engine = engine_of(shallow_model)
    yield engine
    engine.close()


@pytest.fixture
def speaking_engine(small_model: Path) -> Iterator[Engine]:
    """The same with the whole model, which understands what it is told to write."""
    engine = engine_of(small_model)
    yield engine
    engine.close()


def ask(request: str, chat: str, *texts: str, tokens: int = 12, tail: str = "") -> DraftRequest:
    """A request for a draft in a chat where the customer said ``texts``."""
    transcript = tuple(PromptTurn(role=Role.USER, text=text) for text in texts)
    tails = (PromptTurn(role=Role.SYSTEM, text=tail),) if tail else ()
    prompt = Prompt(prefix=RULES, transcript=transcript, tail=tails)
    return DraftRequest(
        request=request, chat=chat, prompt=prompt, max_tokens=tokens, sampling=GREEDY
    )


def run(engine: Engine, *drafts: DraftRequest) -> dict[str, Done]:
    """All answers to these requests, worked on together."""
    for draft in drafts:
        engine.draft(draft)
    messages = list(finish(engine))
    assert not [each for each in messages if isinstance(each, RequestFailed)]
    for done in (each for each in messages if isinstance(each, Done)):
        pieces = [t.text for t in messages if isinstance(t, Token) and t.request == done.request]
        assert "".join(pieces) == done.text
    return {each.request: each for each in messages if isinstance(each, Done)}


def meanwhile(engine: Engine, *commands: ToWorker) -> Callable[[], bool]:
    """For a step: these commands come in while the step is at work."""

    def come_in() -> bool:
        for command in commands:
            engine.interrupt_for(command)
        return False

    return come_in


def finish(engine: Engine) -> Iterator[FromWorker]:
    """Everything said until there is nothing more to do."""
    while engine.busy:
        yield from engine.step()


def test_a_draft_is_written(engine: Engine) -> None:
    """Text comes out, and the numbers that go with it."""
    done = run(engine, ask("r", "c", "My parcel is late."))["r"]
    assert done.text.strip()
    assert 1 <= done.tokens <= 12
    assert 0 < done.first_token_ms <= done.total_ms
    assert done.stopped_by in {"end", "length"}


def test_the_same_prompt_gives_the_same_text(engine: Engine) -> None:
    """Without chance in the choice of tokens, also when the transcript is already known."""
    first = run(engine, ask("a", "c", "My parcel is late."))["a"]
    again = run(engine, ask("b", "c", "My parcel is late."))["b"]
    assert again.text == first.text
    assert again.reused_tokens > first.reused_tokens


def test_chance_follows_the_seed(engine: Engine) -> None:
    """The same seed gives the same text at any temperature."""
    draft = ask("r", "c", "Tell me a story.", tokens=24)
    draft = draft.model_copy(update={"sampling": Sampling(temperature=1.5, seed=7)})
    other = draft.model_copy(update={"sampling": Sampling(temperature=1.5, seed=8)})
    texts = []
    for each in (draft, draft, other):
        engine.forget("c")
        texts.append(run(engine, each)["r"].text)
    assert texts[0] == texts[1] != texts[2]


def test_drafts_of_several_chats_do_not_mix(speaking_engine: Engine) -> None:
    """Worked on together, and with some that come and go, each chat goes on with its own words."""
    words = ["penguin", "volcano", "bicycle", "umbrella", "trumpet", "garden"]
    drafts = []
    for number, word in enumerate(words):
        draft = ask(word, word, " ".join([word] * 12), tokens=6 + 4 * (number % 3))
        prompt = draft.prompt.model_copy(update={"opening": " ".join([word] * 8)})
        drafts.append(draft.model_copy(update={"prompt": prompt}))
    for _ in range(3):
        answers = run(speaking_engine, *drafts)
        for word in words:
            messages = re.findall(r"\w+", answers[word].text)
            assert messages
            assert all(word.startswith(each) for each in messages), answers[word]
        speaking_engine.forget(words[0])
        drafts.reverse()


def test_more_drafts_than_sequences_wait_their_turn(engine: Engine) -> None:
    """Everybody gets an answer in the end."""
    drafts = [ask(f"r{n}", f"c{n}", "Hello?", tokens=2) for n in range(SEQUENCES + 3)]
    assert len(run(engine, *drafts)) == SEQUENCES + 3


def test_what_was_read_is_not_read_again(engine: Engine) -> None:
    """A new message costs itself; two drafts of one chat share all but their tails."""
    first = run(engine, ask("a", "c", "Hello there."))["a"]
    second = run(engine, ask("b", "c", "Hello there.", "My lamp is broken.", tail="Be brief."))["b"]
    third = run(engine, ask("d", "c", "Hello there.", "My lamp is broken.", tail="Be kind."))["d"]
    assert first.reused_tokens == 0
    assert second.reused_tokens > 20
    assert third.reused_tokens > second.reused_tokens
    assert run(engine, ask("e", "new", "Hello."))["e"].reused_tokens > 10


def test_a_cancelled_draft_says_nothing_more(engine: Engine) -> None:
    """Before, while and after its prompt is read; the others go on."""
    for steps in range(4):
        engine.draft(ask("gone", "c", "Hello there. " * 30, tokens=50))
        engine.draft(ask("kept", "d", "Hello there."))
        for _ in range(steps):
            engine.step()
        engine.cancel("gone")
        assert {each.request for each in finish(engine) if isinstance(each, Done)} == {"kept"}


def test_a_forgotten_chat_takes_its_drafts_along(engine: Engine) -> None:
    """Nothing is written for a chat that is over."""
    engine.draft(ask("r", "c", "Hello there."))
    engine.step()
    engine.forget("c")
    assert not engine.busy


def test_a_step_that_is_stopped_leaves_nothing_behind(shallow_model: Path) -> None:
    """Every other step is stopped in its middle: what comes out is what came out undisturbed."""
    undisturbed, disturbed = engine_of(shallow_model), engine_of(shallow_model)
    words = ("penguin", "volcano", "bicycle", "umbrella")
    drafts = [
        ask(word, f"c{n % 2}", f"The {word} is long. " * 80, tokens=6)
        for n, word in enumerate(words)
    ]
    wanted = {request: done.text for request, done in run(undisturbed, *drafts).items()}
    assert len(set(wanted.values())) == len(drafts)
    for draft in drafts:
        disturbed.draft(draft)
    texts, stopped = {}, 0
    while disturbed.busy:
        disturbed.reset_interrupts()
        stop = Shutdown() if stopped % 2 == 0 else None
        for messages in disturbed.step(meanwhile(disturbed, *([stop] if stop else []))):
            if isinstance(messages, Done):
                texts[messages.request] = messages.text
        stopped += 1
    assert stopped > 4
    assert texts == wanted
    undisturbed.close()
    disturbed.close()


@pytest.mark.parametrize(
    ("command", "stops"),
    [
        (Cancel(request="r"), True),
        (Cancel(request="other"), False),
        (Forget(chat="c"), True),
        (Forget(chat="other"), False),
        (Shutdown(), True),
        (Prioritise(chat="c"), False),
        (ask("new", "seen", "Hello?"), True),
        (ask("new", "other", "Hello?"), False),
    ],
)
def test_only_what_makes_a_step_pointless_stops_it(
    engine: Engine, command: ToWorker, stops: bool
) -> None:
    """A cancelled draft, a chat that is over, or a message in the chat that the agent looks at."""
    engine.prioritise("seen")
    engine.draft(ask("r", "c", "Hello there. " * 100))
    engine.step(meanwhile(engine, command))
    engine.reset_interrupts()
    before = [job.reused for job in engine._jobs.values()]
    engine.draft(ask("r", "c", "Hello there. " * 100))
    finish_reading = [each for each in finish(engine) if isinstance(each, Done)]
    assert before == [0]
    assert (finish_reading[0].reused_tokens == 0) is stops


@pytest.mark.parametrize(
    ("commands", "stops"),
    [
        ([Cancel(request="a")], False),
        ([Forget(chat="a")], False),
        ([Cancel(request="a"), Forget(chat="b")], True),
        ([Prioritise(chat="b")], True),
        ([Prioritise(chat="other")], False),
        ([Prioritise(chat=None)], False),
        ([ask("new", "seen", "Hello?")], True),
        ([ask("new", "other", "Hello?")], False),
        ([Prioritise(chat="other"), ask("new", "other", "Hello?")], True),
        ([ask("new", "other", "Hello?"), Prioritise(chat="other")], True),
        ([Prioritise(chat="other"), ask("new", "seen", "Hello?")], False),
    ],
)
def test_a_step_for_several_chats_is_stopped_by_what_is_urgent(
    engine: Engine, commands: list[ToWorker], stops: bool
) -> None:
    """Not by what makes it pointless for one of them, since the others would begin anew."""
    run(engine, ask("before", "c", "Hello?"))
    engine.prioritise("seen")
    engine.reset_interrupts()
    for chat in "ab":
        engine.draft(ask(chat, chat, "Hello there. " * 10))
    engine.step(meanwhile(engine, *commands))
    assert all(job.is_writing is not stops for job in engine._jobs.values())


def test_what_was_read_ahead_need_not_be_read_again(engine: Engine) -> None:
    """A transcript that is told in advance costs the draft nothing but its tail."""
    draft = ask("r", "c", "My lamp is broken. " * 10, tail="Be brief.")
    prompt = draft.prompt
    engine.read(Read(chat="c", prefix=prompt.prefix, transcript=prompt.transcript))
    assert list(finish(engine)) == []
    done = run(engine, draft)["r"]
    assert done.prompt_tokens - done.reused_tokens < 20
    engine.read(Read(chat="c", prefix=prompt.prefix, transcript=prompt.transcript))
    assert not engine.busy


def test_a_draft_goes_before_reading_ahead(engine: Engine) -> None:
    """Even one for a chat nobody looks at."""
    ahead = ask("", "a", "Tell me about it. " * 60).prompt
    engine.prioritise("a")
    engine.read(Read(chat="a", prefix=ahead.prefix, transcript=ahead.transcript))
    engine.draft(ask("r", "b", "Hello?", tokens=1))
    while not any(isinstance(each, Done) for each in engine.step()):
        pass
    assert engine.busy


def test_the_visible_chat_goes_first(engine: Engine) -> None:
    """Its prompt is read before those of chats that asked earlier."""
    for n in range(4):
        engine.draft(ask(f"r{n}", f"c{n}", "Tell me about it. " * 20, tokens=2))
    engine.prioritise("c3")
    order = [each.request for each in finish(engine) if isinstance(each, Done)]
    assert order[0] == "r3"


def test_the_oldest_messages_make_room(shallow_model: Path) -> None:
    """A transcript that is longer than the context loses its beginning, and says so."""
    engine = engine_of(shallow_model, context=512)
    texts = [f"This is message number {n} of a very long chat." for n in range(100)]
    done = run(engine, ask("r", "c", *texts))["r"]
    assert done.prompt_tokens <= engine.context - 12
    assert "left out" in done.notes[0]
    engine.close()


def test_a_huge_message_is_survived(engine: Engine) -> None:
    """1 MB, control characters, right-to-left text and emoji: shortened, noted, answered."""
    for text in ("x" * 1_000_000, "\x00\x07\x1b[31m" * 20, "مرحبا، أين طلبي؟", "🙂🚚" * 500, ""):
        assert run(engine, ask("r", "c", text, tokens=2))["r"].tokens <= 2
        engine.forget("c")


def test_a_prompt_that_can_not_fit_is_refused(shallow_model: Path) -> None:
    """Instructions that are longer than the context are an error of that request alone."""
    engine = engine_of(shallow_model, context=512)
    with pytest.raises(ModelError, match="more than"):
        engine.draft(ask("r", "c", "Hello.", tail="word " * 600))
    assert not engine.busy
    engine.close()


@pytest.mark.parametrize("idle_mb", [0, 100])
def test_many_chats_in_a_small_memory_are_all_answered(shallow_model: Path, idle_mb: int) -> None:
    """With three sequences for six chats each chat gets what it gets with room for all."""
    roomy, small = (
        engine_of(shallow_model),
        engine_of(shallow_model, context=512, kv_mb=1, idle_mb=idle_mb),
    )
    texts = [f"Chat {n} has a story to tell. " * 16 for n in range(6)]
    wanted = {text: run(roomy, ask(text, text, text, tokens=4))[text].text for text in texts}
    assert len(set(wanted.values())) == len(texts)
    for _ in range(2):
        answers = run(small, *[ask(text, text, text, tokens=4) for text in texts])
        assert {text: done.text for text, done in answers.items()} == wanted
    roomy.close()
    small.close()


def test_a_chat_that_moved_out_is_not_read_again(shallow_model: Path) -> None:
    """What was made of its transcript comes back from ordinary memory."""
    engine = engine_of(shallow_model, context=512, kv_mb=1, idle_mb=100)
    for n in range(6):
        run(engine, ask("r", f"c{n}", f"Chat {n} has a story to tell. " * 16, tokens=4))
    again = run(engine, ask("r", "c0", "Chat 0 has a story to tell. " * 16, tokens=4))["r"]
    assert again.reused_tokens > 100
    engine.close()


def test_a_copy_that_nobody_read_spoils_no_other_chat(shallow_model: Path) -> None:
    """A chat that is over at once leaves its place to one that comes back, which is whole."""
    engine = engine_of(shallow_model, context=512, kv_mb=1, idle_mb=100)
    texts = [f"Chat {n} has a story to tell. " * 16 for n in range(5)]
    first, *_ = [run(engine, ask("r", f"c{n}", texts[n]))["r"].text for n in range(4)]
    engine.draft(ask("new", "c4", texts[4]))
    assert engine.step(lambda: True) == []
    engine.reset_interrupts()
    engine.forget("c4")
    again = run(engine, ask("r", "c0", texts[0]))["r"]
    assert again.reused_tokens > 100
    assert again.text == first
    engine.close()


def test_a_model_without_heads_at_its_beginning_has_room(
    shallow_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Recurrent layers have none; what each token takes is then not nothing, but the most."""
    model = Model(shallow_model)
    known = model.kv_bytes
    monkeypatch.setattr("llama_cpp.llama_cpp.llama_model_n_head_kv", lambda _: 0)
    monkeypatch.setattr("llama_cpp.llama_cpp.llama_model_n_head", lambda _: 0)
    assert model.kv_bytes > known > 0
    model.close()


def test_a_typed_special_token_stays_text(shallow_model: Path) -> None:
    """A customer who types the marks of a turn ends no turn; only the profile's marks do."""
    model = Model(shallow_model)
    typed = model.tokenize("<|im_end|>", marks=False)
    assert len(typed) > 1
    assert b"".join(model.piece(token) for token in typed) == b"<|im_end|>"
    special = model.tokenize("<|im_end|>", marks=True)
    assert len(special) == 1
    assert model.ends(special[0])
    assert special[0] not in typed
    model.close()


def test_a_batch_that_is_too_long_never_reaches_the_library(shallow_model: Path) -> None:
    """The library would end the process."""
    model = Model(shallow_model)
    context = Context(
        model, AbortFlag(), length=512, sequences=2, batch=CHUNK, threads=1, flash=False
    )
    with pytest.raises(ValueError, match="in a batch"):
        context.decode([BatchEntry(1, n, 0, wanted=False) for n in range(CHUNK + 1)])
    context.close()
    model.close()


def test_a_file_the_library_refuses_is_an_error(tmp_path: Path) -> None:
    """The library's reason is passed on."""
    path = tmp_path / "m.gguf"
    path.write_bytes(b"GGUF" + b"\0" * 100)
    with pytest.raises(ModelError, match=r"m\.gguf: the model can't be loaded: ."):
        Model(path)
