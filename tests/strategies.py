"""Generated sessions: random agents, customers and assistants that drive a real ``Session``.

``Workplace`` is a console without a window: a log on disk, a channel in memory, a clock that moves
when told to. ``steps`` draws what happens at it; a step that the state does not allow does nothing,
so any list of steps is a possible day, crashes and changes of agent included.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import strategies as st

from console.channels import base
from console.domain import events as ev
from console.domain.chat import Chat
from console.domain.clock import ManualClock
from console.domain.customers import Customer
from console.domain.desk import fold
from console.domain.errors import InvalidAction
from console.domain.issues import Disposition
from console.domain.knowledge import Article
from console.domain.suggestions import Suggestion
from console.operations.executor import By, Result, Task
from console.operations.operations import Operations
from console.session.conditions import Conditions
from console.session.session import AssignChat, Session
from console.store.log import EventLog

ISSUES = ("return-item", "late-parcel", "wrong-size")

ARTICLES = tuple(
    Article.model_validate(
        {
            "id": f"{issue}-policy",
            "title": issue,
            "issues": (issue,),
            "updated": "2024-01-01",
            "ask": ("the order", "the reason"),
            "steps": ("look it up", "refund it"),
            "step": ({"of": "refund it", "operation": "refund"},),
            "body": "Be kind.",
        }
    )
    for issue in ISSUES
)
"""A procedure for each issue, one of whose steps the back office carries out."""

_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
"""Linux's disk in memory: a log is synced with every step, and this is not about disks."""

STUDIES = (
    None,
    ev.StudyEntered(
        study="by-agent", study_hash="a" * 64, period="before", idle_limit_s=60.0, patience_s=90.0
    ),
    ev.StudyEntered(study="by-chat", study_hash="b" * 64, idle_limit_s=30.0),
)
"""What sessions are part of, one after the other; in the last each chat is assigned."""

texts = st.one_of(
    st.text(min_size=1, max_size=40),
    st.sampled_from(
        [
            "Where is it?",
            "Yes, thanks!",
            'say "hi"\r\n, then go',
            "مرحبا",
            "👋🏽",
            "\t",
            "a,b;c",
            "=1+1",
        ]
    ),
)
"""What people write: any Unicode, and what is hard for a table."""


@dataclass(frozen=True)
class Step:
    """After ``wait_ms`` something happens; ``pick`` and ``flag`` say to what, and how."""

    act: str
    wait_ms: int
    pick: int
    flag: bool
    text: str


class MemoryChannel:
    """A channel whose customers do what the test says; agents' messages arrive at once."""

    name = "memory"
    persistent = False
    exhausted = False

    def __init__(self) -> None:
        self.incoming: list[base.Incoming] = []

    def start(self, resumed: Sequence[base.Resumed]) -> None:
        """Nothing to open."""

    def poll(self) -> Iterable[base.Incoming]:
        news, self.incoming = self.incoming, []
        return news

    def accept(self, chat: str) -> None:
        """Nobody needs to know."""

    def send(self, chat: str, message: str, text: str) -> None:
        self.incoming.append(base.Delivered(chat, message))

    def typing(self, chat: str, active: bool) -> None:
        """Nobody watches."""

    def action_taken(self, chat: str, step: str, operation: str | None, done: bool) -> None:
        """Nobody needs to know."""

    def close(self, chat: str, disposition: Disposition, resolved: bool) -> None:
        """Nobody needs to know."""

    def hand_back(self, chat: str) -> None:
        """Somebody else takes it."""

    def stop(self) -> None:
        """Nothing to free."""


class SlowBackOffice:
    """Carries out what it is told at the second question for results; every third thing fails."""

    by: By = "back_office"

    def __init__(self) -> None:
        self._tasks: list[Task] = []
        self._ripe: list[Task] = []
        self._count = 0

    def can(self, operation: str) -> bool:
        return operation == "refund"

    def start(self, task: Task) -> None:
        self._tasks.append(task)

    def poll(self) -> Iterable[Result]:
        ripe, self._ripe, self._tasks = self._ripe, self._tasks, []
        for task in ripe:
            self._count += 1
            failed = self._count % 3 == 0
            yield Result(task.action, not failed, "already shipped" if failed else None)

    def stop(self) -> None:
        """Nothing to give up."""


