"""What became of suggestions, and what that makes of their chat."""

from measuring import Row
from stories import Log, at, row, rows, sent, started, taken, told

from console.domain import events as ev

DRAFT = "Your parcel is late. I am sorry."


def asked(name: str, about: ev.SuggestionKind, text: str = DRAFT) -> list[ev.AnyFact]:
    """A suggestion is asked for and there at once."""
    which = {"chat": "a", "suggestion": name}
    return [
        ev.SuggestionRequested(**which, about=about),
        ev.SuggestionReady(**which, text=text, elapsed_ms=1, tokens=1),
    ]


def shown(name: str) -> ev.SuggestionShown:
    """The agent can see it."""
    return ev.SuggestionShown(chat="a", suggestion=name)


def suggestion(log: Log, name: str) -> Row:
    """A suggestion's row."""
    (found,) = (each for each in rows("suggestions", log) if each["suggestion"] == name)
    return found


DIAGNOSIS, SOLUTION = ev.SuggestionKind

STORY = told(
    [
        *at(0, started(), *taken("a")),
        *at(1, *asked("d1", DIAGNOSIS), shown("d1")),
        *at(
            5,
            ev.SuggestionAdopted(chat="a", suggestion="d1"),
            sent("a", "m1", DRAFT, origin="adopted", suggestion="d1"),
        ),
        *at(10, *asked("s1", SOLUTION), shown("s1")),
        *at(12, ev.SuggestionInserted(chat="a", suggestion="s1")),
        *at(20, sent("a", "m2", DRAFT + "!!", origin="modified", suggestion="s1")),
        *at(30, *asked("s2", SOLUTION), shown("s2")),
        *at(36, sent("a", "m3", "My own words")),
        *at(40, *asked("s3", SOLUTION), shown("s3")),
        *at(43, ev.SuggestionDismissed(chat="a", suggestion="s3")),
        *at(50, *asked("s4", SOLUTION)),
        *at(51, ev.SuggestionSuperseded(chat="a", suggestion="s4", reason="new message")),
        *at(60, ev.SuggestionRequested(chat="a", suggestion="s5", about=SOLUTION)),
        *at(61, ev.SuggestionFailed(chat="a", suggestion="s5", reason="gone")),
        *at(70, ev.SuggestionRequested(chat="a", suggestion="s6", about=SOLUTION)),
    ]
)


def test_each_suggestion_has_one_fate_and_the_time_it_took_to_decide() -> None:
    """Deciding ends with sending, dismissing, or sending something else; the rest is undecided."""
    fates = {
        name: (found["outcome"], found["decision_s"])
        for name in ("d1", "s1", "s2", "s3", "s4", "s5", "s6")
        for found in [suggestion(STORY, name)]
    }
    assert fates == {
        "d1": ("adopted", 4),
        "s1": ("modified", 10),
        "s2": ("ignored", 6),
        "s3": ("dismissed", 3),
        "s4": ("superseded", None),
        "s5": ("failed", None),
        "s6": ("pending", None),
    }


def test_a_modified_suggestion_is_compared_with_what_was_sent() -> None:
    """Two characters were added; everything else has no distance."""
    found = suggestion(STORY, "s1")
    assert (found["edit_distance"], found["message"]) == (2, "m2")
    assert found["similarity"] == 1 - 2 / len(DRAFT + "!!")
    assert suggestion(STORY, "d1")["edit_distance"] is None


def test_a_chat_counts_its_suggestions_by_fate_and_kind() -> None:
    """Counts over both kinds are the sums of those of each kind."""
    found = row(STORY, "a")
    fates = ("requested", "shown", "adopted", "modified", "ignored", "dismissed", "superseded")
    assert [found[f"suggestions_{fate}"] for fate in fates] == [7, 4, 1, 1, 1, 1, 1]
    assert [found[f"suggestions_{fate}_diagnosis"] for fate in fates] == [1, 1, 1, 0, 0, 0, 0]
    assert found["suggestions_failed_solution"] == found["suggestions_pending_solution"] == 1


def test_use_is_complete_partial_or_either() -> None:
    """U1 is an unchanged suggestion, U2 an edited one."""
    found = row(STORY, "a")
    assert (found["used_complete"], found["used_partial"], found["used"]) == (1, 1, 1)
    assert found["decision_s"] == (4 + 10 + 6 + 3) / 4


def test_a_chat_without_suggestions_used_none() -> None:
    """No suggestion is no use, and leaves nothing to average."""
    found = row(told(at(0, started(), *taken("a"))), "a")
    assert (found["used"], found["suggestions_requested"]) == (0, 0)
    assert (found["decision_s"], found["similarity"]) == (None, None)


def test_a_suggestion_typed_again_is_told_apart_from_one_that_is_sent() -> None:
    """Near-identical words typed after it was shown are following it; U1 and U2 stay nothing."""
    story = [
        *at(0, started(), *taken("a"), *asked("s1", SOLUTION), shown("s1")),
        *at(9, sent("a", "m1", DRAFT.lower())),
    ]
    log = told(story)
    assert (suggestion(log, "s1")["retyped"], suggestion(log, "s1")["outcome"]) == (1, "ignored")
    found = row(log, "a")
    assert (found["used_retyped"], found["used"]) == (1, 0)


def test_words_typed_before_a_suggestion_was_shown_are_the_agents_own() -> None:
    """With nothing typed afterwards there is nothing to compare."""
    story = [
        *at(0, started(), *taken("a"), sent("a", "m1", DRAFT), *asked("s1", SOLUTION)),
        *at(9, shown("s1")),
    ]
    log = told(story)
    assert suggestion(log, "s1")["retyped"] is None
    assert row(log, "a")["used_retyped"] is None
