"""The scripted agent: decides from the desk, as a person at the window would, and acts on widgets.

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
from console.ui.scripted_agent.steps_behaviour import StepsBehaviour

_MESSAGES_UNTIL_CLEAR = 2
"""How many messages a customer has written when the agent knows what they are about."""


DoNext = Callable[[Callable[[], object]], None]
"""Has something done as the agent's next action."""


class IssuePicker:
    """Searches the list of issues. Unlike the model, the scripted agent understands customers."""

    def __init__(self, driver: WidgetDriver, issues: Mapping[str, Issue]) -> None:
        self._driver, self._issues = driver, issues

    def pick(self, chat: Chat, and_then: DoNext) -> bool:
        """Open the list if the issue is clear; ``and_then`` receives the next action.

        False if the issue is not clear, is confirmed already, or is not on the list.
        """
        issue = self._issues.get(chat.known_issue or "")
        messages = sum(not message.by_agent for message in chat.messages)
        if issue is None or chat.issue is not None or messages < _MESSAGES_UNTIL_CLEAR:
            return False
        if not self._driver.click(object_names.choose_issue(chat.id)):
            return False
        and_then(lambda: self._search(chat.id, issue.name, and_then))
        return True

    def _search(self, chat: str, name: str, and_then: DoNext) -> None:
        if self._driver.start_typing(object_names.issue_search(chat), name):
            and_then(lambda: self._driver.press_enter(object_names.issue_search(chat)))


_TICK_MS = 40


