"""The session: what an agent does at the console and what customers do, recorded as facts.

It has a method for each thing that an agent can do, polls the channel for what customers do, and
records what the assistant reports. The recorder writes the facts and notifies the subscribers;
customers are told only when the facts are on the disk. The window, the scripted agent and the tests
all go through here.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial

from console.channels import intake
from console.channels.base import Channel, FetchesAttachments, HandsBack
from console.domain import events as ev
from console.domain import limits
from console.domain.access import has_access
from console.domain.chat import ChatState
from console.domain.clock import Clock, utc_offset_s
from console.domain.desk import Desk
from console.domain.errors import InvalidAction, StoreError
from console.domain.ids import new_id
from console.domain.issues import Disposition
from console.domain.suggestions import Suggestion
from console.domain.text import storable
from console.operations.operations import Operations
from console.session import recovery
from console.session.attention_actions import AttentionActions
from console.session.availability import AgentAvailability
from console.session.channel_link import ChannelLink
from console.session.chat_lookup import open_chat
from console.session.conditions import Conditions
from console.session.held import HeldMessages
from console.session.procedure_actions import ProcedureActions
from console.session.rates import IncomingRates
from console.session.recorder import Recorder, Subscriber
from console.session.study_actions import StudyActions, lapsed
from console.store.log import EventLog

AssignChat = Callable[[str], ev.ChatAssigned | None]
"""Says which arm an accepted chat belongs to; None where chats are not assigned one by one."""

_SHORTEST_SLEEP_S = 1.0
"""A shorter one is no suspend, but two clocks that were not read at the same moment."""


class Session:
    """One agent at one console, from the start of work to its end."""

    def __init__(
        self,
        log: EventLog,
        channel: Channel,
        clock: Clock,
        desk: Desk,
        run: str,
        assign_chat: AssignChat | None = None,
        operations: Operations | None = None,
        hold_s: float = 0.0,
    ) -> None:
        """Prepare a session on a log.

        Args:
            log: where facts go.
            channel: where customers come from.
            clock: the time of what is recorded.
            desk: the log folded from its recovery point (``console.store.opening``).
            run: the name of the stream of customers; chats of another run that are still open
                have lost their customers and are dropped.
            assign_chat: says which arm a chat belongs to when it is accepted; None without a study.
            operations: carries out steps of procedures; without it the agent ticks each.
            hold_s: for how many seconds a sent message can be taken back.
        """
        self.desk = desk
        self._recorder = Recorder(log, desk)
        self.study = StudyActions(self._recorder)
        self._channel = channel
        self._operations = operations or Operations()
        self._link = ChannelLink(channel)
        self.attention = AttentionActions(self._recorder, self._link)
        self.procedure = ProcedureActions(self._recorder, self._link, self._operations)
        self._availability = AgentAvailability()
        self._rates = IncomingRates(channel.name, clock.mono_ns)
        self._clock = clock
        self._slept_ns = clock.slept_ns()
        self._run = run
        self._assign_chat = assign_chat
        self._held = HeldMessages(
            self._recorder,
            clock,
            hold_s,
            lambda sent: self._link.deliver(sent.chat, sent.message, sent.text),
        )
        self._started = False

    # --- recording ---------------------------------------------------------------------------

    @property
    def id(self) -> str:
        """The session's id, which no other session has."""
        return self._recorder.session

    def subscribe(self, subscriber: Subscriber) -> None:
        """Have ``subscriber`` called with every event, after the desk has changed."""
        self._recorder.subscribe(subscriber)

    def subscribe_store_errors(
        self,
        on_error: Callable[[StoreError], object],
        on_recovery: Callable[[], object] = lambda: None,
    ) -> None:
        """Have store errors that no caller sees reported to ``on_error``.

        Without a subscriber they are raised where they occur.

        Args:
            on_error: called once when the disk stops taking facts, and for each subscriber of
                events that failed to record what it had to.
            on_recovery: called once the disk takes facts again.
        """
        self._recorder.subscribe_store_errors(on_error, on_recovery)

    def record(self, *facts: ev.AnyFact, then: Callable[[], None] | None = None) -> None:
        """Record facts together, apply them and notify the subscribers.

        A subscriber may record facts itself; everyone is still called with all events in the log's
        order. If that fails, the subscribers to store errors are called, since these facts here are
        recorded all the same.

        Args:
            facts: what happened, in order.
            then: informs the outside; ``poll_channel`` calls it once the facts are on the disk.

        Raises:
            StoreError: nothing was recorded and nothing has changed.
            InvalidFact: a fact contradicts what is known; the same holds.
        """
        self._recorder.record(*facts, then=then)

    # --- beginning and end -------------------------------------------------------------------

    def start(self, conditions: Conditions) -> None:
        """Record who works, hand the known chats back to the channel and open for customers.

        Raises:
            StoreError: that can't be recorded; the channel has been sent nothing.
        """
        self._availability = AgentAvailability(conditions.limit, conditions.wrap_up_s)
        self._rates = IncomingRates(self._channel.name, self._clock.mono_ns, conditions.speed)
        before = self.desk.session
        resumed = before is not None and before.started.run == self._run
        wall, mono_ns = self._clock.wall(), self._clock.mono_ns()
        self.record(
            ev.SessionStarted(
                run=self._run,
                agent=conditions.agent,
                tier=conditions.tier,
                version=conditions.version,
                channel=self._channel.name,
                seed=conditions.seed,
                speed=conditions.speed,
                model=conditions.model,
                model_sha256=conditions.model_sha256,
                source=conditions.source,
                wall_minus_mono_ns=ev.to_micros(wall) * 1000 - mono_ns,
                utc_offset_s=utc_offset_s(wall),
                resumed=resumed,
                practice=conditions.practice,
            ),
            *(fact for fact in (conditions.study, conditions.consent) if fact is not None),
            conditions.assignment,
            *recovery.facts_to_resume(self.desk, resumed=resumed),
        )
        self._recorder.flush()
        known = [c for c in self.desk.chats.values() if c.run == self._run]
        self._channel.start([intake.resumed(chat) for chat in known])
        for chat, message in recovery.undelivered(self.desk):
            self._link.deliver(chat.id, message.id, message.text)
        self._started = True

    def end(self, reason: str, *, keep: bool = False) -> None:
        """Record that the agent left; chats go on where the channel keeps them, or with ``keep``.

        Chats that are kept wait for the next start, as after a crash. What is held leaves.

        Does nothing before ``start`` has come to its end: a session that could not start leaves
        everything to the next one.

        Raises:
            StoreError: what happened last can't be recorded; the next session takes it up.
        """
        if not self._started:
            return
        self._started = False
        # Whoever leaves has sent what they sent.
        self._held.let_go([chat for chat in self.desk.chats.values() if chat.is_open])
        self._recorder.flush_and_run_callbacks()
        self._record_failures()
        self._record_left_out(at_once=True)
        going_on = [c.id for c in self.desk.chats.values() if not c.is_over]
        if not self._channel.persistent and not keep:
            # Before the end is recorded, since subscribers may have something to say to it.
            self.record(
                *recovery.lost_messages(self.desk),
                *(ev.ChatDropped(chat=chat) for chat in going_on),
            )
            going_on = []
        unanswered = [lapsed(trigger) for trigger in self.desk.triggers.values()]
        unfinished = recovery.lost_results(self.desk, "the session ended before the result came")
        self.record(
            *unanswered, *unfinished, ev.SessionEnded(reason=reason, open_chats=tuple(going_on))
        )
        self._recorder.flush_and_run_callbacks()
        self._channel.stop()
        self._operations.stop()

    @property
    def can_hand_back(self) -> bool:
        """Whether the channel can give chats to somebody else."""
        return isinstance(self._channel, HandsBack)

    def hand_back(self) -> None:
        """The agent gives all open chats back to the channel; what is held in them leaves first.

        Raises:
            InvalidAction: the channel can't take chats back.
        """
        channel = self._channel
        if not isinstance(channel, HandsBack):
            raise InvalidAction("chats of this channel can't be handed back")
        for chat in self.desk.open_chats:
            self._held.let_go([chat])
            self.record(
                ev.ChatHandedBack(chat=chat.id),
                ev.ChatDropped(chat=chat.id),
                then=partial(channel.hand_back, chat.id),
            )

    # --- what the agent does -----------------------------------------------------------------

    def offer(self, chat: str) -> None:
        """The waiting chat came into the agent's sight."""
        if not self.desk.chats[chat].offered:
            self.record(ev.ChatOffered(chat=chat))

    def accept(self, chat: str) -> None:
        """The agent takes a waiting chat; from a queue that others share, once it is theirs."""
        if self.desk.chats[chat].state is not ChatState.QUEUED:
            raise InvalidAction("this customer is no longer waiting")
        self._availability.refuse_if_unavailable(self.desk, self._clock.mono_ns())
        shared = self._link.shared
        if shared is None:
            self._record_taken_in([ev.ChatAccepted(chat=chat)])
        elif self.desk.channel_trouble is not None:
            raise InvalidAction("the server of the customers can't be reached at the moment")
        else:
            self._availability.claimed.add(chat)
            shared.claim(chat)

    def toggle_away(self) -> None:
        """The agent goes away or is back; in the pause after a chat they end it instead."""
        if self.desk.availability is ev.Availability.WRAP_UP:
            self._availability.end_wrap_up()
        else:
            self._availability.away = not self._availability.away
        self._follow_availability()

    def _follow_availability(self) -> None:
        """Record whether the agent takes further chats, if that has changed."""
        now = self._availability.now(len(self.desk.open_chats), self._clock.mono_ns())
        if now is not self.desk.availability:
            self.record(ev.AvailabilityChanged(availability=now, limit=self._availability.limit))

    def _record_taken_in(self, facts: Sequence[ev.AnyFact]) -> None:
        """Record what came in, with the arm of a chat that has become the agent's."""
        taken = next((fact.chat for fact in facts if isinstance(fact, ev.ChatAccepted)), None)
        if taken is None:
            self.record(*facts, then=self._link.confirming(facts))
            return
        ahead = {"utc_offset_s": utc_offset_s(self._clock.wall())}
        dated: list[ev.AnyFact] = [
            fact.model_copy(update=ahead) if isinstance(fact, ev.ChatAccepted) else fact
            for fact in facts
        ]
        assigned = self._assign_chat(taken) if self._assign_chat is not None else None
        both = [*dated, assigned] if assigned is not None else dated
        self.record(*both, then=self._link.telling(lambda: self._channel.accept(taken)))

    @property
    def colleagues(self) -> Sequence[str]:
        """Whom a chat can be passed on to."""
        shared = self._link.shared
        return () if shared is None else shared.colleagues

    @property
    def fetches_attachments(self) -> bool:
        """Whether what came with a message can be fetched."""
        return isinstance(self._channel, FetchesAttachments)

    def fetch(self, attachment: ev.Attachment, most_bytes: int) -> Future[bytes]:
        """Begin to fetch what came with a message; see ``FetchesAttachments``.

        Raises:
            InvalidAction: customers of this channel send nothing that could be fetched.
        """
        if not isinstance(self._channel, FetchesAttachments):
            raise InvalidAction("this can't be fetched here")
        return self._channel.fetch(attachment, most_bytes)

    def transfer(self, chat: str, to: str, note: str) -> None:
        """The agent passes a chat on; ``note`` is for the colleague alone."""
        self._held.let_go([open_chat(self.desk, chat)])
        shared = self._link.shared
        if shared is None or to not in shared.colleagues:
            raise InvalidAction("this chat can't be passed on to them")
        told = storable(note).strip()
        self._link.passed_on.add(chat)
        self.record(
            ev.ChatTransferred(chat=chat, colleague=to, note=told),
            ev.ChatClosed(chat=chat, disposition=Disposition.ESCALATED, resolved=False),
            then=self._link.telling(lambda: shared.transfer(chat, to, told)),
        )

    def send(self, chat: str, text: str) -> None:
        """The agent sends what is in the input box; the draft says where it came from."""
        state = open_chat(self.desk, chat)
        draft = state.draft
        message = storable(text).strip()
        if not message:
            raise InvalidAction("an empty message is not sent")
        source = state.suggestions.get(draft.suggestion or "")
        origin = ev.Origin.CANNED if draft.canned else ev.Origin.TYPED
        version = None
        if source is not None:
            version = source.version_of(message)
            origin = ev.Origin.MODIFIED if version is None else ev.Origin.ADOPTED
        sent = ev.MessageSent(
            chat=chat,
            message=new_id("m"),
            text=message,
            origin=origin,
            suggestion=source.id if source else None,
            canned=draft.canned,
        )
        self._held.send(sent, version, empties_box=True)

    def adopt(self, chat: str, suggestion: str) -> None:
        """The agent sends a suggestion as it is; what is in the input box stays there."""
        usable = self._usable(chat, suggestion)
        sent = ev.MessageSent(
            chat=chat,
            message=new_id("m"),
            text=usable.text,
            origin=ev.Origin.ADOPTED,
            suggestion=suggestion,
        )
        self._held.send(sent, usable.version, empties_box=False)

    def take_back(self, chat: str, message: str | None = None) -> None:
        """The agent takes a message that has not left yet back into the input box.

        It goes before what is in the box. Without a name it is the one sent last.

        Raises:
            InvalidAction: it has left, or there is none.
        """
        self._held.take_back(self.desk.chats[chat], message)

    def insert(self, chat: str, suggestion: str) -> None:
        """The agent puts a suggestion into the input box to edit it."""
        usable = self._usable(chat, suggestion)
        self.record(
            ev.SuggestionInserted(chat=chat, suggestion=suggestion),
            ev.DraftChanged(chat=chat, text=usable.text, suggestion=suggestion),
        )

    def insert_canned(self, chat: str, name: str, text: str) -> None:
        """The agent puts a canned reply, its slots filled, into the input box."""
        open_chat(self.desk, chat)
        self.record(ev.DraftChanged(chat=chat, text=storable(text), canned=name))

    def change_draft(self, chat: str, text: str) -> None:
        """The agent edited the input box. An emptied box forgets what its text was made from."""
        before = self.desk.chats[chat].draft
        text = storable(text)
        if text == before.text:
            return
        source = (before.suggestion, before.canned) if text else (None, None)
        self.record(ev.DraftChanged(chat=chat, text=text, suggestion=source[0], canned=source[1]))

    def dismiss(self, chat: str, suggestion: str) -> None:
        """The agent puts a suggestion away."""
        if self._suggestion(chat, suggestion).is_live:
            self.record(ev.SuggestionDismissed(chat=chat, suggestion=suggestion))

    def take_revision(self, chat: str, suggestion: str, *, by_agent: bool) -> None:
        """The model's version takes the place of the approved wording on the card."""
        waiting = self._suggestion(chat, suggestion)
        if waiting.is_usable and waiting.revision is not None:
            self.record(ev.SuggestionUpdated(chat=chat, suggestion=suggestion, by_agent=by_agent))

    def rate_suggestion(self, chat: str, suggestion: str, good: bool) -> None:
        """The agent says whether a suggestion is good."""
        if self._suggestion(chat, suggestion).good is not good:
            self.record(ev.SuggestionRated(chat=chat, suggestion=suggestion, good=good))

    def confirm_issue(self, chat: str, issue: str) -> None:
        """The agent confirms what the customer needs."""
        state = self.desk.chats[chat]
        if state.issue != issue:
            # Without access nothing is proposed, whatever was diagnosed while the chat waited.
            proposed = state.proposed_issue if has_access(self.desk, state) else None
            self.record(ev.IssueConfirmed(chat=chat, issue=issue, proposed=proposed))

    def close(self, chat: str, disposition: Disposition, resolved: bool) -> None:
        """The agent ends the chat, or files one that the customer has left.

        What is held in an open chat leaves first.
        """
        state = self.desk.chats[chat]
        if not state.has_tab:
            raise InvalidAction("this chat is closed already")
        was_open = state.is_open
        if was_open:
            self._held.let_go([state])
        self._availability.chat_ended(self._clock.mono_ns())
        tell = self._link.telling(lambda: self._channel.close(chat, disposition, resolved))
        self.record(
            ev.ChatClosed(chat=chat, disposition=disposition, resolved=resolved),
            then=tell if was_open else None,
        )

    # --- what customers do -------------------------------------------------------------------

    def poll_channel(self) -> None:
        """Tell customers what is on the disk by now, and record what they did since the last call.

        Subscribers to store errors are called once if the disk takes nothing, and once it does.

        An item that can't be used is set aside, with the fact that it was; those behind it are
        taken in. At most ``MOST_ITEMS_A_POLL`` are taken in at once, so that a flood does not hold
        up the window.

        Raises:
            StoreError: the disk takes nothing; what was not recorded is kept for the next call.
        """
        self._recorder.run_synced_callbacks()
        self._record_sleep()
        self._link.fetch()
        self._record_failures()
        enough = self._clock.mono_ns() + limits.POLL_NS
        arrivals = self._link.arrivals
        for _ in range(min(len(arrivals), limits.MOST_ITEMS_A_POLL)):
            if self._clock.mono_ns() > enough or self._rates.must_wait():
                break
            self._link.go_on_after_end(self.desk, self._run)
            facts = self._rates.beyond(arrivals[0], self.desk)
            if facts is None:
                facts = intake.facts_or_set_aside(arrivals[0], self.desk, self._channel.name)
            try:
                self._record_taken_in(facts)
            except StoreError:
                raise
            except Exception:
                # Recorded all the same: whoever was told of it has failed.
                arrivals.popleft()
                raise
            arrivals.popleft()
        self._record_left_out()
        self._held.let_go_due()
        self._link.tell_what_is_read(self.desk)
        self._follow_availability()
        self.procedure.record_results()

    def _record_left_out(self, *, at_once: bool = False) -> None:
        """Record how much was left out of chats that brought too much (``IncomingRates``)."""
        for fact in self._rates.ended(at_once=at_once):
            self.record(fact)

    def _record_sleep(self) -> None:
        """Record that the computer was suspended since the last call, if it was."""
        slept_ns = self._clock.slept_ns()
        newly_s = (slept_ns - self._slept_ns) / 1e9
        if newly_s >= _SHORTEST_SLEEP_S:
            self.record(ev.ComputerSlept(slept_s=round(newly_s, 1)))
            self._slept_ns = slept_ns

    def _record_failures(self) -> None:
        """Record what the channel failed to do, as soon as the disk takes it."""
        failures = self._link.failures
        while failures:
            self.record(failures[0])
            failures.popleft()

    @property
    def waiting_items(self) -> int:
        """How many items of the channel have not been taken in yet."""
        return len(self._link.arrivals)

    @property
    def customers_gone(self) -> bool:
        """Whether nobody will come any more and nothing is left to happen in any chat."""
        return self._channel.exhausted

    # --- looking things up -------------------------------------------------------------------

    def _suggestion(self, chat: str, suggestion: str) -> Suggestion:
        return self.desk.chats[chat].suggestions[suggestion]

    def _usable(self, chat: str, suggestion: str) -> Suggestion:
        usable = open_chat(self.desk, chat).suggestions[suggestion]
        if not has_access(self.desk, self.desk.chats[chat]):
            raise InvalidAction("this chat goes without suggestions")
        if not usable.is_usable:
            raise InvalidAction("this suggestion can't be used any more")
        return usable
