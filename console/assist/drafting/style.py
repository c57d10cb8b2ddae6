"""How suggestions are to be written: tone, length, by whom, and in which language."""

from dataclasses import dataclass
from typing import Literal

from console.domain import claims

Tone = Literal["friendly", "neutral", "formal"]
Length = Literal["short", "medium", "long"]
Strategy = Literal["generate", "template"]

ENGLISH = "en"
"""The language of the approved wordings, and of drafts for customers whose language is unknown."""

_SENTENCES: dict[Length, str] = {
    "short": "one or two short",
    "medium": "two or three short",
    "long": "four or five",
}
_TOKENS: dict[Length, int] = {"short": 64, "medium": 96, "long": 160}
_MANNER: dict[Tone, str] = {
    "friendly": "warm, plain",
    "neutral": "plain, matter-of-fact",
    "formal": "formal, courteous",
}

_LANGUAGES = {
    "ar": "Arabic",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "hu": "Hungarian",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sv": "Swedish",
    "th": "Thai",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "vi": "Vietnamese",
    "zh": "Chinese",
}


ALL_LANGUAGES = tuple(_LANGUAGES)
"""Every language that a model can be told to write in."""


@dataclass(frozen=True, slots=True)
class Style:
    """How suggestions are written.

    ``strategy`` says by whom: ``generate`` has the model write and falls back to the approved
    wording, ``template`` takes the approved wording alone. ``languages`` (ISO 639-1) are those the
    model can answer in. ``continues`` says that it can be given the first words; servers mostly
    begin anew.
    """

    tone: Tone = "friendly"
    length: Length = "medium"
    strategy: Strategy = "generate"
    languages: tuple[str, ...] = (ENGLISH,)
    continues: bool = True

    @property
    def sentences(self) -> str:
        """Length and tone as the model is told them."""
        return f"{_SENTENCES[self.length]}, {_MANNER[self.tone]} sentences"

    @property
    def most_tokens(self) -> int:
        """What a draft may have at most."""
        return _TOKENS[self.length]

    def foreign(self, language: str | None) -> str | None:
        """The name of the language to draft in; null for English and where no draft is made.

        None is made in a language that the model can't write, or in which false claims would be
        missed: what can't be checked isn't shown. The draft is then of the English wording.
        """
        drafted = self.languages if language in claims.LANGUAGES else ()
        if language is None or language == ENGLISH or language not in drafted:
            return None
        return _LANGUAGES.get(language)


USUAL = Style()
"""What holds where nothing else was chosen."""