class ScriptedAgent(QObject):
    """Operates a window until it is stopped, by the names of ``console.ui.kit.object_names``."""

    def __init__(
        self,
        window: QWidget,
        session: Session,
        shop: ShopTexts,
        profile: AgentProfile,
        *,
        seed: int,
        speed: float,
        on_scene: Callable[[str], object] = lambda _: None,
    ) -> None:
        """Prepare to operate ``window``.

        Args:
            window: the main window; the dialogs it opens are found from there.
            session: what the agent sees of the chats.
            shop: issues and articles, which the agent knows by heart.
            profile: how the agent works.
            seed: makes the agent's choices repeatable.
            speed: how much faster than a person the agent works.
            on_scene: called with the name of a scene worth a picture, each time it comes up.
        """
        super().__init__(window)
        self._session = session
        self._profile = profile
        self._speed = speed
        self._rng = Random(f"autopilot:{seed}")
        self._choices = ChoiceDeck(profile, self._rng)
        self._replies = Replies(shop, self._rng, profile)
        self._driver = WidgetDriver(window)
        self._picker = IssuePicker(self._driver, shop.issues)
        self._steps = StepsBehaviour(self._driver, session, shop, profile)
        self._guardrails = GuardrailBehaviour(self._driver, profile)
        self._questionnaires = QuestionnaireBehaviour(self._driver, profile, self._rng)
        self._clock = SystemClock()
        self._pause_s = 1.0
        self._decisions: dict[str, AgentChoice] = {}
        self._suggestions_read: set[str] = set()
        self._next_action: Callable[[], object] | None = None
        self._on_scene = on_scene
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Start working."""
        self._timer.start()

    def stop(self) -> None:
        """Stop working; what is half typed stays as it is."""
        self._timer.stop()
        self._driver.stop_typing()

    @property
    def _desk(self) -> Desk:
        return self._session.desk

    # --- one step after the other ------------------------------------------------------------

    def _tick(self) -> None:
        passed = _TICK_MS / 1000 * self._speed
        if self._driver.busy:
            self._driver.type_on(self._profile.typing_cps * passed)
            return
        self._pause_s -= passed
        if self._pause_s > 0:
            return
        self._pause_s = self._profile.thinking_s * self._rng.uniform(0.6, 1.4)
        if self._next_action is not None:
            action, self._next_action = self._next_action, None
            action()
        else:
            self._act()

    def _act(self) -> None:
        if self._answer_questionnaire() or self._guardrails.act() or self._accept():
            return
        chat = self._next_chat()
        if chat is None:
            self._glance()
        elif chat.id != self._desk.tab:
            self._turn_to(chat)
        elif self._replies.is_done(chat):
            self._begin_closing(chat)
        else:
            self._answer(chat)

    def _answer_questionnaire(self) -> bool:
        if not self._questionnaires.act():
            return False
        self._on_scene("questionnaire")
        return True

    def _accept(self) -> bool:
        waiting = self._desk.queue
        if not waiting or len(self._desk.tabs) >= self._profile.concurrency:
            return False
        if self._guardrails.is_held_back:
            return False
        self._on_scene("queue")
        return self._driver.click(object_names.accept(waiting[0].id))

    # --- where to look -----------------------------------------------------------------------

    def _next_chat(self) -> Chat | None:
        """The chat that needs the agent: the current one if it does, else the longest waiting.

        Chats that are done are closed first, since customers wait in the queue. A chat whose draft
        is still being written comes after those that need an answer now. When nobody waits, the
        agent goes on where the customer was asked to be patient.
        """
        done = [c for c in self._desk.tabs if self._replies.is_done(c)]
        waiting = [c for c in self._desk.tabs if c.needs_answer_since]
        ready = [c for c in waiting if not self._awaits_draft(c)]
        promised = [c for c in self._desk.tabs if self._replies.owes_answer(c)]
        candidates = done or ready or waiting or promised
        current = (c for c in candidates if c.id == self._desk.tab)
        longest = min(candidates, key=lambda c: c.waiting_since or c.queued_at, default=None)
        return next(current, longest)

    def _turn_to(self, chat: Chat) -> None:
        self._driver.click(object_names.tab(chat.id))
        last = chat.last_customer_message()
        self._pause_s += len(last.text[:600]) / self._profile.reading_cps if last else 0
        if len(self._desk.tabs) >= 3:
            self._on_scene("several-chats")

    def _glance(self) -> None:
        others = [c for c in self._desk.tabs if c.id != self._desk.tab]
        nudged = self._guardrails.is_nudged
        if others and not nudged and self._rng.random() < self._profile.glance:
            self._driver.click(object_names.tab(self._rng.choice(others).id))

    # --- answering ---------------------------------------------------------------------------

    def _answer(self, chat: Chat) -> None:
        click = self._driver.click
        if self._can_confirm_issue(chat) and click(object_names.confirm_issue(chat.id)):
            return
        if self._can_finish_procedure(chat) and click(object_names.finish_procedure(chat.id)):
            return
        suggestion = self._in_sight(chat)
        choice = self._choice(chat)
        if suggestion is None and self._guardrails.ask(chat, choice):
            return
        if suggestion is not None:
            self._on_scene("suggestions" if suggestion.is_usable else "writing-suggestion")
        if self._awaits_draft(chat) or self._picker.pick(chat, self._do_next):
            return
        if chat.procedure.pending or self._steps.follow_card(chat, suggestion):
            return
        if suggestion is None or choice is AgentChoice.IGNORE or not suggestion.is_usable:
            if not self._steps.prepare_own_answer(chat):
                self._write(chat, self._replies.own_message(chat))
        elif suggestion.id not in self._suggestions_read:
            self._suggestions_read.add(suggestion.id)
            self._pause_s += len(suggestion.text) / self._profile.reading_cps
        elif choice is AgentChoice.EDIT or self._guardrails.send(
            self._desk, chat, suggestion.about
        ):
            self._driver.click(object_names.suggestion_edit(chat.id, suggestion.about))
            self._write(chat, self._replies.addition())

    def _do_next(self, action: Callable[[], object]) -> None:
        self._next_action = action

    def _choice(self, chat: Chat) -> AgentChoice:
        """What the agent has decided to do with suggestions for the customer's last message."""
        message = chat.messages[-1].id
        if message not in self._decisions:
            self._decisions[message] = self._choices.next()
        return self._decisions[message]

    @staticmethod
    def _in_sight(chat: Chat) -> Suggestion | None:
        """The suggestion to act on: a complete one first, a diagnosis before a solution."""
        current = [chat.current(about) for about in SuggestionKind]
        shown = [s for s in current if s is not None and s.shown_at is not None]
        return next((s for s in shown if s.is_usable), next(iter(shown), None))

    def _awaits_draft(self, chat: Chat) -> bool:
        """Whether the agent waits for a draft that is being written.

        An agent who will ignore it waits only until it is shown. Patience counts real seconds,
        since a model is no faster when the demonstration is.
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
        if self._driver.start_typing(object_names.composer(chat.id), text):
            self._next_action = lambda: self._send(chat.id)

    def _send(self, chat: str) -> None:
        self._on_scene("writing")
        if self._rng.random() < 0.5 or not self._driver.press_enter(object_names.composer(chat)):
            self._driver.click(object_names.send(chat))

    @staticmethod
    def _can_confirm_issue(chat: Chat) -> bool:
        """Whether the customer has answered a diagnosis, so that the issue can be confirmed."""
        return chat.issue is None and any(
            s.about is SuggestionKind.DIAGNOSIS and (s.adopted or s.modified)
            for s in chat.suggestions.values()
        )

    @staticmethod
    def _can_finish_procedure(chat: Chat) -> bool:
        """Whether the customer has answered a solution, so that the procedure is carried out."""
        return chat.procedure_finished_at is None and any(
            s.about is SuggestionKind.SOLUTION and (s.adopted or s.modified)
            for s in chat.suggestions.values()
        )

    # --- closing -----------------------------------------------------------------------------

    def _begin_closing(self, chat: Chat) -> None:
        self._driver.click(object_names.close_chat(chat.id))
        self._next_action = lambda: self._choose_ending(chat)

    def _choose_ending(self, chat: Chat) -> None:
        self._driver.click(object_names.disposition(self._replies.disposition(chat)))
        resolved = self._profile.rushes or self._replies.is_content(chat)
        self._driver.click(object_names.resolved(resolved))
        self._on_scene("closing")
        self._next_action = self._confirm_closing

    def _confirm_closing(self) -> None:
        """Press the button, and once more if there was a question in between."""
        if not self._guardrails.confirm_closing() and self._driver.find(object_names.CLOSE_DIALOG):
            self._on_scene("resolved-question")
            self._next_action = self._confirm_closing
