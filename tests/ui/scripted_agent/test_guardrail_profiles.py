"""A scripted agent who would violate each guardrail meets it; a calm one meets none.

Time is counted in the agent's own beats, so that a slow machine changes nothing.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from guarded import assigned, rule
from PySide6.QtTest import QTest
from window_scene import SHOP

from console.assist.assistant import Assistant
from console.assist.clients.draft_client import DraftClient
from console.assist.drafting.style import Style
from console.assist.knowledge.search import Knowledge
from console.channels.scripted.channel import ScenarioChannel
from console.channels.scripted.pack import Pack
from console.channels.simulated.settings import CustomerSettings
from console.domain import events as ev
from console.domain.clock import ManualClock
from console.inference.protocol import Load
from console.session.conditions import Conditions
from console.session.session import Session
from console.store.log import read_log
from console.store.opening import open_log
from console.store.search import TextIndex
from console.study.guardrails.monitor import GuardrailMonitor
from console.study.guardrails.settings import GuardrailRule
from console.ui.kit.context import UiContext
from console.ui.kit.interfaces import ShopTexts
from console.ui.kit.theme import Theme
from console.ui.scripted_agent.agent import ScriptedAgent
from console.ui.scripted_agent.profiles import profile_named
from console.ui.window.main_window import MainWindow

SPEED = 10
BEAT_S = 0.04
MOST_BEATS = 9_000

PULL = rule("on_demand", "pull")
OTHERS = (
    rule("concurrency_cap", "cap", limit=3),
    rule("longest_wait", "wait", limit_s=90),
    rule("attention_nudge", "nudge", switches_per_min=5, window_s=60),
    rule("read_first", "read", words_per_min=250),
    rule("adoption_check", "check", after=2),
    rule("resolved_check", "resolved", short_s=30),
    rule("neglected_chat", "neglected", limit_s=150),
)
CROWD = CustomerSettings(burst=9, return_share=0, arrival_mean_s=10, patience_factor=4)


class Shift:
    """A scripted agent at work under guardrails, beat by beat."""

    def __init__(
        self, path: Path, theme: Theme, pack: Pack, profile: str, rules: Sequence[GuardrailRule]
    ) -> None:
        self.path, self.clock = path, ManualClock(datetime.now(UTC))
        opened = open_log(path, self.clock)
        self.log = opened.log
        channel = ScenarioChannel(
            pack,
            run="r",
            seed=3,
            customers=14,
            clock_ns=self.clock.mono_ns,
            speed=SPEED,
            settings=CROWD,
        )
        self.session = Session(self.log, channel, self.clock, opened.desk, "r")
        self.session.start(
            Conditions(
                agent="Robin",
                arm=ev.Arm.TREATMENT,
                version="test",
                speed=SPEED,
                assigned=assigned(*(each.name for each in rules)),
            )
        )
        self.monitor = GuardrailMonitor(self.session.study, rules, self.clock)
        self.session.subscribe(self.monitor.on_event)
        self.assistant = self._assist(pack)
        texts = ShopTexts(
            {issue.id: issue for issue in pack.issues},
            {article.id: article for article in pack.articles},
            SHOP.canned,
        )
        context = UiContext(
            session=self.session,
            shop=texts,
            theme=theme,
            assistant=self.assistant,
            guardrails=self.monitor,
            clock=self.clock,
        )
        self.window = MainWindow(context, self._pump)
        self.pilot = ScriptedAgent(
            self.window, self.session, texts, profile_named(profile), seed=5, speed=SPEED
        )

    def _assist(self, pack: Pack) -> Assistant:
        """Approved wordings, which need no model."""
        assistant = Assistant(
            self.session,
            DraftClient(Load(path="none"), self.clock),
            Knowledge(pack.issues, pack.articles, TextIndex),
            self.clock,
            "the shop",
            pack.shop.today,
            style=Style(strategy="template"),
            waits_for_agent=self.monitor.waits_for_agent,
        )
        self.session.subscribe(assistant.on_event)
        assistant.start()
        return assistant

    def _pump(self) -> None:
        self.log.flush()
        self.session.poll_channel()
        self.assistant.poll()

    def beats(self) -> Iterator[set[str]]:
        """Let the agent work; at each beat, the guardrails that have spoken up so far."""
        self.window.show()
        QTest.qWaitForWindowActive(self.window)
        spoken: set[str] = set()
        self.session.subscribe(lambda event: spoken.update(_triggered(event)))
        for _ in range(MOST_BEATS):
            self.clock.advance(BEAT_S)
            self._pump()
            self._let_write()
            self.monitor.poll()
            self.pilot._tick()
            QTest.qWait(1)
            yield spoken

    def _let_write(self) -> None:
        """Time stands still while wordings are put together, which is another process's work."""
        chats = self.session.desk.chats.values()
        while any(s.is_in_the_making for chat in chats for s in chat.suggestions.values()):
            QTest.qWait(1)
            self._pump()

    def close(self) -> None:
        self.pilot.stop()
        self.window.close()
        self.window.deleteLater()
        self.assistant.stop()
        self.log.close()

    @property
    def closed(self) -> int:
        """How many chats the agent has closed."""
        return sum(chat.disposition is not None for chat in self.session.desk.chats.values())


def _triggered(event: ev.Event) -> set[str]:
    fact = event.fact
    return {fact.guardrail} if isinstance(fact, ev.GuardrailTriggered) else set()


@pytest.fixture
def shifts(tmp_path: Path) -> Iterator[list[Shift]]:
    """The shifts of a test, to be closed when it is over."""
    shifts: list[Shift] = []
    yield shifts
    for shift in shifts:
        shift.close()


@pytest.mark.slow
def test_a_reckless_agent_meets_every_guardrail(
    shifts: list[Shift], tmp_path: Path, theme: Theme, pack: Pack
) -> None:
    """Each speaks up, and is overridden, in the log as in the window."""
    rules = (PULL, *OTHERS)
    shifts.append(Shift(tmp_path / "session.db", theme, pack, "reckless", rules))
    every = {each.name for each in rules}
    met = next((spoken for spoken in shifts[0].beats() if spoken == every), set())
    assert met == every
    shifts[0].log.flush()
    facts = [event.fact for event in read_log(shifts[0].path)]
    overridden = {f.guardrail for f in facts if isinstance(f, ev.GuardrailOverridden)}
    assert {"cap", "pull", "read"} <= overridden


@pytest.mark.slow
@pytest.mark.parametrize("rules", [OTHERS, (PULL,)], ids=["others", "on-demand"])
def test_a_calm_agent_meets_none(
    shifts: list[Shift], tmp_path: Path, theme: Theme, pack: Pack, rules: Sequence[GuardrailRule]
) -> None:
    """One chat after the other, read and answered: nothing is recorded of any guardrail."""
    shifts.append(Shift(tmp_path / "session.db", theme, pack, "calm", rules))
    for spoken in shifts[0].beats():
        assert not spoken
        if shifts[0].closed >= 3:
            break
    assert shifts[0].closed >= 3
