"""An agent's last answer about taking part in a study, so that they are asked only once."""

from collections.abc import Iterable

from console.domain.events import ConsentAnswered, Event, SessionStarted


def standing_consent(
    events: Iterable[Event], agent: str, study_hash: str
) -> ConsentAnswered | None:
    """What the agent answered last to this study as it is written now; null if they were not asked.

    A study whose file has changed is another one: its text has to be agreed to anew.

    Args:
        events: a whole log, or those of its events that begin sessions and answer for consent.
        agent: as the sessions name them.
        study_hash: the SHA-256 of the study's file.
    """
    theirs: set[str] = set()
    answer = None
    for event in events:
        fact = event.fact
        if isinstance(fact, SessionStarted) and fact.agent == agent:
            theirs.add(event.session)
        elif isinstance(fact, ConsentAnswered) and event.session in theirs:
            answer = fact if fact.study_hash == study_hash else answer
    return answer
