"""The one place that wires objects together: log, customers, session, assistant, window."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from console import __version__, paths
from console.app.assistant import articles_of, choose_writer, make_assistant
from console.app.study_session import StudySession
from console.channels.base import Channel
from console.channels.recorded.channel import ReplayChannel
from console.channels.recorded.recordings import Recording, load_recordings
from console.channels.scripted.channel import ScenarioChannel
from console.channels.scripted.pack import Pack, load_pack
from console.channels.simulated.settings import CustomerSettings
from console.domain.access import may_have_access
from console.domain.chat import Chat
from console.domain.clock import Clock, SystemClock
from console.domain.desk import Desk, SessionInfo
from console.domain.events import Arm, ConsentAnswered
from console.domain.ids import new_id
from console.domain.knowledge import Article
from console.session.session import Conditions, Session
from console.settings import Settings
from console.store.opening import open_log
from console.study.assignment.placement import OUTSIDE
from console.study.file.design import Study
from console.study.guardrails.monitor import GuardrailMonitor, make_guardrail_monitor
from console.ui.kit.interfaces import ShopTexts


@dataclass(frozen=True, slots=True)
class Demo:
    """A demonstration: so many simulated customers, from recordings or else from the scenario pack.

    ``model`` is a catalogue id, a path to a GGUF file, or ``none``; a server that the settings name
    takes the place of the first two. ``speed`` is how much faster than people the customers live.
    ``study`` is the file of the study the session is part of, and ``session_number`` which of the
    agent's sessions in it this is, counted in the database if null.
    """

    database: Path
    customers: int = 12
    dialogues: Path | None = None
    model: str = "none"
    seed: int = 1
    speed: float = 1.0
    crowd: CustomerSettings = field(default_factory=CustomerSettings)
    study: Path | None = None
    session_number: int | None = None


class Console:
    """Everything but the window.

    ``notice`` tells the agent of a damaged database that was set aside. ``resumed`` says whether
    this console takes over from one that was cut off.
    """

    def __init__(self, demo: Demo, settings: Settings) -> None:
        """Wire it all; nothing is started or recorded yet.

        Raises:
            SwitchboardError: something it needs can't be had; it says what and what to do.
        """
        self._clock = SystemClock()
        self.settings = settings
        self.pack = load_pack(paths.resources() / "shop")
        articles = articles_of(self.pack, settings.knowledge)
        self.texts = _texts(self.pack, articles)
        recordings = load_recordings(demo.dialogues) if demo.dialogues else []
        self.conduct = _conduct(demo, settings, self._clock)
        # Before the lot is opened, a study may need the model in any arm.
        idle = self.conduct is None and settings.arm is Arm.CONTROL
        writer = None if idle else choose_writer(demo.model, settings)
        opened = open_log(demo.database, self._clock)
        self.notice = opened.notice
        self.log = opened.log
        self.consent = self._consent_before()
        self._conditions = Conditions(
            agent=settings.agent,
            arm=settings.arm,
            version=__version__,
            tier=settings.tier,
            seed=demo.seed,
            speed=demo.speed,
            model=writer.id if writer else None,
            model_sha256=writer.sha256 if writer else None,
            source=_source(demo, self.pack, recordings),
        )
        study = self.conduct.hash if self.conduct else None
        cut_off = _run_of(opened.desk, self._conditions, study)
        self._resumed, run = cut_off is not None, cut_off or new_id("r")
        channel = _channel(demo, self.pack, recordings, self._clock.mono_ns, run)
        assign_chat = self.conduct.assign_chat if self.conduct else None
        self.session = Session(self.log, channel, self._clock, opened.desk, run, assign_chat)
        self.warden: GuardrailMonitor | None = None
        self.assistant = (
            make_assistant(
                self.session,
                self._clock,
                self.pack,
                articles,
                settings,
                writer,
                self.log.path,
                self._waits_for_agent,
            )
            if writer
            else None
        )

    @property
    def consent_wanted(self) -> Study | None:
        """The study whose text the agent must answer before the session starts, if there is one."""
        if self.conduct is None or self.conduct.study.consent is None or self.consent is not None:
            return None
        return self.conduct.study

    def answer_consent(self, given: bool) -> None:
        """The agent agreed, or declined, to take part."""
        if self.conduct is not None:
            self.consent = self.conduct.answered(given)

    @property
    def idle_limit_s(self) -> float:
        """After how long without a touch the agent counts as idle: the study's rule goes first."""
        if self.conduct is not None:
            return self.conduct.study.limits.idle_s
        return self.settings.idle_limit_s

    def _consent_before(self) -> ConsentAnswered | None:
        return self.conduct.consent(self.settings.agent, self.log) if self.conduct else None

    def start(self) -> None:
        """Record that the agent sat down, open for customers, start the model."""
        if self.conduct is not None:
            self._conditions = self.conduct.join(
                self._conditions,
                self.session,
                self.log,
                resumed=self._resumed,
                consent=self.consent,
            )
        self.session.start(self._conditions)
        self._keep_guardrails()
        if not self._needs_assistant:
            # Nobody whose chats all go without is to see that there is a model, or to feel it.
            self.assistant = None
        if self.assistant:
            self.assistant.start()

    @property
    def _needs_assistant(self) -> bool:
        ahead = self.conduct is not None and self.conduct.access_ahead
        return ahead or may_have_access(self.session.desk)

    def _keep_guardrails(self) -> None:
        rules = self.conduct.study.guardrails if self.conduct else ()
        ahead = self.conduct is not None and self.conduct.guardrails_ahead
        self.warden = make_guardrail_monitor(self.session.study, rules, self._clock, ahead=ahead)
        if self.warden is not None:
            self.session.subscribe(self.warden.on_event)

    def _waits_for_agent(self, chat: Chat) -> bool:
        return self.warden is not None and self.warden.waits_for_agent(chat)

    def pump(self) -> None:
        """Take in what customers and the model did. Never blocks.

        Raises:
            StoreError: the disk takes nothing at the moment; nothing is lost, call again.
        """
        self.session.poll_channel()
        if self.conduct:
            self.conduct.follow(self._conditions, self.session)
        if self.assistant:
            self.assistant.poll()

    def close(self) -> None:
        """Free everything. A session that has not been ended is taken up by the next console."""
        if self.assistant:
            self.assistant.stop()
        self.log.close()


