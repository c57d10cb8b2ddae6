"""Questionnaires and their answers, by hand."""

from stories import BEGIN, at, rows, started, told

from console.domain import events as ev


def opened(sitting: str = "q") -> ev.QuestionnaireOpened:
    """A questionnaire lies before the agent."""
    return ev.QuestionnaireOpened(sitting=sitting, questionnaire="sus", occasion="session_end")


def answered(
    item: str, value: float | None = None, text: str | None = None, sitting: str = "q"
) -> ev.QuestionAnswered:
    """The agent answers."""
    return ev.QuestionAnswered(
        sitting=sitting, questionnaire="sus", item=item, value=value, text=text
    )


def finished(*, complete: bool) -> ev.QuestionnaireFinished:
    """The agent hands it in, or puts it away."""
    return ev.QuestionnaireFinished(sitting="q", questionnaire="sus", complete=complete)


def test_of_several_answers_to_a_question_the_last_counts() -> None:
    """With the time since the questionnaire was opened, in the order of the questions' names."""
    log = told(
        [
            *at(0, started()),
            *at(10, opened()),
            *at(14, answered("q2", 1)),
            *at(15, answered("q1", text="It is fine")),
            *at(21, answered("q2", 4)),
            *at(30, finished(complete=True)),
        ]
    )
    names = ("sitting", "item", "value", "text", "answer_s", "complete", "occasion")
    assert [tuple(each[name] for name in names) for each in rows("answers", log)] == [
        ("q", "q1", None, "It is fine", 5, 1, "session_end"),
        ("q", "q2", 4, None, 11, 1, "session_end"),
    ]
    (sitting,) = rows("sittings", log)
    assert (sitting["answered"], sitting["duration_s"], sitting["complete"]) == (2, 20, 1)
    assert sitting["opened"] == ev.to_micros(BEGIN) + 10_000_000


def test_a_questionnaire_that_was_put_away_unanswered_is_a_sitting_without_answers() -> None:
    """Who was asked and said nothing is not the same as who was never asked."""
    log = told([*at(0, started(), opened()), *at(9, finished(complete=False))])
    (sitting,) = rows("sittings", log)
    assert (sitting["answered"], sitting["complete"], sitting["duration_s"]) == (0, 0, 9)
    assert rows("answers", log) == []


def test_a_questionnaire_goes_on_after_a_crash() -> None:
    """It belongs to the session in which it was opened; one left open has no end."""
    log = told(
        [*at(0, started(), opened()), *at(5, answered("q1", 3))],
        [*at(60, started(resumed=True)), *at(70, answered("q2", 2))],
    )
    found = rows("answers", log)
    assert [(each["session"], each["item"], each["answer_s"]) for each in found] == [
        ("s-1", "q1", 5),
        ("s-1", "q2", 70),
    ]
    (sitting,) = rows("sittings", log)
    assert (sitting["finished"], sitting["complete"], sitting["duration_s"]) == (None, None, None)


def test_answers_without_their_opening_have_no_row() -> None:
    """In a damaged log nobody knows when they were asked for."""
    log = told(at(0, started(), answered("q1", 3), finished(complete=True)))
    assert (rows("answers", log), rows("sittings", log)) == ([], [])
