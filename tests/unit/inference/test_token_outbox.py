"""What the child says, and when."""

from console.inference.protocol import Beat, Done, FromWorker, Token, from_worker
from console.inference.token_outbox import BEAT_S, GATHER_S, TokenOutbox


def done(request: str) -> Done:
    """The end of a draft."""
    return Done(
        request=request,
        text="",
        tokens=1,
        prompt_tokens=1,
        reused_tokens=0,
        first_token_ms=1,
        total_ms=1,
        stopped_by="end",
    )


class Watched:
    """An outbox with its lines and its clock in the test's hands."""

    def __init__(self) -> None:
        self.sent: list[FromWorker] = []
        self.time = 0.0
        self.outbox = TokenOutbox(
            lambda line: self.sent.append(from_worker(line)), lambda: self.time
        )

    def token(self, request: str, text: str) -> None:
        """The engine wrote something."""
        self.outbox.put([Token(request=request, text=text)])


def test_tokens_are_gathered() -> None:
    """The first is sent at once, those that come quickly after it together."""
    watched = Watched()
    for text in "abc":
        watched.token("r", text)
    watched.time += GATHER_S
    watched.token("r", "d")
    assert watched.sent == [Token(request="r", text="a"), Token(request="r", text="bcd")]


def test_drafts_do_not_mix() -> None:
    """Each draft's text is gathered for itself."""
    watched = Watched()
    for request in ("r", "s", "r", "s"):
        watched.token(request, request)
    watched.outbox.put([done("r"), done("s")])
    texts = [(each.request, each.text) for each in watched.sent if isinstance(each, Token)]
    assert texts == [("r", "r"), ("s", "s"), ("r", "r"), ("s", "s")]


def test_a_drafts_text_comes_before_its_end() -> None:
    """What is gathered goes out before the draft is told to be complete."""
    watched = Watched()
    watched.token("r", "a")
    watched.token("r", "b")
    watched.outbox.put([done("r")])
    assert watched.sent == [Token(request="r", text="a"), Token(request="r", text="b"), done("r")]


def test_a_cancelled_draft_falls_silent() -> None:
    """Gathered text of a cancelled draft is dropped."""
    watched = Watched()
    watched.token("r", "a")
    watched.token("r", "b")
    watched.outbox.drop("r")
    watched.outbox.put([])
    assert watched.sent == [Token(request="r", text="a")]


def test_long_silence_is_broken() -> None:
    """While there is work, the console hears something every second."""
    watched = Watched()
    watched.outbox.beat()
    assert watched.sent == []
    watched.time += BEAT_S
    watched.outbox.beat()
    watched.outbox.beat()
    assert watched.sent == [Beat()]
