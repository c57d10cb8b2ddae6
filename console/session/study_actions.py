"""What a study adds to a session's actions: its arm, guardrails' objections and questionnaires."""

from typing import Literal

from console.domain import events as ev
from console.domain.access import session_access
from console.domain.desk import Desk, OpenQuestionnaire
from console.domain.errors import InvalidAction
from console.domain.ids import new_id
from console.domain.text import storable
from console.session.recorder import Recorder


class StudyActions:
    """One method for each thing that can happen to a session because of its study."""

    def __init__(self, recorder: Recorder) -> None:
        """Every action is recorded with ``recorder``."""
        self.desk: Desk = recorder.desk
        self._recorder = recorder

    # --- the arm -----------------------------------------------------------------------------

    def assign(self, assigned: ev.ArmAssigned, entered: ev.StudyEntered | None = None) -> None:
        """Another period or shift of the study has begun; open chats keep what they have.

        Args:
            assigned: the session's arm from now on.
            entered: the session's new place in the study, if that has changed.
        """
        before = self.desk.session.assigned if self.desk.session else None
        kept: list[ev.AnyFact] = []
        if before is not None:
            access = session_access(self.desk)
            unassigned = [chat for chat in self.desk.open_chats if chat.access is None]
            kept += [_as_before(chat.id, before, access=access) for chat in unassigned]
        place = [entered] if entered is not None else []
        self._recorder.record(*kept, *place, assigned)

    # --- guardrails --------------------------------------------------------------------------

    def trigger(
        self,
        guardrail: str,
        action: Literal["advise", "hold", "ask", "highlight"],
        *,
        chat: str | None = None,
        value: float | None = None,
        limit: float | None = None,
    ) -> str:
        """A guardrail objects; returns the id that the agent's answer to it names."""
        trigger = new_id("w")
        self._recorder.record(
            ev.GuardrailTriggered(
                trigger=trigger,
                guardrail=guardrail,
                action=action,
                chat=chat,
                value=value,
                limit=limit,
            )
        )
        return trigger

    def obey(self, trigger: str) -> None:
        """The agent did what a guardrail had asked for; nothing if that has its answer already."""
        triggered = self.desk.triggers.get(trigger)
        if triggered is not None:
            self._recorder.record(
                ev.GuardrailObeyed(
                    trigger=trigger, guardrail=triggered.guardrail, chat=triggered.chat
                )
            )

    def override(self, trigger: str, reason: str | None = None) -> None:
        """The agent went on in spite of a guardrail, or put its notice away."""
        triggered = self.desk.triggers.get(trigger)
        if triggered is not None:
            self._recorder.record(
                ev.GuardrailOverridden(
                    trigger=trigger,
                    guardrail=triggered.guardrail,
                    chat=triggered.chat,
                    reason=reason,
                )
            )

    def lapse(self, trigger: str) -> None:
        """What a guardrail had objected to is over by itself."""
        triggered = self.desk.triggers.get(trigger)
        if triggered is not None:
            self._recorder.record(lapsed(triggered))

    # --- questionnaires ----------------------------------------------------------------------

    def open_questionnaire(self, questionnaire: str, occasion: str) -> None:
        """A questionnaire is shown to the agent; one that is open already stays."""
        if self.desk.sitting is None:
            self._recorder.record(
                ev.QuestionnaireOpened(
                    sitting=new_id("q"), questionnaire=questionnaire, occasion=occasion
                )
            )

    def answer(self, item: str, value: float | None = None, text: str | None = None) -> None:
        """The agent answers a question of the questionnaire, with a number or in words."""
        sitting = self._open_questionnaire()
        words = storable(text) if text is not None else None
        before = sitting.answers.get(item)
        if before is None or (before.value, before.text) != (value, words):
            self._recorder.record(
                ev.QuestionAnswered(
                    sitting=sitting.id,
                    questionnaire=sitting.questionnaire,
                    item=item,
                    value=value,
                    text=words,
                )
            )

    def finish_questionnaire(self, *, complete: bool) -> None:
        """The agent hands the questionnaire in, or puts it away."""
        sitting = self._open_questionnaire()
        self._recorder.record(
            ev.QuestionnaireFinished(
                sitting=sitting.id, questionnaire=sitting.questionnaire, complete=complete
            )
        )

    def _open_questionnaire(self) -> OpenQuestionnaire:
        if self.desk.sitting is None:
            raise InvalidAction("no questionnaire is open")
        return self.desk.sitting


def lapsed(triggered: ev.GuardrailTriggered) -> ev.GuardrailLapsed:
    """That a guardrail's objection is over without an answer."""
    return ev.GuardrailLapsed(
        trigger=triggered.trigger, guardrail=triggered.guardrail, chat=triggered.chat
    )


def _as_before(chat: str, assigned: ev.ArmAssigned, *, access: bool) -> ev.ChatAssigned:
    """What the chat has had from its session so far."""
    return ev.ChatAssigned(
        chat=chat,
        arm=assigned.arm,
        access=access,
        name=assigned.name,
        bucket=assigned.bucket,
        stratum=assigned.stratum,
        block=assigned.block,
    )