def _texts(pack: Pack, articles: Sequence[Article]) -> ShopTexts:
    return ShopTexts(
        issues={issue.id: issue for issue in pack.issues},
        articles={article.id: article for article in articles},
        canned=pack.canned,
    )


def _channel(
    demo: Demo,
    pack: Pack,
    recordings: Sequence[Recording],
    clock_ns: Callable[[], int],
    run: str,
) -> Channel:
    maker = partial(ReplayChannel, recordings) if recordings else partial(ScenarioChannel, pack)
    return maker(
        run=run,
        seed=demo.seed,
        customers=demo.customers,
        clock_ns=clock_ns,
        speed=demo.speed,
        settings=demo.crowd,
    )


def _source(demo: Demo, pack: Pack, recordings: Sequence[Recording]) -> str:
    """A digest of who comes: the same for the same customers from the same place only."""
    people = [recording.id for recording in recordings] or [story.id for story in pack.scenarios]
    parts = [str(demo.customers), demo.crowd.model_dump_json(), *people]
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=8).hexdigest()


def _conduct(demo: Demo, settings: Settings, clock: Clock) -> StudySession | None:
    if demo.study is None:
        return None
    return StudySession(demo.study, clock, site=settings.site, number=demo.session_number)


def _run_of(desk: Desk, now: Conditions, study: str | None) -> str | None:
    """The run that was cut off, if the same agent takes it up under the same conditions.

    In a study the arm is no condition: the lot says it anew, and it may have changed by the hour.
    """
    if desk.session is None:
        return None
    before = desk.session.started
    same = (before.agent, before.seed, before.source) == (now.agent, now.seed, now.source)
    if study is None:
        same &= desk.session.arm is now.arm
    return before.run if same and _is_of_study(desk.session, study) else None


def _is_of_study(before: SessionInfo, study: str | None) -> bool:
    """Whether a session was under the study of this hash, also if the agent had no part in it."""
    named = before.study or (before.consent if study is not None else None)
    if named is not None or study is None:
        return study == (named.study_hash if named else None)
    return before.assigned is not None and before.assigned.method == OUTSIDE
