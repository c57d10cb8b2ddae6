"""Wires the objects of a running console together: log, customers, session, study, assistant."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from console import __version__
from console.app.assistant import articles_of, choose_writer, make_assistant
from console.app.destinations import destinations
from console.app.study_session import StudySession
from console.channels.base import Channel
from console.channels.recorded.channel import ReplayChannel
from console.channels.recorded.recordings import Recording, load_recordings
from console.channels.scripted.channel import ScenarioChannel
from console.channels.scripted.pack import Pack
from console.channels.simulated.settings import CustomerSettings
from console.domain.access import may_have_access
from console.domain.chat import Chat
from console.domain.clock import Clock, SystemClock
from console.domain.desk import Desk, SessionInfo
from console.domain.events import Arm, ConsentAnswered
from console.domain.ids import new_id
from console.domain.knowledge import Article
from console.operations.back_office import SimulatedBackOffice
from console.operations.operations import Operations
from console.operations.site import site_operations
from console.session.conditions import Conditions
from console.session.session import Session
from console.settings import Settings
from console.site.folder import Site, shipped_site
from console.store.opening import MakePassing, open_log
from console.study.assignment.placement import OUTSIDE
from console.study.file.design import Study
from console.study.guardrails.monitor import GuardrailMonitor, make_guardrail_monitor
from console.ui.kit.interfaces import ShopTexts


@dataclass(frozen=True, slots=True)
class Demo:
    """A demonstration with simulated customers, from recordings or else from the scenario pack.

    ``model`` is a catalogue id, a path to a GGUF file, or ``none``; a server that the settings name
    takes the place of the first two. ``speed`` is how much faster than people the customers act.
    ``study`` is the file of the study that the session is part of, and ``session_number`` the
    number of this session among the agent's in the study; null has it counted in the database.
    ``site`` is whose customers come, null for the shop that ships with the program. With ``live``
    they are the site's own instead of simulated ones, and what they come through.
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
    site: Site | None = None
    live: Channel | None = None


class Console:
    """Everything but the window.

    ``notice`` tells the agent of a damaged database that was set aside. ``guardrails`` is None
    until the session has started, and if the study has none.
    """

    def __init__(self, demo: Demo, settings: Settings) -> None:
        """Wire the objects; nothing is started or recorded yet.

        Raises:
            SwitchboardError: something it needs is missing; the error says what and what to do.
        """
        self._clock = SystemClock()
        self.settings = settings
        in_use = settings if demo.live else settings.model_copy(update={"operations": None})
        self.destinations = destinations(demo.site if demo.live else None, in_use)
        self.pack = (demo.site or shipped_site()).pack
        if demo.live is not None:
            # Practice customers live on a day of their own; the site's live today.
            today = self._clock.wall().astimezone().date()
            shop = self.pack.shop.model_copy(update={"today": today})
            self.pack = self.pack.model_copy(update={"shop": shop})
        articles = articles_of(self.pack, settings.knowledge)
        self.texts = _texts(self.pack, articles)
        recordings = load_recordings(demo.dialogues) if demo.dialogues else []
        self.study_session = _make_study_session(demo, settings, self._clock)
        # Until the agent is assigned, a study may need the model in any arm.
        needs_no_model = self.study_session is None and settings.arm is Arm.CONTROL
        writer = None if needs_no_model else choose_writer(demo.model, settings)
        opened = open_log(demo.database, self._clock, _passing(settings))
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
            practice=demo.live is None,
            limit=settings.limit,
            wrap_up_s=settings.wrap_up_s,
        )
        study = self.study_session.hash if self.study_session else None
        cut_off = _run_of(opened.desk, self._conditions, study)
        self._resumed, run = cut_off is not None, cut_off or new_id("r")
        channel = demo.live or _channel(demo, self.pack, recordings, self._clock.mono_ns, run)
        assign_chat = self.study_session.assign_chat if self.study_session else None
        self.session = Session(
            self.log,
            channel,
            self._clock,
            opened.desk,
            run,
            assign_chat,
            _operations(demo, settings, articles, self._clock.mono_ns),
            settings.undo_send_s,
        )
        self.guardrails: GuardrailMonitor | None = None
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
        if (
            self.study_session is None
            or self.study_session.study.consent is None
            or self.consent is not None
        ):
            return None
        return self.study_session.study

    def answer_consent(self, given: bool) -> None:
        """The agent agreed, or declined, to take part."""
        if self.study_session is not None:
            self.consent = self.study_session.answered(given)

    @property
    def idle_limit_s(self) -> float:
        """Seconds without input until the agent counts as idle: the study's, else the settings'."""
        if self.study_session is not None:
            return self.study_session.study.limits.idle_s
        return self.settings.idle_limit_s

    def _consent_before(self) -> ConsentAnswered | None:
        return (
            self.study_session.consent(self.settings.agent, self.log)
            if self.study_session
            else None
        )

    def start(self) -> None:
        """Start the session, its guardrails and, where suggestions may be shown, the assistant."""
        if self.study_session is not None:
            self._conditions = self.study_session.join(
                self._conditions,
                self.session,
                self.log,
                resumed=self._resumed,
                consent=self.consent,
            )
        self.session.start(self._conditions)
        self._start_guardrails()
        if not self._may_need_assistant:
            # An agent without access must not notice a model, in the window or by a slow machine.
            self.assistant = None
        if self._start_assistant() and self.assistant:
            self.assistant.warm_up()

    @property
    def _may_need_assistant(self) -> bool:
        """Whether anybody in this agent's place could need it: the same in every arm."""
        ahead = self.study_session is not None and self.study_session.changes_ahead
        return ahead or may_have_access(self.session.desk)

    def _start_assistant(self) -> bool:
        """Start the assistant's processes once there is access, and not before; whether it did.

        Until then the desks of all arms run and record the same, so that nothing tells which
        agents will get access.
        """
        assistant = self.assistant
        if assistant is None or assistant.is_started or not may_have_access(self.session.desk):
            return False
        assistant.start()
        return True

    def _start_guardrails(self) -> None:
        rules = self.study_session.study.guardrails if self.study_session else ()
        ahead = self.study_session is not None and self.study_session.guardrails_ahead
        self.guardrails = make_guardrail_monitor(
            self.session.study, rules, self._clock, ahead=ahead
        )
        if self.guardrails is not None:
            self.session.subscribe(self.guardrails.on_event)

    def _waits_for_agent(self, chat: Chat) -> bool:
        return self.guardrails is not None and self.guardrails.waits_for_agent(chat)

    def pump(self) -> None:
        """Process what customers and the model did since the last call. Never blocks.

        Raises:
            StoreError: the disk takes nothing at the moment; nothing is lost, call again.
        """
        self.session.poll_channel()
        if self.study_session:
            self.study_session.follow(self._conditions, self.session)
            self._start_assistant()
        if self.assistant and self.assistant.is_started:
            self.assistant.poll()

    def close(self) -> None:
        """Free everything. The next console resumes a session that has not been ended."""
        if self.assistant:
            self.assistant.stop()
        self.log.close()


