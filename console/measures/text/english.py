"""Which English words are content words.

TextBlob's lexicon (Brill's, of the Brown corpus and the Penn Treebank, with words from tweets)
gives the class that a word has most often, and suffixes the class of a word it doesn't know. That
is an approximation: "like" and "have" are told apart by their neighbours, no other word is. Content
and function words are mostly different words, so little is lost. Misspellings count as what their
ending makes of them, most often nouns.
"""

from collections.abc import Sequence
from functools import lru_cache

from console.measures.text.textblob_tagger import tags

_CONTENT = ("NN", "VB", "JJ", "RB")
_ENDINGS = ("'s", "'d", "'m", "'ll", "'re", "'ve")

_FUNCTION = frozenset(
    """
    am are be been being is was were ai ca wo did do does gonna gotta wanna
    arent cant didnt doesnt dont hasnt havent isnt wasnt wont wouldnt
    im ive thats theres whats whos youre
    anybody anyone anything everybody everyone everything nobody none noone nothing mine
    somebody someone something ones
    bye goodbye hai hello hi hii hmm okay please pls plz yep yup
    """.split()
)
"""What the lexicon calls nouns, verbs or adjectives though no content is in it."""

_HAVE = frozenset(("have", "has", "had", "having"))
_PAST = frozenset(("VBN", "VBD"))
_BEFORE_LIKE = frozenset(("PRP", "MD", "TO"))
_WITHIN = 4
"""How many words after "have" a participle may come, as in "have you already been told"."""

_LONGEST = 40
"""Letters of a word that are looked at: no word is longer, but a cat on a keyboard is."""

_TAGS_KEPT = 100_000


def tagged(clause: Sequence[str]) -> list[tuple[str, bool]]:
    """Words in lower case without contracted endings, and whether each is a content word.

    A word's class may depend on its neighbours, so a clause is passed as a whole.
    """
    words = [_plain(word) for word in clause]
    return [(word, _is_content_at(words, place)) for place, word in enumerate(words)]


def _is_content_at(words: Sequence[str], place: int) -> bool:
    word = words[place]
    if word in _HAVE:
        return not _is_auxiliary(words[place + 1 : place + 1 + _WITHIN])
    if word == "like":
        return place > 0 and _takes_like(words[place - 1])
    return _is_content(word)


@lru_cache(_TAGS_KEPT)
def _is_content(word: str) -> bool:
    return word not in _FUNCTION and not word.endswith("n't") and _tag(word).startswith(_CONTENT)


def _is_auxiliary(following: Sequence[str]) -> bool:
    """Whether a participle follows "have", with nothing but adverbs and pronouns before it."""
    for word in following:
        tag = _tag(word)
        if tag in _PAST:
            return True
        if not tag.startswith(("RB", "PRP")):
            return False
    return False


def _takes_like(word: str) -> bool:
    """Whether "like" after this word is a verb: "I like", "would like", "to like", "don't like"."""
    return word.endswith("n't") or _tag(word) in _BEFORE_LIKE


def _plain(word: str) -> str:
    lower = word[:_LONGEST].lower()
    if "'" not in lower:
        return lower
    for ending in _ENDINGS:
        if lower.endswith(ending):
            return lower.removesuffix(ending) or lower
    return lower


@lru_cache(_TAGS_KEPT)
def _tag(word: str) -> str:
    """The Penn Treebank tag a lower-case word mostly has."""
    return tags([word])[0]
