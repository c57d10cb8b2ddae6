"""A shop's assistant on a console without a window, with a diagnosis that a test speaks for."""

from collections.abc import Sequence

from strategies import Workplace

from console.assist.assistant import Assistant
from console.assist.clients.diagnosis_client import DiagnosisReply
from console.assist.clients.draft_client import DraftClient
from console.assist.drafting.style import Style
from console.assist.knowledge.search import Knowledge
from console.channels import base
from console.channels.scripted.pack import Pack
from console.diagnosis.protocol import DiagnosisAnswer, Example, Guess
from console.domain.chat import Chat
from console.domain.clock import Clock
from console.domain.suggestions import Suggestion
from console.ipc.messages import RequestFailed
from console.store.search import TextIndex

TEMPLATE = Style(strategy="template")


class Oracle:
    """Takes questions and gives the answers that the test puts into its mouth."""

    def __init__(self, *, ready: bool = True) -> None:
        self.ready = ready
        self.asked: list[tuple[str, str]] = []
        self.learnt: list[Example] = []
        self.runs = False
        self._answers: list[DiagnosisReply] = []

    def start(self) -> None:
        self.runs = True

    def stop(self) -> None:
        self.runs = False

    def ask(self, request: str, text: str) -> None:
        self.asked.append((request, text))

    def learn(self, example: Example) -> None:
        self.learnt.append(example)

    def poll(self) -> Sequence[DiagnosisReply]:
        answers, self._answers = self._answers, []
        return answers

    def answer(
        self,
        *guesses: tuple[str, float],
        sure: bool = True,
        language: str | None = None,
        question: int = -1,
    ) -> None:
        """Answer a question, by its place among those that were asked."""
        self._answers.append(
            DiagnosisAnswer(
                request=self.asked[question][0],
                guesses=tuple(Guess(issue=issue, probability=p) for issue, p in guesses),
                sure=sure,
                evidence=("where is it",),
                language=language,
                ms=1.0,
            )
        )

    def refuse(self) -> None:
        """The last question gets no reading."""
        self._answers.append(RequestFailed(request=self.asked[-1][0], reason="busy"))


def assistant_at(
    place: Workplace,
    pack: Pack,
    client: DraftClient,
    *,
    style: Style = TEMPLATE,
    diagnoser: Oracle | None = None,
    clock: Clock | None = None,
    on_demand: bool = False,
) -> Assistant:
    """An assistant that listens to the session and has been started."""
    knowledge = Knowledge(pack.issues, pack.articles, TextIndex)
    assistant = Assistant(
        place.session,
        client,
        knowledge,
        clock or place.clock,
        "the shop",
        pack.shop.today,
        style=style,
        diagnoser=diagnoser,
        waits_for_agent=lambda _: on_demand,
    )
    place.session.subscribe(assistant.on_event)
    assistant.start()
    return assistant


def arrives(place: Workplace, pack: Pack, chat: str, *texts: str) -> Chat:
    """A customer joins the queue and writes."""
    place.channel.incoming.append(base.Arrived(chat, pack.customers[0]))
    for number, text in enumerate(texts):
        place.channel.incoming.append(base.Wrote(chat, f"{chat}-{number}", text))
    place.take_in()
    return place.session.desk.chats[chat]


def writes(place: Workplace, chat: str, message: str, text: str) -> None:
    """A customer writes again."""
    place.channel.incoming.append(base.Wrote(chat, message, text))
    place.take_in()


def live(chat: Chat) -> list[Suggestion]:
    """The suggestions that belong on the panel."""
    return [s for s in chat.suggestions.values() if s.is_live]
