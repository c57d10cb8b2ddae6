"""The scripted agent: looks at the desk as a person at the window, and works the real widgets.

It does one thing at a time, at human speed: take a customer, turn to a chat, read, decide what to
do with the suggestion, type, send, close.
"""

from collections.abc import Callable, Mapping
from random import Random

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from console.domain.chat import Chat
from console.domain.clock import SystemClock
from console.domain.desk import Desk
from console.domain.events import SuggestionKind
from console.domain.issues import Issue
from console.domain.suggestions import Suggestion
from console.session.session import Session
from console.ui.kit import object_names
from console.ui.kit.interfaces import ShopTexts
from console.ui.scripted_agent.driver import WidgetDriver
from console.ui.scripted_agent.guardrail_behaviour import GuardrailBehaviour
from console.ui.scripted_agent.profiles import AgentChoice, AgentProfile, ChoiceDeck
from console.ui.scripted_agent.questionnaire_behaviour import QuestionnaireBehaviour
from console.ui.scripted_agent.replies import Replies

_HEARD = 2
"""After so many of the customer's messages an agent knows what they are about."""


class IssuePicker:
    """Searches the list of issues. Unlike the model, the scripted agent understands customers."""

    def __init__(self, hands: WidgetDriver, issues: Mapping[str, Issue]) -> None:
        self._hands, self._issues = hands, issues

    def pick(self, chat: Chat, then: Callable[[Callable[[], object]], None]) -> bool:
        """Open the list if the issue is clear; ``then`` is given what is to be done next.

        False if it is not clear, settled already, or not on the list.
        """
        issue = self._issues.get(chat.known_issue or "")
        heard = sum(not message.by_agent for message in chat.messages)
        if issue is None or chat.issue is not None or heard < _HEARD:
            return False
        if not self._hands.click(object_names.choose_issue(chat.id)):
            return False
        then(lambda: self._search(chat.id, issue.name, then))
        return True

    def _search(self, chat: str, name: str, then: Callable[[Callable[[], object]], None]) -> None:
        if self._hands.start_typing(object_names.issue_search(chat), name):
            then(lambda: self._hands.press_enter(object_names.issue_search(chat)))


_TICK_MS = 40


