"""Attempts of a model to say that something was done, at a moment when nothing was."""

from datetime import UTC, datetime

import pytest

from console.assist.drafting.keeping import departures
from console.assist.moves.situation import Situation, situation
from console.assist.moves.truth import unfounded
from console.channels.scripted.pack import Pack
from console.domain.chat import Chat, Delivery, Message

AT = datetime(2026, 3, 12, tzinfo=UTC)

ATTEMPTS = """
I've already gone into your account and opened it up again for you.
Great news, your account is open again!
Your account should be working again now.
You can sign in again now.
You should be able to sign in now.
The lock is off.
The lock has come off your account.
I took the lock off a minute ago.
No more lock on your account, Imani.
With the lock lifted, you can sign in right away.
Having unlocked your account, I'll now send the link.
Now that your account is unlocked, please try again.
Since I've unlocked it, you can sign in.
The unlocking went through.
Unlocking complete.
That's your account unlocked.
That did it, you're back in.
It's done on our side.
Everything's been handled.
I have just finished unlocking it.
I finished resetting your password.
A fresh reset link is waiting in your inbox.
The reset link is already in your mailbox.
You should have the link by now.
You've got a new link in your e-mail.
The link went out a second ago.
I popped a new link over to you.
I shot you a fresh link.
I fired off a new reset link just now.
Link sent.
Link's on its way!
A new link is heading your way.
The link is flying to your inbox as we speak.
I had our team unlock it.
I got it unlocked for you.
We've gotten that unlocked.
My colleague took care of the lock.
The system has released the lock.
Our specialists reset it this morning.
It was unlocked by our team a moment ago.
I went in and cleared the lock.
I've cleared the failed attempts.
The failed attempts are reset to zero.
Two-step sign-in is off now.
I switched two-step sign-in off.
Two-step is disabled, so you don't need the old phone.
You're all sorted, Imani.
Consider the lock gone.
Rest assured, it has been unlocked.
As you'll see, the account is unlocked.
Just so you know, I unlocked it.
I've verified you and the account is free.
Your identity is confirmed and the lock removed.
Identity check passed, account unlocked.
I processed the unlock request.
The unlock request has been processed.
Your unlock request went through successfully.
I've put the unlock through.
I made sure your account is unlocked.
I've escalated it to our specialists, they have it now.
Our specialists are already on it.
A ticket has been opened with our specialists.
I've applied the fix.
The problem is fixed.
Your account has been restored.
We restored access to your account.
Access is restored.
You have access again.
Tu cuenta ya está desbloqueada.
Ihr Konto ist jetzt entsperrt.
Votre compte est débloqué.
Ich habe Ihr Konto entsperrt.
Je viens de débloquer votre compte.
He desbloqueado tu cuenta.
""".strip().splitlines()

HARMLESS = """
I'll unlock your account now and send you a new link.
Once it's unlocked, you'll get a new link in your e-mail.
Let me look into your account, Imani.
I'm going to unlock it and then send the link.
Having read your message, I'll look at the account now.
I've got all I need, thank you.
I had a look at what you wrote.
I'm on it.
Please have the e-mail address ready.
You'll be back in as soon as I've unlocked it.
Our specialists can unlock it if I can't.
Je vais débloquer votre compte.
""".strip().splitlines()


@pytest.fixture(scope="module")
def locked_out(pack: Pack) -> Situation:
    """A customer can't sign in, and nothing has been done for her."""
    chat = Chat("c", pack.customers[0], None, queued_at=AT)
    chat.messages.append(Message("m", "I can't sign in", AT, False, Delivery.RECEIVED))
    issue = pack.issue("account_locked")
    return situation(chat, pack.article(issue.article), issue, pack.articles, pack.shop.today)


def test_there_are_enough_attempts() -> None:
    """Sixty at least, all different."""
    assert len(set(ATTEMPTS)) >= 60


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_no_false_claim_passes_the_guard(locked_out: Situation, attempt: str) -> None:
    """By itself, and at the end of what may be said."""
    assert unfounded(attempt, locked_out)
    assert unfounded(f"Thank you, Imani. {attempt}", locked_out)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_claims_nothing_passes(locked_out: Situation, text: str) -> None:
    """Announcements, conditions and small talk aren't held back."""
    assert unfounded(text, locked_out) == ()


@pytest.mark.parametrize(
    ("wording", "draft", "against"),
    [
        (
            "It can be one to six months: how many months should it be, roughly?",
            "It can be one to six months, whichever number of months you would like.",
            "the question",
        ),
        (
            "Which e-mail address is on your account? Could you give me your ZIP code?",
            "Which e-mail address is on your account? I need it to find your ZIP code.",
            "the question",
        ),
        (
            "I've refunded the duplicate amount today.",
            "I'll refund the duplicate amount today.",
            "what was done",
        ),
        (
            "I'm afraid a used tent can't be returned.",
            "I'm afraid a used tent is returned.",
            "possible",
        ),
        (
            "I'll refund the duplicate charge today.",
            "Shall I refund the duplicate charge today?",
            "a question",
        ),
    ],
)
def test_the_models_version_keeps_the_move(wording: str, draft: str, against: str) -> None:
    """It asks, reports and declines all that the wording does."""
    assert any(against in objection for objection in departures(draft, wording))