def _passing(settings: Settings) -> MakePassing | None:
    if settings.store_texts:
        return None
    from console.measures.text.passing import PassingTexts  # noqa: PLC0415 - most sites need none

    return PassingTexts.warming_up


def _texts(pack: Pack, articles: Sequence[Article]) -> ShopTexts:
    return ShopTexts(
        issues={issue.id: issue for issue in pack.issues},
        articles={article.id: article for article in articles},
        canned=pack.canned,
        today=pack.shop.today,
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


def _operations(
    demo: Demo, settings: Settings, articles: Sequence[Article], clock_ns: Callable[[], int]
) -> Operations:
    """What carries out steps: with live customers what the site names, if it names anything.

    In practice it is always the simulated back office: the customers are made up, and nothing must
    be done for them in a real system.
    """
    if demo.live is None:
        return Operations(articles, SimulatedBackOffice(demo.seed, clock_ns, demo.speed))
    if settings.operations is None:
        return Operations(articles)
    return Operations(articles, site_operations(settings.operations))


def _source(demo: Demo, pack: Pack, recordings: Sequence[Recording]) -> str:
    """A digest of the customers: the same only for the same customers from the same source."""
    if demo.live is not None:
        return f"{demo.live.name}:live"
    customers = [recording.id for recording in recordings] or [story.id for story in pack.scenarios]
    parts = [str(demo.customers), demo.crowd.model_dump_json(), *customers]
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=8).hexdigest()


def _make_study_session(demo: Demo, settings: Settings, clock: Clock) -> StudySession | None:
    if demo.study is None:
        return None
    return StudySession(demo.study, clock, site=settings.site, number=demo.session_number)


def _run_of(desk: Desk, now: Conditions, study: str | None) -> str | None:
    """The run that was cut off, if the same agent resumes it under the same conditions.

    In a study the arm is no condition: it is assigned again, and may change by the hour.
    """
    if desk.session is None:
        return None
    before = desk.session.started
    same = (before.agent, before.seed, before.source) == (now.agent, now.seed, now.source)
    if study is None:
        same &= desk.session.arm is now.arm
    return before.run if same and _is_of_study(desk.session, study) else None


def _is_of_study(before: SessionInfo, study: str | None) -> bool:
    """Whether a session was under the study of this hash, even if the agent took no part."""
    recorded = before.study or (before.consent if study is not None else None)
    if recorded is not None or study is None:
        return study == (recorded.study_hash if recorded else None)
    return before.assigned is not None and before.assigned.method == OUTSIDE
