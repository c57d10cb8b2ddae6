"""The process that diagnoses answers while it learns, and ends when it should."""

import io
import queue
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from console.diagnosis.protocol import (
    PROTOCOL_VERSION,
    DiagnosisAnswer,
    DiagnosisQuestion,
    Example,
    FromDiagnosis,
    Learn,
    Learnt,
    from_diagnosis,
)
from console.diagnosis.reader import DiagnosisModel
from console.diagnosis.worker import DiagnosisWorker, Inbox
from console.ipc.messages import RequestFailed, Shutdown


def lesson(request: str, *issues: str) -> Learn:
    """Three examples of each issue, whose name is their word."""
    texts = [(f"{word} {issue}", issue) for issue in issues for word in ("my", "a", "no")]
    return Learn(
        request=request, examples=tuple(Example(text=text, issue=issue) for text, issue in texts)
    )


class GatedModel(DiagnosisModel):
    """Waits for the gate before it learns, and fails if a lesson is called ``bad``."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Event()
        self.lessons: list[str] = []
        self.begun: queue.SimpleQueue[str] = queue.SimpleQueue()

    def learn(self, learn: Learn) -> Learnt:
        """Learn once the gate is open."""
        self.lessons.append(learn.request)
        self.begun.put(learn.request)
        assert self.gate.wait(60)
        if learn.request == "bad":
            raise ArithmeticError("the examples contradict each other")
        if learn.request == "fatal":
            raise KeyError("a mistake in the program")
        return super().learn(learn)


class Answers(io.RawIOBase):
    """The worker's end of the pipe: each line becomes a message."""

    def __init__(self) -> None:
        self.messages: queue.SimpleQueue[FromDiagnosis] = queue.SimpleQueue()

    def write(self, data: object) -> int:
        """Only whole lines are written."""
        assert isinstance(data, bytes)
        self.messages.put(from_diagnosis(data))
        return len(data)


@dataclass
class Scene:
    """A worker in a thread of its own."""

    model: GatedModel = field(default_factory=GatedModel)
    inbox: Inbox = field(default_factory=queue.SimpleQueue)
    answers: Answers = field(default_factory=Answers)

    def __post_init__(self) -> None:
        # The pipe's end is all the worker uses of a file.
        worker = DiagnosisWorker(self.inbox, self.answers, self.model)  # type: ignore[arg-type]
        self.thread = threading.Thread(target=worker.run)
        self.thread.start()

    def next(self) -> FromDiagnosis:
        """What it says next."""
        return self.answers.messages.get(timeout=60)

    def ask(self, text: str) -> DiagnosisAnswer:
        """Its answer to a question."""
        self.inbox.put(DiagnosisQuestion(request="q", text=text))
        answer = self.next()
        assert isinstance(answer, DiagnosisAnswer)
        return answer


@pytest.fixture
def scene() -> Iterator[Scene]:
    """Ended afterwards."""
    scene = Scene()
    yield scene
    scene.model.gate.set()
    scene.inbox.put(Shutdown())
    scene.thread.join(60)
    assert not scene.thread.is_alive()


def test_it_answers_from_what_it_knew_while_it_learns(scene: Scene) -> None:
    """What it learns takes effect when it says that it has learnt it."""
    scene.inbox.put(lesson("one", "parcel", "mug"))
    scene.model.gate.set()
    assert isinstance(scene.next(), Learnt)
    scene.model.gate.clear()
    scene.inbox.put(lesson("two", "refund", "invoice"))
    scene.model.begun.get(timeout=60)
    while scene.model.begun.get(timeout=60) != "two":
        pass
    assert {guess.issue for guess in scene.ask("my parcel").guesses} == {"parcel", "mug"}
    scene.model.gate.set()
    learnt = scene.next()
    assert isinstance(learnt, Learnt)
    assert learnt.request == "two"
    assert {guess.issue for guess in scene.ask("my parcel").guesses} == {"refund", "invoice"}


def test_before_the_first_lesson_it_knows_nothing(scene: Scene) -> None:
    """It answers at once all the same."""
    assert scene.ask("my parcel").guesses == ()


def test_lessons_that_pile_up_are_skipped_for_the_last(scene: Scene) -> None:
    """Each holds everything, so the newest is enough."""
    scene.inbox.put(lesson("one", "parcel", "mug"))
    assert scene.model.begun.get(timeout=60) == "one"
    for request in ("two", "three", "four"):
        scene.inbox.put(lesson(request, "parcel", "mug"))
    # Once it has answered, it has taken what came before the question.
    scene.ask("anything")
    scene.model.gate.set()
    learnt = [scene.next(), scene.next()]
    assert [each.request for each in learnt if isinstance(each, Learnt)] == ["one", "four"]
    assert scene.model.lessons == ["one", "four"]


def test_a_lesson_that_fails_is_told_and_the_old_one_stays(scene: Scene) -> None:
    """The process lives on."""
    scene.model.gate.set()
    scene.inbox.put(lesson("one", "parcel", "mug"))
    assert isinstance(scene.next(), Learnt)
    scene.inbox.put(lesson("bad", "refund"))
    failed = scene.next()
    assert isinstance(failed, RequestFailed)
    assert (failed.request, "contradict" in failed.reason) == ("bad", True)
    assert scene.ask("my parcel").guesses


def test_a_console_of_another_version_is_refused(scene: Scene) -> None:
    """Neither would understand the other."""
    learn = lesson("one", "parcel").model_copy(update={"version": PROTOCOL_VERSION + 1})
    scene.inbox.put(learn)
    failed = scene.next()
    assert isinstance(failed, RequestFailed)
    assert f"speaks {PROTOCOL_VERSION}" in failed.reason
    assert scene.model.lessons == []


def test_a_line_that_was_not_understood_is_told(scene: Scene) -> None:
    """As it came from the pipe."""
    failed = RequestFailed(request=None, reason="not understood")
    scene.inbox.put(failed)
    assert scene.next() == failed


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_mistake_while_learning_ends_the_process(scene: Scene) -> None:
    """It would never learn again; the console starts another."""
    scene.model.gate.set()
    scene.inbox.put(lesson("fatal", "parcel"))
    end = time.monotonic() + 60
    while scene.thread.is_alive() and time.monotonic() < end:
        time.sleep(0.01)
    assert not scene.thread.is_alive()
