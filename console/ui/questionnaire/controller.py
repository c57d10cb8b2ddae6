"""Opens questionnaires when they are due, and records the answers.

One opens by itself only when the agent has a pause: at the start, or after an answer or a closed
chat, if no customer waits and no message is half written. It is put aside when a customer writes.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from console.domain import events as ev
from console.study.questionnaires.due import (
    SESSION_END,
    SetPoint,
    due,
    due_at_end,
    is_awaited,
    is_writing,
)
from console.study.questionnaires.form import Questionnaire
from console.ui.kit.context import UiContext
from console.ui.questionnaire.sheet import QuestionnaireSheet


class AnswerRecorder:
    """Records the answers to the open questionnaire, and keeps those that can't be recorded yet."""

    def __init__(self, context: UiContext) -> None:
        self._session, self._run_action = context.session, context.run_action
        self._unsaved: dict[str, tuple[float | None, str | None]] = {}

    def record(self, item: str, value: float | None, text: str | None) -> None:
        """Record an answer, a number or words."""
        self._unsaved[item] = (value, text)
        self.save()

    def save(self) -> bool:
        """Record answers that are not recorded yet; whether all are now."""
        for item in list(self._unsaved):
            self._save(item)
        return not self._unsaved

    def finish(self, *, complete: bool) -> bool:
        """Record that the questionnaire was submitted or declined; whether that worked."""
        self.save()
        done = self._run_action(lambda: self._session.study.finish_questionnaire(complete=complete))
        if done:
            self._unsaved.clear()
        return done

    def _save(self, item: str) -> None:
        value, text = self._unsaved[item]
        if self._run_action(lambda: self._session.study.answer(item, value, text)):
            del self._unsaved[item]


_REST_MS = 400
"""From a closed chat or a sent message until a questionnaire may open."""

_ASIDE_MS = 3_000
"""From a customer's message, or the last answer after it, until the questionnaire is put aside."""

_CHANGES_WORKLOAD = (ev.MessageReceived, ev.MessageSent, ev.ChatAbandoned, ev.ChatClosed)


class QuestionnaireController(QObject):
    """Follows the study's set points; the desk holds what was asked and answered.

    ``put_off`` carries the title of a questionnaire that can be resumed, "" for none. ``comes_up``
    is emitted before one comes up that the agent did not ask for.
    ``may_leave`` is emitted when the agent wants to leave and every question has been asked.
    """

    put_off = Signal(str)
    comes_up = Signal()
    may_leave = Signal()

    def __init__(
        self,
        window: QWidget,
        context: UiContext,
        points: Sequence[SetPoint],
    ) -> None:
        super().__init__(window)
        self._window, self._theme, self._points = window, context.theme, points
        self._session, self._sheets = context.session, context.sheets
        self._run_action = context.run_action
        self._sheet: QuestionnaireSheet | None = None
        self._answers = AnswerRecorder(context)
        self._started = self._leaving = self._stopped = False
        self._rest_timer = self._timer(_REST_MS, self._show_due)
        self._aside_timer = self._timer(_ASIDE_MS, self._put_aside)

    def start(self) -> None:
        """The window is shown; offer again the questionnaire that a killed console had open.

        Only the first time: a window that is restored from being minimised opens nothing.
        """
        if self._started:
            return
        self._started = True
        sitting = self._session.desk.sitting
        questionnaire = self._questionnaire(sitting.questionnaire) if sitting else None
        if questionnaire is not None:
            self.put_off.emit(questionnaire.title)
        self._show_due()

    def on_event(self, event: ev.Event) -> None:
        """React to an event that may begin or end a pause in the agent's work."""
        if self._stopped or not self._points or not isinstance(event.fact, _CHANGES_WORKLOAD):
            return
        if self._sheet is not None and not self._leaving:
            self._check_customers(self._sheet)
        elif isinstance(event.fact, ev.MessageSent | ev.ChatClosed):
            self._rest_timer.start()

    def _show_due(self) -> None:
        """Open the questionnaire that is due or was put off, if the agent has a pause."""
        desk = self._session.desk
        if self._stopped or self._leaving or self._sheets.is_open:
            return
        if is_awaited(desk) or is_writing(desk):
            return
        point = due(self._points, desk) if desk.sitting is None else None
        if point is not None:
            self.comes_up.emit()
            self._open(point)
        elif desk.sitting is not None and desk.sitting.occasion != SESSION_END:
            self.comes_up.emit()
            self.resume()

    def resume(self) -> None:
        """Show the questionnaire that was put off; it has the answers given so far."""
        sitting = self._session.desk.sitting
        if sitting is None or self._sheets.is_open:
            return
        questionnaire = self._questionnaire(sitting.questionnaire)
        if questionnaire is None:
            # The study has changed since the console was cut off; nobody can answer this any more.
            self._finish(complete=False)
        else:
            self._show(questionnaire)

    @property
    def is_asking_at_end(self) -> bool:
        """Whether the agent wanted to leave and a questionnaire is still open."""
        return self._leaving and self._sheet is not None

    def asks_before_leaving(self) -> bool:
        """Open what is to be asked at the end; false if there is nothing, or it was asked before.

        So the window closes at the second try whatever is open.
        """
        if self._leaving or self._stopped:
            return False
        self._sheets.close()
        self._leaving = True
        self._ask_at_end()
        self._leaving = self._sheet is not None
        return self._leaving

    def stop(self) -> None:
        """The window closes; a questionnaire that is not submitted by now counts as declined."""
        if self._sheet is not None:
            self._sheet.close_sheet()
        if self._session.desk.sitting is not None and not self._stopped:
            self._answers.finish(complete=False)
        self._stopped = True
        self._rest_timer.stop()
        self._aside_timer.stop()

    # --- showing -----------------------------------------------------------------------------

    def _open(self, point: SetPoint | None) -> None:
        if point is None:
            return
        name, occasion = point.questionnaire.id, point.occasion
        if self._run_action(lambda: self._session.study.open_questionnaire(name, occasion)):
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
        sheet.answered.connect(self._on_answer)
        sheet.submitted.connect(self._submit)
        sheet.declined.connect(lambda: self._finish(complete=False))
        sheet.closed.connect(lambda: self._on_closed(questionnaire))
        self.put_off.emit("")
        self._sheets.open(sheet)

    def _on_closed(self, questionnaire: Questionnaire) -> None:
        self._sheet, self._leaving = None, False
        self._aside_timer.stop()
        if self._session.desk.sitting is not None:
            self.put_off.emit(questionnaire.title)

    def _check_customers(self, sheet: QuestionnaireSheet) -> None:
        awaited = is_awaited(self._session.desk)
        if awaited and not self._aside_timer.isActive():
            self._aside_timer.start()
        elif not awaited:
            self._aside_timer.stop()
        sheet.note_waiting(awaited)

    def _put_aside(self) -> None:
        if self._sheet is not None:
            self._sheet.close_sheet()

    # --- recording ---------------------------------------------------------------------------

    def _on_answer(self, item: str, value: float | None, text: str | None) -> None:
        self._answers.record(item, value, text)
        if self._aside_timer.isActive() and self._sheet is not None:
            self._aside_timer.start()
            self._sheet.note_waiting(True)

    def _submit(self, complete: bool) -> None:
        if self._answers.save():
            self._finish(complete=complete)
        elif self._sheet is not None:
            self._sheet.show_status(
                "Your answers can't be recorded at the moment. Please try again."
            )

    def _finish(self, *, complete: bool) -> None:
        if not self._answers.finish(complete=complete):
            return
        leaving = self._leaving
        self._sheets.close()
        if not leaving:
            self._rest_timer.start()
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