def not_assigned(_chat: str) -> ev.ChatAssigned | None:
    """Chats are not assigned one by one."""
    return None


class Workplace:
    """A console without a window, on a log in ``folder``."""

    def __init__(
        self, folder: Path, agent: str = "henry", run: str = "r1", *, hold_s: float = 0.0
    ) -> None:
        self._hold_s = hold_s
        self.path = folder / "session.db"
        self.clock = ManualClock(datetime(2024, 1, 23, 9, tzinfo=UTC), mono_ns=10**12)
        self._touched_ns = self.clock.mono_ns()
        self._names = 0
        self._run = run
        self._agent = agent
        self._sit_down()

    def play(self, plan: Iterable[Step]) -> None:
        """Let everything in the plan happen, as far as it is possible then, and be on the disk."""
        for step in plan:
            self.clock.advance(step.wait_ms / 1000)
            try:
                _ACTS[step.act](self, step)
            except InvalidAction:
                continue
            finally:
                self.take_in()
        self.log.flush()

    def take_in(self) -> None:
        """Turn once, as the window does, after the disk has taken what was recorded before."""
        self.log.flush()
        self.session.poll_channel()

    def close(self) -> None:
        """Let go of the log without a word, as a killed console does."""
        self.log.close()

    # --- beginning and end -------------------------------------------------------------------

    def _sit_down(self) -> None:
        self.log = EventLog(self.path, self.clock)
        self.channel = MemoryChannel()
        self.back_office = SlowBackOffice()
        desk = fold(self.log.read(after=self.log.recovery_point()))
        study = STUDIES[self._names % len(STUDIES)]
        self.assign_chat: AssignChat = self._alternate if study is STUDIES[-1] else not_assigned
        self.session = Session(
            self.log,
            self.channel,
            self.clock,
            desk,
            self._run,
            self._assigned,
            Operations(ARTICLES, self.back_office),
            self._hold_s,
        )
        self.session.start(self._conditions(study))
        self._touched_ns = self.clock.mono_ns()

    def _conditions(self, study: ev.StudyEntered | None) -> Conditions:
        """The agent's, in a study or in none; whoever is asked for consent gives it or not."""
        arm = ev.Arm.TREATMENT if self._agent == "henry" else ev.Arm.CONTROL
        return Conditions(
            agent=self._agent,
            arm=arm,
            version="1",
            tier="low",
            study=study,
            consent=None if study is None else _consent(study, given=self._names % 4 != 1),
            assigned=None if study is None else self._assignment(arm, access=None),
        )

    def _assignment(self, arm: ev.Arm, *, access: bool | None) -> ev.ArmAssigned:
        """What the session is assigned, from now on."""
        return ev.ArmAssigned(
            arm=arm,
            unit="shift",
            method="lot",
            name=f"the_{arm.value}",
            access=access,
            stratum="low",
            block=self._names % 3,
            bucket=self.clock.wall().replace(minute=0).isoformat(),
            guardrails=("slower", "calmer") if access else (),
        )

    def _assigned(self, chat: str) -> ev.ChatAssigned | None:
        """What ``assign_chat`` says, which tests set after the session has started."""
        return self.assign_chat(chat)

    def _alternate(self, chat: str) -> ev.ChatAssigned:
        treated = len(self.session.desk.accepted) % 2 == 0
        return ev.ChatAssigned(
            chat=chat,
            arm=ev.Arm.TREATMENT if treated else ev.Arm.CONTROL,
            access=treated,
            name="with" if treated else "without",
            stratum="low",
            block=self._names % 3,
        )

    def crash(self, step: Step) -> None:
        """The machine dies and comes up again: monotonic time starts anew."""
        self.close()
        self.clock = ManualClock(self.clock.wall(), mono_ns=step.pick * 10**9)
        self.clock.advance(step.wait_ms / 1000)
        self._sit_down()

    def hand_back(self, step: Step) -> None:
        """The agent goes for a while and gives the chats to others."""
        self._touch()
        self.session.hand_back()

    def change_agent(self, step: Step) -> None:
        """The agent leaves, or is gone, and another takes the place with other customers."""
        if step.flag:
            self.session.end("left")
        self.close()
        self._agent = "mary" if self._agent == "henry" else "henry"
        self._names += 1
        self._run = f"{self._run[:2]}-{self._names}"
        self._sit_down()

    # --- what the customers do ---------------------------------------------------------------

    def arrive(self, step: Step) -> None:
        """Somebody new comes, or somebody who was here comes back."""
        over = [c for c in self._chats() if c.is_over]
        before = over[step.pick % len(over)] if over and step.flag else None
        name = self._name("c")
        customer = before.customer if before else Customer(id=f"customer-{name}", name="Ann Doe")
        issue = before.known_issue if before else ISSUES[step.pick % len(ISSUES)]
        previous = before.id if before else None
        self.channel.incoming.append(base.Arrived(name, customer, issue, previous))

    def write(self, step: Step) -> None:
        """A customer writes."""
        if chat := _one([c for c in self._chats() if not c.is_over], step):
            self.channel.incoming.append(base.Wrote(chat.id, self._name("m"), step.text))

    def type(self, step: Step) -> None:
        """A customer begins or stops typing."""
        if chat := _one(self._chats(), step):
            self.channel.incoming.append(base.Typing(chat.id, step.flag))

    def leave(self, step: Step) -> None:
        """A customer leaves."""
        if chat := _one([c for c in self._chats() if not c.is_over], step):
            self.channel.incoming.append(base.Left(chat.id, step.text))

    def rate(self, step: Step) -> None:
        """A customer rates a chat that is over."""
        if chat := _one([c for c in self._chats() if c.is_over], step):
            self.channel.incoming.append(base.Rated(chat.id, step.pick % 5 + 1, step.text))

    def report_nonsense(self, step: Step) -> None:
        """The channel reports something about a chat that it never announced."""
        self.channel.incoming.append(base.Wrote(f"unknown {step.pick}", "m", step.text))

    # --- what the agent does -----------------------------------------------------------------

    def accept(self, step: Step) -> None:
        """The agent takes a waiting chat, and turns to it."""
        if chat := _one(self.session.desk.queue, step):
            self._touch()
            self.session.offer(chat.id)
            self.session.accept(chat.id)
            self.session.attention.show_tab(chat.id)

    def turn(self, step: Step) -> None:
        """The agent turns to a tab."""
        if chat := _one(self.session.desk.tabs, step):
            self._touch()
            self.session.attention.show_tab(chat.id)

    def window(self, step: Step) -> None:
        """The console's window becomes, or stops being, the active one."""
        if self.session.desk.window_active:
            self.session.attention.activate_window(False)
        else:
            self._touch()

    def rest(self, step: Step) -> None:
        """The agent touches nothing for a while, or something again."""
        if self.session.desk.idle:
            self._touch()
        else:
            self.session.attention.go_idle((self.clock.mono_ns() - self._touched_ns) / 1e9)

    def sleep(self, step: Step) -> None:
        """The computer is suspended for some minutes, or for less than counts."""
        self.clock.sleep(0.3 + 60.0 * step.pick)

    def edit(self, step: Step) -> None:
        """The agent types into the input box of the current tab."""
        if chat := self._current():
            self._touch()
            self.session.attention.focus_composer(chat.id, True)
            self.session.attention.type_in(chat.id, True)
            self.session.change_draft(chat.id, chat.draft.text + step.text)

    def leave_box(self, step: Step) -> None:
        """The cursor leaves the input box."""
        if chat := self._current():
            self._touch()
            self.session.attention.focus_composer(chat.id, False)
            self.session.attention.type_in(chat.id, False)

    def send(self, step: Step) -> None:
        """The agent sends the draft, or something new."""
        if chat := self._current():
            self._touch()
            self.session.send(chat.id, chat.draft.text or step.text)

    def take_back(self, step: Step) -> None:
        """The agent takes back a message that has not left yet."""
        chat = self._current()
        if chat and chat.held:
            self._touch()
            found = chat.held[step.pick % len(chat.held)].id if step.flag else None
            self.session.take_back(chat.id, found)

    def confirm(self, step: Step) -> None:
        """The agent settles the issue."""
        if chat := self._current():
            self._touch()
            self.session.confirm_issue(chat.id, ISSUES[step.pick % len(ISSUES)])

    def correct_need(self, step: Step) -> None:
        """The agent says whether the customer has told something."""
        if chat := self._current():
            self._touch()
            article = ARTICLES[step.pick % len(ARTICLES)]
            self.session.procedure.correct_need(chat.id, article.id, article.ask[0], step.flag)

    def choose_subject(self, step: Step) -> None:
        """The agent says which order the chat is about, or that it may be any."""
        if chat := self._current():
            self._touch()
            self.session.procedure.choose_subject(
                chat.id, f"A-{step.pick}" if step.flag else None, None
            )

    def carry_out(self, step: Step) -> None:
        """The agent has a step carried out, or ticks it."""
        if chat := self._current():
            self._touch()
            article = ARTICLES[step.pick % len(ARTICLES)]
            self.session.procedure.carry_out(chat.id, article.id, article.steps[step.flag])

    def withdraw_action(self, step: Step) -> None:
        """The agent takes back the last tick, or tries to take back what others did."""
        chat = self._current()
        if chat and chat.procedure.actions:
            self._touch()
            actions = list(chat.procedure.actions.values())
            ticks = [action for action in actions if action.by == "agent"]
            self.session.procedure.withdraw_action(chat.id, (ticks or actions)[-1].id)

    def finish(self, step: Step) -> None:
        """The agent closes the chat of the current tab and has another tab before them."""
        if chat := self._current():
            self._touch()
            disposition = list(Disposition)[step.pick % len(Disposition)]
            self.session.close(chat.id, disposition, step.flag)
            self.session.attention.show_tab(next((c.id for c in self.session.desk.tabs), None))

    def insert_canned(self, step: Step) -> None:
        """The agent puts a canned reply into the input box."""
        if chat := self._current():
            self._touch()
            self.session.insert_canned(chat.id, "greeting", step.text)

    def finish_procedure(self, step: Step) -> None:
        """The agent has carried out the procedure for the chat's issue."""
        if chat := self._current():
            self._touch()
            self.session.procedure.finish(chat.id)

    # --- the assistant, and what the agent does with it --------------------------------------

    def assistant(self, step: Step) -> None:
        """The model's process comes up, or is lost."""
        if step.flag:
            self.session.record(ev.AssistantStarted(model="tiny", load_ms=float(step.pick)))
        else:
            self.session.record(ev.AssistantLost(reason=step.text, final=step.pick % 2 == 0))

    def diagnose(self, step: Step) -> None:
        """The classifier has read a customer's messages; it is not always sure."""
        if chat := _one([c for c in self._chats() if not c.is_over], step):
            issue = ISSUES[step.pick % len(ISSUES)] if step.flag else None
            self.session.record(ev.ChatDiagnosed(chat=chat.id, issue=issue, elapsed_ms=1.0))

    def fold_panel(self, step: Step) -> None:
        """The agent opens or folds the suggestion panel."""
        self._touch()
        self.session.attention.toggle_panel(step.flag)

    def rate_suggestion(self, step: Step) -> None:
        """The agent says whether a suggestion is good."""
        chat = self._current()
        if chat and chat.suggestions:
            self._touch()
            name = list(chat.suggestions)[step.pick % len(chat.suggestions)]
            self.session.rate_suggestion(chat.id, name, step.flag)

    def ask(self, step: Step) -> None:
        """A suggestion is asked for, also for somebody in the queue, and perhaps there at once."""
        current = self._current()
        going_on = [c for c in self._chats() if not c.is_over]
        chat = current if current and step.flag else _one(going_on, step)
        if chat and not chat.is_over:
            about = list(ev.SuggestionKind)[step.pick % 2]
            name = {"chat": chat.id, "suggestion": self._name("g")}
            move = (None, *ev.Move)[step.pick % (len(ev.Move) + 1)]
            self.session.record(ev.SuggestionRequested(**name, about=about, move=move))
            if step.pick > 6:
                self.session.record(
                    ev.SuggestionReady(**name, text=step.text, elapsed_ms=2.0, tokens=3)
                )

    def read(self, step: Step) -> None:
        """A chat was read: what the customer has told, and what they want to know."""
        if chat := _one([c for c in self._chats() if not c.is_over and c.messages], step):
            article = ARTICLES[step.pick % len(ARTICLES)]
            message = chat.messages[-1].id
            self.session.record(
                ev.ChatRead(
                    chat=chat.id,
                    message=message,
                    article=article.id,
                    needs=tuple(
                        ev.NeedReading(
                            need=need, met=step.flag, sure=0.9, by="reader", message=message
                        )
                        for need in article.ask
                    ),
                    questions=(message,) if step.flag else (),
                    stance=list(ev.Stance)[step.pick % len(ev.Stance)],
                    order="A-1" if step.flag else None,
                )
            )

    def revise(self, step: Step) -> None:
        """The model has another version of a suggestion, which perhaps takes its place."""
        ready = [(c, s) for c, s in self._suggestions() if s.is_usable]
        if ready:
            chat, found = ready[step.pick % len(ready)]
            name = {"chat": chat.id, "suggestion": found.id}
            self.session.record(
                ev.SuggestionRevised(**name, text=step.text, elapsed_ms=2.0, tokens=3)
            )
            if step.flag:
                self.session.take_revision(chat.id, found.id, by_agent=step.pick % 2 == 0)

    def draft(self, step: Step) -> None:
        """The model gets on with a suggestion, or gives up."""
        making = [(c, s) for c, s in self._suggestions() if s.is_in_the_making]
        if not making:
            return
        chat, suggestion = making[step.pick % len(making)]
        name = {"chat": chat.id, "suggestion": suggestion.id}
        if step.flag or step.pick % 2:
            self.session.record(
                ev.SuggestionFirstToken(**name, elapsed_ms=1.0),
                ev.SuggestionReady(**name, text=step.text, elapsed_ms=2.0, tokens=3),
            )
        else:
            self.session.record(ev.SuggestionFailed(**name, reason=step.text))

    def supersede(self, step: Step) -> None:
        """A suggestion is overtaken."""
        live = [(c, s) for c, s in self._suggestions() if s.is_live]
        if live:
            chat, found = live[step.pick % len(live)]
            reason = "new message"
            self.session.record(
                ev.SuggestionSuperseded(chat=chat.id, suggestion=found.id, reason=reason)
            )

    def see(self, step: Step) -> None:
        """What there is on the panel comes before the agent."""
        if chat := self._current():
            for found in list(chat.suggestions.values()):
                if found.is_usable:
                    self.session.attention.mark_suggestion_shown(chat.id, found.id)

    def adopt(self, step: Step) -> None:
        """The agent sends a suggestion as it is."""
        self._use(step, self.session.adopt)

    def insert(self, step: Step) -> None:
        """The agent puts a suggestion into the input box, and perhaps changes and sends it."""
        self._use(step, self.session.insert)
        chat = self._current()
        if chat and chat.is_open and chat.draft.suggestion and step.flag:
            self.session.change_draft(chat.id, chat.draft.text + step.text)
            self.session.send(chat.id, chat.draft.text)

    def dismiss(self, step: Step) -> None:
        """The agent puts a suggestion away."""
        self._use(step, self.session.dismiss)

    def _use(self, step: Step, how: Callable[[str, str], None]) -> None:
        chat = self._current()
        usable = [s for s in chat.suggestions.values() if s.is_usable] if chat else []
        if chat and usable:
            self._touch()
            suggestion = usable[step.pick % len(usable)].id
            self.session.attention.mark_suggestion_shown(chat.id, suggestion)
            how(chat.id, suggestion)

    # --- the study ---------------------------------------------------------------------------

    def reassign(self, step: Step) -> None:
        """Another period or shift of the study begins."""
        arm = ev.Arm.TREATMENT if step.flag else ev.Arm.CONTROL
        self.session.study.assign(self._assignment(arm, access=(None, False, True)[step.pick % 3]))

    def raise_objection(self, step: Step) -> None:
        """A guardrail speaks up, about a chat or the whole desk."""
        chat = self._current()
        self.session.record(
            ev.GuardrailTriggered(
                trigger=self._name("t"),
                guardrail=("slower", "calmer")[step.pick % 2],
                action=("advise", "hold", "ask", "highlight")[step.pick % 4],
                chat=chat.id if chat and step.flag else None,
                value=float(step.pick) if step.pick > 2 else None,
                limit=2.5 if step.pick > 2 else None,
            )
        )

    def answer_guardrail(self, step: Step) -> None:
        """The agent does what a guardrail asked for, or does not, or it is too late for either."""
        waiting = list(self.session.desk.triggers.values())
        if waiting:
            found = waiting[step.pick % len(waiting)]
            told = {"trigger": found.trigger, "guardrail": found.guardrail, "chat": found.chat}
            answers = (
                ev.GuardrailObeyed(**told),
                ev.GuardrailOverridden(**told, reason=step.text if step.flag else None),
                ev.GuardrailLapsed(**told),
            )
            self.session.record(answers[step.pick % 3])

    def sit(self, step: Step) -> None:
        """A questionnaire is put before the agent."""
        self.session.study.open_questionnaire(("sus", "workload")[step.pick % 2], "session_end")

    def answer(self, step: Step) -> None:
        """The agent answers one of its questions, perhaps again, with a number or in words."""
        item = f"q{step.pick % 3}"
        if step.flag:
            self.session.study.answer(item, value=float(step.pick % 7))
        else:
            self.session.study.answer(item, text=step.text)

    def hand_in(self, step: Step) -> None:
        """The agent hands the questionnaire in, or puts it away."""
        self.session.study.finish_questionnaire(complete=step.flag)

    # --- looking things up -------------------------------------------------------------------

    def _touch(self) -> None:
        """Whatever the agent does, they do it in the console's window."""
        self._touched_ns = self.clock.mono_ns()
        self.session.attention.activate_window(True)
        self.session.attention.leave_idle()

    def _name(self, prefix: str) -> str:
        self._names += 1
        return f"{prefix}{self._names}"

    def _chats(self) -> list[Chat]:
        return list(self.session.desk.chats.values())

    def _current(self) -> Chat | None:
        desk = self.session.desk
        chat = desk.chats.get(desk.tab or "")
        return chat if chat and chat.has_tab else None

    def _suggestions(self) -> list[tuple[Chat, Suggestion]]:
        return [(c, s) for c in self._chats() if not c.is_over for s in c.suggestions.values()]


