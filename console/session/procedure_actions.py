"""What an agent does with a procedure: its needs, what the chat is about, and its steps."""

from console.domain import events as ev
from console.domain.desk import Desk
from console.domain.errors import InvalidAction
from console.domain.ids import new_id
from console.operations.operations import Operations
from console.session.channel_link import ChannelLink
from console.session.chat_lookup import chat_with_tab, open_chat
from console.session.recorder import Recorder


class ProcedureActions:
    """One method for each thing that an agent can do with the procedure for a chat's issue."""

    def __init__(self, recorder: Recorder, link: ChannelLink, operations: Operations) -> None:
        """Steps are carried out by ``operations``; customers learn of them over ``link``."""
        self.desk: Desk = recorder.desk
        self._recorder = recorder
        self._link = link
        self._operations = operations

    def correct_need(self, chat: str, article: str, need: str, met: bool) -> None:
        """The agent says whether the customer has met a need of a procedure."""
        procedure = chat_with_tab(self.desk, chat).procedure
        if procedure.is_met(article, need) != met:
            self._recorder.record(ev.NeedCorrected(chat=chat, article=article, need=need, met=met))

    def choose_subject(self, chat: str, order: str | None, item: str | None) -> None:
        """The agent says which order and item the chat is about."""
        procedure = chat_with_tab(self.desk, chat).procedure
        if (procedure.order, procedure.item) != (order, item):
            self._recorder.record(ev.SubjectChosen(chat=chat, order=order, item=item))

    def carry_out(self, chat: str, article: str, step: str) -> None:
        """The agent has a step of a procedure carried out, or ticks one that they did themselves.

        A step that is done, or whose result is still to come, is not carried out twice.
        """
        before = chat_with_tab(self.desk, chat).procedure.action_on(article, step)
        if before is None or before.done is False:
            name, operation = new_id("a"), self._operations.operation_of(article, step)
            self._carry_out(
                ev.ActionStarted(
                    chat=chat, action=name, article=article, step=step, operation=operation
                )
            )

    def _carry_out(self, started: ev.ActionStarted) -> None:
        if started.operation is None:
            fields = started.model_dump(exclude={"kind"})
            self._record_action(ev.ActionTaken(**fields))
        else:
            self._recorder.record(
                started,
                then=lambda: self._operations.start(started, self.desk.chats[started.chat]),
            )

    def _record_action(self, taken: ev.ActionTaken) -> None:
        self._recorder.record(
            taken,
            then=self._link.telling(
                lambda: self._link.channel.action_taken(
                    taken.chat, taken.step, taken.operation, taken.done
                )
            ),
        )

    def withdraw_action(self, chat: str, action: str) -> None:
        """The agent takes back a tick; what was carried out elsewhere can't be taken back here."""
        taken = self.desk.chats[chat].procedure.actions.get(action)
        if taken is None:
            return
        if taken.by != "agent" or taken.done is None:
            raise InvalidAction("only a tick can be taken back")
        self._recorder.record(
            ev.ActionWithdrawn(chat=chat, action=action),
            then=self._link.telling(
                lambda: self._link.channel.action_taken(
                    chat, taken.step, taken.operation, done=False
                )
            ),
        )

    def finish(self, chat: str) -> None:
        """The agent has carried out the procedure for the chat's issue."""
        state = open_chat(self.desk, chat)
        if state.procedure_finished_at is None:
            self._recorder.record(ev.ProcedureFinished(chat=chat, issue=state.issue))

    def record_results(self) -> None:
        """Record what has come back of the steps that are carried out elsewhere."""
        for result in self._operations.poll():
            if result.action in self.desk.chats[result.chat].procedure.pending:
                self._record_action(result)