class ScriptedAgent(QObject):
    """Works a window until it is stopped, by the names of ``console.ui.kit.object_names``.

    ``on_scene`` is told the name of a scene worth a picture, each time it comes up.
    """

    def __init__(
        self,
        window: QWidget,
        session: Session,
        shop: ShopTexts,
        profile: AgentProfile,
        *,
        seed: int,
        speed: float,
    ) -> None:
        """Prepare to work ``window``; ``speed`` is how much faster than a person it does that."""
        super().__init__(window)
        self._session = session
        self._profile = profile
        self._speed = speed
        self._luck = Random(f"autopilot:{seed}")
        self._lot = ChoiceDeck(profile, self._luck)
        self._repartee = Replies(shop, self._luck, profile.most_messages)
        self._hands = WidgetDriver(window)
        self._picker = IssuePicker(self._hands, shop.issues)
        self._heeding = GuardrailBehaviour(self._hands, profile)
        self._respondent = QuestionnaireBehaviour(self._hands, profile, self._luck)
        self._clock = SystemClock()
        self._rest_s = 1.0
        self._minded: dict[str, AgentChoice] = {}
        self._read: set[str] = set()
        self._then: Callable[[], object] | None = None
        self.on_scene: Callable[[str], None] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Begin to work."""
        self._timer.start()

    def stop(self) -> None:
        """Put the hands down."""
        self._timer.stop()
        self._hands.drop()

    @property
    def _desk(self) -> Desk:
        return self._session.desk

    def _scene(self, name: str) -> None:
        if self.on_scene is not None:
            self.on_scene(name)

    # --- the beat ----------------------------------------------------------------------------

    def _tick(self) -> None:
        passed = _TICK_MS / 1000 * self._speed
        if self._hands.busy:
            self._hands.type_on(self._profile.typing_cps * passed)
            return
        self._rest_s -= passed
        if self._rest_s > 0:
            return
        self._rest_s = self._profile.thinking_s * self._luck.uniform(0.6, 1.4)
        if self._then is not None:
            then, self._then = self._then, None
            then()
        else:
            self._act()

    def _act(self) -> None:
        if self._fill_in() or self._heeding.act() or self._accept():
            return
        chat = self._next_chat()
        if chat is None:
            self._glance()
        elif chat.id != self._desk.tab:
            self._turn_to(chat)
        elif self._repartee.is_done(chat):
            self._begin_closing(chat)
        else:
            self._answer(chat)

    def _fill_in(self) -> bool:
        if not self._respondent.act():
            return False
        self._scene("questionnaire")
        return True

    def _accept(self) -> bool:
        waiting = self._desk.queue
        if not waiting or len(self._desk.tabs) >= self._profile.concurrency:
            return False
        if self._heeding.is_held_back:
            return False
        self._scene("queue")
        return self._hands.click(object_names.accept(waiting[0].id))

    # --- where to look -----------------------------------------------------------------------

    def _next_chat(self) -> Chat | None:
        """The chat that needs the agent: the one at hand if it does, else the longest waiting.

        What is done is closed first, since others wait in the queue. A chat whose draft is still
        being written can wait as long as another can't.
        """
        done = [c for c in self._desk.tabs if self._repartee.is_done(c)]
        waiting = [c for c in self._desk.tabs if c.waiting_since]
        ready = [c for c in waiting if not self._awaits_draft(c)]
        candidates = done or ready or waiting
        at_hand = (c for c in candidates if c.id == self._desk.tab)
        longest = min(candidates, key=lambda c: c.waiting_since or c.queued_at, default=None)
        return next(at_hand, longest)

    def _turn_to(self, chat: Chat) -> None:
        self._hands.click(object_names.tab(chat.id))
        last = chat.last_customer_message()
        self._rest_s += len(last.text[:600]) / self._profile.reading_cps if last else 0
        if len(self._desk.tabs) >= 3:
            self._scene("several-chats")

    def _glance(self) -> None:
        others = [c for c in self._desk.tabs if c.id != self._desk.tab]
        nudged = self._heeding.is_nudged
        if others and not nudged and self._luck.random() < self._profile.glance:
            self._hands.click(object_names.tab(self._luck.choice(others).id))

    # --- answering ---------------------------------------------------------------------------

    def _answer(self, chat: Chat) -> None:
        if self._settles_issue(chat) and self._hands.click(object_names.confirm_issue(chat.id)):
            return
        if self._has_settled(chat) and self._hands.click(object_names.finish_procedure(chat.id)):
            return
        suggestion = self._in_sight(chat)
        choice = self._choice(chat)
        if suggestion is None and self._heeding.ask(chat, choice):
            return
        if suggestion is not None:
            self._scene("suggestions" if suggestion.is_usable else "writing-suggestion")
        if self._awaits_draft(chat) or self._picker.pick(chat, self._next):
            return
        if suggestion is None or choice is AgentChoice.IGNORE or not suggestion.is_usable:
            self._write(chat, self._repartee.own_message(chat))
        elif suggestion.id not in self._read:
            self._read.add(suggestion.id)
            self._rest_s += len(suggestion.text) / self._profile.reading_cps
        elif choice is AgentChoice.EDIT or self._heeding.send(self._desk, chat, suggestion.about):
            self._hands.click(object_names.suggestion_edit(chat.id, suggestion.about))
            self._write(chat, self._repartee.addition())

    def _next(self, deed: Callable[[], object]) -> None:
        self._then = deed

    def _choice(self, chat: Chat) -> AgentChoice:
        """What the agent is minded to do about the customer's last message."""
        message = chat.messages[-1].id
        if message not in self._minded:
            self._minded[message] = self._lot.draw()
        return self._minded[message]

    @staticmethod
    def _in_sight(chat: Chat) -> Suggestion | None:
        """What to deal with: a diagnosis before a solution, a complete one before another."""
        found = [chat.current(about) for about in SuggestionKind]
        shown = [s for s in found if s is not None and s.shown_at is not None]
        return next((s for s in shown if s.is_usable), next(iter(shown), None))

    def _awaits_draft(self, chat: Chat) -> bool:
        """Whether the agent would rather wait for a draft that is on its way.

        One who means to ignore it only waits until there is something to ignore. Patience counts
        real seconds, since a model works no faster when people do.
        """
        live = [s for s in chat.suggestions.values() if s.is_live]
        if any(s.is_usable for s in live):
            return False
        if self._choice(chat) is AgentChoice.IGNORE and any(s.shown_at for s in live):
            return False
        now = self._clock.wall()
        return any(
            s.is_in_the_making
            and (now - s.requested_at).total_seconds() < self._profile.draft_patience_s
            for s in live
        )

    def _write(self, chat: Chat, text: str) -> None:
        if self._hands.start_typing(object_names.composer(chat.id), text):
            self._then = lambda: self._send(chat.id)

    def _send(self, chat: str) -> None:
        self._scene("writing")
        if self._luck.random() < 0.5 or not self._hands.press_enter(object_names.composer(chat)):
            self._hands.click(object_names.send(chat))

    @staticmethod
    def _settles_issue(chat: Chat) -> bool:
        """Whether the customer has answered a diagnosis, so that the issue can be confirmed."""
        return chat.issue is None and any(
            s.about is SuggestionKind.DIAGNOSIS and (s.adopted or s.modified)
            for s in chat.suggestions.values()
        )

    @staticmethod
    def _has_settled(chat: Chat) -> bool:
        """Whether the customer has answered a solution, so that the procedure is carried out."""
        return chat.procedure_finished_at is None and any(
            s.about is SuggestionKind.SOLUTION and (s.adopted or s.modified)
            for s in chat.suggestions.values()
        )

    # --- closing -----------------------------------------------------------------------------

    def _begin_closing(self, chat: Chat) -> None:
        self._hands.click(object_names.close_chat(chat.id))
        self._then = lambda: self._choose_ending(chat)

    def _choose_ending(self, chat: Chat) -> None:
        self._hands.click(object_names.disposition(self._repartee.disposition(chat)))
        resolved = self._profile.rushes or self._repartee.is_content(chat)
        self._hands.click(object_names.resolved(resolved))
        self._scene("closing")
        self._then = self._confirm_closing

    def _confirm_closing(self) -> None:
        """Press the button, and once more if there was a question in between."""
        if not self._heeding.confirm_closing() and self._hands.find(object_names.CLOSE_DIALOG):
            self._scene("resolved-question")
            self._then = self._confirm_closing
