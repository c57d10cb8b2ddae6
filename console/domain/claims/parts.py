"""What the forms of claims are made of: how they name a deed, and the words between theirs."""

import re
from dataclasses import dataclass
from enum import Enum

from console.domain.alternatives import by_initial


class Voice(Enum):
    """How a form names the deed; which verbs count in it depends on this."""

    ACTIVE = "I've cancelled it"
    OTHERS = "the warehouse has shipped it"
    PASSIVE = "it has been cancelled"
    PRESENT = "it is cancelled"
    PAST = "it was cancelled"
    BARE = "Cancelled!"
    INFINITIVE = "I managed to cancel it"
    DOING = "the warehouse is packing it"
    BEING = "it is being packed"
    STATE = "it is on its way"


@dataclass(frozen=True, slots=True)
class Form:
    """One way of saying that something has been done.

    ``words`` are those of which a segment must have one for the pattern to match at all: to look
    them up is much faster than to try it. With ``only`` the verb must be one of them. Where
    ``is_no_question``, a segment that asks has none.
    """

    voice: Voice
    pattern: re.Pattern[str]
    sense: str = ""
    words: frozenset[str] = frozenset()
    only: bool = False
    is_no_question: bool = False


# Patterns that begin with what may not stand before them are tried at every letter; a look ahead at
# the first letter saves most of that time.

# Adverbs that may stand inside a verb group. Those that make a habit or a guess of it don't.
_HABITUAL = (
    r"usually|normally|automatically|generally|typically|only|likely|probably|possibly|rarely"
)
_GUESS = (
    r"hopefully|presumably|apparently|supposedly|easily|quickly|nicely|originally|previously"
    r"|initially|reply|early"
)
_PLAIN_ADVERB = by_initial(
    "just|now|already|also|since|then|both|all|today|again|even|at last|in fact|of course|too"
    "|at once|right away|right now|meanwhile|in the meantime|for you|gone ahead and|went ahead and"
    "|gone and|went and|been and|as promised|indeed|still|soon|hereby|yet again|once more"
)
ADVERB = rf"(?:{_PLAIN_ADVERB}|(?!{by_initial(f'{_HABITUAL}|{_GUESS}')}\b)[a-z]+ly)"
ADVERBS = rf"(?:,? {ADVERB}(?:,{{0,2}} {ADVERB}){{0,4}},?)?"
"""Up to five adverbs, each with commas around it or without; a comma belongs to one place only,
since otherwise the ways to divide them double with every comma."""
BETWEEN = "{0,100}?"
"""So many characters may stand between the parts of a form: to look further from each of many
beginnings takes the square of the text's length."""
OURS = (
    r"my (?:colleague|team|manager|supervisor)s?"
    r"|(?:our|the) [a-z-]+ ?(?:team|desk|department|staff|people)"
    r"|(?:our|the) (?:team|warehouse|workshop|back office|staff|system|manager|supervisor"
    r"|specialists?|engineers?|technicians?|accountants?|packers|shop)"
    r"|(?:a|another|one of my|one of our) colleagues?|somebody|someone"
    r"|accounting|bookkeeping|finance|billing|head office"
)
WHERE = r"(?: (?:in|from|at) (?:the )?[\w-]+)?"
READS = (
    r"(?:shows?|goes|ships|reads?|says|carries|stands|includes|reflects|appears?|works?|has|comes)"
    r"\b(?! (?:as )?(?:deliver|ship|pack|process|pending|in transit|out for))"
)
NAME = r"(?-i:[A-Z][a-z]+)(?<!You)(?<!They)(?<!Who)(?<!Nobody)"
US = by_initial(f"i|we|{OURS}")
THEY = (
    r"(?:the|our|your|their) (?:[a-z-]+ )?(?:carrier|courier|driver|bank|supplier|manufacturer"
    r"|maker|provider|depot|post office|vendor|seller|insurer|processor)"
)
VERB = r"(?P<verb>[^\W\d_][\w-]+)"
NOT_MODAL = (
    r"(?<!\bwill )(?<!'ll )(?<!\bshould )(?<!\bwould )(?<!\bcould )(?<!\bmight )(?<!\bmust )"
    r"(?<!\bmay )(?<!\bto )(?<!\bcan )(?<!'d )(?<!\bshall )"
)


def form(
    voice: Voice,
    words: str,
    pattern: str,
    sense: str = "",
    *,
    only: bool = False,
    is_no_question: bool = False,
) -> Form:
    """A form from its pattern, and the words that its texts have one of, with blanks between."""
    compiled = re.compile(pattern, re.IGNORECASE)
    return Form(voice, compiled, sense, frozenset(words.split()), only, is_no_question)


def states(sense: str, *patterns: tuple[str, str]) -> tuple[Form, ...]:
    """Forms that say what is so, of one sense: the words and the pattern of each."""
    return tuple(form(Voice.STATE, words, pattern, sense) for words, pattern in patterns)


WHEN = (
    r"(?:today|just now|this (?:morning|afternoon|minute)|yesterday"
    r"|(?:an?|one|two|a few|some|\d{1,2}) (?:moment|second|minute|hour)s? ago)"
)