def _consent(study: ev.StudyEntered, *, given: bool) -> ev.ConsentAnswered:
    return ev.ConsentAnswered(study=study.study, study_hash=study.study_hash, given=given)


def _one(chats: Sequence[Chat], step: Step) -> Chat | None:
    return chats[step.pick % len(chats)] if chats else None


_ACTS: dict[str, Callable[[Workplace, Step], None]] = {
    name: getattr(Workplace, name)
    for name in (
        *("arrive", "write", "type", "leave", "rate", "accept", "turn", "window", "rest", "edit"),
        *("leave_box", "send", "confirm", "finish", "ask", "draft", "supersede", "see", "adopt"),
        *("insert", "dismiss", "crash", "change_agent"),
        *("reassign", "raise_objection", "answer_guardrail", "sit", "answer", "hand_in"),
        *("insert_canned", "finish_procedure", "assistant", "diagnose", "fold_panel"),
        *("rate_suggestion", "correct_need", "choose_subject", "carry_out"),
        *("withdraw_action", "read", "revise", "report_nonsense", "take_back", "hand_back"),
        "sleep",
    )
}

_WEIGHTS = {
    **{"arrive": 4, "write": 6, "accept": 6, "turn": 10, "edit": 6, "send": 6, "confirm": 3},
    **{"read": 4, "carry_out": 4, "revise": 5},
    **{"finish": 3, "ask": 10, "draft": 10, "see": 5, "adopt": 6, "insert": 10, "dismiss": 3},
}
"""How much likelier than the rest an act is, so that plans tell of work rather than of crashes."""


def steps(min_size: int = 10, max_size: int = 60) -> st.SearchStrategy[list[Step]]:
    """Plans for ``Workplace.play``; every plan begins with a customer and an active window."""
    acts = [act for act in _ACTS for _ in range(_WEIGHTS.get(act, 1))]
    step = st.builds(
        Step,
        act=st.sampled_from(acts),
        wait_ms=st.integers(0, 90_000),
        pick=st.integers(0, 20),
        flag=st.booleans(),
        text=texts,
    )
    opening = [
        Step("window", 0, 0, True, ""),
        Step("arrive", 1000, 0, False, ""),
        Step("accept", 2000, 0, False, ""),
    ]
    return st.lists(step, min_size=min_size, max_size=max_size).map(lambda plan: opening + plan)


@contextmanager
def workplace(plan: Iterable[Step]) -> Iterator[Workplace]:
    """A workplace at which the plan has happened; it is gone afterwards."""
    with memory_folder() as folder:
        place = Workplace(folder, hold_s=5.0)
        try:
            place.play(plan)
            yield place
        finally:
            place.close()


@contextmanager
def memory_folder() -> Iterator[Path]:
    """A folder for a while, in memory where the system has such a disk."""
    with tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None) as folder:
        yield Path(folder)
