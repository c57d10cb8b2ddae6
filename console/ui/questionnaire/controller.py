"""Puts questionnaires before the agent when they are due, and has the answers recorded.

One comes up by itself only where the agent has a rest: at the start, after an answer or a closed
chat, if nobody waits and nothing is half written. It goes aside when a customer writes.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from console.domain import events as ev
from console.session.session import Session
from console.study.questionnaires.due import (
    SESSION_END,
    SetPoint,
    due,
    due_at_end,
    is_awaited,
    is_writing,
)
from console.study.questionnaires.form import Questionnaire
from console.ui.dialogs.sheet_stack import SheetStack
from console.ui.kit.action_runner import ActionRunner
from console.ui.kit.theme import Theme
from console.ui.questionnaire.sheet import QuestionnaireSheet


class AnswerRecorder:
    """The answers to the questionnaire that lies before the agent."""

    def __init__(self, session: Session, attempts: ActionRunner) -> None:
        self._session, self._attempts = session, attempts
        self._unsaved: dict[str, tuple[float | None, str | None]] = {}

    def take(self, item: str, value: float | None, text: str | None) -> None:
        """The agent answered, with a number or in words."""
        self._unsaved[item] = (value, text)
        self.save()

    def save(self) -> bool:
        """Record what is not recorded; whether all is now."""
        for item in list(self._unsaved):
            self._save(item)
        return not self._unsaved

    def finish(self, *, complete: bool) -> bool:
        """The questionnaire is handed in, or put away; whether that could be recorded."""
        self.save()
        done = self._attempts(lambda: self._session.study.finish_questionnaire(complete=complete))
        if done:
            self._unsaved.clear()
        return done

    def _save(self, item: str) -> None:
        value, text = self._unsaved[item]
        if self._attempts(lambda: self._session.study.answer(item, value, text)):
            del self._unsaved[item]


_REST_MS = 400
"""From a closed chat or a sent message until a questionnaire may come up."""

_ASIDE_MS = 3_000
"""From a customer's message, or the last answer after it, until the questionnaire goes aside."""

_CALLING = (ev.MessageReceived, ev.MessageSent, ev.ChatAbandoned, ev.ChatClosed)


