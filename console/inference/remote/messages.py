"""A prompt as chat completions take it, and how an answer goes on from a draft's opening.

Many chat templates refuse a system turn that is not the first, two turns of one side in a row, or a
conversation that the assistant begins or ends; what is sent here is what all of them take. Servers
also read the marks of turns in what is said: whatever was put into a prompt has none.
"""

from collections.abc import Iterator

from console.domain.sinks import prompt_text
from console.inference.protocol import Prompt, PromptTurn, Role

_BEGINS = "(The customer has opened the chat.)"
_GO_ON = "(Write the agent's next message.)"
_BEGIN_WITH = "Begin your message with exactly these words: {opening}"
_GREETING_CHARS = 60
"""So far into an answer its opening may stand; what is before it is a greeting."""


def messages(prompt: Prompt) -> list[dict[str, str]]:
    """The prompt as a list of messages: system first, then user and assistant by turns."""
    turns = [*prompt.prefix, *prompt.transcript, *prompt.tail]
    system = "\n\n".join(turn.text for turn in turns if turn.role is Role.SYSTEM)
    talk = list(_by_turns([turn for turn in turns if turn.role is not Role.SYSTEM], prompt.opening))
    first = [PromptTurn(role=Role.SYSTEM, text=system)] if system else []
    return [
        {"role": turn.role.value, "content": prompt_text(turn.text)} for turn in (*first, *talk)
    ]


def _by_turns(turns: list[PromptTurn], opening: str) -> Iterator[PromptTurn]:
    """The turns with those of one side joined, from a user's to a user's."""
    if not turns or turns[0].role is not Role.USER:
        turns = [PromptTurn(role=Role.USER, text=_BEGINS), *turns]
    if turns[-1].role is not Role.USER:
        turns = [*turns, PromptTurn(role=Role.USER, text=_GO_ON)]
    if opening.strip():
        wanted = _BEGIN_WITH.format(opening=opening.strip())
        turns = [*turns, PromptTurn(role=Role.USER, text=wanted)]
    role = Role.USER
    texts: list[str] = []
    for turn in turns:
        if turn.role is not role:
            yield PromptTurn(role=role, text="\n\n".join(texts))
            role, texts = turn.role, []
        texts.append(turn.text)
    yield PromptTurn(role=role, text="\n\n".join(texts))


class Continuation:
    """The part of an answer that follows the opening, which servers repeat rather than go on from.

    The beginning of the answer is held back until the opening is found in it.
    """

    def __init__(self, opening: str) -> None:
        self._words = " ".join(opening.split()).casefold()
        self._held = ""
        self.found = not self._words

    def feed(self, text: str) -> str:
        """Take the next piece of the answer; returns what is known to follow the opening."""
        if self.found:
            return text
        self._held += text
        end = self._end()
        if end is None:
            return ""
        self.found = True
        return self._held[end:]

    @property
    def cannot_match(self) -> bool:
        """Whether the answer begins in another way, so that nothing can follow the opening."""
        return not self.found and len(self._held) > _GREETING_CHARS + 2 * len(self._words)

    def _end(self) -> int | None:
        """Where in what is held back the opening ends, the next character included in the look."""
        for start in range(min(len(self._held), _GREETING_CHARS)):
            if start and self._held[start - 1].isalnum():
                continue
            end = self._match(start)
            if end is not None and end < len(self._held) and not self._held[end].isalnum():
                return end
        return None

    def _match(self, start: int) -> int | None:
        """Where the opening ends if it stands at ``start``; spaces and capitals don't matter."""
        at = start
        for letter in self._words:
            if at >= len(self._held):
                return None
            here = self._held[at]
            if letter == " " and here.isspace():
                while at < len(self._held) and self._held[at].isspace():
                    at += 1
            elif here.casefold() == letter:
                at += 1
            else:
                return None
        return at