class QuestionnaireController(QObject):
    """Knows the set points of the study; what was asked and answered is the desk's to know.

    ``put_off`` carries the title of a questionnaire that can be taken up again, "" for none.
    ``may_leave`` tells that the agent wanted to leave and has been asked everything.
    """

    put_off = Signal(str)
    may_leave = Signal()

    def __init__(
        self,
        window: QWidget,
        theme: Theme,
        session: Session,
        sheets: SheetStack,
        attempts: ActionRunner,
        points: Sequence[SetPoint],
    ) -> None:
        super().__init__(window)
        self._window, self._theme = window, theme
        self._session, self._sheets = session, sheets
        self._attempts, self._points = attempts, points
        self._sheet: QuestionnaireSheet | None = None
        self._answers = AnswerRecorder(session, attempts)
        self._started = self._leaving = self._over = False
        self._rest = self._timer(_REST_MS, self.look)
        self._aside = self._timer(_ASIDE_MS, self._go_aside)

    def start(self) -> None:
        """The window is there; a questionnaire that a killed console had open comes up again.

        Only the first time: a window that comes back from being minimised brings nothing up.
        """
        if self._started:
            return
        self._started = True
        sitting = self._session.desk.sitting
        found = self._questionnaire(sitting.questionnaire) if sitting else None
        if found is not None:
            self.put_off.emit(found.title)
        self.look()

    def hear(self, event: ev.Event) -> None:
        """Something happened that may give the agent a rest, or end it."""
        if self._over or not self._points or not isinstance(event.fact, _CALLING):
            return
        if self._sheet is not None and not self._leaving:
            self._mind_customers(self._sheet)
        elif isinstance(event.fact, ev.MessageSent | ev.ChatClosed):
            self._rest.start()

    def look(self) -> None:
        """Put before the agent what is due or was put off, if this is the time."""
        desk = self._session.desk
        if self._over or self._leaving or self._sheets.is_open:
            return
        if is_awaited(desk) or is_writing(desk):
            return
        if desk.sitting is None:
            self._open(due(self._points, desk))
        elif desk.sitting.occasion != SESSION_END:
            self.resume()

    def resume(self) -> None:
        """Show the questionnaire that was put off; it has the answers given so far."""
        sitting = self._session.desk.sitting
        if sitting is None or self._sheets.is_open:
            return
        found = self._questionnaire(sitting.questionnaire)
        if found is None:
            # The study has changed since the console was cut off; nobody can answer this any more.
            self._finish(complete=False)
        else:
            self._show(found)

    @property
    def is_asking_at_end(self) -> bool:
        """Whether the agent wanted to leave and something is before them still."""
        return self._leaving and self._sheet is not None

    def asks_before_leaving(self) -> bool:
        """Show what is to be asked at the end; false if there is nothing, or it was asked before.

        So the window closes at the second try whatever lies over it.
        """
        if self._leaving or self._over:
            return False
        self._sheets.close()
        self._leaving = True
        self._ask_at_end()
        self._leaving = self._sheet is not None
        return self._leaving

    def stop(self) -> None:
        """The window closes; what is not handed in by now was put away."""
        if self._sheet is not None:
            self._sheet.close_sheet()
        if self._session.desk.sitting is not None and not self._over:
            self._answers.finish(complete=False)
        self._over = True
        self._rest.stop()
        self._aside.stop()

    # --- showing -----------------------------------------------------------------------------

    def _open(self, point: SetPoint | None) -> None:
        if point is None:
            return
        name, occasion = point.questionnaire.id, point.occasion
        if self._attempts(lambda: self._session.study.open_questionnaire(name, occasion)):
            self.resume()

    def _ask_at_end(self) -> None:
        if self._session.desk.sitting is None:
            self._open(due_at_end(self._points, self._session.desk))
        else:
            self.resume()

    def _show(self, questionnaire: Questionnaire) -> None:
        sitting = self._session.desk.sitting
        answers = sitting.answers if sitting else {}
        sheet = QuestionnaireSheet(
            self._theme, self._window, questionnaire, answers, leaving=self._leaving
        )
        self._sheet = sheet
        sheet.answered.connect(self._take)
        sheet.handed_in.connect(self._hand_in)
        sheet.declined.connect(lambda: self._finish(complete=False))
        sheet.closed.connect(lambda: self._closed(questionnaire))
        self.put_off.emit("")
        self._sheets.show_questionnaire(sheet)

    def _closed(self, questionnaire: Questionnaire) -> None:
        self._sheet, self._leaving = None, False
        self._aside.stop()
        if self._session.desk.sitting is not None:
            self.put_off.emit(questionnaire.title)

    def _mind_customers(self, sheet: QuestionnaireSheet) -> None:
        awaited = is_awaited(self._session.desk)
        if awaited and not self._aside.isActive():
            self._aside.start()
        elif not awaited:
            self._aside.stop()
        sheet.note_waiting(awaited)

    def _go_aside(self) -> None:
        if self._sheet is not None:
            self._sheet.close_sheet()

    # --- recording ---------------------------------------------------------------------------

    def _take(self, item: str, value: float | None, text: str | None) -> None:
        self._answers.take(item, value, text)
        if self._aside.isActive() and self._sheet is not None:
            self._aside.start()
            self._sheet.note_waiting(True)

    def _hand_in(self, complete: bool) -> None:
        if self._answers.save():
            self._finish(complete=complete)
        elif self._sheet is not None:
            self._sheet.say("Your answers can't be recorded at the moment. Please try again.")

    def _finish(self, *, complete: bool) -> None:
        if not self._answers.finish(complete=complete):
            return
        leaving = self._leaving
        self._sheets.close()
        if not leaving:
            self._rest.start()
            return
        self._leaving = True
        self._ask_at_end()
        if self._sheet is None:
            self.may_leave.emit()

    def _questionnaire(self, name: str) -> Questionnaire | None:
        return next((p.questionnaire for p in self._points if p.questionnaire.id == name), None)

    def _timer(self, milliseconds: int, then: Callable[[], object]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(then)
        return timer
